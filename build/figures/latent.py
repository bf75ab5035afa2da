"""Latent attention: a token squeezed into a latent, only it cached, and read as it is by a folded query."""

from __future__ import annotations

from typing import Literal

from build.drawing.page import Box, Drawable, Freeform, Line, Path, TextStyle
from build.figures.canvas import LABEL, Canvas, Drawing, stack
from build.figures.figure_fact import Fact, part_of
from build.figures.marks import Amount, State, amounts, at_length, cell
from engine.units import Table

STORED = 2  # latents on the shelf beside the newest one and a slot that is still empty
WIDE = 0.86  # of the box: what a token is before it is compressed
NARROW, PITCH = 0.62, 0.7  # inches of a latent, and from one to the next
QUERY = 1.05


def latent(
    canvas: Canvas, latent: Fact[Table], *, unit: str = "", shows: Literal["cache", "values", "gqa"] = "cache"
) -> Drawing:
    """From above a token is compressed to a latent; from below a query, folded to that size, reads all of them.

    Fields: cache_mha and cache_mla, with seq_len where the length of the text is to be told; or kv_values and
    latent_values, the numbers stored a token and layer. Given both, the caches are shown unless `shows` says values.
    `shows=gqa` sets grouped-query attention beside it: kv_sets, and the numbers gqa and mla.
    """
    beside, fill, ink = "MHA", "navy", "navy"
    full, small = latent.maybe("cache_mha"), latent.maybe("cache_mla")
    told = at_length("Cache", latent.maybe("seq_len"))
    if shows == "gqa":
        sets, full, small = latent.need("kv_sets", "gqa", "mla")
        beside, fill, ink, told = f"GQA, {sets} sets", "gqa", "goldink", "Values a token\nand layer"
    elif full is None or small is None or shows == "values":
        full, small = latent.need("kv_values", "latent_values")
        told = "Values a token\nand layer"
    token, funnel, shelf, read, query, sizes = stack(
        canvas.box, (0.36, 0.44, 0.58, 0.36, 0.42, 0.46), (0.03, 0.03, 0.03, 0.03, 0.3)
    )
    middle = canvas.box.x + canvas.box.w / 2
    wide = canvas.box.w * WIDE
    whole = canvas.shape("token", Box(middle - wide / 2, token.y, wide, token.h), "gold", Line("goldd"), radius=0.08)
    items: list[Drawable] = [
        canvas.with_words(whole, "new token", TextStyle(16, "navy", bold=True)),
        _trapezoid(canvas, "compress shape", funnel, middle, wide, NARROW, "teal100"),
        canvas.text("compress", "compress", funnel, TextStyle(16, "teal", bold=True)),
    ]
    items += _shelf(canvas, shelf, middle)
    items += _reading(canvas, read, query, middle)
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (query.bottom + sizes.y) / 2, "line"))
    bars = (
        Amount(beside, full, canvas.shown(full, unit), fill, ink),
        Amount("MLA", small, canvas.shown(small, unit), "teal", "teal"),
    )
    items += amounts(canvas, "size", sizes, bars, told)
    alt = (
        "A new token is compressed to a small latent; only latents are cached. A query is folded to the same size "
        "and reads the latents as they are, so that no key or value is expanded again. "
        f"{' '.join(told.split())}: {beside} {bars[0].shown}, MLA {bars[1].shown}, {part_of(small, full)}"
    )
    return Drawing(tuple(items), alt)


def _shelf(canvas: Canvas, row: Box, middle: float) -> list[Drawable]:
    """The newest latent in the middle of the flow, earlier ones to its left, an empty slot to its right."""
    left = middle - NARROW / 2 - STORED * PITCH
    edge = PITCH - NARROW
    frame = Box(left - edge, row.y, PITCH * (STORED + 2) + edge, row.h)
    items: list[Drawable] = [canvas.shape("shelf", frame, "white", Line("teal", 1.5), radius=0.08)]
    for i in range(STORED + 2):
        place = Box(left + i * PITCH, row.y + edge, NARROW, row.h - 2 * edge)
        state: State = "new" if i == STORED else ("later" if i > STORED else "stored")
        items.append(cell(canvas, f"latent {i + 1}", place, state, "latent" if i <= STORED else ""))
    place = Box(frame.right + 0.08, row.y, canvas.box.right - frame.right - 0.08, row.h)
    style = canvas.fitting(TextStyle(LABEL, "teal", bold=True), (16, 15, LABEL), ("the cache",), place.w)
    items.append(canvas.text("shelf name", "the cache", place, style, align="left"))
    return items


def _reading(canvas: Canvas, gap: Box, row: Box, middle: float) -> list[Drawable]:
    """A query folded to a latent's size, and what it reads from each latent above it."""
    folded = Box(middle - NARROW / 2, row.y, NARROW, row.h)
    whole = Box(row.x, row.y, QUERY, row.h)
    y = row.y + row.h / 2
    fold = Box(whole.right, y - 0.27, folded.x - whole.right, 0.24)
    words = Box(folded.right + 0.12, row.y - 0.05, row.right - folded.right - 0.12, row.h + 0.1)
    style = TextStyle(LABEL, "white", bold=True)
    items: list[Drawable] = []
    for i in range(STORED + 1):
        x = middle - (STORED - i) * PITCH
        end = middle - (STORED - i) * 0.16
        bend = (gap.y + gap.bottom) / 2
        points = ((x, gap.y + 0.03), (x, bend + 0.08), (end, bend - 0.08), (end, gap.bottom - 0.02))
        items.append(canvas.curve(f"read {i + 1}", points, "navy500", 2))
    return [
        *items,
        canvas.with_words(canvas.shape("query", whole, "navy", radius=0.08), "query", style.at(16)),
        canvas.arrow("fold arrow", whole.right + 0.04, y, folded.x - 0.04, y, Line("navy", 2.5, head=True)),
        canvas.text("fold", "fold", fold, TextStyle(15, "navy", bold=True)),
        canvas.with_words(canvas.shape("folded query", folded, "navy", radius=0.08), "query", style),
        canvas.text("not expanded", "reads latents\nas they are", words, TextStyle(15, "slate"), align="left"),
    ]


def _trapezoid(canvas: Canvas, role: str, row: Box, middle: float, above: float, below: float, fill: str) -> Freeform:
    wide = max(above, below)
    box = Box(middle - wide / 2, row.y, wide, row.h)
    view = (0.0, 0.0, wide * 1000, row.h * 1000)
    a, b = (wide - above) * 500, (wide - below) * 500
    data = f"M {a:.0f} 0 L {wide * 1000 - a:.0f} 0 L {wide * 1000 - b:.0f} {view[3]:.0f} L {b:.0f} {view[3]:.0f} Z"
    path = Path(data, fill=fill, line=Line(color=fill, width=0.75))
    return Freeform(name=canvas.name(role), decorative=True, box=box, view=view, paths=(path,))
