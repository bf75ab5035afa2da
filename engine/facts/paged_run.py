"""Blocks, bytes that never change, and a known beginning, measured: what each costs or saves a forward pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple

import torch
from torch import Tensor

from engine.cache.kv_cache import KVCache
from engine.fact import Settings, measured
from engine.measure import quickest
from engine.model import GPT
from engine.presets import preset
from engine.serving.blocks import BlockPool
from engine.serving.forward import Chunk, forward
from engine.serving.paged_cache import PagedCache
from engine.step import Step
from engine.units import Count, Ratio, Seconds, Table

SHAPE = preset("smollm2-135m")
PROMPT, OWN, BATCH, BLOCK = 256, 16, 8, 16
TURNS = 8
PAGED_135M = Settings(
    model="SmolLM2-135M shape, random weights",
    dtype="fp32",
    batch=BATCH,
    prompt=f"any {PROMPT} tokens",
    new_tokens=1,
    threads=1,
    seed=123,
)


@measured(
    claim=lambda t: t["same_bytes"] >= 1 and t["prompt_cost"] > 1, settings=PAGED_135M, repeats=5, warm_up=0
)  # fmt: skip
def invariance_cost() -> Table:
    """A forward pass whose rows never notice one another, over one that is as fast as it can be: prompt and step.

    A prompt of 256 tokens, and one step of eight sequences behind as many. `same_bytes` is the share of seven steps
    whose logits are to the byte what they are without an eighth sequence's prompt in the pass; `same_without` that of
    the fast pass.
    """
    prompt, steps = prepared().prompts[:1], prepared().steps
    prompt_fast, prompt_invariant = (seconds(prompt, invariant=how, calls=1) for how in (False, True))
    step_fast, step_invariant = (seconds(steps, invariant=how) for how in (False, True))
    return Table(
        prompt_tokens=Count(PROMPT),
        rows=Count(BATCH),
        prompt_fast=prompt_fast,
        prompt_invariant=prompt_invariant,
        prompt_cost=Ratio(prompt_invariant / prompt_fast),
        step_fast=step_fast,
        step_invariant=step_invariant,
        step_cost=Ratio(step_invariant / step_fast),
        same_bytes=same_rows(invariant=True),
        same_without=same_rows(invariant=False),
    )


@measured(claim=lambda t: t["step_cost"] > 1, settings=PAGED_135M, repeats=5)
def paging_cost() -> Table:
    """A step of eight sequences behind 256 tokens: keys and values gathered from blocks, and read where they lie.

    By turns, so that what disturbs one disturbs the other; of each the quickest counts.
    """
    turns = [(quickest(contiguous_step, 1), seconds(prepared().steps, invariant=False, calls=1)) for _ in range(TURNS)]
    contiguous, paged = map(min, zip(*turns, strict=True))
    return Table(
        rows=Count(BATCH),
        tokens=Count(PROMPT),
        block_size=Count(BLOCK),
        contiguous=contiguous,
        paged=paged,
        step_cost=Ratio(paged / contiguous),
    )


@measured(
    claim=lambda t: t["faster"] > 1,
    settings=replace(PAGED_135M, batch=1, prompt=f"any {PROMPT + OWN} tokens"),
    repeats=5,
    warm_up=0,
)
def prefix_run() -> Table:
    """The first token behind a prompt of 272 tokens: all of it computed, and with 256 of them found in blocks."""
    chunk = prepared().prompts[0]
    ids = (*chunk.ids, *range(OWN))
    computed = seconds([Chunk(ids, 0, chunk.table)], invariant=True, calls=1)
    found = seconds([Chunk(ids[PROMPT:], PROMPT, chunk.table)], invariant=True)
    return Table(
        prompt=Count(PROMPT + OWN),
        found=Count(PROMPT),
        ttft_computed=computed,
        ttft_found=found,
        faster=Ratio(computed / found),
        fewer=Ratio((PROMPT + OWN) / OWN),
    )


class Prepared(NamedTuple):
    """A model and a paged cache, eight sequences' prompts, and one step of each behind its prompt."""

    model: GPT
    cache: PagedCache
    prompts: list[Chunk]
    steps: list[Chunk]


@cache
def prepared() -> Prepared:
    """What is behind the steps is drawn and not computed, which makes no difference to their work."""
    torch.manual_seed(PAGED_135M.seed)
    model, pool = GPT(SHAPE).eval(), BlockPool(BATCH * (PROMPT + OWN) // BLOCK, BLOCK)
    paged, tables = PagedCache(model, pool), [list[int]() for _ in range(BATCH)]
    for start in range(0, PROMPT + OWN, BLOCK):  # in turns, as sequences grow side by side
        for table in tables:
            pool.extend(table, start, start + BLOCK)
    for part in (part for layer in paged.layers for part in layer):
        part.normal_()
    prompts = [Chunk(tuple(range(row, row + PROMPT)), 0, tuple(table)) for row, table in enumerate(tables)]
    steps = [Chunk((row,), PROMPT, chunk.table) for row, chunk in enumerate(prompts)]
    for how in (False, True):
        forward(model, [*prompts[:1], *steps[1:]], paged, invariant=how)  # the first calls are slow
    return Prepared(model, paged, prompts, steps)


def seconds(chunks: Sequence[Chunk], *, invariant: bool, calls: int = 5) -> Seconds:
    """The quickest of a few forward passes over the same chunks."""
    it = prepared()
    return quickest(partial(forward, it.model, chunks, it.cache, invariant=invariant), calls)


@cache
def same_rows(*, invariant: bool) -> Ratio:
    """Of seven sequences' steps, those whose logits a prompt beside them leaves as they are. As in every repeat."""
    it = prepared()
    beside = forward(it.model, [*it.prompts[:1], *it.steps[1:]], it.cache, invariant=invariant)[1:]
    among_themselves = forward(it.model, it.steps[1:], it.cache, invariant=invariant)
    return Ratio(sum(map(torch.equal, beside, among_themselves)) / (BATCH - 1))


@cache
def rows_of_their_own() -> KVCache:
    """A contiguous cache in which eight sequences stand behind as many tokens."""
    kept = prepared().model.new_cache(batch_size=BATCH, max_seq_len=PROMPT + OWN)
    kept.advance(Step(torch.arange(PROMPT)[None], (0,) * BATCH, (PROMPT,) * BATCH, None, True, None))
    return kept


@torch.inference_mode()
def contiguous_step() -> Tensor:
    """The logits of one step of all sequences in a contiguous cache."""
    it, kept = prepared(), rows_of_their_own()
    kept.truncate(PROMPT)
    return it.model(torch.tensor([step.ids for step in it.steps]), kept, last_only=True)
