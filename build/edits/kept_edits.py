"""What became of somebody's edits: nothing, where nobody has made any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.findings.diagnostic import counted


@dataclass(frozen=True, kw_only=True)
class KeptEdits:
    """What to tell of an edited deck, in lines and in a few words, and whether the file must be kept beside.

    `doubtful`: something was not kept, or both sides changed the same.
    """

    lines: tuple[str, ...] = ()
    slides: int = 0  # that the merged deck has
    summary: str = ""
    beside: bool = False
    doubtful: bool = False

    def with_unfit(self, lines: Sequence[str]) -> KeptEdits:
        """The same with what no longer fits, a line each."""
        if not lines:
            return self
        several = "no longer fits" if len(lines) == 1 else "no longer fit"
        summary = f"{self.summary}, {counted(len(lines), 'edit')} {several}"
        return replace(self, lines=(*self.lines, *lines), summary=summary, doubtful=True)
