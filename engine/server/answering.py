"""From turns that are being answered to what a client reads: one body, or a stream of events."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator, Sequence

from engine.server.asked import Asked
from engine.server.errors import ApiError
from engine.server.served import Served, Turn
from engine.server.told import Form, Json, finish_of, usage


class Answering:
    """All turns of one client's request."""

    def __init__(self, served: Served, asked: Asked, form: Form, *, echo: bool = False) -> None:
        self.served, self.asked, self.form, self.echo = served, asked, form, echo
        self.id = f"{form.prefix}-{uuid.uuid4().hex}"
        self.created = int(time.time())
        self.turns: list[Turn] = []

    def leave(self) -> None:
        """Its client has gone."""
        self.served.leave(self.turns)

    async def whole(self) -> Json:
        """The body of an answer that is not streamed."""
        async for _ in self.served.pieces(self.turns):
            pass
        choices = []
        for turn in self.turns:
            for answer in turn.answers:
                chances = None
                if turn.request.logprobs is not None:
                    chances = self.form.chances(self.served.tokenizer.decode)(answer.tokens, last=True)
                text = self._echoed(turn) + answer.text
                choices.append(self.form.choice(turn.first + answer.index, text, chances, finish_of(answer)))
        return {**self._head(self.form.name), "choices": choices, "usage": self._usage()}

    async def events(self) -> AsyncIterator[str]:
        """Server-sent events: chunks, the usage if it is asked for, and a last word; an error in the middle is one."""
        try:
            async for chunk in self._chunks():
                yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
        except ApiError as error:
            yield f"data: {json.dumps(error.body(), ensure_ascii=False)}\n\n"
        yield "data: [DONE]\n\n"

    async def _chunks(self) -> AsyncIterator[Json]:
        chances = {
            turn.first + answer.index: self.form.chances(self.served.tokenizer.decode)
            for turn in self.turns
            for answer in turn.answers
        }
        for turn in self.turns:
            for answer in turn.answers:
                if opened := self.form.opening(turn.first + answer.index, self._echoed(turn)):
                    yield self._chunk([opened])
        async for turn, piece in self.served.pieces(self.turns):
            index, wants_chances = turn.first + piece.index, turn.request.logprobs is not None
            if not (piece.text or piece.finish or wants_chances):
                continue
            found = None
            if wants_chances and piece.token is not None:
                found = chances[index]([piece.token], last=piece.finish is not None)
            yield self._chunk([self.form.part(index, piece.text, found, finish_of(piece))])
        if self.asked.sends_usage:
            yield {**self._head(self.form.chunk_name), "choices": [], "usage": self._usage()}

    def _chunk(self, choices: Sequence[Json]) -> Json:
        chunk = {**self._head(self.form.chunk_name), "choices": [*choices]}
        if self.asked.sends_usage:
            chunk["usage"] = self._usage() if self.asked.sends_usage_always else None
        return chunk

    def _head(self, kind: str) -> Json:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.served.name}

    def _usage(self) -> Json:
        answers = [answer for turn in self.turns for answer in turn.answers]
        cached = sum(turn.answers[0].cached for turn in self.turns)
        return usage(answers, [len(turn.request.prompt) for turn in self.turns], cached)

    def _echoed(self, turn: Turn) -> str:
        return self.served.tokenizer.decode(turn.request.prompt) if self.echo else ""
