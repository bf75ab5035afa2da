"""A model on several cards: each layer shared by all of them, or some layers to each, and what is said for a token."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import LABEL, QUIET, Canvas, Drawing, UnfitError, in_columns, in_rows
from build.figures.figure_fact import Fact, MismatchError
from engine.units import Table

LOW = 2.4  # a box lower than this holds both ways side by side
HEAD, FOOT = 0.27, 0.26
LEAST, MOST = 2, 8
LEAST_ROW, MOST_ROW = 0.15, 0.36
NAMED = 0.2  # inches of a part that has room for its card's name
CARDS = ("navy", "navy500", "navy300", "navy200")
SUM = Line("goldd", 3)


def model_split(canvas: Canvas, told: Fact[Table]) -> Drawing:
    """Fields: cards, sums (gold: all add up), by_heads_all and by_layers_all, the bytes that are sent for a token."""
    cards, sums, by_heads, by_layers = told.need("cards", "sums", "by_heads_all", "by_layers_all")
    n = int(cards)
    if not LEAST <= n <= MOST:
        raise MismatchError(f"{told.reference} has {n} cards; {LEAST} to {MOST} are drawn")
    box = canvas.box
    low = box.h < LOW
    heads, layers = in_columns(box, 2, 0.5) if low else in_rows(box, 2, 0.22)
    if heads.h < HEAD + FOOT + 4 * LEAST_ROW:
        raise UnfitError(
            f"a shared model needs {HEAD + FOOT + 4 * LEAST_ROW:.2f} in of height and has {heads.h:.2f} in"
        )
    items = [*_by_heads(canvas, heads, n), *_by_layers(canvas, layers, n)]
    sent_heads = f"{canvas.shown(sums)} sums a token, {canvas.shown(by_heads)} sent"
    sent_layers = f"{n - 1} messages a token, {canvas.shown(by_layers)} sent"
    for role, place, words in (("heads", heads, sent_heads), ("layers", layers, sent_layers)):
        foot = Box(place.x, place.bottom - FOOT, place.w, FOOT)
        items.append(canvas.text(f"{role} sent", words, foot, TextStyle(LABEL, "goldink", bold=True), "left"))
    alt = f"{n} cards share every layer by heads: {sent_heads}. Each has layers of its own: {sent_layers}"
    return Drawing(tuple(items), alt)


def _body(box: Box) -> Box:
    return Box(box.x, box.y + HEAD, box.w, box.h - HEAD - FOOT - 0.04)


def _heading(canvas: Canvas, role: str, box: Box, name: str, what: str) -> list[Drawable]:
    strong = TextStyle(15, "navy", bold=True)
    wide = canvas.wide_of(name, strong) + 0.02
    return [
        canvas.text(f"{role} heading", name, Box(box.x, box.y, wide, HEAD - 0.04), strong, "left"),
        canvas.text(
            f"{role} told", what, Box(box.x + wide + 0.08, box.y, box.w - wide - 0.08, HEAD - 0.04), QUIET, "left"
        ),
    ]


def _by_heads(canvas: Canvas, box: Box, n: int) -> list[Drawable]:
    """Layers as rows, cut into a part a card; below each a gold line: the sum over all of them."""
    items = _heading(canvas, "heads", box, "Tensor parallel", "every layer cut")
    body = _body(box)
    rows = in_rows(body, 3, 0.1)
    high = min(MOST_ROW, rows[0].h - 0.06)
    for i, row in enumerate(rows):
        for j, part in enumerate(in_columns(Box(row.x, row.y, row.w, high), n, 0.05)):
            shape = canvas.shape(f"heads layer {i + 1} card {j + 1}", part, CARDS[j % len(CARDS)])
            words = f"card {j + 1}" if i == 0 and part.w > 0.62 and high >= NAMED else ""
            items.append(canvas.with_words(shape, words, _ink(j)))
        items.append(canvas.rule(f"heads sum {i + 1}", row.x, row.right, row.y + high + 0.07, "goldd", 3))
    return items


def _by_layers(canvas: Canvas, box: Box, n: int) -> list[Drawable]:
    """Cards as rows of whole layers; an arrow hands a token on."""
    items = _heading(canvas, "layers", box, "Pipeline", "whole layers")
    body = _body(box)
    shown = min(n, 4)
    rows = in_rows(body, shown, 0.09)
    high = min(MOST_ROW, rows[0].h)
    for j, row in enumerate(rows):
        place = Box(row.x, row.y, row.w, high)
        shape = canvas.shape(f"layers card {j + 1}", place, CARDS[j % len(CARDS)])
        items.append(canvas.with_words(shape, f"card {j + 1}" if high >= NAMED else "", _ink(j)))
        if j:
            x = row.x + row.w / 2
            above = rows[j - 1].y + high
            items.append(canvas.arrow(f"layers hand on {j}", x, above, x, row.y, SUM))
    return items


def _ink(card: int) -> TextStyle:
    return TextStyle(LABEL, "white" if card % len(CARDS) < 2 else "navy", bold=True)
