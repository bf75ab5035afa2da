"""All heads of a layer three times: each with keys and values of its own, a few to a set, all to one."""

from __future__ import annotations

from build.drawing.page import Box, Drawable
from build.figures.canvas import LABEL, QUIET, Canvas, Drawing, in_rows
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import caption
from engine.units import Table

WAYS = (("mha", "Multi-head, MHA"), ("gqa", "Grouped, GQA"), ("mqa", "Multi-query, MQA"))
MOST = 40  # heads that can still be told apart
LOOKS = {  # the sets' colours in turn, and the ink of what a way's cache takes
    "mha": (("navy", "navy500"), "navy"),
    "gqa": (("gqa", "gold"), "goldink"),
    "mqa": (("teal", "teal"), "teal"),
}
HEAD, FOOT = 0.28, 0.24  # inches of the words above and below a row
DOT, LINK, KV, BETWEEN = 0.15, 0.1, 0.14, 0.03  # and of its parts, where there is room
AIR_ABOVE = 0.45  # of what is left


def shared_sets(canvas: Canvas, sets: Fact[Table], *, unit: str = "") -> Drawing:
    """A dot for each query head, a pair of bars for each set below the heads that read it; matrices and caches.

    Fields: n_heads, and mha_sets, mha_matrices, mha and the same for gqa and mqa.
    """
    (n_heads,) = sets.need("n_heads")
    n = int(n_heads)
    if not 1 <= n <= MOST:
        raise MismatchError(f"{sets.reference} has {n_heads} heads; at most {MOST} are drawn")
    items: list[Drawable] = []
    told = []
    rows = in_rows(canvas.box, len(WAYS), 0.22)
    for i, ((way, name), row) in enumerate(zip(WAYS, rows, strict=True)):
        n_sets, matrices, cache = sets.need(f"{way}_sets", f"{way}_matrices", way)
        if n % int(n_sets):
            raise MismatchError(f"{sets.reference}: {n_sets} sets are not shared evenly by {n_heads} heads")
        if i:
            items.append(canvas.rule(f"rule {i}", row.x, row.right, row.y - 0.11, "line"))
        colors, ink = LOOKS[way]
        items += caption(
            canvas, way, Box(row.x, row.y, row.w, HEAD), name, f"cache {canvas.shown(cache, unit)}", ink=ink
        )
        items += _row(canvas, way, Box(row.x, row.y + HEAD, row.w, row.h - HEAD), n, int(n_sets), colors)
        foot = Box(row.x, row.bottom - FOOT, row.w, FOOT)
        words = f"{n} Q + {n_sets} K + {n_sets} V = {matrices} matrices a layer"
        items.append(canvas.text(f"{way} matrices", words, foot, QUIET.at(LABEL), align="left"))
        told.append(f"{name}: {n_sets} K/V sets, {matrices} matrices a layer, cache {canvas.shown(cache, unit)}")
    return Drawing(tuple(items), f"{n_heads} query heads. {'. '.join(told)}")


def _row(canvas: Canvas, way: str, box: Box, n: int, n_sets: int, colors: tuple[str, str]) -> list[Drawable]:
    """The dots, and below each group of them its keys and its values."""
    pitch, each = box.w / n, n // n_sets
    room = box.h - FOOT
    squeeze = min(1.0, room / (DOT + LINK + 2 * KV + BETWEEN))
    link, kv, between = (part * squeeze for part in (LINK, KV, BETWEEN))
    dot = min(DOT * squeeze, pitch - 0.02)
    top = box.y + (room - dot - link - 2 * kv - between) * AIR_ABOVE
    low = top + dot + link
    items: list[Drawable] = []
    for group in range(n_sets):
        color = colors[group % 2]
        x = box.x + group * each * pitch
        for i in range(each):
            middle = x + (i + 0.5) * pitch
            place = Box(middle - dot / 2, top, dot, dot)
            items.append(canvas.shape(f"{way} query {group * each + i + 1}", place, color, kind="ellipse"))
        wide = each * pitch
        if each > 1:
            items.append(
                canvas.rule(
                    f"{way} group {group + 1}",
                    x + pitch * 0.2,
                    x + wide - pitch * 0.2,
                    top + dot + link / 2,
                    color,
                    1.5,
                )
            )
        for j in range(2):
            place = Box(x + pitch * 0.12, low + j * (kv + between), wide - pitch * 0.24, kv)
            name = f"{way} {'KV'[j]} {group + 1}"
            items.append(canvas.shape(name, place, color, radius=0.03))
    return items
