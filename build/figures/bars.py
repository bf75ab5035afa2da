"""Quantities side by side: a native bar or column chart with each value written at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from build.drawing.page import Box, Chart, ChartSeries, Drawable, TextStyle
from build.drawing.text_measure import POINTS
from build.figures.axis import point_names
from build.figures.canvas import ASIDE, BOLD, LABEL, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError, scale_of
from engine.units import Quantity, Series

MOST = 8
ROW = 0.85  # inches of a bar with its gap, where there is room for more
UNDER_WHISKER = {"navy": "navy300"}  # fills on which a whisker would not be seen
PAST_WHISKER = 1.01  # of the farthest whisker: viewers cut its cap at the plot's edge
LEAST_ROW = 0.26
SLACK = 0.01  # inches that tables above may take too much
COLUMN = 1.3
HERO_SIZE, HERO_ROW, HERO_COLUMN = 22.0, 1.5, 1.9  # of a chart that has a slide to itself
NOTE = 0.24
GAP = 45  # percent of a bar's width between bars


@dataclass(frozen=True)
class Bar:
    """`below` and `above` are how far its samples reach."""

    name: str
    value: Quantity
    shown: str
    fill: str
    ink: str
    below: float = 0.0
    above: float = 0.0


def bars(
    canvas: Canvas, *facts: Fact[Quantity | Series], labels: tuple[str, ...] = (), unit: str = "", highlight: str = "",
    better: Literal["", "lower", "higher"] = "",
) -> Drawing:  # fmt: skip
    """Level bars, the first fact on top; whiskers show the range of a measured fact's samples."""
    drawn = _bars(canvas, facts, labels, unit, highlight)
    box, foot, told = _note(canvas, better)
    if box.h < LEAST_ROW * len(drawn) - SLACK:
        raise UnfitError(f"{len(drawn)} bars need {LEAST_ROW * len(drawn):.2f} in of height and have {box.h:.2f} in")
    row = HERO_ROW if canvas.is_hero else ROW
    size = _size(canvas, box.h / len(drawn))
    strong = TextStyle(size, bold=True)
    names = min(canvas.widest([bar.name for bar in drawn], TextStyle(size)) + 0.12, box.w * 0.4)
    values = canvas.widest([bar.shown for bar in drawn], strong)
    tall = min(box.h, row * len(drawn))
    plot = Box(box.x + names, box.y + (box.h - tall) / 2, box.w - names - values - 0.12, tall)
    chart, most = _chart(canvas, "bar", drawn, unit, plot, Box(box.x, plot.y, box.w, plot.h), size)
    items: list[Drawable] = [chart]
    row = plot.h / len(drawn)
    for i, bar in enumerate(drawn):
        y = plot.y + i * row
        end = plot.x + plot.w * (bar.value + bar.above) / most
        place = Box(end + 0.1, y, canvas.wide_of(bar.shown, strong), row)
        items.append(canvas.text(f"value {i + 1}", bar.shown, place, replace(strong, color=bar.ink), align="left"))
    return Drawing((*items, *foot), _alt(drawn, canvas) + told)


def _size(canvas: Canvas, row: float) -> float:
    """Points of names and values in rows of that height."""
    large = [(HERO_SIZE, 0.6), (20.0, 0.45)] if canvas.is_hero else []
    return next((size for size, least in (*large, (16.0, 0.3)) if row >= least), LABEL)


def columns(
    canvas: Canvas, *facts: Fact[Quantity | Series], labels: tuple[str, ...] = (), unit: str = "", highlight: str = "",
    better: Literal["", "lower", "higher"] = "",
) -> Drawing:  # fmt: skip
    """Upright bars, the first fact at the left; whiskers as for bars."""
    drawn = _bars(canvas, facts, labels, unit, highlight)
    box, foot, told = _note(canvas, better)
    sizes = (HERO_SIZE, 20.0, 18.0, 16.0, 15.0, LABEL) if canvas.is_hero else (16.0, 15.0, LABEL)
    column = HERO_COLUMN if canvas.is_hero else COLUMN
    comfortable = max(column, canvas.widest([bar.name for bar in drawn], TextStyle(sizes[0])) + 0.12)
    wide = min(box.w, comfortable * len(drawn))
    pitch = wide / len(drawn)
    left = box.x + (box.w - wide) / 2
    strong = canvas.largest(BOLD, sizes, [bar.shown for bar in drawn], pitch - 0.04)
    lines = 1 if canvas.widest([bar.name for bar in drawn], TextStyle(strong.size)) <= pitch - 0.06 else 2
    line = max(0.28, strong.size * 1.25 / POINTS)
    below = 0.08 + max(0.25, strong.size * 1.1 / POINTS) * lines
    plot = Box(left, box.y + line + 0.02, wide, box.h - line - 0.02 - below)
    if plot.h < 0.4:
        raise UnfitError(f"columns need {0.7 + below:.2f} in of height and have {box.h:.2f} in")
    around = Box(left, plot.y, wide, plot.h + below)
    chart, most = _chart(canvas, "column", drawn, unit, plot, around, strong.size)
    items: list[Drawable] = [chart]
    for i, bar in enumerate(drawn):
        x = left + i * pitch
        top = plot.bottom - plot.h * (bar.value + bar.above) / most
        place = Box(x, top - line - 0.02, pitch, line)
        items.append(canvas.text(f"value {i + 1}", bar.shown, place, replace(strong, color=bar.ink)))
    return Drawing((*items, *foot), _alt(drawn, canvas) + told)


def _bars(canvas: Canvas, facts: Sequence[Fact[Any]], labels: tuple[str, ...], unit: str, highlight: str) -> list[Bar]:
    series = [fact for fact in facts if isinstance(fact.value, Series)]
    if series and len(facts) > 1:
        raise MismatchError(f"{series[0].reference} is a Series, which stands alone")
    points = (
        _points(series[0]) if series else [(fact.label, fact.value, fact.whisker, fact.reference) for fact in facts]
    )
    if len(points) > MOST:
        raise MismatchError(f"{len(points)} bars were asked for; at most {MOST} are drawn")
    kinds = {type(value).__name__: reference for _, value, _, reference in points}
    if len(kinds) > 1:
        told = " and ".join(f"{reference} in {kind}" for kind, reference in kinds.items())
        raise MismatchError(f"bars of one chart share one unit; here are {told}")
    if labels and len(labels) != len(points):
        raise MismatchError(f"labels names {len(labels)} for {len(points)} bars")
    names = list(labels) or [name for name, *_ in points]
    asked = highlight.casefold()
    keys = [{name.casefold(), own.casefold(), reference.casefold(), reference.partition(".")[2].casefold()}
            for name, (own, _, _, reference) in zip(names, points, strict=True)]  # fmt: skip
    if asked and not any(asked in key for key in keys):
        raise MismatchError(f"highlight={highlight} is none of: {', '.join(names)}")
    if below := next((name for name, value, _, _ in points if value < 0), ""):
        raise MismatchError(f"bars begin at 0, and {below} is below it; lines(…) shows such numbers")
    largest = max((value for _, value, _, _ in points), key=float)
    text_unit = unit or next(name for name, scale in largest.scales.items() if scale is scale_of(largest, unit))
    drawn = []
    for name, key, (_, value, whisker, _) in zip(names, keys, points, strict=True):
        look = canvas.variant(name)
        if look:
            fill, ink = look.fill, look.ink
        elif asked and asked in key:
            fill, ink = "gold", "navy"
        else:
            fill, ink = "navy300", "navy"
        if any(whisker):
            fill = UNDER_WHISKER.get(fill, fill)
        drawn.append(Bar(name, value, canvas.shown(value, text_unit), fill, ink, *whisker))
    return drawn


def _points(series: Fact[Any]) -> list[tuple[str, Quantity, tuple[float, float], str]]:
    if len(series.value.lines) != 1:
        raise MismatchError(f"{series.reference} has lines {', '.join(series.value.lines)}; a bar chart shows one")
    (line,) = series.value.lines
    return [
        (name, value, (0.0, 0.0), series.reference)
        for name, value in zip(point_names(series.value.x), series.value[line].values(), strict=True)
    ]


def _chart(
    canvas: Canvas, kind: Literal["bar", "column"], drawn: Sequence[Bar], unit: str, plot: Box, box: Box, size: float
) -> tuple[Chart, float]:
    """The native chart, filling its plot area up to the farthest whisker; and that end, in SI."""
    most = max(float(bar.value) + bar.above for bar in drawn) * PAST_WHISKER
    if most <= 0:
        raise MismatchError("no bar is above 0")
    factor = scale_of(max((bar.value for bar in drawn), key=float), unit).factor
    errors = tuple((bar.below / factor, bar.above / factor) for bar in drawn)
    series = ChartSeries(
        name=type(drawn[0].value).__name__,
        values=tuple(float(bar.value) / factor for bar in drawn),
        color=drawn[0].fill,
        point_colors=tuple(bar.fill for bar in drawn),
        errors=errors if any(map(any, errors)) else (),
    )
    chart = Chart(
        name=canvas.name("chart"), box=box, kind=kind, categories=tuple(bar.name for bar in drawn), series=(series,),
        gap=GAP, value_axis=False, value_min=0.0, value_max=most / factor, label_size=size, plot=plot,
    )  # fmt: skip
    return chart, most


def _note(canvas: Canvas, better: str) -> tuple[Box, list[Drawable], str]:
    """The room that is left when the good direction is said, the words, and what alt text says of it."""
    box = canvas.box
    if not better:
        return box, [], ""
    place = Box(box.x, box.bottom - NOTE, box.w, NOTE)
    told = canvas.said.lower_is_better if better == "lower" else canvas.said.higher_is_better
    note = canvas.text("direction", told, place, ASIDE, align="right")
    return Box(box.x, box.y, box.w, box.h - NOTE - 0.04), [note], f". {told[:1].upper()}{told[1:]}"


def _alt(drawn: Sequence[Bar], canvas: Canvas) -> str:
    return canvas.said.comma.join(f"{bar.name}: {bar.shown}" for bar in drawn)
