"""Layers that stand on one another, each with what one may change there and what that is worth."""

from __future__ import annotations

from build.drawing.art import icon
from build.drawing.page import Box, Drawable, Line, Run, TextStyle
from build.drawing.text_measure import height
from build.figures.canvas import LABEL, TILE, Canvas, Drawing, UnfitError, in_rows
from build.figures.figure_fact import Fact, MismatchError
from engine.units import Quantity

ICONS = ("list", "layers", "scale", "chip", "grid", "target")
LOOKS = (("navy50", "navy300"), ("navy100", "navy300"), ("navy200", "navy500"), ("navy300", "navy500"))
LEAST, MOST = 2, 6
GAP, LEAST_ROW, MOST_ROW = 0.1, 0.5, 1.0
DISC = 0.36


def layer_stack(
    canvas: Canvas, *facts: Fact[Quantity], layers: tuple[str, ...], levers: tuple[str, ...],
    told: tuple[str, ...], unit: str = "", highlight: str = "",
) -> Drawing:  # fmt: skip
    """A band a fact, the first on top: the layer's name over its levers, its value large over what it tells."""
    if not LEAST <= len(facts) <= MOST:
        raise MismatchError(f"{len(facts)} layers were asked for; {LEAST} to {MOST} are drawn")
    for what, given in (("layers", layers), ("levers", levers), ("told", told)):
        if len(given) != len(facts):
            raise MismatchError(f"{what} names {len(given)} for {len(facts)} layers")
    if highlight and highlight.casefold() not in (layer.casefold() for layer in layers):
        raise MismatchError(f"highlight={highlight} is none of: {', '.join(layers)}")
    box = canvas.box
    bands = in_rows(box, len(facts), GAP)
    if bands[0].h < LEAST_ROW:
        need = len(facts) * (LEAST_ROW + GAP) - GAP
        raise UnfitError(f"{len(facts)} layers need {need:.2f} in of height and have {box.h:.2f} in")
    high = min(MOST_ROW, bands[0].h)
    top = box.y + (box.h - high * len(facts) - GAP * (len(facts) - 1)) / 2
    shown = [canvas.shown(fact.value, unit) for fact in facts]
    right = max(canvas.widest(shown, TextStyle(22, bold=True)), canvas.widest(told)) + 0.04
    left = box.w - DISC - 0.3 - right - 0.3
    items: list[Drawable] = []
    for i, (layer, lever, value, what) in enumerate(zip(layers, levers, shown, told, strict=True)):
        band = Box(box.x, top + i * (high + GAP), box.w, high)
        gold = layer.casefold() == highlight.casefold()
        fill, line = ("gold100", "goldd") if gold else LOOKS[0]
        items.append(canvas.shape(f"band {i + 1}", band, fill, Line(line), radius=TILE))
        disc = Box(band.x + 0.12, band.y + (high - DISC) / 2, DISC, DISC)
        items.append(canvas.shape(f"disc {i + 1}", disc, "navy", kind="ellipse"))
        items.append(icon(ICONS[i], disc.inset(0.08), color="gold", name_prefix=canvas.name(f"disc {i + 1}")))
        words = Box(disc.right + 0.1, band.y + 0.04, left, high - 0.08)
        head, foot = 0.25, height([canvas.measure.paragraph([Run(lever, TextStyle(LABEL))], width=left)])
        above = max(0.0, (words.h - head - foot) / 2)  # the two are in the middle of their band, like the disc
        over = Box(words.x, words.y + above, words.w, head)
        items.append(canvas.text(f"layer {i + 1}", layer, over, TextStyle(16, "navy", bold=True), "left"))
        items.append(
            canvas.text(
                f"levers {i + 1}",
                lever,
                Box(words.x, over.bottom, words.w, words.bottom - over.bottom),
                TextStyle(LABEL),
                "left",
                "top",
            )
        )
        place = Box(band.right - right - 0.12, band.y + 0.04, right, high - 0.08)
        ink = "goldink" if gold else "navy"
        items.append(
            canvas.text(
                f"value {i + 1}",
                value,
                Box(place.x, place.y, place.w, place.h * 0.56),
                TextStyle(22, ink, bold=True),
                "right",
            )
        )
        items.append(
            canvas.text(
                f"told {i + 1}",
                what,
                Box(place.x, place.y + place.h * 0.56, place.w, place.h * 0.44),
                TextStyle(LABEL, "slate"),
                "right",
            )
        )
    alt = "; ".join(
        f"{layer} ({lever}): {value} {what}"
        for layer, lever, value, what in zip(layers, levers, shown, told, strict=True)
    )
    return Drawing(tuple(items), f"From top to bottom. {alt}")
