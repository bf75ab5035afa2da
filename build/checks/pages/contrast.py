"""Words are not too faint for what really lies behind them: shapes, cells, a highlight, or the page itself."""

from __future__ import annotations

from collections.abc import Iterator

from build.checks.pages.view import Fault, PlacedText, View
from build.drawing.backdrop import backdrop_of
from build.drawing.chart_style import label_style, number_style
from build.drawing.frame_boxes import sheet_of
from build.drawing.page import BACKGROUND, Box, Chart, Drawable, Fill, Run
from build.drawing.painted import Painted, all_paint, behind, needed_by, paint, tokens_of
from build.theme.contrast import contrast
from build.theme.tokens import Theme
from engine.quoted import quoted


def not_too_faint(view: View) -> Iterator[Fault]:
    """WCAG 2.2, level AA, at both ends and in the middle of each line; curves are drawn around words, not behind."""
    painted: Painted = [(sheet_of(view.theme), view.page.background or BACKGROUND)]
    if view.theme.template:
        painted = all_paint(backdrop_of(view.theme, view.page.layout))
    texts = iter(view.texts)
    text = next(texts, None)
    for place, item in enumerate(view.leaves):
        if isinstance(item, Chart):
            yield from _chart(item, painted, view.theme)
        painted += paint(item)
        while text and text.place == place:
            yield from _text(text, painted, view.theme)
            text = next(texts, None)


def _text(text: PlacedText, painted: Painted, theme: Theme) -> Iterator[Fault]:
    grounds = dict.fromkeys(behind(*point, painted) for line in text.ink for point in _points(line))
    runs = [run for paragraph in text.block.paragraphs for run in paragraph.runs if run.text.strip()]
    messages = set()
    for run in runs:
        for fill in (run.highlight,) if run.highlight else grounds:
            for fault in _judge(text.item, run, fill, theme):
                if fault.message not in messages:
                    messages.add(fault.message)
                    yield fault


def _chart(item: Chart, painted: Painted, theme: Theme) -> Iterator[Fault]:
    """Labels stand in the segments of a stack, else on what lies behind the chart, as the axes' do."""
    ground = behind(item.box.x + item.box.w / 2, item.box.y + item.box.h / 2, painted)
    names = " ".join(item.categories) or item.x_title or "0"
    axes = Run(names, number_style(item))
    yield from _judge(item, axes, ground, theme)
    for series in item.series:
        fills = series.point_colors or (series.color,) * len(series.values)
        for label, fill in zip(series.labels, fills, strict=False):
            run = Run(label, label_style(series, item))
            if label.strip():
                yield from _judge(item, run, fill if item.kind.startswith("column_stacked") else ground, theme)


def _judge(item: Drawable, run: Run, fill: Fill, theme: Theme) -> Iterator[Fault]:
    style = run.style
    needed = needed_by(style)
    for token in tokens_of(fill):
        ratio = contrast(theme.color(style.color), theme.color(token))
        if ratio < needed:
            pair = f"{style.color} on {token} has a contrast of {ratio:.2f} and needs {needed:g}"
            yield Fault("L307", f"{quoted(item.name)} is too faint: {pair}, in {quoted(run.text.strip()[:40])}", item)


def _points(line: Box) -> tuple[tuple[float, float], ...]:
    y, edge = line.y + line.h / 2, min(0.02, line.w / 2)
    return ((line.x + edge, y), (line.x + line.w / 2, y), (line.right - edge, y))
