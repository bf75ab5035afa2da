"""A model's weights cut for p ranks (Megatron-LM, arXiv 1909.08053, section 3).

```
            column split: what widens            row split: what narrows
 attention  q, k, v by heads            ─heads─▶  output, by the same heads         ─▶ one sum of all ranks
 feed-fwd   gate, up by units           ─units─▶  down, by the same units           ─▶ one sum of all ranks
```
Between the two a rank needs nothing of the others. Column and row are those of the paper's x·A; of weights as torch
keeps them, [out, in], the first takes rows and the second columns. Embeddings and norms stay whole, the head too unless
it is asked for, and so do the biases of what narrows, which are added once, behind the sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from engine.config import ModelConfig
from engine.kernels.kept import unpacked
from engine.model import GPT
from engine.parallel.share import Share, share


def cut(name: str, weight: Tensor, own: Share) -> Tensor:
    """A rank's part of one weight, [out, in] or a bias [out], by its name in the model."""
    match name.split(".")[-2:]:
        case ["qkv", _]:
            q, k, v = torch.split(weight, own.widths)
            return torch.cat([q[own.q], k[own.kv], v[own.kv]])
        case ["output_gate", _]:
            return weight[own.q]
        case ["gate" | "up", _]:
            return weight[own.units]
        case ["output", "weight"]:
            return weight[:, own.q]
        case ["down", "weight"]:
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
