"""Query heads that share keys and values: multi-head beside grouped-query attention."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import LABEL, TILE, Canvas, Drawing, stack
from build.figures.figure_fact import Fact, MismatchError, part_of
from build.figures.marks import Amount, amounts, at_length, caption
from engine.units import Table

MOST = 8  # query heads drawn; a model's further ones are dots


def heads(canvas: Canvas, heads: Fact[Table], *, unit: str = "GiB") -> Drawing:
    """Each query head of MHA with its own K/V set; the same heads in GQA around few; both caches.

    Fields: n_heads, n_kv_heads, cache_mha, cache_gqa, and seq_len where the length of the text is to be told.
    """
    n_heads, n_kv_heads, cache_mha, cache_gqa = heads.need("n_heads", "n_kv_heads", "cache_mha", "cache_gqa")
    each, rest = divmod(int(n_heads), int(n_kv_heads))
    if rest or not each:
        raise MismatchError(f"n_heads={n_heads} of {heads.reference} is not a multiple of n_kv_heads={n_kv_heads}")
    groups = max(1, min(MOST, int(n_heads)) // each)
    drawn = min(MOST, groups * each)
    more = drawn < n_heads

    top, mha_q, mha_kv, second, gqa_q, gqa_kv, sizes = stack(
        canvas.box, (0.28, 0.36, 0.56, 0.28, 0.46, 0.56, 0.46), (0.06, 0.13, 0.26, 0.06, 0.2, 0.24)
    )
    items: list[Drawable] = [*caption(canvas, "mha", top, "Multi-head attention", f"{n_heads} K/V sets")]
    pitch = canvas.box.w / (drawn + (0.5 if more else 0))
    middles = [canvas.box.x + pitch * (i + 0.5) for i in range(drawn)]
    for i, x in enumerate(middles):
        items.append(_query(canvas, f"mha {i + 1}", x, mha_q, "navy", "white"))
        items.append(canvas.arrow(f"mha link {i + 1}", x, mha_q.bottom, x, mha_kv.y, Line("navy300", 1.5)))
        items += _pair(canvas, f"mha {i + 1}", Box(x - 0.19, mha_kv.y, 0.38, mha_kv.h), "navy100", "navy")
    if more:
        items += _dots(canvas, "mha", middles[-1] + pitch * 0.75, mha_q)
    items.append(canvas.rule("rule 1", canvas.box.x, canvas.box.right, (mha_kv.bottom + second.y) / 2, "line"))
    items += caption(canvas, "gqa", second, "Grouped-query attention", f"{n_kv_heads} K/V sets", ink="goldink")
    for group in range(groups):
        mine = middles[group * each : (group + 1) * each]
        look = ("navy", "navy100", "white", "navy50") if group % 2 == 0 else ("gold", "gold100", "navy", "gold50")
        fill, tint, ink, pale = look
        edge = "goldd" if fill == "gold" else fill
        pill = Box(mine[0] - pitch / 2 + 0.02, gqa_q.y, mine[-1] - mine[0] + pitch - 0.04, gqa_q.h)
        items.append(canvas.shape(f"gqa group {group + 1}", pill, pale, Line(edge, dash="dash"), radius=gqa_q.h / 2))
        wide = min(0.74, max(0.38, pitch * len(mine) * 0.5))
        middle = (mine[0] + mine[-1]) / 2
        circle = Box(gqa_q.x, gqa_q.y + (gqa_q.h - mha_q.h) / 2, gqa_q.w, mha_q.h)
        for i, x in enumerate(mine):
            items.append(_query(canvas, f"gqa {group + 1}.{i + 1}", x, circle, fill, ink))
            y1, y2 = circle.bottom, gqa_kv.y
            bend = (y1 + y2) / 2
            points = ((x, y1), (x, bend + 0.05), (middle, bend - 0.08), (middle, y2))
            items.append(canvas.curve(f"gqa link {group + 1}.{i + 1}", points, edge))
        items += _pair(canvas, f"gqa {group + 1}", Box(middle - wide / 2, gqa_kv.y, wide, gqa_kv.h), tint, edge)
    if more:
        items += _dots(canvas, "gqa", middles[-1] + pitch * 0.75, gqa_q)
    items.append(canvas.rule("rule 2", canvas.box.x, canvas.box.right, (gqa_kv.bottom + sizes.y) / 2, "line"))
    bars = (
        Amount("MHA", cache_mha, canvas.shown(cache_mha, unit), "navy", "navy"),
        Amount("GQA", cache_gqa, canvas.shown(cache_gqa, unit), "gqa", "goldink"),
    )
    items += amounts(canvas, "cache", sizes, bars, at_length("Cache", heads.maybe("seq_len")))
    alt = (
        f"Multi-head attention: {n_heads} query heads with {n_heads} K/V sets, cache {bars[0].shown}. "
        f"Grouped-query attention: {n_heads} query heads share {n_kv_heads} K/V sets, {each} heads each, "
        f"cache {bars[1].shown}, {part_of(cache_gqa, cache_mha)} of MHA's"
    )
    return Drawing(tuple(items), alt)


def _query(canvas: Canvas, role: str, x: float, row: Box, fill: str, ink: str) -> Drawable:
    side = row.h
    disc = canvas.shape(f"{role} query", Box(x - side / 2, row.y, side, side), fill, kind="ellipse")
    return canvas.with_words(disc, "Q", TextStyle(LABEL, ink, bold=True))


def _pair(canvas: Canvas, role: str, box: Box, fill: str, line: str) -> list[Drawable]:
    ink = "navy" if line == "navy" else "goldink"
    half = (box.h - 0.03) / 2
    items: list[Drawable] = []
    for what, y in (("K", box.y), ("V", box.y + half + 0.03)):
        cell = canvas.shape(f"{role} {what}", Box(box.x, y, box.w, half), fill, Line(line), radius=TILE / 2)
        items.append(canvas.with_words(cell, what, TextStyle(LABEL, ink, bold=True)))
    return items


def _dots(canvas: Canvas, role: str, x: float, row: Box) -> list[Drawable]:
    y = row.y + row.h / 2 - 0.025
    return [
        canvas.shape(f"{role} more {i + 1}", Box(x - 0.09 + i * 0.07, y, 0.05, 0.05), "slate", kind="ellipse")
        for i in range(3)
    ]
