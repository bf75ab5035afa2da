"""One answer as it grows: tokens come in one at a time, and the text that is certain goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.measure import TokenTimes
from engine.reply import Decoder, Reply, _begun
from engine.serving.draw import Token
from engine.serving.request import Request
from engine.serving.spelling import Spelling

Finish = Literal["stop token", "stop string", "length", "aborted", "failed"]
"""Why an answer has ended; it has `failed` where the model gave numbers that are not finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one step has given to one answer: a token, the text that is certain since the last, and whether it ends."""

    request: str
    index: int
    token: Token | None
    text: str
    at: float
    finish: Finish | None


class Answer(Reply):
    """A `Reply` whose tokens are handed to it, since between two of them the loop serves others.

    Its times are seconds since its request arrived. `tokens` has what was drawn, with log-probabilities where they
    were asked for; `cached` says how many of the prompt's tokens a prefix cache had.
    """

    def __init__(self, request: Request, index: int, decoder: Decoder) -> None:
        super().__init__((), decoder, n_prompt=len(request.prompt), stop_ids=request.stop_ids, stop=request.stop)
        self.request, self.index = request, index
        self.tokens: list[Token] = []
        self.finish: Finish | None = None
        self.cached = 0
        self._spelling, self._held = Spelling(decoder.decode), ""

    def take(self, token: Token, at: float) -> Piece:
        """The next token, drawn `at` that time by the loop's clock."""
        self.tokens.append(token)
        self.ids.append(token.id)
        self._times.append(at - self.request.arrives)
        is_stop = token.id in self._stop_ids
        if is_stop:
            self.ended = "stop token"
        last = is_stop or len(self.ids) == self.request.max_new_tokens
        text = self._certain(self._spelling(*(() if is_stop else (token.id,)), last=last), last=last)
        if last or self.ended != "length":
            self.finish = self.ended
        return self._piece(token, text, at)

    def end(self, why: Finish, at: float) -> Piece:
        """It ends without a token."""
        self.finish = why
        return self._piece(None, "", at)

    def _certain(self, new: str, *, last: bool) -> str:
        """What of a text's end is certain to be part of the answer; the rest is held back.

        A stop string that is begun is held back whole, so one that ends now is whole in what was held and what is new.
        """
        held = self._held + new
        if ends := [at for string in self._stop if (at := held.find(string)) >= 0]:
            self.ended = "stop string"
            certain = held[: min(ends)]
        else:
            certain = held if last else held[: len(held) - _begun(held, self._stop)]
        self._held = held[len(certain) :]
        self.text += certain
        return certain

    @property
    def times(self) -> TokenTimes:
        """When its tokens came, by the loop's clock. Raises ValueError where none did."""
        arrived = self.request.arrives
        return TokenTimes(start=arrived, stamps=[arrived + at for at in self._times])

    def _piece(self, token: Token | None, text: str, at: float) -> Piece:
        return Piece(request=self.request.id, index=self.index, token=token, text=text, at=at, finish=self.finish)


class NoText:
    """The decoder of a model without a tokenizer: its answers are tokens alone."""

    def decode(self, ids: Sequence[int], /) -> str:
        return ""
