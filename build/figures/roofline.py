"""The roofline: what a chip can attain at each arithmetic intensity, and where the phases of inference stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from build.figures.canvas import LABEL, Canvas, Drawing, wide_of, widest
from build.figures.facts import Fact, MismatchError, shown, words
from build.page import Box, Chart, ChartSeries, Drawable
from engine.units import BytesPerSecond, FlopsPerByte, FlopsPerSecond, Table

POINTS = (
    ("gold", "goldd", "goldink"), ("navy300", "navy500", "navy500"), ("teal", "teal", "teal"), ("plum", "plum", "plum"),
)  # fmt: skip
TERA = 1e12
DOT = 0.17
STRIP = 0.28  # the two sides' names, above the plot
RIGHT = 0.26  # half of the widest number under the axis


def bottleneck(canvas: Canvas, roofline: Fact[Table], *, labels: tuple[str, ...] = ()) -> Drawing:
    """Left of the ridge memory sets the pace, right of it arithmetic. Each FLOPs/byte field but `ridge` is a point.

    Fields: peak, bandwidth, ridge (may be left out), and up to four more in FLOPs/byte.
    """
    peak, bandwidth = roofline.need("peak", "bandwidth")
    if not isinstance(peak, FlopsPerSecond) or not isinstance(bandwidth, BytesPerSecond):
        got = f"peak in {type(peak).__name__}, bandwidth in {type(bandwidth).__name__}"
        raise MismatchError(f"{roofline.reference} has {got}")
    points = _points(roofline, labels)
    ridge = peak / bandwidth
    low, high = _decades([*points.values(), ridge])
    floor, roof = _decades([min(peak, bandwidth * low), peak * 1.5])

    box = canvas.box
    left = widest([f"{roof / TERA:,g}", f"{floor / TERA:,g}"]) + 0.16
    top = 0.28 + STRIP
    plot = Box(box.x + left, box.y + top, box.w - left - RIGHT, box.h - top - 0.6)

    def at(intensity: float, speed: float) -> tuple[float, float]:
        across = math.log(intensity / low) / math.log(high / low)
        return plot.x + plot.w * across, plot.bottom - plot.h * math.log(speed / floor) / math.log(roof / floor)

    knots = (low, ridge, high)
    chart = Chart(
        name=canvas.name("chart"),
        box=Box(box.x, plot.y - 0.12, box.w, plot.h + 0.44),
        kind="line",
        categories=(),
        x=knots,
        series=(
            ChartSeries(
                name="attainable TFLOP/s", values=tuple(min(peak, bandwidth * x) / TERA for x in knots), color="navy"
            ),
        ),
        log_x=True, log_y=True, x_min=low, x_max=high, value_min=floor / TERA, value_max=roof / TERA,
        value_format="#,##0.###", plot=plot,
    )  # fmt: skip
    edge, level = at(ridge, peak)
    items: list[Drawable] = [*_sides(canvas, plot, edge), chart]
    wide = wide_of(shown(peak), bold=True) + 0.02
    items += [
        canvas.text("measure", "TFLOP/s attainable", Box(box.x, box.y, box.w, 0.24), color="slate", align="left"),
        canvas.text("axis", "FLOPs per byte read", Box(plot.x - 0.2, box.bottom - 0.26, plot.w + 0.2, 0.26), size=15,
                    color="slate"),
        canvas.text("peak", shown(peak), Box(edge + 0.06, level - 0.27, wide, 0.24), color="navy", bold=True,
                    align="left"),
    ]  # fmt: skip
    drops: list[Drawable] = []
    told_at: list[Drawable] = []
    for (fill, line, ink), (name, intensity) in zip(POINTS, points.items(), strict=False):
        x, y = at(intensity, min(peak, bandwidth * intensity))
        dot = Box(x - DOT / 2, y - DOT / 2, DOT, DOT)
        drops += [
            canvas.arrow(f"drop {name}", x, y, x, plot.bottom, color=line, width=1.25, head=False, dash="dash"),
            canvas.shape(f"point {name}", dot, kind="ellipse", fill=fill, line=line),
        ]
        told_at.append(_label(canvas, name, intensity, (x, y), plot, edge, ink))
    items += drops + told_at
    told = ", ".join(
        f"{name} at {shown(value)} ({'memory' if value < ridge else 'compute'}-bound)" for name, value in points.items()
    )
    return Drawing(tuple(items), f"Roofline of a chip with {shown(bandwidth)} and {shown(peak)}: {told}")


def _points(roofline: Fact[Table], labels: Sequence[str]) -> Mapping[str, FlopsPerByte]:
    """The intensities to show, by their names in words."""
    points = {
        name: value for name, value in roofline.value.items() if isinstance(value, FlopsPerByte) and name != "ridge"
    }
    if not 0 < len(points) <= len(POINTS):
        raise MismatchError(
            f"{roofline.reference} has {len(points)} fields in FLOPs/byte; one to {len(POINTS)} are drawn"
        )
    if labels and len(labels) != len(points):
        raise MismatchError(f"labels names {len(labels)} for {len(points)} points")
    return dict(zip(labels or [words(name) for name in points], points.values(), strict=True))


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
        name = told if wide_of(told, bold=True) <= wide else told.removesuffix("-bound")
        items += [
            canvas.shape(f"{told} side", Box(x, plot.y - STRIP, wide, plot.h + STRIP), kind="rect", fill=fill),
            canvas.text(told, name, Box(x, plot.y - STRIP, wide, STRIP), color=ink, bold=True),
        ]
    return items


def _label(
    canvas: Canvas, name: str, intensity: FlopsPerByte, at: tuple[float, float], plot: Box, edge: float, ink: str
) -> Drawable:
    """Name and value of a point: right below it, or left below where the right has no room; over dashed lines."""
    x, y = at
    told = f"{name}: {shown(intensity, 'FLOP_B').split()[0]}"
    size = 15 if wide_of(told, 15, bold=True) <= plot.w * 0.7 else LABEL
    wide = wide_of(told, size, bold=True) + 0.02
    right = x + 0.14 + wide <= plot.right
    place = Box(x + 0.13 if right else max(plot.x, x - 0.1 - wide), y + (0.03 if right else 0.16), wide, 0.23)
    tint = "gold50" if place.right < edge else "navy50" if place.x > edge else None
    return canvas.shape(f"label {name}", place, kind="rect", fill=tint, words=told, size=size, color=ink, bold=True)
