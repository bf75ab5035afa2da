"""The rows of a deck one by one, of which what a tag holds may take several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from build.imports.lines import Line, with_code


class Rows:
    """Each row once: what is taken between two rows comes no more."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._rows = list(with_code(lines))
        self._at = 0  # the next row
        self._ends: dict[str, int] = {}  # the last row in which each element, or a comment, can end
        for place, (line, is_code) in enumerate(self._rows):
            if "-->" in line.text:
                self._ends["-->"] = place
            for name in re.findall(r"</([A-Za-z]+)", line.text) if not is_code else ():
                self._ends[name.casefold()] = place

    @property
    def last(self) -> str:
        """Where the last row stands."""
        return self._rows[-1][0].where if self._rows else ""

    def __iter__(self) -> Iterator[tuple[Line, bool]]:
        """The rows, and whether each is code."""
        while self._at < len(self._rows):
            self._at += 1
            yield self._rows[self._at - 1]

    def words(self) -> str | None:
        """The words of the next row, which is taken; None for code and at the end."""
        if self._at >= len(self._rows) or self._rows[self._at][1]:
            return None
        self._at += 1
        return self._rows[self._at - 1][0].text

    def up_to(self, closing: str, text: str, at: int) -> tuple[str, int]:
        """The text as far as something closes, and where that stands; -1 where it never does."""
        last = self._ends.get(closing.removeprefix("</"), -1)
        if last < self._at - 1:  # nothing from here on closes it
            return text, -1
        if (near := text.find(closing, at)) >= 0:
            return text, near
        parts, stop, length = [text], text.casefold().find(closing, at), len(text)
        while stop < 0 and self._at <= last:
            row = self._rows[self._at][0].text
            self._at += 1
            found = row.casefold().find(closing)
            stop = length + 1 + found if found >= 0 else -1
            length += 1 + len(row)
            parts.append(row)
        return "\n".join(parts), stop
