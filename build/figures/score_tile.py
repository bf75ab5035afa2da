"""One tile beside the score matrix that it is cut from, to scale; and what has to be kept of a layer either way."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import LABEL, TILE, Canvas, Drawing, in_columns, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import Amount, amounts, cell
from engine.units import Quantity, Table

KEPT = ("max", "sum", "output")  # what stays of a row of queries
AT = (0.62, 0.58)  # where in the matrix the tile is drawn, across and down
LARGE = 1.6  # inches of the enlarged tile
THREAD = Line("goldd", 1.0)


def score_tile(canvas: Canvas, tile: Fact[Table], kept: Fact[Table], *, unit: str = "") -> Drawing:
    """The whole matrix dashed, since it is never written; the tile in it at its true size, and enlarged beside it.

    Fields of the first Table: tokens, n_queries, n_keys, head; of the second: layer, kept.
    """
    tokens, n_queries, n_keys, head = tile.need("tokens", "n_queries", "n_keys", "head")
    layer, stays = kept.need("layer", "kept")
    if max(n_queries, n_keys) >= tokens:
        raise MismatchError(f"{tile.reference} has a tile of {n_queries} × {n_keys}, which is no part of {tokens}")
    picture, sizes = stack(canvas.box, (2.5, 0.62), (0.16,))
    side = min(picture.h, picture.w - LARGE - 0.3)
    whole = Box(picture.x, picture.y + (picture.h - side) / 2, side, side)
    wide, high = side * n_keys / tokens, side * n_queries / tokens
    spot = Box(whole.x + side * AT[0], whole.y + side * AT[1], wide, high)
    items: list[Drawable] = [
        canvas.shape("seen rows", Box(whole.x, whole.y, side, spot.y - whole.y), "navy50", kind="rect"),
        canvas.shape("seen keys", Box(whole.x, spot.y, spot.x - whole.x, high), "navy300", kind="rect"),
        canvas.shape("tile", spot, "gold", Line("goldd", 0.75), kind="rect"),
        canvas.shape("matrix", whole, line=Line("brick", 1.25, dash="dash"), kind="rect"),
    ]
    words = f"{tokens} × {tokens} scores"
    style = canvas.fitting(TextStyle(16, "navy", bold=True), (16, 15, LABEL), (words,), side - 0.1)
    told = Box(whole.x, whole.y + side * 0.08, side, 0.28)
    below = Box(whole.x, told.bottom, side, 0.26)
    never = Box(whole.x, whole.y + side * 0.76, side, 0.26)
    items += [
        canvas.text("matrix told", words, told, style),
        canvas.text("head told", f"{canvas.shown(head)} for one head", below, TextStyle(LABEL, "slate")),
        canvas.text("never told", "never written", never, TextStyle(LABEL, "brick", bold=True)),
    ]
    items += _enlarged(canvas, picture, spot, n_queries, n_keys)
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (picture.bottom + sizes.y) / 2, "line"))
    bars = (
        Amount("all scores", layer, canvas.shown(layer, unit), "brick", "brick"),
        Amount("in tiles", stays, canvas.shown(stays), "teal", "teal"),
    )
    items += amounts(canvas, "kept", sizes, bars, "A layer\nkeeps")
    alt = (
        f"{tokens} × {tokens} scores of one head, {canvas.shown(head)}, dashed because they are never written. A tile "
        f"of {n_queries} queries by {n_keys} keys is drawn in them to scale, and enlarged: it is on the chip now, "
        f"and of each row only max, sum and output stay. A layer keeps {bars[1].shown} in place of {bars[0].shown}"
    )
    return Drawing(tuple(items), alt)


def _enlarged(canvas: Canvas, picture: Box, spot: Box, n_queries: Quantity, n_keys: Quantity) -> list[Drawable]:
    """The tile as one would see it through a glass, threads from the speck to it, and what stays of its rows."""
    tall = LARGE * n_queries / n_keys
    tall = min(max(tall, 0.5), 1.1)
    box = Box(picture.right - LARGE, spot.y + spot.h / 2 - tall * 0.55, LARGE, tall)
    shape = canvas.shape("enlarged", box, "gold", Line("goldd", 1.5), radius=TILE)
    size = TextStyle(16, "navy", bold=True)
    over = Box(box.x, box.y - 0.3, box.w, 0.24)
    stays = Box(box.x, box.bottom + 0.1, box.w, 0.24)
    items: list[Drawable] = [
        canvas.arrow("thread 1", spot.x, spot.y, box.x, box.y, THREAD),
        canvas.arrow("thread 2", spot.right, spot.bottom, box.x, box.bottom, THREAD),
        canvas.with_words(shape, f"{n_queries} × {n_keys}", size),
        canvas.text("chip told", "on the chip now", over, TextStyle(LABEL, "goldink", bold=True)),
        canvas.text("stays told", "a row keeps", stays, TextStyle(LABEL, "slate")),
    ]
    widths = [canvas.wide_of(name, TextStyle(LABEL, bold=True)) + 0.14 for name in KEPT]
    places = in_columns(Box(box.x, stays.bottom + 0.03, box.w, 0.3), len(KEPT), 0.04)
    x = box.x
    scale = (box.w - 0.08) / sum(widths)
    for name, wide, place in zip(KEPT, widths, places, strict=True):
        row = Box(x, place.y, wide * scale, place.h)
        items.append(cell(canvas, f"kept {name}", row, "stored", name))
        x += wide * scale + 0.04
    return items
