"""Two requests, each with a fresh cache, and what happens without the reset between them."""

from __future__ import annotations

from collections.abc import Sequence

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import Canvas, Drawing, in_columns, stack
from build.figures.figure_fact import MismatchError
from build.figures.marks import State, caption, cell

SLOTS = 7
FIRST, SECOND = 5, 3  # slots that the two requests fill


def lifecycle(canvas: Canvas, *, requests: tuple[str, ...] = ("Request A", "Request B")) -> Drawing:
    """A fills its cache, a checkpoint drops it, B starts at nothing; below, B among the leftovers of A."""
    if len(requests) != 2:
        raise MismatchError(f"requests names {len(requests)}; two are drawn")
    first, second = requests
    a, b = first.split()[-1][:1], second.split()[-1][:1]
    head_a, row_a, gate, row_none, head_b, row_b, head_x, row_x = stack(
        canvas.box, (0.27, 0.38, 0.36, 0.3, 0.27, 0.38, 0.27, 0.38), (0.04, 0.12, 0.12, 0.1, 0.04, 0.28, 0.04)
    )
    items: list[Drawable] = [*caption(canvas, "first", head_a, first, "own cache")]
    items += _row(canvas, "first", row_a, _filled(a, FIRST))
    items += _gate(canvas, gate)
    items += _row(canvas, "fresh", row_none, [])
    items += caption(canvas, "second", head_b, second, "fresh cache")
    items += _row(canvas, "second", row_b, _filled(b, SECOND))
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (row_b.bottom + head_x.y) / 2, "line"))
    items += caption(canvas, "mistake", head_x, "No reset", f"{b} reads the keys of {a}", ink="brick")
    stale: list[tuple[State, str]] = [("costly", a)] * FIRST
    items += _row(canvas, "mistake", row_x, [*stale, ("new", b)])
    alt = (
        f"{first} fills its own cache. At the checkpoint the cache is dropped and the position returns to 0. {second} "
        f"starts with a fresh cache. Without the reset, {second} reads leftover keys of {first}"
    )
    return Drawing(tuple(items), alt)


def _filled(owner: str, slots: int) -> list[tuple[State, str]]:
    """Stored slots, the last one new."""
    return [*[("stored", owner)] * (slots - 1), ("new", owner)]  # type: ignore[list-item]


def _row(canvas: Canvas, role: str, box: Box, filled: Sequence[tuple[State, str]]) -> list[Drawable]:
    empty: list[tuple[State, str]] = [("later", "")] * (SLOTS - len(filled))
    return [
        cell(canvas, f"{role} slot {i + 1}", place, state, words)
        for i, (place, (state, words)) in enumerate(zip(in_columns(box, SLOTS, 0.06), [*filled, *empty], strict=True))
    ]


def _gate(canvas: Canvas, box: Box) -> list[Drawable]:
    told = "reset: drop the cache, position 0"
    style = TextStyle(15, "goldink", bold=True)
    wide = canvas.wide_of(told, style) + 0.4
    pill = Box(box.x + (box.w - wide) / 2, box.y, wide, box.h)
    middle = box.y + box.h / 2
    return [
        canvas.arrow("gate line", box.x, middle, box.right, middle, Line("goldd", 1.5, dash="dash")),
        canvas.with_words(canvas.shape("gate", pill, "gold100", Line("goldd", 1.5), radius=box.h / 2), told, style),
    ]
