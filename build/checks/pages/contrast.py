"""Words are not too faint for what really lies behind them: shapes, cells, a highlight, or the page itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build.checks.pages.view import Fault, PlacedText, View
from build.drawing.backdrop import backdrop_of
from build.drawing.chart_style import label_style, number_style
from build.drawing.frame_boxes import sheet_of
from build.drawing.page import (
    BACKGROUND,
    Box,
    Chart,
    Drawable,
    Fill,
    Gradient,
    Movie,
    NativeTable,
    Picture,
    Run,
    Shape,
)
from build.theme.contrast import AA, AA_LARGE, contrast
from build.theme.tokens import Theme
from engine.quoted import quoted

_LARGE, _LARGE_BOLD = 18.0, 14.0  # points
_Painted = list[tuple[Box, Fill]]  # what lies behind, the lowest first; a fill of None cannot be judged


def not_too_faint(view: View) -> Iterator[Fault]:
    """WCAG 2.2, level AA, at both ends and in the middle of each line; curves are drawn around words, not behind."""
    painted: _Painted = [(sheet_of(view.theme), view.page.background or BACKGROUND)]
    if view.theme.template:
        painted = [pair for item in backdrop_of(view.theme, view.page.layout) for pair in _paint(item)]
    texts = iter(view.texts)
    text = next(texts, None)
    for place, item in enumerate(view.leaves):
        if isinstance(item, Chart):
            yield from _chart(item, painted, view.theme)
        painted += _paint(item)
        while text and text.place == place:
            yield from _text(text, painted, view.theme)
            text = next(texts, None)


def _paint(item: Drawable) -> _Painted:
    match item:
        case Shape() if item.fill is not None:
            return [(item.box, item.fill)]
        case NativeTable():
            return [(box, cell.fill) for cell, box in item.cells() if cell.fill is not None]
        case Picture() | Movie() | Chart():
            return [(item.box, None)]
        case _:
            return []


def _text(text: PlacedText, painted: _Painted, theme: Theme) -> Iterator[Fault]:
    grounds = dict.fromkeys(_behind(point, painted) for line in text.ink for point in _points(line))
    runs = [run for paragraph in text.block.paragraphs for run in paragraph.runs if run.text.strip()]
    messages = set()
    for run in runs:
        for fill in (run.highlight,) if run.highlight else grounds:
            for fault in _judge(text.item, run, fill, theme):
                if fault.message not in messages:
                    messages.add(fault.message)
                    yield fault


def _chart(item: Chart, painted: _Painted, theme: Theme) -> Iterator[Fault]:
    """Labels stand in the segments of a stack, else on what lies behind the chart, as the axes' do."""
    behind = _behind((item.box.x + item.box.w / 2, item.box.y + item.box.h / 2), painted)
    names = " ".join(item.categories) or item.x_title or "0"
    axes = Run(names, number_style(item))
    yield from _judge(item, axes, behind, theme)
    for series in item.series:
        fills = series.point_colors or (series.color,) * len(series.values)
        for label, fill in zip(series.labels, fills, strict=False):
            run = Run(label, label_style(series, item))
            if label.strip():
                yield from _judge(item, run, fill if item.kind.startswith("column_stacked") else behind, theme)


def _judge(item: Drawable, run: Run, fill: Fill, theme: Theme) -> Iterator[Fault]:
    style = run.style
    needed = AA_LARGE if style.size >= (_LARGE_BOLD if style.bold else _LARGE) else AA
    for token in _tokens(fill):
        ratio = contrast(theme.color(style.color), theme.color(token))
        if ratio < needed:
            pair = f"{style.color} on {token} has a contrast of {ratio:.2f} and needs {needed:g}"
            yield Fault("L307", f"{quoted(item.name)} is too faint: {pair}, in {quoted(run.text.strip()[:40])}", item)


def _tokens(fill: Fill) -> Sequence[str]:
    if fill is None:
        return ()
    return (fill.start, fill.end) if isinstance(fill, Gradient) else (fill,)


def _points(line: Box) -> tuple[tuple[float, float], ...]:
    y, edge = line.y + line.h / 2, min(0.02, line.w / 2)
    return ((line.x + edge, y), (line.x + line.w / 2, y), (line.right - edge, y))


def _behind(point: tuple[float, float], painted: _Painted) -> Fill:
    x, y = point
    return next((f for box, f in reversed(painted) if box.x <= x <= box.right and box.y <= y <= box.bottom), None)
