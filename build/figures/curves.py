"""What every chart of lines begins with: the numbers in one scale, their axis, and how each line looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from build.drawing.page import Chart
from build.drawing.scale import Scale
from build.figures.axis import are_years, value_axis
from build.figures.canvas import Canvas
from build.figures.figure_fact import Fact, MismatchError, as_text, scale_of
from build.spec.said import Said
from engine.units import Series

MOST = 6
Symbol = Literal["circle", "square", "diamond", "triangle"]
MARKERS: tuple[Symbol, ...] = ("circle", "square", "diamond", "triangle")
# Charts have no hexagon and no pentagon: a line of such a variant takes a shape that no other line has.
NATIVE: Mapping[str, Symbol] = {marker: marker for marker in MARKERS}
PLAIN = (
    ("navy", "navy"), ("navy300", "slate"), ("teal", "teal"), ("navy500", "navy500"), ("plum", "plum"),
    ("brick", "brick"),
)  # fmt: skip
CHOSEN = ("gqa", "goldink")


@dataclass(frozen=True, slots=True)
class LineLook:
    """Colour of a line, ink of its name, its points' shape, and whether it is dashed."""

    color: str
    ink: str
    marker: Symbol
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Curves:
    """The lines of a Series: their names, their values in one scale of their unit, and its suffix."""

    series: Series
    names: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    suffix: str
    axis: Scale
    looks: list[LineLook]
    said: Said

    def text(self, line: int, point: int, unit: str) -> str:
        """A value with its unit."""
        key = list(self.series.lines)[line]
        return self.said.number(as_text(self.series[key][self.series.x[point]], unit))

    def on_axes(self, chart: Chart, points: tuple[float, ...], log_x: bool, log_y: bool) -> Chart:
        """The chart with its axes; `points` are the numbers along x, none where they stand evenly."""
        years = are_years(self.series.x)
        return replace(
            chart,
            x=points,
            years=years,
            log_x=log_x,
            x_min=None if log_x or years else 0.0,
            x_max=max(points) if points and not log_x else None,
            log_y=log_y,
            value_min=self.axis.low,
            value_max=self.axis.high,
            value_ticks=None if log_y else self.axis.step,
            value_format="General" if log_y else "#,##0.###",
        )

    def told(self, unit: str) -> str:
        """What alt text says: where each line begins and ends."""
        years = are_years(self.series.x)
        first, last = (self.said.number(_x_text(self.series.x[i], years)) for i in (0, -1))
        ends = (
            self.said.line_alt.format(name, self.text(i, 0, unit), first, self.text(i, -1, unit), last)
            for i, name in enumerate(self.names)
        )
        return self.said.curves_alt.format(self.series.x_label, "; ".join(ends))


def prepared(
    canvas: Canvas, curves: Fact[Series], log_y: bool, unit: str, highlight: str, labels: tuple[str, ...]
) -> Curves:
    """The lines of a fact. Raises MismatchError."""
    series = curves.value
    if len(series.lines) > MOST or len(series.x) < 2:
        raise MismatchError(
            f"{curves.reference} has {len(series.lines)} lines of {len(series.x)} points; up to {MOST} are drawn"
        )
    names = labels or tuple(series.lines)
    if len(names) != len(series.lines):
        raise MismatchError(f"labels names {len(names)} for {len(series.lines)} lines")
    scale = scale_of(series.unit(max(value for line in series.lines.values() for value in line)), unit)
    values = tuple(tuple(value / scale.factor for value in line) for line in series.lines.values())
    axis = value_axis([value for line in values for value in line], log_y, curves.reference)
    looks = _line_looks(canvas, tuple(series.lines), names, highlight)
    return Curves(series, tuple(names), values, canvas.said.unit(scale.sign), axis, looks, canvas.said)


def _line_looks(canvas: Canvas, lines: Sequence[str], names: Sequence[str], highlight: str) -> list[LineLook]:
    """A variant's own colours, gold where highlighted, else one after the other; no two lines' points alike."""
    wanted = highlight.casefold()
    if wanted and all(
        wanted not in (line.casefold(), name.casefold()) for line, name in zip(lines, names, strict=True)
    ):
        raise MismatchError(f"highlight={highlight} is none of: {', '.join(lines)}")
    plain = iter(PLAIN)
    variants = [canvas.variant(line) for line in lines]
    own = [NATIVE.get(variant.marker) if variant else None for variant in variants]
    left = [marker for marker in MARKERS if marker not in own]
    looks: list[LineLook] = []
    for line, name, variant, marker in zip(lines, names, variants, own, strict=True):
        if wanted in (line.casefold(), name.casefold()):
            color, ink = CHOSEN
        elif variant:
            color, ink = variant.fill, variant.ink
        else:
            color, ink = next(plain)
        if marker or left:
            looks.append(LineLook(color, ink, marker or left.pop(0)))
        else:  # all shapes are taken: a dashed line tells it apart
            looks.append(LineLook(color, ink, MARKERS[len(looks) % len(MARKERS)], dash=True))
    return looks


def _x_text(x: float | str, years: bool) -> str:
    return x if isinstance(x, str) else f"{x:.0f}" if years else f"{x:,g}"
