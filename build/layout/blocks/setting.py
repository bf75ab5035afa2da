"""How blocks are set: a size, a width, and which of several sizes is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from build.drawing.page import Paragraph, Run, TextStyle
from build.drawing.text_measure import POINTS, Measure
from build.layout.ladder import EPSILON
from build.layout.runs import break_names, runs_of
from build.layout.ties import TIE, without_orphan
from build.spec.deck import Text

SPACING = 1.16  # of a line, in sizes
SUB = 0.75  # of the size: a list inside a list
SUB_FLOOR = 18.0  # points
_UNIT = re.compile(r"(?<=\d) (?=[^\W\d_]{1,3}\b|[%°€$£¥µΩ′″‰])")  # a number never leaves its unit


@dataclass(frozen=True, slots=True)
class Setting:
    """A size in points, in a column of so many inches."""

    measure: Measure
    size: float
    wide: float
    color: str = "char"
    strong: str = "navy"
    spacing: float = SPACING

    @property
    def em(self) -> float:
        """Inches."""
        return self.size / POINTS

    @property
    def sub(self) -> float:
        """Points of what stands below an item."""
        return min(self.size, max(SUB_FLOOR, round(self.size * SUB)))

    def narrower(self, by: float) -> Setting:
        """The same in a column that is so many inches narrower."""
        return replace(self, wide=self.wide - by)

    def at(self, size: float) -> Setting:
        """The same in another size."""
        return replace(self, size=size)

    def paragraph(self, text: Text, *, indent: float = 0.0, before: float = 0.0, bold: bool = False) -> Paragraph:
        """Words in this size and width, `indent` inches from its edge; no line of them holds one short word."""
        style = TextStyle(self.size, self.strong if bold else self.color, bold=bold)
        runs = runs_of(text, style, strong=self.strong)
        return self.set_runs(runs, indent=indent, before=before)

    def set_runs(self, runs: Sequence[Run], *, indent: float = 0.0, before: float = 0.0) -> Paragraph:
        """The same for runs that have their look."""
        wide = self.wide - indent
        kept = with_units(break_names(runs, wide, self.measure))
        plain = self._paragraph(kept, wide, before)
        tied = self._paragraph(without_orphan(kept, wide, self.measure), wide, before)
        words = plain if _shortest(tied) == 1 < _shortest(plain) else tied
        return replace(words, indent=indent)

    def _paragraph(self, runs: Sequence[Run], wide: float, before: float) -> Paragraph:
        return self.measure.paragraph(runs, width=wide, spacing=self.spacing, before=before)


def _shortest(words: Paragraph) -> int:
    """How many words the shortest line before the last holds; a tie parts none."""
    return min((len(line.split(" ")) for line in words.lines[:-1]), default=99)


def with_units(runs: Sequence[Run]) -> list[Run]:
    """The runs with each number tied to the unit behind it, over the borders of runs too."""
    whole = "".join(run.text for run in runs)
    ties = {found.start() for found in _UNIT.finditer(whole)}
    if not ties:
        return list(runs)
    tied, at = [], 0
    for run in runs:
        text = "".join(TIE if at + i in ties else letter for i, letter in enumerate(run.text))
        tied.append(run if run.style.face == "mono" else replace(run, text=text))
        at += len(run.text)
    return tied


# ---- which size -------------------------------------------------------------------------------------
class Tried(Protocol):
    """Something set at one size."""

    @property
    def fits(self) -> bool: ...

    @property
    def lines(self) -> tuple[int, ...]:
        """How many lines each of its items takes."""


S = TypeVar("S", bound=Tried)


def best(
    sizes: Sequence[float], usual: float, make: Callable[[float], S], airy: Callable[[S], bool] = lambda tried: False
) -> S:
    """The largest of some sizes at which everything fits and no item takes more lines than at the usual size.

    What takes some lines and is `airy` (it leaves much of its room empty) may take more. `sizes` fall. Below the usual
    size the first that fits; where none does, the last. Far too much is set twice only: it takes the most time.
    """
    at_usual = make(usual)
    if at_usual.fits:
        may_grow = max(at_usual.lines, default=1) > 1
        larger = (make(size) for size in sizes if size > usual)
        suits = (each for each in larger if each.fits and (each.lines == at_usual.lines or (may_grow and airy(each))))
        return next(suits, at_usual)
    *smaller, least = [size for size in sizes if size < usual] or [usual]
    smallest = make(least)
    tried = (make(size) for size in smaller) if smallest.fits else iter(())
    return next((each for each in tried if each.fits), smallest)


def holds(room: float, high: float) -> bool:
    """Whether something so high has its room, both in inches."""
    return high <= room + EPSILON
