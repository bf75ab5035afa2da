"""Words under a company's template told from what really lies behind them, where its colours leave them too faint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from build.drawing.backdrop import backdrop
from build.drawing.page import (
    Anchor,
    Box,
    Cell,
    Chart,
    Drawable,
    Fill,
    Gradient,
    Group,
    Movie,
    NativeTable,
    Paragraph,
    Picture,
    Run,
    Shape,
    TextBox,
)
from build.drawing.text_lines import lines, text_area
from build.drawing.text_measure import Measure
from build.theme.contrast import AA, AA_LARGE, contrast
from build.theme.template import TemplateLayout
from build.theme.tokens import Theme

INKS = ("white", "char", "navy", "#FFFFFF", "#000000")  # one of the last two is told from any one ground
_LARGE, _LARGE_BOLD = 18.0, 14.0  # points
Painted = list[tuple[Box, Fill]]


def told_apart(items: Iterable[Drawable], layout: TemplateLayout, theme: Theme, measure: Measure) -> Iterator[Drawable]:
    """The items, each word that is too faint on its ground in the ink that is told from it best."""
    inks = _Inks(theme, measure)
    inks.painted += [pair for mark in backdrop(layout) for pair in _paint(mark)]
    yield from map(inks.item, items)


class _Inks:
    def __init__(self, theme: Theme, measure: Measure) -> None:
        self._theme = theme
        self._measure = measure
        self.painted: Painted = []

    def item(self, item: Drawable) -> Drawable:
        made: Drawable = item
        match item:
            case Group():
                return replace(item, children=tuple(map(self.item, item.children)))
            case TextBox():
                made = replace(item, paragraphs=self._words(item.paragraphs, item.box, item.anchor, wrap=item.wrap))
            case Shape() if item.paragraphs:
                self.painted += _paint(item)
                area = text_area(item.kind, item.box, item.radius)
                return replace(item, paragraphs=self._words(item.paragraphs, area, "middle"))
            case NativeTable():
                made = self._table(item)
            case Chart() if item.kind.startswith("column_stacked"):
                made = self._chart(item)
        self.painted += _paint(item)
        return made

    def _table(self, table: NativeTable) -> NativeTable:
        made: list[Cell] = []
        for cell, box in table.cells():
            self.painted += [(box, cell.fill)] if cell.fill is not None else []
            words = self._words(cell.paragraphs, box.inset(table.padding, 0), cell.anchor)
            made.append(replace(cell, paragraphs=words))
        wide = len(table.widths)
        return replace(table, rows=tuple(tuple(made[i : i + wide]) for i in range(0, len(made), wide)))

    def _chart(self, chart: Chart) -> Chart:
        """Labels stand in the segments of a stack."""
        series = []
        for one in chart.series:
            fills = one.point_colors or (one.color,)
            series.append(replace(one, label_color=self._ink(one.label_color, fills, AA)))
        return replace(chart, series=tuple(series))

    def _words(
        self, paragraphs: tuple[Paragraph, ...], box: Box, anchor: Anchor, *, wrap: bool = True
    ) -> tuple[Paragraph, ...]:
        grounds: list[str] = []
        for line in lines(paragraphs, box, self._measure, anchor=anchor, wrap=wrap):
            size = max((run.style.size for run in line.runs), default=0.0) / 72
            y, edge = line.baseline - 0.25 * size, min(0.02, line.width / 2)
            for x in (line.x + edge, line.x + line.width / 2, line.x + line.width - edge):
                grounds += _tokens(self._behind(x, y))
        found = tuple(dict.fromkeys(grounds))
        return tuple(replace(words, runs=tuple(self._run(run, found) for run in words.runs)) for words in paragraphs)

    def _run(self, run: Run, grounds: Sequence[str]) -> Run:
        style = run.style
        needed = AA_LARGE if style.size >= (_LARGE_BOLD if style.bold else _LARGE) else AA
        color = self._ink(style.color, (run.highlight,) if run.highlight else grounds, needed)
        return run if color == style.color else replace(run, style=replace(style, color=color))

    def _ink(self, color: str, grounds: Sequence[str], needed: float) -> str:
        if not grounds or self._least(color, grounds) >= needed:
            return color
        good = (ink for ink in INKS if self._least(ink, grounds) >= needed)
        return next(good, max(INKS, key=lambda ink: self._least(ink, grounds)))

    def _least(self, ink: str, grounds: Sequence[str]) -> float:
        color = self._theme.color
        return min(contrast(color(ink), color(ground)) for ground in grounds)

    def _behind(self, x: float, y: float) -> Fill:
        found = (fill for box, fill in reversed(self.painted) if _holds(box, x, y))
        return next(found, None)


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.right and box.y <= y <= box.bottom


def _paint(item: Drawable) -> Painted:
    match item:
        case Shape() if item.fill is not None:
            return [(item.box, item.fill)]
        case Picture() | Movie() | Chart():
            return [(item.box, None)]
        case Group():
            return [pair for child in item.children for pair in _paint(child)]
        case _:
            return []


def _tokens(fill: Fill) -> tuple[str, ...]:
    if fill is None:
        return ()
    return (fill.start, fill.end) if isinstance(fill, Gradient) else (fill,)
