"""One forward pass for the tokens of many sequences: prompts, parts of prompts, and single steps side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from engine.attention.full import FullAttention, attend
from engine.attention.latent import LatentAttention
from engine.config import AttentionKind
from engine.kernels.vectors import FEW
from engine.model import GPT, Block, SandwichBlock
from engine.positions import rotate, turn_of
from engine.serving.invariant import Invariant, plain
from engine.serving.paged_cache import PagedCache
from engine.step import Step

Read = Callable[[tuple[Tensor, ...], tuple[Tensor, ...], Tensor | None], Tensor]
"""What queries, each [1, H, T, D], take from what is kept, each [1, Hkv, S, D], by a mask [T, S]: [1, H, T, v]."""


LINE = 64
"""Bytes of a cache line, the widest that a processor's vectors are."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens of one sequence that are computed next: all of a prompt, a part of it, or the token made last.

    `start` tokens before them have been computed; `table` lists the sequence's blocks, with room for these tokens.
    """

    ids: tuple[int, ...]
    start: int
    table: tuple[int, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.ids)


@torch.inference_mode()
def forward(model: GPT, chunks: Sequence[Chunk], cache: PagedCache, *, invariant: bool = True) -> Tensor:
    """Logits [n, V] of the token that follows each of n chunks. Stores the keys and values of all their tokens.

    ```
    chunks    a a a a a a│b│c c c│d         N tokens side by side, [1, N, C]; no padding
    linear    all of them at once           as the layers are
    attend    a to a's blocks, b to b's …   one chunk after another, each by its table
    ```
    A token gives the same bytes however its sequence is cut into chunks and whatever stands beside it, unless not
    `invariant`: then products are as fast as they can be. Raises ValueError for a chunk that cannot be computed.
    """
    _check(model, chunks, cache)
    device = cache.device
    ids = torch.tensor([[token for chunk in chunks for token in chunk.ids]], device=device)  # [1, N]
    slots = [slot for chunk in chunks for slot in cache.slots(chunk.table, chunk.start, chunk.end)]
    places = torch.tensor([[at for chunk in chunks for at in range(chunk.start, chunk.end)]], device=device)
    if invariant:
        ids, places = ids.as_subclass(Invariant), places.as_subclass(Invariant)
    read = (chunk.table[: cache.pool.blocks_for(chunk.end)] for chunk in chunks)  # what is behind is empty yet
    tables = [torch.tensor(table, device=device) for table in read]
    batch = Batch(chunks, cache, torch.tensor(slots, device=device), tables, invariant)
    steps = _steps(model, places)
    x = model.embed(ids, places)
    for block, kind in zip(model.blocks, model.config.kinds, strict=True):
        assert isinstance(block, Block)
        x = _block(block, x, steps[kind], batch)
    last = torch.tensor([len(chunk.ids) for chunk in chunks], device=device).cumsum(0) - 1
    logits: Tensor = model.head(model.norm(x[0, last]))
    cap = model.config.logit_cap
    logits = plain(logits if cap is None else cap * torch.tanh(logits / cap))
    return logits


@dataclass(frozen=True, slots=True)
class Batch:
    """The chunks of a forward pass, and where their tokens are kept."""

    chunks: Sequence[Chunk]
    cache: PagedCache
    slots: Tensor  # [N]
    tables: Sequence[Tensor]
    invariant: bool

    def attend(
        self, layer: int, queries: tuple[Tensor, ...], new: tuple[Tensor, ...], read: Read, step: Step
    ) -> Tensor:
        """Keeps what is new of all N tokens, then lets each chunk's queries read its own sequence. [1, H, N, v]"""
        queries, new = tuple(map(plain, queries)), tuple(map(plain, new))
        self.cache.write(layer, new, self.slots)
        heads, first = [], 0
        for chunk, table in zip(self.chunks, self.tables, strict=True):
            own = tuple(part[:, :, first : first + len(chunk.ids)] for part in queries)
            each = token_by_token if self.invariant or len(chunk.ids) == 1 else all_at_once
            heads.append(each(read, own, self.cache.read(layer, table), chunk.start, step.window))
            first += len(chunk.ids)
        y = torch.cat(heads, dim=2)
        return y.as_subclass(Invariant) if self.invariant else y


def token_by_token(
    read: Read, queries: tuple[Tensor, ...], kept: tuple[Tensor, ...], start: int, window: int | None
) -> Tensor:
    """Each query alone with the tokens that it sees, so that the work for it is the same in every chunk."""
    alone = zip(*map(_apart, queries), strict=True)
    heads = []
    for end, query in enumerate(alone, start + 1):
        first = max(0, end - (window or end))
        seen = tuple(_cut(x, first, end) for x in kept)
        heads.append(read(query, seen, None))
    return torch.cat(heads, dim=2)


def all_at_once(
    read: Read, queries: tuple[Tensor, ...], kept: tuple[Tensor, ...], start: int, window: int | None
) -> Tensor:
    """A chunk's queries together under a mask, as fast as it goes."""
    T = queries[0].shape[2]
    place = torch.arange(start, start + T, device=queries[0].device)[:, None]
    key = torch.arange(start + T, device=queries[0].device)
    mask = (key <= place) & (key > place - (window or start + T))
    return read(queries, tuple(part[:, :, : start + T] for part in kept), mask)


def _apart(x: Tensor) -> tuple[Tensor, ...]:
    """Queries [1, H, T, D] as T of [1, H, 1, D], each of which lies in memory as if it were alone."""
    return x.movedim(2, 0).unsqueeze(3).contiguous().unbind()


def _cut(x: Tensor, first: int, end: int) -> Tensor:
    """Some of the vectors [1, Hkv, S, D], in a place that says nothing of what stands around them.

    Products may sum otherwise where a vector begins elsewhere in a cache line. Whole lines leave no choice; others are
    copied, so that where each head begins hangs on its own tokens alone.
    """
    x = x[:, :, first:end]
    return x if x.shape[-1] * x.element_size() % LINE == 0 else x.contiguous()


def _block(block: Block, x: Tensor, step: Step, batch: Batch) -> Tensor:
    """`Block.forward`, or `SandwichBlock`'s, with attention that reads through tables. x [1, N, C] -> [1, N, C]"""
    layer, seen = block.attention, block.attention_norm(x)
    if isinstance(layer, LatentAttention):
        y = _latent(layer, seen, step, batch)
    else:
        assert isinstance(layer, FullAttention)
        y = _full(layer, seen, step, batch)
    x = x + (block.attention_post_norm(y) if isinstance(block, SandwichBlock) else y)
    y = block.feed_forward(block.feed_forward_norm(x))
    x = x + (block.feed_forward_post_norm(y) if isinstance(block, SandwichBlock) else y)
    return x


def _full(layer: FullAttention, x: Tensor, step: Step, batch: Batch) -> Tensor:
    """`FullAttention.forward`, windows included. x [1, N, C] -> [1, N, C]"""

    def read(queries: tuple[Tensor, ...], kept: tuple[Tensor, ...], mask: Tensor | None) -> Tensor:
        return attend(*queries, *kept, mask=mask, scale=layer.scale, cap=layer.score_cap)

    q, k, v = layer.heads(x)
    y = batch.attend(layer.layer, (_turned(q, step),), (_turned(k, step), v), read, step)
    y = y.transpose(1, 2).flatten(2)  # [1, N, H·D]
    if layer.output_gate is not None:
        y = y * torch.sigmoid(layer.output_gate(x))
    x = layer.output(y)
    return x


def _latent(layer: LatentAttention, x: Tensor, step: Step, batch: Batch) -> Tensor:
    """`LatentAttention.forward`, which here reads latents as they are. x [1, N, C] -> [1, N, C]"""

    def read(queries: tuple[Tensor, ...], kept: tuple[Tensor, ...], mask: Tensor | None) -> Tensor:
        (q, q_rotary), (latents,) = queries, kept
        return layer.absorbed(q, q_rotary, latents, replace(step, mask=mask))

    q, q_rotary = layer.queries(x)
    y = batch.attend(layer.layer, (q, _turned(q_rotary, step)), (layer.compress(x, step),), read, step)
    x = layer.output(y.transpose(1, 2).flatten(2))
    return x


def _turned(x: Tensor, step: Step) -> Tensor:
    """Heads [1, H, N, D] turned to their positions, so few at once that a compiled kernel, if any, does it for all."""
    if step.turn is None:
        return x
    few = max(1, FEW // (x.shape[1] * x.shape[3]))
    parts = (torch.split(part, few, dim=2) for part in (plain(x), *step.turn))
    return torch.cat([rotate(heads, (cos, sin)) for heads, cos, sin in zip(*parts, strict=True)], dim=2)


def _steps(model: GPT, places: Tensor) -> Mapping[AttentionKind, Step]:
    """How the layers of each kind turn N tokens side by side, and how far windows see. places [1, N]"""
    config, n = model.config, places.shape[1]

    def step(kind: AttentionKind) -> Step:
        turn = turn_of(config, kind, places, model.tokens.weight.dtype)
        turn = None if turn is None else (plain(turn[0]), plain(turn[1]))
        return Step(places, (0,), (n,), None, False, turn, config.window if kind == "window" else None)

    return {kind: step(kind) for kind in dict.fromkeys(config.kinds)}


def _check(model: GPT, chunks: Sequence[Chunk], cache: PagedCache) -> None:
    if not chunks:
        raise ValueError("there is no chunk to compute")
    if model.config != cache.config:
        raise ValueError("the cache was made for a model of another shape; make one with PagedCache(model, pool)")
    for chunk in chunks:
        if not chunk.ids or not 0 <= min(chunk.ids) <= max(chunk.ids) < model.config.vocab_size:
            raise ValueError(
                f"ids={chunk.ids} are not one or more tokens of the vocabulary of {model.config.vocab_size}"
            )
        if chunk.end > model.config.max_seq_len:
            raise ValueError(f"{chunk.end} tokens do not fit in the model's max_seq_len={model.config.max_seq_len}")
        if len(chunk.table) < cache.pool.blocks_for(chunk.end):
            raise ValueError(f"{len(chunk.table)} blocks have no room for {chunk.end} tokens; extend the table first")
