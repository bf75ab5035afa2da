"""A GPT from tokens to scores: embedding, a block that is repeated, and the output; its sizes from a fact.

Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, section 2.3 (pre-norm).
"""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, TILE, Canvas, Drawing, UnfitError, stack
from build.figures.figure_fact import Fact
from engine.units import Table

WIDE = 8.0  # inches from which the stream runs from left to right
LEAST, MOST = 1.8, 2.1  # inches of its height then
PLUS, SIGN = 0.24, 0.06  # inches of a ring, and of half the strokes in it
STREAM = Line("navy", 3, head=True)
BRANCH, INTO = Line("navy500", 2), Line("navy500", 2, head=True)
NORM = 0.58  # inches of the tile "norm"
ENDS = 1.5  # inches of the tiles before and behind the block, side by side
NAVY = replace(BOLD, color="navy")
Named = tuple[str, str]


def transformer(canvas: Canvas, shape: Fact[Table]) -> Drawing:
    """The stream through a model: each part reads it through a norm and adds what it found.

    Fields: n_layers, n_heads, d_model, d_ff, vocab_size.
    """
    layers, heads, width, inner, pieces = (
        canvas.shown(value) for value in shape.need("n_layers", "n_heads", "d_model", "d_ff", "vocab_size")
    )
    told = _Told(
        ends=(("embedding + position", f"{width} numbers"), ("norm, output", f"{pieces} scores")),
        parts=(("attention", f"{heads} heads"), ("feed-forward", f"{width} → {inner} → {width}")),
        repeated=f"block, {layers} times",
    )
    drawn = _along(canvas, told) if canvas.box.w >= WIDE else _down(canvas, told)
    alt = (
        f"Tokens become {width} numbers each by embedding and position. Then {layers} blocks: attention with {heads} "
        f"heads reads the stream through a norm and adds its result, then a feed-forward network of {inner} units does "
        f"the same. A last norm and the output layer give {pieces} scores, one for each possible next token"
    )
    return Drawing(tuple(drawn), alt)


class _Told:
    """Each tile's name and its size."""

    def __init__(self, *, ends: tuple[Named, Named], parts: tuple[Named, Named], repeated: str) -> None:
        self.ends, self.parts, self.repeated = ends, parts, repeated


def _down(canvas: Canvas, told: _Told) -> list[Drawable]:
    """From top to bottom, parts beside the stream."""
    part, joined = 0.46, 0.22
    heights = (0.26, 0.3, 0.26, part, joined, part, joined, 0.3, 0.26)
    gaps = (0.2, 0.2, 0.03, 0.03, 0.06, 0.03, 0.24, 0.2)
    first, embed, head, *rows, out, last = stack(canvas.box, heights, gaps)
    x = canvas.box.x + 0.28
    frame = Box(canvas.box.x, head.y - 0.04, canvas.box.w, rows[3].bottom + 0.08 - head.y + 0.04)
    label = Box(frame.x + 0.66, head.y, frame.w - 0.76, head.h)
    items: list[Drawable] = [
        canvas.shape("block", frame, "pearl", Line("navy300"), radius=0.1),
        canvas.text("repeated", told.repeated, label, NAVY, align="right"),
        canvas.arrow("stream", x, embed.bottom, x, out.y - 0.02, STREAM),
        canvas.arrow("goes in", x, first.bottom, x, embed.y - 0.02, STREAM),
        canvas.arrow("comes out", x, out.bottom, x, last.y - 0.02, STREAM),
        canvas.text("tokens", "tokens", first, NAVY, align="left"),
        canvas.text("scores", "the next token", last, NAVY, align="left"),
        _tile(canvas, "embedding", embed, told.ends[0]),
        _tile(canvas, "output", out, told.ends[1]),
    ]
    left, right = x + 0.3, frame.right - 0.1
    for i, named in enumerate(told.parts):
        row, ring = rows[2 * i], rows[2 * i + 1]
        middle, joint = row.y + row.h / 2, ring.y + ring.h / 2
        norm = Box(left, row.y, NORM, row.h)
        tile = Box(left + NORM + 0.2, row.y, right - left - NORM - 0.2, row.h)
        items += [
            canvas.arrow(f"part {i + 1} leaves", x, middle, norm.x - 0.02, middle, INTO),
            canvas.arrow(f"part {i + 1} enters", norm.right, middle, tile.x - 0.02, middle, INTO),
            canvas.arrow(f"part {i + 1} result", tile.x + tile.w / 2, tile.bottom, tile.x + tile.w / 2, joint, BRANCH),
            canvas.arrow(f"part {i + 1} added", tile.x + tile.w / 2, joint, x + PLUS / 2 + 0.02, joint, INTO),
            _norm(canvas, f"part {i + 1} norm", norm),
            _tile(canvas, f"part {i + 1}", tile, named),
            *_plus(canvas, f"part {i + 1}", x, joint),
        ]
    return items


def _along(canvas: Canvas, told: _Told) -> list[Drawable]:
    """From left to right, parts above the stream."""
    box = canvas.box
    if box.h < LEAST:
        raise UnfitError(f"it needs {LEAST:.2f} in of height and has {box.h:.2f} in")
    tall = min(box.h, MOST)
    top = box.y + (box.h - tall) / 2
    y = top + tall - 0.42  # of the stream
    frame = Box(box.x + ENDS + 0.34, top, box.w - 2 * ENDS - 0.68, tall)
    items: list[Drawable] = [
        canvas.shape("block", frame, "pearl", Line("navy300"), radius=0.1),
        canvas.text(
            "repeated", told.repeated, Box(frame.x + 0.16, top + 0.1, frame.w - 0.32, 0.26), NAVY, align="left"
        ),
        canvas.arrow("stream", box.x + ENDS, y, box.right - ENDS - 0.03, y, STREAM),
    ]
    for role, x, named, words in (
        ("in", box.x, told.ends[0], "tokens"), ("out", box.right - ENDS, told.ends[1], "the next token"),
    ):  # fmt: skip
        tile = Box(x, y - 0.38, ENDS, 0.76)
        label = Box(x, tile.y - 0.6, ENDS, 0.26)
        ends = (label.bottom + 0.02, tile.y - 0.02) if role == "in" else (tile.y, label.bottom + 0.04)
        items += [
            _tile(canvas, role, tile, named),
            canvas.text(f"{role} words", words, label, NAVY),
            canvas.arrow(f"{role} arrow", x + ENDS / 2, ends[0], x + ENDS / 2, ends[1], STREAM),
        ]
    row = Box(0, top + 0.52, 0, 0.62)
    half = (frame.w - 0.5) / 2
    for i, named in enumerate(told.parts):
        left = frame.x + 0.2 + i * (half + 0.1)
        norm = Box(left + 0.1, row.y, NORM, row.h)
        tile = Box(norm.right + 0.24, row.y, half - NORM - 0.24 - 0.66, row.h)
        fork, joint, middle = norm.x + NORM / 2, tile.right + 0.36, row.y + row.h / 2
        items += [
            canvas.arrow(f"part {i + 1} leaves", fork, y, fork, norm.bottom + 0.02, INTO),
            canvas.arrow(f"part {i + 1} enters", norm.right, middle, tile.x - 0.02, middle, INTO),
            canvas.arrow(f"part {i + 1} result", tile.right, middle, joint, middle, BRANCH),
            canvas.arrow(f"part {i + 1} added", joint, middle, joint, y - PLUS / 2 - 0.02, INTO),
            _norm(canvas, f"part {i + 1} norm", norm),
            _tile(canvas, f"part {i + 1}", tile, named),
            *_plus(canvas, f"part {i + 1}", joint, y),
        ]
    return items


def _tile(canvas: Canvas, role: str, box: Box, named: Named) -> Drawable:
    """A part and its size: on one line where that fits, else on two."""
    one = f"{named[0]}: {named[1]}"
    style = canvas.largest(TextStyle(16, "navy", bold=True), (16, 15, LABEL), (one,), box.w - 0.1)
    words = one if canvas.wide_of(one, style) <= box.w - 0.1 else "\n".join(named)
    return canvas.with_words(canvas.shape(role, box, "navy50", Line("navy300"), radius=TILE), words, style)


def _norm(canvas: Canvas, role: str, box: Box) -> Drawable:
    shape = canvas.shape(role, box, "gold100", Line("goldd", 1.5), radius=TILE)
    return canvas.with_words(shape, "norm", replace(QUIET, color="char"))


def _plus(canvas: Canvas, role: str, x: float, y: float) -> list[Drawable]:
    """Where a result joins the stream."""
    return [
        canvas.shape(
            f"{role} plus", Box(x - PLUS / 2, y - PLUS / 2, PLUS, PLUS), "white", Line("navy", 1.75), kind="ellipse"
        ),
        canvas.arrow(f"{role} bar", x - SIGN, y, x + SIGN, y, Line("navy", 1.75)),
        canvas.arrow(f"{role} post", x, y - SIGN, x, y + SIGN, Line("navy", 1.75)),
    ]
