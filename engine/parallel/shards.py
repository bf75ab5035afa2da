"""A model's weights cut for p ranks (Megatron-LM, arXiv 1909.08053, section 3).

```
            column split: what widens            row split: what narrows
 attention  q, k, v by heads            ─heads─▶  output, by the same heads         ─▶ one sum of all ranks
 feed-fwd   gate, up by units           ─units─▶  down, by the same units           ─▶ one sum of all ranks
```
Between the two a rank needs nothing of the others. Column and row are those of the paper's x·A; of weights as torch
keeps them, [out, in], the first takes rows and the second columns. Embeddings, norms and the head stay whole, and so do
the biases of what narrows, which are added once, behind the sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.kernels.kept import unpacked
from engine.model import GPT


@dataclass(frozen=True, kw_only=True)
class Share:
    """What of each layer a rank has: query heads, K/V heads, units of the feed-forward layer."""

    queries: slice
    kv: slice
    units: slice
    head_dim: int
    config: ModelConfig  # of the whole model

    @property
    def own(self) -> ModelConfig:
        """The shape of a rank's part, which is a model like any other but for the sums."""
        n_heads, n_kv_heads = _length(self.queries), _length(self.kv)
        return self.config.replace(n_heads=n_heads, n_kv_heads=n_kv_heads, d_ff=_length(self.units))


def share(config: ModelConfig, rank: int, size: int) -> Share:
    """The share of one rank of `size`. Raises ValueError for a model that cannot be shared so.

    Where there are fewer K/V heads than ranks, each is copied to those whose query heads look at it.
    """
    check(config)
    n_kv = config.n_kv_heads
    for name in ("n_heads", "d_ff"):
        if (n := getattr(config, name)) % size:
            raise ValueError(f"{name}={n} cannot be shared evenly by {size} ranks; {_fitting(config)}")
    if n_kv % size and size % n_kv:
        raise ValueError(f"n_kv_heads={n_kv} cannot be shared or copied evenly to {size} ranks; {_fitting(config)}")
    first_kv = rank * n_kv // size
    return Share(
        queries=_even(config.n_heads, rank, size),
        kv=slice(first_kv, first_kv + max(1, n_kv // size)),
        units=_even(config.d_ff, rank, size),
        head_dim=config.head_dim,
        config=config,
    )


def cut(name: str, weight: Tensor, own: Share) -> Tensor:
    """A rank's part of one weight, [out, in] or a bias [out], by its name in the model."""
    layer, kind = name.split(".")[-2:]
    queries, kv = (_numbers(heads, own.head_dim) for heads in (own.queries, own.kv))
    match layer, kind:
        case "qkv", _:
            widths = [n * own.head_dim for n in (own.config.n_heads, *[own.config.n_kv_heads] * 2)]
            q, k, v = torch.split(weight, widths)
            return torch.cat([q[queries], k[kv], v[kv]])
        case "output_gate", _:
            return weight[queries]
        case "gate" | "up", _:
            return weight[own.units]
        case "output", "weight":
            return weight[:, queries]
        case "down", "weight":
            return weight[:, own.units]
    return weight


def shard(model: GPT, rank: int, size: int) -> Iterator[tuple[str, Tensor]]:
    """The weights of a rank's part, by name, each with memory of its own; those kept in a file's blocks are widened.

    A tied head is its embedding and comes once.
    """
    own = share(model.config, rank, size)
    for name, weight in model.named_parameters():
        yield name, cut(name, unpacked(weight.data), own).clone()


def built(config: ModelConfig, weights: Mapping[str, Tensor]) -> GPT:
    """A model of a rank's shape and weights; what it lacks of them is not the rank's.

    A tied head is tied afterwards: a model that begins so has torch import what a second goes by with.
    """
    model = GPT(config.replace(tied=False)).to(next(iter(weights.values())).dtype)
    model.load_state_dict(dict(weights), strict=False)
    if config.tied and "head.weight" not in weights:
        model.head.weight = model.tokens.weight
    model.config = config
    return model.eval().requires_grad_(False)


def check(config: ModelConfig) -> None:
    """Raises ValueError for a model whose layers are none that are shared here."""
    others = sorted(set(config.kinds) - {"full"})
    if others:
        raise ValueError(f"layers of kind {others[0]!r} are not shared by ranks; models with full attention are")
    if config.moe is not None:
        raise ValueError("a mixture of experts is not shared by ranks; models with dense feed-forward layers are")


def _even(n: int, rank: int, size: int) -> slice:
    return slice(rank * n // size, (rank + 1) * n // size)


def _numbers(heads: slice, head_dim: int) -> slice:
    return slice(heads.start * head_dim, heads.stop * head_dim)


def _length(part: slice) -> int:
    return int(part.stop - part.start)


def _fitting(config: ModelConfig) -> str:
    """The numbers of ranks that a model can be shared by."""
    n_kv = config.n_kv_heads
    fits = [
        size
        for size in range(1, config.n_heads + 1)
        if not config.n_heads % size and not config.d_ff % size and (not n_kv % size or not size % n_kv)
    ]
    return f"{', '.join(map(str, fits))} would do"
