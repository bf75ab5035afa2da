"""Who reads how many tokens in the next step: the scheduler knows sequences and blocks, and no model."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.serving.blocks import BlockPool, Copy
from engine.serving.policies import Queue, policy_named
from engine.serving.prefix import PrefixCache
from engine.serving.request import Request
from engine.serving.sequence import Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """A batch has up to `max_rows`; a step reads up to `max_tokens`, so a long prompt is read in chunks beside others.

    `window` is how many seconds *dynamic* waits for a batch to fill.
    """

    max_rows: int = 8
    max_tokens: int = 256
    window: float = 0.0

    def __post_init__(self) -> None:
        if self.max_rows < 1:
            raise ValueError(f"max_rows={self.max_rows}: 1 or more is needed")
        if self.max_tokens < self.max_rows:
            raise ValueError(f"max_tokens={self.max_tokens} a step leave none for some of max_rows={self.max_rows}")
        if not self.window >= 0:
            raise ValueError(f"window={self.window} is not 0 seconds or more")


@dataclass(frozen=True, slots=True)
class Work:
    """So many tokens of one sequence, those behind what it has computed."""

    sequence: Sequence
    count: int


@dataclass(slots=True)
class Plan:
    """One step: what is read, and which blocks are copied before."""

    left: int  # of the token budget
    work: list[Work] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    gave_way: bool = False  # a sequence has, for want of blocks

    def without_work(self, sequences: Iterable[Sequence]) -> list[Sequence]:
        busy = {work.sequence for work in self.work}
        return [one for one in sequences if one not in busy]


@dataclass(slots=True)
class Counts:
    """What all steps so far took. `held` are rows of batches, those of answers that have ended among them."""

    steps: int = 0
    tokens: int = 0
    rows: int = 0
    held: int = 0
    preempted: int = 0


class Scheduler:
    """Sequences wait, run and end; `running` and `waiting` stand in the order of urgency.

    Sarathi's order (arXiv 2403.02310): every answer that is decoded first gets its token, so none stands still while
    prompts are read; those get what the budget leaves. A sequence joins if all of its tokens find blocks. If later
    ones do not, the least urgent gives its blocks back and is computed again (vLLM, arXiv 2309.06180, section 4.5).
    """

    def __init__(
        self,
        pool: BlockPool,
        *,
        prefix: PrefixCache | None = None,
        policy: str = "continuous",
        limits: Limits | None = None,
    ) -> None:
        self.pool, self.prefix = pool, prefix or PrefixCache(pool, enabled=False)
        self.policy, self.limits = policy_named(policy), limits or Limits()
        self.waiting: list[Sequence] = []
        self.running: list[Sequence] = []
        self.closing = False
        self.counts = Counts()
        self._batch = 0  # rows that joined since nothing ran

    def check(self, request: Request) -> None:
        """Raises ValueError for a request that could not be served were it alone."""
        needed = self.pool.blocks_for(request.positions)
        if needed > self.pool.n_blocks:
            raise ValueError(
                f"{len(request.prompt)} tokens and {request.max_new_tokens} new ones need {needed} blocks of "
                f"{self.pool.block_size} tokens; the cache has {self.pool.n_blocks}"
            )
        if request.n > self.limits.max_rows:
            raise ValueError(f"n={request.n} answers need as many rows; a batch has {self.limits.max_rows}")

    def add(self, sequence: Sequence) -> None:
        insort(self.waiting, sequence, key=_urgency)

    def plan(self, now: float) -> Plan:
        """The next step: answers get their next token, then requests join, then prompts are read."""
        plan = Plan(self.limits.max_tokens)
        for answer in self._decoding():
            self._read(answer, plan)
        if not plan.gave_way:
            self._join(now)
        for prompt in plan.without_work(self.running):
            self._read(prompt, plan)
        self._count(plan)
        return plan

    def _decoding(self) -> list[Sequence]:
        return [one for one in self.running if one.pending == 1]

    def _read(self, sequence: Sequence, plan: Plan) -> None:
        """As many tokens of a sequence as the budget leaves, if there are blocks for them."""
        start, count = sequence.computed, min(sequence.pending, plan.left)
        if count and sequence.table and self._has_room(sequence, start + count, plan):
            plan.copies += self.pool.extend(sequence.table, start, start + count)
            plan.work.append(Work(sequence, count))
            plan.left -= count

    def _has_room(self, sequence: Sequence, end: int, plan: Plan) -> bool:
        """Whether its tokens before `end` find blocks; less urgent sequences give theirs, and last itself."""
        pool, table = self.pool, sequence.table
        start = sequence.computed
        while pool.lacking(table, start, end) > pool.n_free:
            plan.gave_way = True
            if self._preempted() is sequence:
                return False
        return True

    def _preempted(self) -> Sequence:
        """The least urgent that runs, which now waits again with nothing computed."""
        last = self.running.pop()
        self.pool.free(last.table)
        last.computed = 0
        self.add(last)
        self.counts.preempted += 1
        return last

    def start_over(self) -> None:
        """All that run wait again: what their blocks hold is not known, as a step has failed."""
        while self.running:
            self._preempted()

    def _join(self, now: float) -> None:
        """Those that wait join in their order while there are rows and blocks; the first without ends it."""
        self._batch = self._batch if self.running else 0
        if self.joins_at(now) > now:
            return
        room = self.limits.max_rows - _rows(self.running)
        while self.waiting and (first := self.waiting[0]).rows <= room:
            table = self.prefix.take(first.tokens, first.request.salt)
            if table is None:
                return
            first.table, first.computed = table, len(table) * self.pool.block_size
            if not first.joined:  # later it finds what it has computed itself
                first.joined, first.answer.cached = True, first.computed
            self.pool.extend(table, first.computed, len(first.tokens))
            insort(self.running, self.waiting.pop(0), key=_urgency)
            room -= first.rows
            self._batch += first.rows

    def joins_at(self, now: float) -> float:
        """From what time on those that wait may join; infinity while only others can change that."""
        if not self.waiting:
            return math.inf
        queue = Queue(
            now=now, oldest=min(one.request.arrives for one in self.waiting), waiting=_rows(self.waiting),
            running=_rows(self.running), max_rows=self.limits.max_rows, window=self.limits.window,
            closing=self.closing,
        )  # fmt: skip
        return self.policy.joins_at(queue)

    def done(self, work: Work) -> list[Sequence]:
        """Notes what was read; gives the sequences that a token can now be drawn for, all from the same logits."""
        sequence = work.sequence
        sequence.computed += work.count
        known = sequence.tokens[: sequence.computed]
        self.prefix.keep(sequence.table, known, sequence.request.salt)
        if sequence.pending:
            return []
        forked, sequence.siblings = sequence.siblings, []
        for sibling in forked:
            sibling.table, sibling.computed = self.pool.share(sequence.table), sequence.computed
            insort(self.running, sibling, key=_urgency)
        return [sequence, *forked]

    def end(self, sequence: Sequence) -> None:
        """It leaves, wherever it is, and its blocks are free."""
        for queue in (self.running, self.waiting):
            if sequence in queue:
                queue.remove(sequence)
        self.pool.free(sequence.table)

    def _count(self, plan: Plan) -> None:
        counts, rows = self.counts, len(plan.work)
        counts.steps += bool(rows)
        counts.tokens += self.limits.max_tokens - plan.left
        counts.rows += rows
        counts.held += (self._batch if self.policy.keeps_rows else _rows(self.running)) if rows else 0


def _urgency(sequence: Sequence) -> tuple[int, float, int, int]:
    return sequence.urgency


def _rows(sequences: Iterable[Sequence]) -> int:
    return sum(one.rows for one in sequences)
