"""One shell, swapped parts: where the variants plug into a transformer block."""

from __future__ import annotations

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import Canvas, Drawing, stack
from build.figures.figure_fact import MismatchError
from build.figures.marks import cell

FEED_FORWARD = frozenset({"moe", "dense", "ffn"})  # parts that replace the feed-forward network
MOST = 6
ARROW = Line("navy500", 2, head=True)


def integration(canvas: Canvas, *, parts: tuple[str, ...] = ("MHA", "GQA", "MLA", "SWA", "MoE")) -> Drawing:
    """The block's fixed parts at the left, its two sockets, and the parts that fit each at the right."""
    feed = [part for part in parts if part.casefold() in FEED_FORWARD]
    attention = [part for part in parts if part.casefold() not in FEED_FORWARD]
    if not attention or len(parts) > MOST:
        raise MismatchError(
            f"parts names {len(attention)} attention variants of {len(parts)}; one to {MOST} parts are drawn"
        )
    box = canvas.box
    source, shell, result = stack(box, (0.34, 2.8, 0.34), (0.24, 0.24))
    wide = box.w * 0.56
    frame = Box(box.x, shell.y, wide, shell.h)
    x = frame.x + frame.w / 2
    items: list[Drawable] = [
        _end(canvas, "input", source, wide, "token ids [B, T]"),
        canvas.arrow("in", x, source.bottom + 0.01, x, frame.y - 0.01, ARROW),
        canvas.shape("shell", frame, "navy50", Line("navy", 1.5), radius=0.12),
    ]
    norm_1, socket_1, norm_2, socket_2 = stack(frame.inset(0.16, 0.12), (0.3, 0.56, 0.3, 0.56), (0.18, 0.18, 0.18))
    for role, place in (("norm 1", norm_1), ("norm 2", norm_2)):
        norm = canvas.shape(role, place, "white", Line("navy300"), radius=0.06)
        items.append(canvas.with_words(norm, "norm", TextStyle(15, "navy")))
    for role, place in (("attention", socket_1), ("feed-forward", socket_2)):
        socket = canvas.shape(role, place, "gold50", Line("goldd", 2.25, dash="dash"), radius=0.08)
        items.append(canvas.with_words(socket, role, TextStyle(18, "navy", bold=True)))
    for above, below, number in ((norm_1, socket_1, 1), (socket_1, norm_2, 2), (norm_2, socket_2, 3)):
        items.append(canvas.arrow(f"inside {number}", x, above.bottom + 0.01, x, below.y - 0.01, ARROW))
    items += _parts(canvas, "attention", attention, socket_1, Box(frame.right, frame.y, box.right - frame.right, 0))
    if feed:
        items += _parts(canvas, "feed-forward", feed, socket_2, Box(frame.right, frame.y, box.right - frame.right, 0))
    items += [
        canvas.arrow("out", x, frame.bottom + 0.01, x, result.y - 0.01, ARROW),
        _end(canvas, "output", result, wide, "logits [B, T, V]"),
    ]
    side = Box(frame.right + 0.15, result.bottom - 0.5, box.right - frame.right - 0.15, 0.5)
    told = "same in, same out"
    words = told if canvas.wide_of(told, TextStyle(15, italic=True)) <= side.w else told.replace(", ", ",\n")
    items.append(canvas.text("contract", words, side, TextStyle(15, "slate", italic=True)))
    alt = (
        "One model shell with fixed input [B, T] and output [B, T, V]. Into its attention socket fits "
        f"{', '.join(attention)}"
    )
    return Drawing(tuple(items), alt + (f"; into its feed-forward socket {', '.join(feed)}" if feed else ""))


def _end(canvas: Canvas, role: str, row: Box, wide: float, words: str) -> Drawable:
    return cell(canvas, role, Box(row.x, row.y, wide, row.h), "known", words, size=16, radius=0.08)


def _parts(canvas: Canvas, role: str, names: list[str], socket: Box, side: Box) -> list[Drawable]:
    """Chips beside a socket, each with a line into it."""
    tall, gap = 0.36, 0.08
    total = len(names) * (tall + gap) - gap
    wide = min(1.1, side.w - 0.5)
    left = side.right - wide
    y = max(side.y, socket.y + socket.h / 2 - total / 2)
    middle = socket.y + socket.h / 2
    items: list[Drawable] = []
    for i, name in enumerate(names):
        look = canvas.variant(name)
        fill, line, ink = (look.tint, look.fill, look.ink) if look else ("navy50", "navy300", "navy")
        place = Box(left, y + i * (tall + gap), wide, tall)
        end = middle + (i - (len(names) - 1) / 2) * min(0.16, socket.h * 0.7 / len(names))
        start_y = place.y + tall / 2
        bend = (left + socket.right) / 2
        points = ((left, start_y), (bend, start_y), (bend, end), (socket.right + 0.02, end))
        chip = canvas.shape(f"{role} part {name}", place, fill, Line(line, 1.5), radius=0.08)
        items.append(canvas.curve(f"{role} plug {name}", points, line, 1.5))
        items.append(canvas.with_words(chip, name, TextStyle(16, ink, bold=True)))
    return items
