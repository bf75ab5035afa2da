"""The roofline: what a chip can attain at each arithmetic intensity, and where the phases of inference stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Box, Chart, ChartSeries, Drawable, Line, Shape, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError, as_text, in_words, scale_of
from engine.units import BytesPerSecond, FlopsPerByte, FlopsPerSecond, Ratio, Table

POINTS = (
    ("gold", "goldd", "goldink"), ("navy300", "navy500", "navy500"), ("teal", "teal", "teal"), ("plum", "plum", "plum"),
)  # fmt: skip
DOT = 0.17
HEADROOM = 3.0  # times the peak: where the plot ends
SPEED = "_speed"  # behind a field's name: what was attained there
SHARE = "_of_peak"  # behind a field's name: that speed as a share of the peak, taken run by run
STRIP = 0.28  # the two sides' names, above the plot
LEAST_PLOT = 1.5  # inches of its height: below, the roof looks flat and labels leave the plot
RIGHT = 0.26  # half of the widest number under the axis


@dataclass(frozen=True)
class Phase:
    """Where a phase of inference stands: FLOPs for each byte it reads, and what it attains where that was measured."""

    name: str
    field: str
    intensity: FlopsPerByte
    attained: FlopsPerSecond | None
    of_peak: Ratio

    def label(self) -> str:
        """Its name with the share of the peak that was attained, or else with its place on the axis."""
        if self.attained is None:
            return f"{self.name}: {as_text(self.intensity).split()[0]}"
        return f"{self.name}: {self.of_peak:percent.0} of peak"

    def sentence(self, ridge: float) -> str:
        bound = "memory" if self.intensity < ridge else "compute"
        said = f"{self.name} at {as_text(self.intensity)} ({bound}-bound)"
        if self.attained is None:
            return said
        return f"{said} attains {as_text(self.attained)}, {self.of_peak:percent.0} of the peak"


def bottleneck(canvas: Canvas, roofline: Fact[Table], *, labels: tuple[str, ...] = ()) -> Drawing:
    """Left of the ridge memory sets the pace, right of it arithmetic. Each FLOPs/byte field but `ridge` is a point.

    Fields: peak, bandwidth, ridge (may be left out), and up to four more in FLOPs/byte. A point `decode` stands on
    the roof, or below it where `decode_speed` says what a real run attained, with a line up to what was possible;
    `decode_of_peak` is that speed's share of the peak, else it is worked out from the two.
    """
    peak, bandwidth = roofline.need("peak", "bandwidth")
    if not isinstance(peak, FlopsPerSecond) or not isinstance(bandwidth, BytesPerSecond):
        got = f"peak in {type(peak).__name__}, bandwidth in {type(bandwidth).__name__}"
        raise MismatchError(f"{roofline.reference} has {got}")
    points = phases(roofline, labels)
    ridge = peak / bandwidth
    low, high = _decades([*(point.intensity for point in points), ridge])
    attained = [point.attained for point in points if point.attained]
    floor, roof = _decades([min(peak, bandwidth * low, *attained)])[0], peak * HEADROOM
    scale = scale_of(peak, "")

    box = canvas.box
    left = canvas.widest([f"{_decades([roof])[0] / scale.factor:,g}", f"{floor / scale.factor:,g}"]) + 0.16
    top = 0.28 + STRIP
    plot = Box(box.x + left, box.y + top, box.w - left - RIGHT, box.h - top - 0.6)

    if plot.h < LEAST_PLOT:
        need = box.h - plot.h + LEAST_PLOT
        raise UnfitError(f"a roofline needs {need:.2f} in of height and has {box.h:.2f} in")

    def at(intensity: float, speed: float) -> tuple[float, float]:
        across = math.log(intensity / low) / math.log(high / low)
        return plot.x + plot.w * across, plot.bottom - plot.h * math.log(speed / floor) / math.log(roof / floor)

    knots = (low, ridge, high)
    unit = canvas.said.unit(scale.sign)
    chart = Chart(
        name=canvas.name("chart"),
        box=Box(box.x, plot.y - 0.12, box.w, plot.h + 0.44),
        kind="line",
        categories=(),
        x=knots,
        series=(
            ChartSeries(
                name=f"attainable {unit}", values=tuple(min(peak, bandwidth * x) / scale.factor for x in knots),
                color="navy",
            ),
        ),
        log_x=True, log_y=True, x_min=low, x_max=high, value_min=floor / scale.factor, value_max=roof / scale.factor,
        value_format="#,##0.###", plot=plot,
    )  # fmt: skip
    edge, level = at(ridge, peak)
    wide = canvas.wide_of(canvas.shown(peak), BOLD) + 0.02
    what = f"{unit} attained" if attained else f"{unit} attainable"
    foot = Box(plot.x - 0.2, box.bottom - 0.26, plot.w + 0.2, 0.26)
    over = Box(edge + 0.06, level - 0.27, wide, 0.24)
    items: list[Drawable] = [
        *_sides(canvas, plot, edge),
        chart,
        canvas.text("measure", what, Box(box.x, box.y, box.w, 0.24), QUIET, align="left"),
        canvas.text("axis", "FLOPs per byte read", foot, QUIET.at(15)),
        canvas.text("peak", canvas.shown(peak), over, TextStyle(LABEL, "navy", bold=True), align="left"),
        *_slope(canvas, canvas.shown(bandwidth), plot, at(low, bandwidth * low), (edge, level)),
    ]
    marks: list[Drawable] = []
    told_at: list[Shape] = []
    for (fill, line, ink), point in zip(POINTS, points, strict=False):
        possible = min(peak, bandwidth * point.intensity)
        x, y = at(point.intensity, point.attained or possible)
        end = at(point.intensity, possible)[1] if point.attained else plot.bottom
        dot = Box(x - DOT / 2, y - DOT / 2, DOT, DOT)
        marks += [
            canvas.arrow(f"drop {point.name}", x, y, x, end, Line(line, 1.25, dash="dash")),
            canvas.shape(f"point {point.name}", dot, fill, Line(line), kind="ellipse"),
        ]
        told_at.append(_label(canvas, point, (x, y), plot, edge, ink, [label.box for label in told_at]))
    items += [*marks, *told_at]
    told = ", ".join(point.sentence(ridge) for point in points)
    return Drawing(tuple(items), f"Roofline of a chip with {canvas.shown(bandwidth)} and {canvas.shown(peak)}: {told}")


def phases(roofline: Fact[Table], labels: Sequence[str]) -> list[Phase]:
    """The intensities to show with their names in words, and the speeds that belong to them."""
    (peak,) = roofline.need("peak")
    found = {
        name: value for name, value in roofline.value.items() if isinstance(value, FlopsPerByte) and name != "ridge"
    }
    if not 0 < len(found) <= len(POINTS):
        raise MismatchError(
            f"{roofline.reference} has {len(found)} fields in FLOPs/byte; one to {len(POINTS)} are drawn"
        )
    if labels and len(labels) != len(found):
        raise MismatchError(f"labels names {len(labels)} for {len(found)} points")
    points = []
    for label, (name, intensity) in zip(labels or [in_words(name) for name in found], found.items(), strict=True):
        speed = roofline.maybe(name + SPEED)
        if speed is not None and not isinstance(speed, FlopsPerSecond):
            raise MismatchError(f"{roofline.reference}.{name}{SPEED} is in {type(speed).__name__}")
        share = roofline.maybe(name + SHARE)
        of_peak = share if isinstance(share, Ratio) else Ratio((speed or 0.0) / peak)
        points.append(Phase(label, name, intensity, speed, of_peak))
    return points


def _decades(values: Sequence[float]) -> tuple[float, float]:
    """Powers of ten around all values."""
    return 10.0 ** math.floor(math.log10(min(values))), 10.0 ** math.ceil(math.log10(max(values)))


def _sides(canvas: Canvas, plot: Box, edge: float) -> list[Drawable]:
    """What holds a step back on either side of the ridge: a tint with its name on top."""
    items: list[Drawable] = []
    for told, x, wide, fill, ink in (
        ("memory-bound", plot.x, edge - plot.x, "gold50", "goldink"),
        ("compute-bound", edge, plot.right - edge, "navy50", "navy500"),
    ):
        name = told if canvas.wide_of(told, BOLD) <= wide else told.removesuffix("-bound")
        items += [
            canvas.shape(f"{told} side", Box(x, plot.y - STRIP, wide, plot.h + STRIP), fill, kind="rect"),
            canvas.text(told, name, Box(x, plot.y - STRIP, wide, STRIP), TextStyle(LABEL, ink, bold=True)),
        ]
    return items


def _slope(
    canvas: Canvas, bandwidth: str, plot: Box, start: tuple[float, float], end: tuple[float, float]
) -> list[Drawable]:
    """What the slope stands for, above its middle, where there is room for it."""
    wide = canvas.wide_of(bandwidth, BOLD) + 0.02
    x, y = ((a + b) / 2 for a, b in zip(start, end, strict=True))
    place = Box(x - 0.16 - wide, y - 0.27, wide, 0.24)
    if place.x < plot.x + 0.04:
        return []
    return [canvas.text("bandwidth", bandwidth, place, TextStyle(LABEL, "navy", bold=True), align="right")]


def _label(
    canvas: Canvas, point: Phase, at: tuple[float, float], plot: Box, edge: float, ink: str, taken: Sequence[Box]
) -> Shape:
    """Name and value of a point: right below it, or below it at the edge of the plot; over dashed lines.

    Higher, where the label of a point before it is in the way.
    """
    (x, y), told = at, point.label()
    style = canvas.largest(TextStyle(LABEL, ink, bold=True), (15, LABEL), (told,), plot.w * 0.7)
    wide = canvas.wide_of(told, style) + 0.02
    right = x + 0.14 + wide <= plot.right
    place = Box(x + 0.13 if right else plot.right - wide - 0.04, y + (0.03 if right else 0.16), wide, 0.23)
    for other in taken:
        if place.x < other.right and other.x < place.right and abs(place.y - other.y) < place.h:
            place = replace(place, y=other.y - place.h - 0.01)
    tint = None if point.attained else "gold50" if place.right < edge else "navy50" if place.x > edge else None
    return canvas.with_words(canvas.shape(f"label {point.name}", place, tint, kind="rect"), told, style)
