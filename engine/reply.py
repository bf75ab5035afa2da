"""An answer as somebody reads it: text that appears while it is made, ends where it should, and is timed.

```
 tokens    ▒▒▒  ▒▒▒  ▒▒  ▒▒▒▒  ▒▒         ttft: until the first; tpot: from one to the next, on average
 text      Because the light│ <|im        held back while it may be half a letter or the start of a stop string
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, Protocol

from engine.decode import Emitted
from engine.units import Seconds

UNFINISHED = "\N{REPLACEMENT CHARACTER}"
"""What a decoder puts for bytes that are no letter, or not all of one yet."""


class Decoder(Protocol):
    def decode(self, ids: Sequence[int], /) -> str: ...


class Reply:
    """One answer. Iterating over it makes it and gives its text piece by piece; afterwards the rest is known.

    `ids` are the tokens made, one that ended the answer among them; `text` is what they say up to there. `ended`
    says why it did: a stop token, a stop string, or no more tokens to come.
    """

    def __init__(
        self, tokens: Iterable[Emitted], decoder: Decoder, *, stop_ids: Collection[int] = (), stop: Sequence[str] = ()
    ) -> None:
        if "" in stop:
            raise ValueError("a stop string is empty: every text would end before it begins")
        self._tokens, self._decoder = tokens, decoder
        self._stop_ids, self._stop = frozenset(stop_ids), tuple(stop)
        self._times: list[float] = []
        self.ids: list[int] = []
        self.text = ""
        self.ended: Literal["stop token", "stop string", "length"] = "length"

    def __iter__(self) -> Iterator[str]:
        for token in self._tokens:
            self.ids.append(token.ids[0])
            self._times.append(token.at)
            if token.ids[0] in self._stop_ids:
                self.ended = "stop token"
                break
            told = self._decoder.decode(self.ids)
            if not told.endswith(UNFINISHED):
                yield from self._say(told)
                if self.ended == "stop string":
                    return
        said = self.ids[:-1] if self.ended == "stop token" else self.ids
        yield from self._say(self._decoder.decode(said), last=True)

    def _say(self, told: str, *, last: bool = False) -> Iterator[str]:
        """What of the whole text so far is new, and certain to be part of the answer."""
        ends = [at for one in self._stop if (at := told.find(one)) >= 0]
        if ends:
            self.ended = "stop string"
            told = told[: min(ends)]
        elif not last:
            told = told[: len(told) - _begun(told, self._stop)]
        new = told[len(self.text) :]
        if new:
            self.text = told
            yield new

    @property
    def ttft(self) -> Seconds:
        """Time to the first token, the prompt read in it."""
        if not self._times:
            raise ValueError("the answer has no token yet; iterate over it first")
        return Seconds(self._times[0])

    @property
    def tpot(self) -> Seconds | None:
        """Time per output token after the first: (end to end − ttft) / (n − 1). None where there is no second."""
        n = len(self._times)
        return Seconds((self._times[-1] - self._times[0]) / (n - 1)) if n > 1 else None


def _begun(told: str, stop: Sequence[str]) -> int:
    """How many letters at the end of a text are the beginning of a stop string, at the most."""
    return max((n for one in stop for n in range(1, len(one)) if told.endswith(one[:n])), default=0)
