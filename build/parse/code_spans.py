"""Code in backticks: where it ends, found for a whole text in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left

_RUN = re.compile("`+")


class CodeSpans:
    """The runs of backticks in a text. Code ends with the next run that is as long as the one before it."""

    def __init__(self, text: str) -> None:
        self._runs: dict[int, list[int]] = {}
        for run in _RUN.finditer(text):
            self._runs.setdefault(len(run[0]), []).append(run.start())

    def closing(self, ticks: str, at: int) -> int:
        """Where the run starts that closes `ticks`, from a place on; -1 where none does."""
        starts = self._runs.get(len(ticks), [])
        index = bisect_left(starts, at)
        return starts[index] if index < len(starts) else -1
