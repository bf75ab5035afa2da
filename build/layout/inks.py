"""Words under a company's template told from what really lies behind them, where its colours leave them too faint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from build.drawing.backdrop import backdrop_of
from build.drawing.page import Anchor, Box, Cell, Chart, Drawable, Group, NativeTable, Paragraph, Run, Shape, TextBox
from build.drawing.painted import Painted, all_paint, behind, needed_by, paint, tokens_of
from build.drawing.text_lines import lines, text_area
from build.drawing.text_measure import POINTS, Measure
from build.theme.contrast import AA, contrast
from build.theme.template import TemplateLayout
from build.theme.tokens import Theme

INKS = ("white", "char", "navy", "#FFFFFF", "#000000")  # one of the last two is told from any one ground


def told_apart(items: Iterable[Drawable], layout: TemplateLayout, theme: Theme, measure: Measure) -> Iterator[Drawable]:
    """The items, each word that is too faint on its ground in the ink that is told from it best."""
    inks = _Inks(theme, measure)
    inks.painted += all_paint(backdrop_of(theme, layout.key))
    yield from map(inks.item, items)


class _Inks:
    def __init__(self, theme: Theme, measure: Measure) -> None:
        self._theme = theme
        self._measure = measure
        self.painted: Painted = []

    def item(self, item: Drawable) -> Drawable:
        if isinstance(item, Group):
            return replace(item, children=tuple(map(self.item, item.children)))
        self.painted += paint(item)
        match item:
            case TextBox():
                return replace(item, paragraphs=self._words(item.paragraphs, item.box, item.anchor, wrap=item.wrap))
            case Shape() if item.paragraphs:
                area = text_area(item.kind, item.box, item.radius)
                return replace(item, paragraphs=self._words(item.paragraphs, area, "middle"))
            case NativeTable():
                return self._table(item)
            case Chart() if item.kind.startswith("column_stacked"):
                return self._chart(item)
        return item

    def _table(self, table: NativeTable) -> NativeTable:
        made: list[Cell] = []
        for cell, box in table.cells():
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
            size = max((run.style.size for run in line.runs), default=0.0) / POINTS
            y, edge = line.baseline - 0.25 * size, min(0.02, line.width / 2)
            for x in (line.x + edge, line.x + line.width / 2, line.x + line.width - edge):
                grounds += tokens_of(behind(x, y, self.painted))
        found = tuple(dict.fromkeys(grounds))
        return tuple(replace(words, runs=tuple(self._run(run, found) for run in words.runs)) for words in paragraphs)

    def _run(self, run: Run, grounds: Sequence[str]) -> Run:
        style = run.style
        color = self._ink(style.color, (run.highlight,) if run.highlight else grounds, needed_by(style))
        return run if color == style.color else replace(run, style=replace(style, color=color))

    def _ink(self, color: str, grounds: Sequence[str], needed: float) -> str:
        if not grounds or self._least(color, grounds) >= needed:
            return color
        good = (ink for ink in INKS if self._least(ink, grounds) >= needed)
        return next(good, max(INKS, key=lambda ink: self._least(ink, grounds)))

    def _least(self, ink: str, grounds: Sequence[str]) -> float:
        color = self._theme.color
        return min(contrast(color(ink), color(ground)) for ground in grounds)
