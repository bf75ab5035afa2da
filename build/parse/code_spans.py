"""Code in backticks: where it ends, found for a whole text in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_RUN = re.compile("`+")


class CodeSpans:
    """The runs of backticks in a text. Code ends with the next run that is as long as the one before it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: list[tuple[int, int]] | None = None
        self._runs: dict[int, list[int]] = {}
        for run in _RUN.finditer(text):
            self._runs.setdefault(len(run[0]), []).append(run.start())

    def closing(self, ticks: str, at: int) -> int:
        """Where the run starts that closes `ticks`, from a place on; -1 where none does."""
        starts = self._runs.get(len(ticks), [])
        index = bisect_left(starts, at)
        return starts[index] if index < len(starts) else -1

    def covers(self, at: int) -> bool:
        """Whether a place stands in code."""
        if self._spans is None:
            self._spans, start = [], 0
            while found := _RUN.search(self._text, start):
                closing = self.closing(found[0], found.end())
                start = closing + len(found[0]) if closing >= 0 else found.end()
                self._spans += [(found.start(), start)] if closing >= 0 else []
        place = bisect_right(self._spans, (at, len(self._text))) - 1
        return place >= 0 and self._spans[place][0] <= at < self._spans[place][1]
