"""What became of the edits: what is kept, where both sides changed the same, what could not be kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.quoted import quoted

_LONGEST = 90  # letters of a version that is told


@dataclass
class EditReport:
    """One line an edit."""

    kept: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # of the deck as a whole; not counted

    def keep(self, where: str, what: str) -> None:
        self.kept.append(f"{where}: {what}")

    def conflict(self, where: str, what: str, theirs: str = "", ours: str = "") -> None:
        versions = f": {shortened(theirs)}; the spec now gives {shortened(ours)}" if theirs or ours else ""
        self.conflicts.append(f"{where}: conflict: {what}{versions}")

    def lose(self, where: str, what: str) -> None:
        self.lost.append(f"{where}: {what}")

    @property
    def lines(self) -> list[str]:
        return [*self.kept, *self.conflicts, *self.lost, *self.notes]

    def __str__(self) -> str:
        """The counts, as a build's last line has them; empty where nobody has edited anything."""
        counts = (
            (self.kept, "edit kept", "edits kept"),
            (self.conflicts, "conflict", "conflicts"),
            (self.lost, "edit not kept", "edits not kept"),
        )
        return ", ".join(
            f"{len(lines)} {single if len(lines) == 1 else several}" for lines, single, several in counts if lines
        )


def shortened(text: str) -> str:
    """Words in one line, quoted; of many only the first."""
    words = " / ".join(line.strip() for line in text.replace("\v", " ").splitlines() if line.strip())
    return quoted(words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…")
