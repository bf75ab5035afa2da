"""The loop of a server: requests are added at any moment, each step gives tokens to many of them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Sequence as Row
from typing import Protocol

from torch import Tensor

from engine.reply import Decoder
from engine.sampling import Sampler
from engine.serving.answer import Answer, NoText, Piece
from engine.serving.blocks import Copy
from engine.serving.clock import Clock, WallClock
from engine.serving.draw import Token, draw, sampler_of
from engine.serving.request import Request
from engine.serving.scheduler import Plan, Scheduler, Work
from engine.serving.sequence import Sequence


class Runner(Protocol):
    """What reads tokens: a model with its paged cache, or a clock that only counts what that would take."""

    max_seq_len: int
    vocab_size: int

    def __call__(self, work: Row[Work], copies: Row[Copy]) -> Row[Tensor]:
        """Each sequence's logits [V] behind the tokens that were read of it."""
        ...


class Loop:
    """Requests in, pieces of their answers out. The same request gives the same bytes whatever runs beside it.

    That is so since a runner's row hangs on its own tokens alone, and a token on its row and its own random state.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        runner: Runner,
        *,
        clock: Clock | None = None,
        decoder: Decoder | None = None,
        choose: Callable[[Tensor, Sampler, int | None], Token | None] = draw,
    ) -> None:
        self.scheduler, self.runner = scheduler, runner
        self.clock, self.decoder, self.choose = clock or WallClock(), decoder, choose
        self._alive: dict[str, list[Sequence]] = {}
        self._arrivals = 0

    def add(self, request: Request) -> list[Answer]:
        """Lets a request wait for its turn; its answers, which grow as the loop steps.

        Raises ValueError, and changes nothing, for one that could never be served.
        """
        self._check(request)
        leader, *siblings = self._sequences(request)
        leader.siblings = siblings
        self._alive[request.id] = [leader, *siblings]
        self._arrivals += 1
        self.scheduler.add(leader)
        return [one.answer for one in self._alive[request.id]]

    def step(self) -> list[Piece]:
        """One forward pass for all that run; what it gave to each answer, which is nothing while prompts are read.

        What the runner raises goes through, and no answer has lost or gained a token by it.
        """
        plan = self.scheduler.plan(self.clock())
        rows = self._run(plan) if plan.work else ()
        now, pieces = self.clock(), list[Piece]()
        for work, row in zip(plan.work, rows, strict=True):
            for sequence in self.scheduler.done(work):
                piece = self._grow(sequence, row, now)
                pieces.append(piece)
        return pieces

    def _run(self, plan: Plan) -> Row[Tensor]:
        try:
            return self.runner(plan.work, plan.copies)
        except BaseException:
            self.scheduler.start_over()
            raise

    def abort(self, request: str) -> bool:
        """Ends all answers of a request, at any moment between steps; False where none is being made."""
        now, sequences = self.clock(), list(self._alive.get(request, ()))
        for sequence in sequences:
            sequence.answer.end("aborted", now)
            self._leave(sequence)
        return bool(sequences)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do until a request is added."""
        return not self._alive

    def wakes(self) -> float:
        """The time from which on a step has something to do; infinity while only a new request can change that."""
        now = self.clock()
        return now if self.scheduler.running else self.scheduler.joins_at(now)

    def _grow(self, sequence: Sequence, row: Tensor, now: float) -> Piece:
        """An answer's next token."""
        token = self.choose(row, sequence.sampler, sequence.request.logprobs)
        if token is None:
            piece = sequence.answer.end("failed", now)
        else:
            sequence.tokens.append(token.id)
            piece = sequence.answer.take(token, now)
        if piece.finish:
            self._leave(sequence)
        return piece

    def _leave(self, sequence: Sequence) -> None:
        alive = self._alive[sequence.request.id]
        alive.remove(sequence)
        self.scheduler.end(sequence)
        if not alive:
            del self._alive[sequence.request.id]

    def _sequences(self, request: Request) -> list[Sequence]:
        return [
            Sequence(
                request=request, order=self._arrivals, answer=Answer(request, index, self.decoder or NoText()),
                sampler=sampler_of(request.sampling, request.prompt, index), tokens=list(request.prompt),
            )
            for index in range(request.n)
        ]  # fmt: skip

    def _check(self, request: Request) -> None:
        if request.id in self._alive:
            raise ValueError(f"a request of the id {request.id!r} is being answered; give this one another")
        if request.stop and self.decoder is None:
            raise ValueError("a stop string is looked for in text, and without a tokenizer there is none; use stop_ids")
        if (room := self.runner.max_seq_len) < request.positions:
            raise ValueError(
                f"{len(request.prompt)} tokens and {request.max_new_tokens} new ones need {request.positions} "
                f"positions; the model has {room}"
            )
        if not all(0 <= token < self.runner.vocab_size for token in request.prompt):
            raise ValueError(f"the prompt has tokens beyond the {self.runner.vocab_size} that the model knows")
        self.scheduler.check(request)


def serve(loop: Loop, requests: Iterable[Request]) -> Mapping[str, list[Answer]]:
    """All requests, each added when it arrives by the loop's clock, until the last answer has ended."""
    answers: dict[str, list[Answer]] = {}
    for _ in turns(loop, requests, answers):
        pass
    return answers


def turns(loop: Loop, requests: Iterable[Request], answers: dict[str, list[Answer]]) -> Iterator[None]:
    """As `serve`, a step at a time, so that others can have theirs in between. Fills in `answers`."""
    coming = deque(sorted(requests, key=lambda request: request.arrives))
    while coming or not loop.idle:
        now = loop.clock()
        while coming and coming[0].arrives <= now:
            request = coming.popleft()
            answers[request.id] = loop.add(request)
        loop.scheduler.closing = not coming
        wakes = min(loop.wakes(), coming[0].arrives if coming else math.inf)
        if wakes > loop.clock():
            loop.clock.wait(wakes)
        else:
            loop.step()
            yield
