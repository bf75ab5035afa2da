"""The text of tokens that come one at a time, each decoded with the few before it and not with all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engine.reply import UNFINISHED


@dataclass
class Spelling:
    """What each token adds, so that all of it joined is what `decode` says of all tokens at once.

    ```
     tokens   ▒▒▒ ▒▒▒ │ ▒▒ ▒▒ │ ▒▒      decoded again: those that were told last, and those behind them
     text     told    │ told  │ new     what is new is what they say more than those told last say alone
    ```
    A letter of several tokens is told with the last of them: until then its bytes are no text. What is no letter when
    the answer ends is told as it is. It holds for every decoder that changes no whole letter by what comes after it,
    as those that join bytes do. One that spells a run of lone bytes as a whole (sentencepiece) may be told a byte that
    is no letter, and would then take back the run's letters before it; what was told stays told.
    """

    decode: Callable[[Sequence[int]], str]
    ids: list[int] = field(default_factory=list)
    told: int = 0  # of these ids

    def __call__(self, *tokens: int, last: bool) -> str:
        self.ids += tokens
        text = self.decode(self.ids)
        if text.endswith(UNFINISHED) and not last:
            return ""
        new = text[len(self.decode(self.ids[: self.told])) :]
        if new:
            self.ids = self.ids[self.told :]  # which were told now, and are what the next one is told after
            self.told = len(self.ids)
        elif len(tokens) == 1 and not self.decode([*tokens, *tokens]):
            self.ids.pop()  # it says nothing anywhere, as a control token does
        return new
