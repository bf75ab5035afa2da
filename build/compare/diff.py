"""`coursewright diff OLD NEW`: what two builds or two revisions show otherwise, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from build.compare.changes import DeckChanges, ThemeChange, deck_changes, theme_changes
from build.compare.pictures import draw_changes
from build.compare.sides import Side, open_side
from build.compare.tell import lines

SAME, DIFFERENT, TROUBLE = 0, 1, 2  # exit codes, as diff(1) has them


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that differs between two sides, in the theme and in each deck of either."""

    old: str
    new: str
    theme: Sequence[ThemeChange]
    decks: Sequence[DeckChanges]

    def __bool__(self) -> bool:
        return any(self.decks) or bool(self.theme)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self)

    def as_lines(self, *, verbose: bool) -> Iterator[str]:
        if not self:
            yield f"{self.old} and {self.new} show the same"
        yield from lines(self.decks, self.theme, verbose=verbose)


def compare(old: Side, new: Side) -> Comparison:
    """Compare two sides deck by deck."""
    names = sorted({*new.shows.decks, *old.shows.decks})
    decks = [deck_changes(name, old.shows, new.shows) for name in names]
    return Comparison(old=old.name, new=new.name, theme=theme_changes(old.shows, new.shows), decks=decks)


def diff(
    old: str,
    new: str,
    repository: Path,
    *,
    pictures: Path | None = None,
    as_json: bool = False,
    verbose: bool = False,
) -> int:
    """Print what differs, and draw it to the folder `pictures`.

    The exit code is that of diff(1): 0 the same, 1 different, 2 a side cannot be read or drawn.
    """
    try:
        with open_side(old, repository) as before, open_side(new, repository) as after:
            found = compare(before, after)
            drawn = draw_changes(before, after, found, pictures) if pictures else []
    except (OSError, RuntimeError, ValueError) as error:
        print(error, file=sys.stderr)
        return TROUBLE
    if as_json:
        print(json.dumps(found.as_data(), ensure_ascii=False, indent=1))
    else:
        print(*found.as_lines(verbose=verbose), sep="\n")
        if pictures:
            print(f"{pictures}: {len(drawn)} pictures")
    return DIFFERENT if found else SAME
