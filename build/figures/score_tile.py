"""One tile beside the score matrix that it is cut from, to scale; and what has to be kept of a layer either way."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, TILE, Canvas, Drawing, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import Amount, amounts, cell
from engine.units import Quantity, Table

KEPT = ("max", "sum", "output")  # what stays of a row of queries
AT = (0.62, 0.58)  # where in the matrix the tile is drawn, across and down
LARGE, INSIDE, AIR = 1.6, 0.16, 0.04  # inches of the enlarged tile, around a word that stays, and between two
BELOW = 0.7  # inches that the words below the enlarged tile take
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
    side = min(picture.h, picture.w - _large(canvas) - 0.3)
    whole = Box(picture.x, picture.y + (picture.h - side) / 2, side, side)
    wide, high = side * n_keys / tokens, side * n_queries / tokens
    spot = Box(whole.x + side * AT[0], whole.y + side * AT[1], wide, high)
    items: list[Drawable] = [
        canvas.shape("seen rows", Box(whole.x, whole.y, side, spot.y - whole.y), "navy50", kind="rect"),
        canvas.shape("seen keys", Box(whole.x, spot.y, spot.x - whole.x, high), "navy300", kind="rect"),
        canvas.shape("tile", spot, "gold", Line("goldd", 0.75), kind="rect"),
        canvas.shape("matrix", whole, line=Line("brick", 1.25, dash="dash"), kind="rect"),
    ]
    words = f"{tokens} × {tokens}"
    style = canvas.fitting(TextStyle(16, "navy", bold=True), (16, 15, LABEL), (words,), side - 0.1)
    told = Box(whole.x, whole.y + side * 0.08, side, 0.28)
    below = Box(whole.x, told.bottom, side, 0.26)
    never = Box(whole.x, whole.y + side * 0.76, side, 0.26)
    items += [
        canvas.text("matrix told", words, told, style),
        canvas.text("head told", f"scores, {canvas.shown(head)} a head", below, TextStyle(LABEL, "slate")),
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
    large = _large(canvas)
    tall = large * n_queries / n_keys
    tall = min(max(tall, 0.5), 1.1)
    lowest = picture.bottom - BELOW - tall  # so that what stays does not stand on the rule below
    box = Box(picture.right - large, min(spot.y + spot.h / 2 - tall * 0.55, lowest), large, tall)
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
    spare = (large - sum(_widths(canvas)) - AIR * (len(KEPT) - 1)) / len(KEPT)
    x = box.x
    for name, wide in zip(KEPT, _widths(canvas), strict=True):
        place = Box(x, stays.bottom + 0.03, wide + spare, 0.3)
        items.append(cell(canvas, f"kept {name}", place, "stored", name))
        x = place.right + AIR
    return items


def _large(canvas: Canvas) -> float:
    """Inches of the enlarged tile: no narrower than the words below it."""
    return max(LARGE, sum(_widths(canvas)) + AIR * (len(KEPT) - 1))


def _widths(canvas: Canvas) -> list[float]:
    return [canvas.wide_of(name, BOLD) + INSIDE for name in KEPT]
