"""Blocks of a small paged cache while a model serves: one prompt, and two answers to it that share its blocks.

Earlier requests have ended, so the free blocks stand in no order of their own, and some still hold what a prefix cache
would find. Sharing is of two kinds: a fork has all blocks of its text, the part-filled one too, and what writes first
gets a copy; another request that begins alike finds whole blocks only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from engine.fact import computed
from engine.facts.noting import NotingRunner
from engine.serving.blocks import BlockPool
from engine.serving.loop import Loop, serve
from engine.serving.prefix import PrefixCache
from engine.serving.request import Request
from engine.serving.scheduler import Limits, Scheduler, Work
from engine.units import Count, Series, Table

BLOCKS, SIZE = 10, 4
EARLIER = ((1, 4), (2, 3), (2, 1), (3, 2), (3, 1), (1, 1), (2, 3), (4, 1), (3, 2), (1, 4))
"""Tokens of the prompt and of the answer of each earlier request. None needs more than a block."""
PROMPT, OTHER = tuple(range(50, 60)), 60
ANSWERS = ("A", "B")
EVENTS = ("before", "prompt", "fork", "write")


class Moment(NamedTuple):
    """How a pool stands: each block's readers, tokens, place among the free, and whether a prefix cache finds it."""

    users: tuple[int, ...]
    tokens: tuple[int, ...]
    free: tuple[int, ...]
    known: tuple[int, ...]
    tables: tuple[tuple[int, ...], ...]  # of each answer


class Run(NamedTuple):
    """The pool after each event, and the blocks that another request with the same prompt, and more, would find."""

    moments: dict[str, Moment]
    found: list[int]


@computed()
def paged_trace() -> Series:
    """Ten blocks, by what has happened: users, tokens, place among the free, and place in the tables of two answers.

    *before* the request; its *prompt* is read, for answer A; B is a *fork* of it; both *write* a token. The next block
    to be taken has place 1, so has the first of a table; 0 is none. *known* is 1 for what a prefix cache would find.
    """
    lines: dict[str, tuple[int, ...]] = {}
    for event, moment in served().moments.items():
        for name in ("users", "tokens", "free", "known"):
            lines[f"{event}: {name}"] = getattr(moment, name)
        for answer, table in zip(ANSWERS, moment.tables, strict=True):
            lines[f"{event}: {answer}"] = _places(table)
    return Series("block", tuple(range(BLOCKS)), Count, lines)


@computed()
def paged_setting() -> Table:
    """A small paged cache: its blocks, the tokens of each, and of a request the prompt's tokens, blocks and answers."""
    return Table(
        blocks=Count(BLOCKS),
        block_size=Count(SIZE),
        prompt=Count(len(PROMPT)),
        table=Count(len(served().moments["prompt"].tables[0])),
        answers=Count(len(ANSWERS)),
    )


@computed()
def prefix_reuse() -> Table:
    """Tokens that are not computed again: by a second answer to a prompt, and by another request that begins with it.

    The fork has all of the prompt: `fork_blocks` stay shared, and of the last one the first to write gets a copy, for
    which what `evicted` blocks held is forgotten. Another request finds whole blocks, and computes the `rest` itself.
    """
    fork, write = served().moments["fork"], served().moments["write"]
    shared = set(write.tables[0]) & set(write.tables[1])
    apart = set(fork.tables[0]) - shared
    found = SIZE * len(served().found)
    return Table(
        fork_tokens=Count(sum(fork.tokens[block] for block in fork.tables[1])),
        fork_blocks=Count(len(shared)),
        copied=Count(sum(fork.tokens[block] for block in apart)),
        evicted=Count(sum(fork.known) - sum(write.known)),
        found_tokens=Count(found),
        found_blocks=Count(len(served().found)),
        rest=Count(len(PROMPT) - found),
    )


@cache
def served() -> Run:
    """Earlier requests, then one prompt with two answers, a token each behind it."""
    pool = BlockPool(BLOCKS, SIZE)
    prefix = PrefixCache(pool)
    tokens = [0] * BLOCKS
    tables: list[list[int]] = [[] for _ in ANSWERS]
    seen: list[Moment] = []

    def now() -> Moment:
        return Moment(
            tuple(map(pool.readers, range(BLOCKS))),
            tuple(tokens),
            _places(pool.free_queue),
            tuple(int(pool.key(block) is not None) for block in range(BLOCKS)),
            tuple(map(tuple, tables)),
        )

    def look(work: Sequence[Work]) -> None:
        for sequence, count in ((one.sequence, one.count) for one in work):
            tables[sequence.answer.index] = sequence.table
            for place, block in enumerate(sequence.table):
                tokens[block] = min(SIZE, sequence.computed + count - place * SIZE)
        seen.append(now())

    scheduler = Scheduler(pool, prefix=prefix, limits=Limits(max_rows=BLOCKS, max_tokens=BLOCKS * SIZE))
    loop = Loop(scheduler, NotingRunner(pool, look))
    serve(loop, _earlier())
    tables[:] = [[] for _ in ANSWERS]
    before = now()
    seen.clear()
    loop.add(Request(id="two answers", prompt=PROMPT, max_new_tokens=len(ANSWERS), n=len(ANSWERS)))
    loop.step()
    tables[:] = [one.table for one in scheduler.running]
    fork = now()
    loop.step()
    return Run(dict(zip(EVENTS, (before, seen[0], fork, seen[1]), strict=True)), prefix.match((*PROMPT, OTHER)))


def _earlier() -> list[Request]:
    """Each with a text of its own."""
    return [
        Request(id=str(number), prompt=tuple(range(4 * number, 4 * number + prompt)), max_new_tokens=answer)
        for number, (prompt, answer) in enumerate(EARLIER)
    ]


def _places(blocks: Sequence[int]) -> tuple[int, ...]:
    """Where each block stands among some, from 1; 0 where it does not."""
    return tuple(blocks.index(block) + 1 if block in blocks else 0 for block in range(BLOCKS))
