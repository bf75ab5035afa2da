"""A number worked out, its exact bytes, and what a common slip makes of it, to one scale."""

from __future__ import annotations

from build.drawing.page import Box
from build.figures.canvas import Canvas, Drawing
from build.figures.figure_fact import Fact, MismatchError, in_words
from build.figures.marks import Amount, amounts
from build.figures.product import LOW, product
from engine.units import Bytes, Quantity, Table

WIDE = 7.0  # inches from which the factors stand side by side
BARS = 0.5  # of the two bars
AIR = 0.12


def worked(
    canvas: Canvas,
    factors: Fact[Table],
    slip: Fact[Quantity] | None = None,
    *,
    labels: tuple[str, ...] = (),
    highlight: str = "",
    unit: str = "",
    bars: tuple[str, ...] = ("as it is", "a common slip"),
) -> Drawing:
    """`product` with the exact number of bytes as the product's name, and where a slip is given, two bars below."""
    box, (_, result) = canvas.box, list(factors.value.items())[-1]
    if len(bars) != 2:
        raise MismatchError(f"bars names {len(bars)}; one is what it is, one the slip")
    if not isinstance(result, Bytes):
        raise MismatchError(f"{factors.reference} makes {canvas.shown(result)}, which are no bytes")
    names = (*(labels or map(in_words, list(factors.value)[:-1])), canvas.shown(result, "B"))
    below = BARS + AIR if slip else 0.0
    above = Box(box.x, box.y, box.w, box.h - below)
    if box.w >= WIDE:
        above = Box(box.x, box.y, box.w, min(above.h, LOW - 0.01))
    made = product(canvas.at(above), factors, labels=names, highlight=highlight, unit=unit)
    if slip is None:
        return made
    values = (canvas.shown(result, unit), canvas.shown(slip.value, unit))
    lengths = (float(result), float(slip.value))
    paints = (("gold", "goldink"), ("navy", "navy"))
    both = zip(bars, lengths, values, paints, strict=True)
    drawn = [Amount(name, length, shown, *paint) for name, length, shown, paint in both]
    items = (*made.items, *amounts(canvas, "slip", Box(box.x, above.bottom + AIR, box.w, BARS), drawn))
    return Drawing(items, f"{made.alt}. {bars[0]}: {values[0]}; {bars[1]}: {values[1]}")
