"""The residual stream of a block, and where its norms stand: before each part, or behind each addition.

Sources: Vaswani et al., "Attention Is All You Need", 2017, arXiv:1706.03762 (post-norm); Xiong et al., "On Layer
Normalization in the Transformer Architecture", 2020, arXiv:2002.04745 (pre-norm).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import LABEL, Canvas, Drawing, in_columns, stack
from build.figures.figure_fact import MismatchError

NAMES = {"pre": "Pre-norm", "post": "Post-norm"}
ALTS = {
    "pre": "Pre-norm: the stream runs through the block without a stop; each part, attention and then feed-forward, "
    "reads it through a norm and adds its result",
    "post": "Post-norm: attention and then feed-forward read the stream and add their results, and a norm stands on "
    "the stream behind each addition",
}
PARTS = ("attention", "feed-forward")
STREAM = Line("navy", 3, head=True)
BRANCH, INTO = Line("navy500", 2), Line("navy500", 2, head=True)
ROWS = {"pre": ("fork", "norm", "part", "plus"), "post": ("fork", "part", "plus", "norm")}
HEIGHTS = {"fork": 0.08, "norm": 0.3, "part": 0.34, "plus": 0.26}
GAPS = {"fork": 0.11, "norm": 0.12, "part": 0.11, "plus": 0.11}  # below each
WIDEST = 3.2  # inches of a block
STREAM_AT = 0.34  # inches from a block's left edge
NORM = 0.62
PLUS, SIGN = 0.26, 0.07  # inches of its ring, and of half its strokes


def residual(canvas: Canvas, *, norm: tuple[str, ...] = ("pre",)) -> Drawing:
    """One block, or pre-norm beside post-norm: the stream at the left, its parts in branches, norms in gold."""
    if not norm or len(set(norm)) < len(norm) or not set(norm) <= set(NAMES):
        raise MismatchError(f"norm={'; '.join(norm)} is not one or both of: {', '.join(NAMES)}")
    items: list[Drawable] = []
    for kind, place in zip(norm, in_columns(canvas.box, len(norm), 0.2), strict=True):
        wide = min(place.w, WIDEST)
        items += _block(canvas.at(Box(place.x + (place.w - wide) / 2, place.y, wide, place.h)), kind)
    return Drawing(tuple(items), ". ".join(ALTS[kind] for kind in norm))


def _block(canvas: Canvas, kind: str) -> list[Drawable]:
    """From top to bottom: the stream comes in, meets attention, then the feed-forward network, and goes on."""
    box = canvas.box
    steps = ROWS[kind] * len(PARTS)
    heights = (0.3, 0.24, *(HEIGHTS[step] for step in steps), 0.24)
    head, start, *rows, end = stack(box, heights, (0.06, 0.02, *(GAPS[step] for step in steps)))
    x = box.x + STREAM_AT
    items: list[Drawable] = [
        canvas.text(f"{kind} heading", NAMES[kind], head, TextStyle(17, "navy", bold=True), align="left"),
        canvas.text(f"{kind} in", "the stream", start, align="left"),
        canvas.arrow(f"{kind} stream", x, start.bottom, x, end.y, STREAM),
        canvas.text(f"{kind} out", "to the next block", end, align="left"),
    ]
    for i, part in enumerate(PARTS):
        mine = rows[i * len(HEIGHTS) : (i + 1) * len(HEIGHTS)]
        items += _branch(canvas, f"{kind} {part}", part, dict(zip(ROWS[kind], mine, strict=True)), kind)
    return items


def _branch(canvas: Canvas, role: str, part: str, rows: Mapping[str, Box], kind: str) -> list[Drawable]:
    """One part beside the stream: from the fork through it to the plus, with its norm before it or behind the plus."""
    box = canvas.box
    x, left = box.x + STREAM_AT, box.x + STREAM_AT + NORM / 2 + 0.08
    right = box.right
    middle = (left + right) / 2
    fork, joined = (rows[name].y + rows[name].h / 2 for name in ("fork", "plus"))
    place = Box(left, rows["part"].y, right - left, rows["part"].h)
    first = place
    norm = Box(x - NORM / 2, rows["norm"].y, NORM, rows["norm"].h)
    items: list[Drawable] = []
    if kind == "pre":
        norm = first = Box(left, rows["norm"].y, right - left, rows["norm"].h)
        items.append(canvas.arrow(f"{role} normed", middle, norm.bottom, middle, place.y, INTO))
    ring = Box(x - PLUS / 2, joined - PLUS / 2, PLUS, PLUS)
    items += [
        canvas.arrow(f"{role} leaves", x, fork, middle, fork, BRANCH),
        canvas.arrow(f"{role} enters", middle, fork, middle, first.y, INTO),
        canvas.arrow(f"{role} result", middle, place.bottom, middle, joined, BRANCH),
        canvas.arrow(f"{role} added", middle, joined, ring.right, joined, INTO),
        canvas.shape(f"{role} plus", ring, "white", Line("navy", 1.75), kind="ellipse"),
        canvas.arrow(f"{role} bar", x - SIGN, joined, x + SIGN, joined, Line("navy", 1.75)),
        canvas.arrow(f"{role} post", x, joined - SIGN, x, joined + SIGN, Line("navy", 1.75)),
    ]
    style = canvas.largest(TextStyle(15, "navy", bold=True), (15, LABEL), PARTS, right - left - 0.06)
    for name, where, words, fill, line in (
        ("part", place, part, "navy50", Line("navy300")), ("norm", norm, "norm", "gold100", Line("goldd", 1.5)),
    ):  # fmt: skip
        tile = canvas.shape(f"{role} {name}", where, fill, line, radius=0.06)
        items.append(canvas.with_words(tile, words, replace(style, bold=name == "part")))
    return items
