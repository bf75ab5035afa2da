"""The roofline: what a chip can attain at each arithmetic intensity, and where the phases of inference stand."""

from __future__ import annotations

import math

from build.figures.canvas import LABEL, Canvas, Drawing, wide_of, widest
from build.figures.facts import Fact, MismatchError, shown, words
from build.page import Box, Chart, ChartSeries, Drawable
from engine.units import BytesPerSecond, FlopsPerByte, FlopsPerSecond, Table

POINTS = (("gold", "goldd", "goldink"), ("navy300", "navy500", "navy500"), ("teal", "teal", "teal"), ("plum", "plum", "plum"))  # fmt: skip
TERA = 1e12
DOT = 0.17


def bottleneck(canvas: Canvas, roofline: Fact[Table], *, labels: tuple[str, ...] = ()) -> Drawing:
    """Left of the ridge memory sets the pace, right of it arithmetic. Each FLOPs/byte field but `ridge` is a point.

    Fields: peak, bandwidth, ridge (may be left out), and up to four more in FLOPs/byte.
    """
    peak, bandwidth = roofline.need("peak", "bandwidth")
    if not isinstance(peak, FlopsPerSecond) or not isinstance(bandwidth, BytesPerSecond):
        raise MismatchError(f"{roofline.reference} has peak in {type(peak).__name__}, bandwidth in {type(bandwidth).__name__}")
    points = {
        name: value for name, value in roofline.value.items() if isinstance(value, FlopsPerByte) and name != "ridge"
    }
    if not 0 < len(points) <= len(POINTS):
        raise MismatchError(f"{roofline.reference} has {len(points)} fields in FLOPs/byte; one to {len(POINTS)} are drawn")
    names = labels or tuple(words(name) for name in points)
    if len(names) != len(points):
        raise MismatchError(f"labels names {len(names)} for {len(points)} points")
    ridge = peak / bandwidth
    low, high = _decades([*points.values(), ridge])
    floor, roof = _decades([min(peak, bandwidth * low), peak])
    roof = roof if roof > peak else roof * 10

    box = canvas.box
    left = widest([f"{roof / TERA:,g}", f"{floor / TERA:,g}"]) + 0.16
    plot = Box(box.x + left, box.y + 0.3, box.w - left - 0.1, box.h - 0.3 - 0.6)

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
    items: list[Drawable] = []
    edge, top = at(ridge, peak)
    for role, area, fill in (
        ("memory side", Box(plot.x, plot.y, edge - plot.x, plot.h), "gold50"),
        ("compute side", Box(edge, plot.y, plot.right - edge, plot.h), "navy50"),
    ):
        items.append(canvas.shape(role, area, kind="rect", fill=fill))
    items.append(chart)
    items += [
        canvas.text("measure", "TFLOP/s attainable", Box(box.x, box.y, box.w, 0.24), color="slate", align="left"),
        canvas.text("axis", "FLOPs per byte read", Box(plot.x - 0.2, box.bottom - 0.26, plot.w + 0.2, 0.26), size=15,
                    color="slate"),
    ]  # fmt: skip
    items += _sides(canvas, plot, edge, top, shown(peak))
    for (fill, line, ink), name, intensity in zip(POINTS, names, points.values(), strict=False):
        x, y = at(intensity, min(peak, bandwidth * intensity))
        items.append(canvas.arrow(f"drop {name}", x, y, x, plot.bottom, color=line, width=1.25, head=False, dash="dash"))
        items.append(
            canvas.shape(f"point {name}", Box(x - DOT / 2, y - DOT / 2, DOT, DOT), kind="ellipse", fill=fill, line=line)
        )
        items += _label(canvas, name, shown(intensity, "FLOP_B"), x, y, plot, ink)
    told = ", ".join(
        f"{name} at {shown(value)} ({'memory' if value < ridge else 'compute'}-bound)"
        for name, value in zip(names, points.values(), strict=True)
    )
    alt = f"Roofline of a chip with {shown(bandwidth)} and {shown(peak)}: {told}"
    return Drawing(tuple(items), alt)


def _decades(values: list[float]) -> tuple[float, float]:
    """Powers of ten around all values."""
    return 10.0 ** math.floor(math.log10(min(values))), 10.0 ** math.ceil(math.log10(max(values)))


def _sides(canvas: Canvas, plot: Box, edge: float, top: float, peak: str) -> list[Drawable]:
    """What holds a step back on either side of the ridge, and the height of the roof."""
    items: list[Drawable] = []
    for role, told, x, wide, ink in (
        ("memory told", "memory-bound", plot.x, edge - plot.x, "goldink"),
        ("compute told", "compute-bound", edge, plot.right - edge, "navy500"),
    ):
        size = 15 if wide_of(told, 15, bold=True) <= wide else LABEL
        words = told if wide_of(told, size, bold=True) <= wide else told.replace("-", "-\n")
        place = Box(x, plot.bottom - 0.5, wide, 0.46)
        if wide_of(told.split("-")[0] + "-", size, bold=True) <= wide:
            items.append(canvas.text(role, words, place, size=size, color=ink, bold=True, anchor="bottom"))
    wide = wide_of(peak, bold=True) + 0.02
    place = Box(plot.right - wide - 0.04, top - 0.26, wide, 0.24)
    items.append(canvas.text("peak", peak, place, color="navy", bold=True, align="right"))
    return items


def _label(canvas: Canvas, name: str, value: str, x: float, y: float, plot: Box, ink: str) -> list[Drawable]:
    """Name and value of a point, right below it, or left above it where the right has no room."""
    number = value.split()[0]
    told = f"{name}: {number}"
    wide = wide_of(told, 15, bold=True) + 0.02
    if x + 0.14 + wide <= plot.right:
        place = Box(x + 0.13, y + 0.02, wide, 0.26)
    else:
        place = Box(max(plot.x, x - 0.1 - wide), y + 0.1, wide, 0.26)
    return [canvas.text(f"label {name}", told, place, size=15, color=ink, bold=True, align="left")]
