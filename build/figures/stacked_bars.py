"""Shares of a whole, one column for each x: a native chart stacked to 100%."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Chart, ChartSeries, Drawable, Run, TextStyle
from build.drawing.text_measure import height
from build.figures.axis import point_names
from build.figures.canvas import AIR, BOLD, QUIET, Canvas, Drawing, apart
from build.figures.figure_fact import Fact, MismatchError
from engine.units import Ratio, Series

LEAST_LABELLED = 0.085  # a thinner segment has no room for its number
PLAIN = (  # fill, ink on it, ink beside it
    ("navy300", "navy", "mute"), ("navy", "white", "navy"), ("navy500", "white", "navy500"),
    ("navy200", "navy", "slate"), ("navy100", "navy", "slate"),
)  # fmt: skip
CHOSEN = ("gold", "navy", "goldink")
MOST_COLUMNS = 7
SHARE = "percent.0"
SWATCH = 0.15
GAPS = (18, 12, 8, 4)  # percent of a column's width, the widest that leaves the numbers inside their room
NUMBER_AIR = 0.03  # beside the widest number
AXIS = 0.5  # inches of "100%" and its gap


def stacked_bars(canvas: Canvas, shares: Fact[Series], *, highlight: str = "", labels: tuple[str, ...] = ()) -> Drawing:
    """The first line of the Series is the lowest segment; names stand beside the last column."""
    series = shares.value
    names = labels or tuple(series.lines)
    if len(names) != len(series.lines):
        raise MismatchError(f"labels names {len(names)} for {len(series.lines)} lines")
    if len(series.lines) > len(PLAIN) or len(series.x) > MOST_COLUMNS:
        raise MismatchError(
            f"{shares.reference} has {len(series.lines)} lines and {len(series.x)} columns;"
            f" at most {len(PLAIN)} and {MOST_COLUMNS} are drawn"
        )
    parts = _shares(series)
    looks = _paints(tuple(series.lines), names, highlight)
    box = canvas.box
    legend = max(_longest_part(canvas, name, BOLD) for name in names) + SWATCH + 0.18
    plot = Box(box.x + AXIS, box.y + 0.1, box.w - AXIS - legend, box.h - 0.1 - 0.62)
    numbers = [
        [canvas.shown(Ratio(share), SHARE) if share >= LEAST_LABELLED else "" for share in part] for part in parts
    ]
    chart = Chart(
        name=canvas.name("chart"),
        box=Box(box.x, box.y, box.w - legend, box.h - 0.28),
        kind="column_stacked_100",
        categories=tuple(map(canvas.said.number, point_names(series.x))),
        series=tuple(
            ChartSeries(
                name=name, values=part, color=fill, label_color=on, labels=tuple(shown),
            )
            for name, part, shown, (fill, on, _) in zip(names, parts, numbers, looks, strict=True)
        ),
        value_max=1.0,
        value_ticks=0.5,
        value_format="0%",
        gap=_gap(canvas, [number for line in numbers for number in line], plot.w / len(series.x)),
        plot=plot,
    )  # fmt: skip
    items: list[Drawable] = [chart]
    place = Box(plot.x - 0.3, box.bottom - 0.26, plot.w + 0.6, 0.26)
    items.append(canvas.text("axis", series.x_label, place, QUIET.at(15)))
    items += _names(canvas, names, parts, looks, Box(plot.right + 0.08, plot.y, legend - 0.08, plot.h))
    first, last = (x if isinstance(x, str) else canvas.said.number(f"{x:,.0f}") for x in (series.x[0], series.x[-1]))
    ends = (
        (name, *(canvas.shown(Ratio(share), SHARE) for share in (part[0], part[-1])))
        for name, part in zip(names, parts, strict=True)
    )
    told = "; ".join(canvas.said.line_alt.format(name, low, first, high, last) for name, low, high in ends)
    return Drawing(tuple(items), canvas.said.curves_alt.format(series.x_label, told))


def _gap(canvas: Canvas, numbers: list[str], pitch: float) -> int:
    """Percent between columns that stand `pitch` inches apart, so that none is narrower than its numbers."""
    needed = canvas.widest(numbers, BOLD) + NUMBER_AIR
    return next((gap for gap in GAPS if pitch / (1 + gap / 100) >= needed), GAPS[-1])


def _shares(series: Series) -> list[tuple[float, ...]]:
    totals = [sum(column) for column in zip(*series.lines.values(), strict=True)]
    return [tuple(y / total for y, total in zip(line, totals, strict=True)) for line in series.lines.values()]


def _paints(lines: tuple[str, ...], names: tuple[str, ...], highlight: str) -> list[tuple[str, str, str]]:
    """Fill, ink on it and ink beside it: gold for the highlighted line, shades of navy for the rest."""
    wanted = highlight.casefold().replace("_", " ")
    both = [f"{line} {name}".casefold() for line, name in zip(lines, names, strict=True)]
    exact = [i for i, line in enumerate(lines) if wanted in (line.casefold(), names[i].casefold())]
    found = exact or [i for i, text in enumerate(both) if wanted in text]
    if wanted and len(found) != 1:
        why = "none" if not found else f"{len(found)}"
        raise MismatchError(f"highlight={highlight} means {why} of: {', '.join(lines)}")
    plain = iter(PLAIN)
    return [CHOSEN if wanted and i == found[0] else next(plain) for i in range(len(lines))]


def _longest_part(canvas: Canvas, name: str, style: TextStyle) -> float:
    """Inches of the longest part of a name that cannot be broken."""
    return canvas.measure.widest_word((Run(name, style),)) * AIR


def _names(
    canvas: Canvas, names: tuple[str, ...], parts: list[tuple[float, ...]], looks: list[tuple[str, str, str]], box: Box
) -> list[Drawable]:
    """Each line's name at the height of its segment in the last column, moved apart where they would touch."""
    swatch = SWATCH
    place = Box(box.x + swatch + 0.07, box.y, box.w - swatch - 0.07, box.h)
    large = BOLD.at(15.0)
    style = large if max(_longest_part(canvas, name, large) for name in names) <= place.w else BOLD
    heights = [height((canvas.paragraph(name, place, style),)) + 0.06 for name in names]
    below = 0.0
    middles = []
    for part in parts:
        middles.append(box.bottom - box.h * (below + part[-1] / 2))
        below += part[-1]
    middles = apart(middles, heights, box.y, box.bottom + 0.3)
    items: list[Drawable] = []
    for name, middle, tall, (fill, _, ink) in zip(names, middles, heights, looks, strict=True):
        y = middle - tall / 2
        items.append(canvas.shape(f"swatch {name}", Box(box.x, y + 0.07, swatch, swatch), fill, radius=0.03))
        words = Box(place.x, y, place.w, tall)
        items.append(canvas.text(f"name {name}", name, words, replace(style, color=ink), align="left"))
    return items
