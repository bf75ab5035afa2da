"""Two sides set beside each other: what differs in their theme and in each of their decks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.compare.changes import DeckChanges, ThemeChange, deck_changes, theme_changes
from build.compare.sentences import report_lines
from build.compare.side import BuiltPackage, Side, SideError


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that differs between two sides, in the theme and in each deck of either."""

    old: str
    new: str
    theme: Sequence[ThemeChange]
    decks: Sequence[DeckChanges]

    def __bool__(self) -> bool:
        return any(self.decks) or bool(self.theme)

    def as_text(self, *, verbose: bool) -> str:
        """The lines that people read."""
        if not self:
            return f"{self.old} and {self.new} show the same"
        return "\n".join(report_lines(self.decks, self.theme, verbose=verbose))


def comparable(old: Side, new: Side) -> tuple[Side, Side]:
    """The sides cut down to what both can be compared by. Raises SideError where there is nothing such.

    Of a tree only the deck that a package was built from counts; two packages are one deck, whatever their names.
    """
    packages = [side.package for side in (old, new) if side.package]
    if not packages:
        return old, new
    unrecorded = [package.unrecorded for package in packages if package.unrecorded]
    if unrecorded:
        if len(packages) == 1:
            name = old.name if old.package else new.name
            raise SideError(f"{name} {unrecorded[0]}", "compare it with another .pptx")
        old, new = (_as_shapes(side, package) for side, package in zip((old, new), packages, strict=True))
    deck = packages[-1].deck
    return _with_deck(deck, old), _with_deck(deck, new)


def _as_shapes(side: Side, package: BuiltPackage) -> Side:
    """A package by what stands in its shapes, whoever put it there."""
    return replace(side, content=package.shapes, package=replace(package, by_hand=()))


def _with_deck(deck: str, side: Side) -> Side:
    """A side's deck of a name, and nothing else; a package's deck takes the name."""
    found = side.content.decks.get(side.package.deck if side.package else deck)
    if found is None:
        raise SideError(f"{side.name} has no spec {deck}.md", "compare the package with another .pptx")
    return replace(side, content=replace(side.content, decks={deck: found}))


def compare(old: Side, new: Side) -> Comparison:
    """Compare two sides deck by deck."""
    names = sorted({*new.content.decks, *old.content.decks})
    decks = [deck_changes(name, old.content, new.content) for name in names]
    was, now = (side.package.by_hand if side.package else () for side in (old, new))
    by_hand, undone = [change for change in now if change not in was], [change for change in was if change not in now]
    if by_hand or undone:
        decks = [replace(deck, by_hand=by_hand, undone=undone) for deck in decks]
    return Comparison(old=old.name, new=new.name, theme=theme_changes(old.content, new.content), decks=decks)
