"""A formula set apart, as large as its room allows; one that is too wide goes on below, before a relation or a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.drawing.formula import Formula, typeset
from build.drawing.formula_lines import parts
from build.drawing.math_plain import math_plain
from build.drawing.mathml import FormulaError
from build.drawing.page import Box, Drawable, Equation, Group
from build.drawing.text_measure import POINTS
from build.layout.draft import Draft
from build.spec import content

SIZES = (66.0, 54.0, 44.0, 36.0)
DEEPER = 0.6  # em that a line is moved to the right where it goes on
LEADING = 0.5  # em between lines
JOINT = 0.4  # em between two parts of a line


@dataclass(frozen=True, slots=True)
class SetFormula:
    """The lines of a formula at one size, in points."""

    lines: tuple[Formula, ...]
    size: float

    @property
    def sources(self) -> tuple[str, ...]:
        """The LaTeX of the lines."""
        return tuple(line.latex for line in self.lines)

    @property
    def width(self) -> float:
        """Inches."""
        return max(line.width + self._indent(i) for i, line in enumerate(self.lines))

    @property
    def height(self) -> float:
        """Inches."""
        return sum(line.height for line in self.lines) + self.size / POINTS * LEADING * (len(self.lines) - 1)

    def _indent(self, number: int) -> float:
        return self.size / POINTS * DEEPER if number else 0.0

    def at(self, size: float) -> SetFormula:
        return SetFormula(tuple(line.at(size) for line in self.lines), size)

    def fits(self, room: Box) -> bool:
        return self.width <= room.w + 0.005 and self.height <= room.h + 0.005

    def draw(self, box: Box, *, name: str, alt: str) -> Drawable:
        """The formula in the middle of a box; several lines make one group."""
        if len(self.lines) == 1:
            return self.lines[0].in_middle_of(box, name=name, alt=alt, editable=True)
        left, y = box.x + (box.w - self.width) / 2, box.y + (box.h - self.height) / 2
        drawn = []
        for number, line in enumerate(self.lines):
            place = Box(left + self._indent(number), y, line.width, line.height)
            drawn.append(line.in_middle_of(place, name=f"{name} line {number + 1}", alt=alt))
            y = place.bottom + self.size / POINTS * LEADING
        equation = Equation(_as_lines(self.sources), self.size, self.lines[0].color)
        return Group(name=name, alt=alt, children=tuple(drawn), equation=equation, room=box)


def set_formula(draft: Draft, formula: content.Formula, room: Box, sizes: Sequence[float] = SIZES) -> SetFormula | None:
    """The formula for a room; None, with a finding, for what cannot be set."""
    try:
        whole = SetFormula((_typeset(draft, formula.source),), sizes[0])
        pieces = parts(formula.source)
        for size in sizes:
            if (tried := whole.at(size)).fits(room):
                return tried
        tried = whole.at(sizes[-1])
        for size in sizes if len(pieces) > 1 else ():
            tried = _broken(draft, pieces, room, size)
            if tried.fits(room):
                return tried
    except FormulaError as error:
        draft.report("L208", draft.locate(formula.span, error.at), str(error))
        return None
    needs = f"it takes {tried.width:.1f} × {tried.height:.1f} in at {tried.size:g} pt"
    message = f"the formula does not fit: {needs}, and there are {room.w:.1f} × {room.h:.1f} in"
    draft.report("L101", formula.span, message, "write two formulas, or name a part of it and say below what it is")
    return tried.at(tried.size * min(room.w / tried.width, room.h / tried.height))


def _typeset(draft: Draft, latex: str) -> Formula:
    return typeset(latex, size=SIZES[0], color="navy", theme=draft.theme, memory=draft.memory)


def _broken(draft: Draft, pieces: Sequence[tuple[str, bool]], room: Box, size: float) -> SetFormula:
    """The formula on as few lines as hold it at a size: a relation begins a line where that is enough."""
    em = size / POINTS
    wide = [_typeset(draft, _continued(piece, i)).at(size).width + JOINT * em for i, (piece, _) in enumerate(pieces)]
    for relations_only in (True, False):
        lines, used = [pieces[0][0]], wide[0]
        for (piece, relation), more in zip(pieces[1:], wide[1:], strict=True):
            if used + more > room.w and (relation or not relations_only):
                lines.append(piece)
                used = more + DEEPER * em
            else:
                lines[-1] += f" {piece}"
                used += more
        set_lines = (_typeset(draft, _continued(line, i)).at(size) for i, line in enumerate(lines))
        tried = SetFormula(tuple(set_lines), size)
        if tried.fits(room):
            break
    return tried


def _continued(latex: str, number: int) -> str:
    """A part behind the first: with nothing at its left, a plus would be a sign."""
    return f"{{}} {latex}" if number else latex


def _as_lines(sources: Sequence[str]) -> str:
    """Lines of a formula as one: below each other at the left, those behind the first further in."""
    first, *others = sources
    lines = (rf"& {first}", *(rf"& \quad {line}" for line in others))
    inner = r" \\ ".join(lines)
    return rf"\begin{{aligned}} {inner} \end{{aligned}}"


def said(formula: content.Formula) -> str:
    """What alt text says of a formula."""
    return math_plain(formula.source)
