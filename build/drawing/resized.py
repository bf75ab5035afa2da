"""Items moved and made smaller or larger as a whole: type, lines and corners with their places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from build.drawing.page import (
    Box,
    Cell,
    Chart,
    Connector,
    Drawable,
    Equation,
    Freeform,
    Group,
    Line,
    Movie,
    NativeTable,
    Paragraph,
    Picture,
    Run,
    Shape,
    TextBox,
)

L = TypeVar("L", Line, Line | None)


@dataclass(frozen=True, slots=True)
class Resize:
    """Every place times `scale`, then moved by `dx` and `dy` inches."""

    scale: float
    dx: float = 0.0
    dy: float = 0.0

    def item(self, item: Drawable) -> Drawable:
        """The same item at its new place."""
        s = self.scale
        match item:
            case TextBox():
                return replace(item, box=self.box(item.box), paragraphs=self._words(item.paragraphs))
            case Shape():
                return replace(
                    item,
                    box=self.box(item.box),
                    radius=item.radius * s,
                    line=self._line(item.line),
                    paragraphs=self._words(item.paragraphs),
                )
            case Freeform():
                paths = tuple(replace(path, line=self._line(path.line)) for path in item.paths)
                own = replace(item, box=self.box(item.box), paths=paths)
                return replace(own, room=item.room and self.box(item.room), equation=self._equation(item.equation))
            case Connector():
                (x1, y1), (x2, y2) = self._point(item.x1, item.y1), self._point(item.x2, item.y2)
                return replace(item, x1=x1, y1=y1, x2=x2, y2=y2, line=self._line(item.line))
            case NativeTable():
                rows = tuple(tuple(self._cell(cell) for cell in row) for row in item.rows)
                return replace(
                    item,
                    box=self.box(item.box),
                    widths=tuple(wide * s for wide in item.widths),
                    rows=rows,
                    heights=tuple(high * s for high in item.heights),
                    rule=self._line(item.rule),
                    padding=item.padding * s,
                )
            case Chart():
                plot = self.box(item.plot) if item.plot else None
                return replace(item, box=self.box(item.box), plot=plot, label_size=round(item.label_size * s, 2))
            case Picture():
                return replace(item, box=self.box(item.box), radius=item.radius * s)
            case Movie():
                return replace(item, box=self.box(item.box))
            case Group():
                children, room = tuple(map(self.item, item.children)), item.room and self.box(item.room)
                return replace(item, children=children, room=room, equation=self._equation(item.equation))

    def box(self, box: Box) -> Box:
        """A box at its new place."""
        x, y = self._point(box.x, box.y)
        return Box(x, y, box.w * self.scale, box.h * self.scale)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.dx, y * self.scale + self.dy

    def _line(self, line: L) -> L:
        return line and replace(line, width=line.width * self.scale)

    def _equation(self, equation: Equation | None) -> Equation | None:
        return equation and replace(equation, size=round(equation.size * self.scale, 2))

    def _cell(self, cell: Cell) -> Cell:
        return replace(cell, paragraphs=self._words(cell.paragraphs))

    def _words(self, paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        s = self.scale
        return tuple(
            replace(
                words, runs=tuple(map(self._run, words.runs)), line=words.line * s, before=words.before * s,
                indent=words.indent * s, bullet_at=words.bullet_at * s, widest_word=words.widest_word * s,
            )
            for words in paragraphs
        )  # fmt: skip

    def _run(self, run: Run) -> Run:
        style = run.style
        style = replace(style, size=round(style.size * self.scale, 2), spacing=style.spacing * self.scale)
        return replace(run, style=style)
