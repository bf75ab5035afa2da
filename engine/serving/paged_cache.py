"""Keys and values of all sequences in blocks: memory set aside once, filled where each sequence's table says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from torch import Tensor

from engine.config import AttentionKind, ModelConfig
from engine.kernels.packed import Packed
from engine.kernels.pages import Pages
from engine.model import GPT
from engine.serving.blocks import BlockPool, Copy


class PagedCache:
    """What the layers of a model keep of every token, in the blocks of a pool (arXiv 2309.06180, section 4).

    ```
    layer 0   keys     [Hkv, n_blocks, block_size, D]       a token's slot: block · block_size + place in it
              values   [Hkv, n_blocks, block_size, D]
    layer 1   ...
    ```
    A window layer keeps every token too, and hides the old ones when it reads: all layers have one table. A latent
    layer keeps one vector a token. Raises ValueError for a model whose state cannot be cut into blocks.
    """

    def __init__(self, model: GPT, pool: BlockPool) -> None:
        _check(model)
        weight = model.tokens.weight
        self.pool, self.config, self.dtype, self.device = pool, model.config, weight.dtype, weight.device
        self.layers = tuple(
            tuple(self._zeros(heads, width) for heads, width in vectors(model.config, kind))
            for kind in model.config.kinds
        )

    @property
    def nbytes(self) -> int:
        """Bytes set aside, filled or not: as many a block as `bytes_per_token` says for its tokens."""
        return sum(part.nbytes for layer in self.layers for part in layer)

    def copy(self, copies: Iterable[Copy]) -> None:
        """Makes the copies that `BlockPool.extend` asks for, in order, before anything is written."""
        for source, target in copies:
            for part in (part for layer in self.layers for part in layer):
                part[:, target] = part[:, source]

    def write(self, layer: int, new: Sequence[Tensor], slots: Tensor) -> None:
        """Stores a layer's vectors of N tokens, each [1, Hkv, N, D], in their slots [N]."""
        for part, vectors in zip(self.layers[layer], new, strict=True):
            part.flatten(1, 2).index_copy_(1, slots, vectors[0])

    def read(self, layer: int, table: Tensor) -> tuple[Tensor, ...]:
        """The vectors of a sequence in the order of its text, each [1, Hkv, S, D], S = len(table) · block_size."""
        return tuple(part.index_select(1, table).flatten(1, 2)[None] for part in self.layers[layer])

    def slots(self, table: Sequence[int], start: int, end: int) -> list[int]:
        """Where a sequence's tokens from `start` to before `end` stand."""
        size = self.pool.block_size
        return [table[token // size] * size + token % size for token in range(start, end)]

    def _zeros(self, heads: int, width: int) -> Tensor:
        shape = (heads, self.pool.n_blocks, self.pool.block_size, width)
        return Pages(slab=0).zeros(shape, self.dtype, self.device)


def vectors(config: ModelConfig, kind: AttentionKind) -> list[tuple[int, int]]:
    """Heads and width of what a layer of that kind keeps of a token: keys and values, or a latent."""
    if kind == "latent" and config.mla is not None:
        return [(1, config.mla.kv_latent + config.mla.rope_dim)]
    return [(config.n_kv_heads, config.head_dim)] * 2


def _check(model: GPT) -> None:
    if "delta" in model.config.kinds:
        raise ValueError(
            "delta layers keep one state for a whole text, which has no blocks; serve a model of full, window or "
            "latent layers, or generate with model.new_cache(…)"
        )
    if any(isinstance(weight, Packed) for weight in model.parameters()):
        raise ValueError(
            "weights in the blocks of their file give other bytes for a step than for a prompt; load the model with "
            "dtype=torch.float32"
        )
