"""The model behind the addresses: what clients ask becomes requests of the loop, their answers come back."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from engine.model import GPT
from engine.server.asked import Asked, ChatAsked, CompletionAsked
from engine.server.errors import ApiError, busy, not_found, refused
from engine.server.templates import ChatTokenizer
from engine.server.worker import Asked as Taken
from engine.server.worker import BusyError, FailedError, StoppedError, Worker
from engine.serving.answer import Answer, Piece
from engine.serving.request import Request

TEMPLATES_AT_ONCE = 2
"""Chats that are read into tokens: more would take the model's time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One prompt of a client while it is answered. Its answers stand in the client's list from `first` on."""

    request: Request
    taken: Taken
    first: int

    @property
    def answers(self) -> list[Answer]:
        return self.taken.answers


@dataclass
class Served:
    """One model under one name."""

    name: str
    model: GPT
    tokenizer: ChatTokenizer
    worker: Worker
    since: int = field(default_factory=lambda: int(time.time()))
    _reading: int = 0  # requests whose text is not tokens yet
    _templates: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TEMPLATES_AT_ONCE))
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def max_seq_len(self) -> int:
        """Tokens of a prompt and its answer together: what the model reads, or the cache holds if that is less."""
        pool = self.worker.loop.scheduler.pool
        return min(self.model.config.max_seq_len, pool.n_blocks * pool.block_size)

    async def completion(self, asked: CompletionAsked, id_: str, *, urgency: int = 0) -> list[Turn]:
        """Every prompt of a completion, taken in by the loop."""
        with self._place_in_the_queue():
            prompts = [await self._ids(prompt) for prompt in asked.prompts]
        return await self._turns(asked, id_, prompts, asked.max_tokens, asked.logprobs, urgency)

    async def chat(self, asked: ChatAsked, id_: str, *, urgency: int = 0) -> list[Turn]:
        """A conversation, taken in by the loop. What was typed is text, also where it reads like a control token."""
        messages = [
            {"role": "system" if one.role == "developer" else one.role, "content": one.text} for one in asked.messages
        ]
        with self._place_in_the_queue():
            async with self._templates:
                try:
                    ids = await asyncio.to_thread(self.tokenizer.chat, messages)
                except ValueError as error:
                    raise refused(str(error), "messages") from None
        logprobs = (asked.top_logprobs or 0) if asked.logprobs else None
        return await self._turns(asked, id_, [ids], asked.most_tokens, logprobs, urgency)

    async def pieces(self, turns: Sequence[Turn]) -> AsyncIterator[tuple[Turn, Piece]]:
        """What is made of all turns, as it is made. Whatever is left is aborted if nobody goes on reading."""
        arriving: asyncio.Queue[tuple[Turn, Piece] | StoppedError | FailedError | None] = asyncio.Queue()

        async def follow(turn: Turn) -> None:
            try:
                async for piece in self.worker.pieces(turn.request, turn.taken):
                    arriving.put_nowait((turn, piece))
                arriving.put_nowait(None)
            except (StoppedError, FailedError) as error:
                arriving.put_nowait(error)

        following = [asyncio.create_task(follow(turn)) for turn in turns]
        left = len(turns)
        try:
            while left:
                got = await arriving.get()
                if isinstance(got, StoppedError):
                    raise ApiError(503, str(got))
                if isinstance(got, FailedError):
                    raise ApiError(500, f"the answer could not be finished: {got}")
                if got is None:
                    left -= 1
                else:
                    yield got
        finally:
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)

    def leave(self, turns: Sequence[Turn]) -> None:
        """Nobody waits for these any more; those that are answered already stay so."""
        for turn in turns:
            self.worker.leave(turn.request.id)

    def check_name(self, name: str) -> None:
        """Raises ApiError for the name of a model that is not served here."""
        if name != self.name:
            raise not_found(f"the model {name!r} is not served here; {self.name!r} is", "model", "model_not_found")

    @contextmanager
    def _place_in_the_queue(self) -> Iterator[None]:
        """While a prompt is read it waits as any other does. Raises ApiError where too many do."""
        waiting = self.worker.n_waiting + self._reading
        if waiting >= self.worker.max_waiting:
            raise busy(f"{waiting} requests wait already; {self.worker.max_waiting} may")
        self._reading += 1
        try:
            yield
        finally:
            self._reading -= 1

    async def _ids(self, prompt: str | list[int]) -> list[int]:
        if not isinstance(prompt, str):
            return prompt
        try:
            ids = await asyncio.to_thread(self.tokenizer.encode, prompt)
        except ValueError as error:
            raise refused(str(error), "prompt") from None
        if not ids:
            raise refused("the prompt is empty: there is nothing to go on from", "prompt")
        return ids

    async def _turns(
        self, asked: Asked, id_: str, prompts: list[list[int]], most: int | None, logprobs: int | None, urgency: int
    ) -> list[Turn]:
        if len(prompts) > self.worker.max_waiting:
            raise refused(f"{len(prompts)} prompts at once; up to {self.worker.max_waiting} may wait here", "prompt")
        requests = [
            self._request(asked, f"{id_}-{next(self._numbers)}", ids, most, logprobs, urgency) for ids in prompts
        ]
        turns: list[Turn] = []
        try:
            for request in requests:
                turns.append(Turn(request, await self.worker.ask(request), first=len(turns) * asked.n))
        except BaseException as error:
            self.leave(turns)
            if isinstance(error, BusyError):
                raise busy(str(error)) from None
            if isinstance(error, StoppedError):
                raise ApiError(503, str(error)) from None
            if isinstance(error, ValueError):
                raise refused(str(error)) from None
            raise
        return turns

    def _request(
        self, asked: Asked, id_: str, ids: list[int], most: int | None, logprobs: int | None, urgency: int
    ) -> Request:
        room, vocabulary = self.max_seq_len - len(ids) + 1, self.model.config.vocab_size
        if room < 1 or (most or 1) > room:
            raise refused(
                f"the prompt has {len(ids)} tokens and up to {most or 1} are to be made; there is room for "
                f"{self.max_seq_len}",
                code="context_length_exceeded",
            )
        if any(token >= vocabulary for token in (asked.logit_bias or {})):
            raise refused(f"a token beyond the {vocabulary} that the model knows", "logit_bias")
        ends = frozenset() if asked.ignore_eos else self.tokenizer.stop_ids
        try:
            request = Request(
                id=id_,
                prompt=tuple(ids),
                max_new_tokens=most or room,
                sampling=asked.sampling(),
                n=asked.n,
                stop=tuple(asked.stop),
                stop_ids=ends | frozenset(asked.stop_token_ids),
                logprobs=logprobs,
                priority=asked.priority + urgency,
                salt=asked.cache_salt,
                arrives=self.worker.loop.clock(),
            )
            request.sampling.sampler(request.prompt)
        except ValueError as error:
            raise refused(str(error)) from None
        return request
