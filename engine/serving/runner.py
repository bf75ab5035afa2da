"""A model as the loop sees it: tokens of many sequences in, a row of logits for each out."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from engine.model import GPT
from engine.serving.blocks import BLOCK, BlockPool, Copy
from engine.serving.clock import Clock
from engine.serving.forward import Chunk, forward
from engine.serving.loop import Loop
from engine.serving.paged_cache import PagedCache
from engine.serving.prefix import PrefixCache
from engine.serving.scheduler import Limits, Scheduler, Work


class ModelRunner:
    """Runs a model with the paged cache of a pool."""

    def __init__(self, model: GPT, pool: BlockPool) -> None:
        self.model, self.cache = model, PagedCache(model, pool)
        self.max_seq_len, self.vocab_size = model.config.max_seq_len, model.config.vocab_size

    def __call__(self, work: Sequence[Work], copies: Sequence[Copy]) -> tuple[Tensor, ...]:
        """The logits [V] behind each work."""
        self.cache.copy(copies)
        logits = forward(self.model, [_chunk(one) for one in work], self.cache)  # [n, V]
        return logits.unbind()


def _chunk(work: Work) -> Chunk:
    sequence, start = work.sequence, work.sequence.computed
    return Chunk(tuple(sequence.tokens[start : start + work.count]), start, tuple(sequence.table))


def loop_of(
    model: GPT,
    *,
    n_blocks: int,
    block_size: int = BLOCK,
    policy: str = "continuous",
    limits: Limits | None = None,
    prefix_cache: bool = True,
    clock: Clock | None = None,
) -> Loop:
    """A loop that serves a model from so many blocks. Raises ValueError for a model that no blocks can serve."""
    pool = BlockPool(n_blocks, block_size)
    prefix = PrefixCache(pool, enabled=prefix_cache)
    scheduler = Scheduler(pool, prefix=prefix, policy=policy, limits=limits)
    return Loop(scheduler, ModelRunner(model, pool), clock=clock, decoder=model.tokenizer)
