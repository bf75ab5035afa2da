"""What is computed at each step of decoding, without and with a cache."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, TextStyle
from build.figures.canvas import QUIET, Canvas, Drawing, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import State, cell, legend
from engine.units import Quantity, Table

MOST = 12  # cells in a row that can still be told apart
STEPS = 5


def cache_reuse(canvas: Canvas, reuse: Fact[Table]) -> Drawing:
    """Rows of tokens: all computed again at each step, or only the new one. Cells are counted from the fact.

    Fields: prompt, steps, computed_without, computed_with.
    """
    prompt, steps, without, with_cache = reuse.need("prompt", "steps", "computed_without", "computed_with")
    n_prompt, n_steps = int(prompt), int(steps)
    if n_prompt + n_steps > MOST or n_steps > STEPS:
        raise MismatchError(
            f"{reuse.reference} has {prompt} + {steps} tokens; at most {MOST} are drawn, {STEPS} of them steps"
        )
    all_again, once = sum(n_prompt + step for step in range(n_steps + 1)), n_prompt + n_steps
    if (all_again, once) != (int(without), int(with_cache)):
        raise MismatchError(f"{reuse.reference} counts {without} and {with_cache}, its drawing {all_again} and {once}")
    n_rows = n_steps + 1
    top, top_told, top_grid, low, low_told, low_grid, foot = stack(
        canvas.box,
        (0.27, 0.22, 0.28 * n_rows, 0.27, 0.22, 0.28 * n_rows, 0.22),
        (0.02, 0.06, 0.24, 0.02, 0.06, 0.12),
    )
    items = _heading(canvas.at(top), "baseline", "Baseline", without, "brick")
    items.append(canvas.text("baseline told", "full context at every step", top_told, QUIET, align="left"))
    items += _grid(canvas, "baseline", top_grid, n_prompt, n_rows, cached=False)
    items.append(canvas.rule("rule", canvas.box.x, canvas.box.right, (top_grid.bottom + low.y) / 2, "line"))
    items += _heading(canvas.at(low), "cached", "Cached", with_cache, "teal")
    items.append(canvas.text("cached told", "prompt once, then only the new token", low_told, QUIET, align="left"))
    items += _grid(canvas, "cached", low_grid, n_prompt, n_rows, cached=True)
    items += legend(canvas, foot, (("known", "computed"), ("new", "new token"), ("stored", "from cache")))
    alt = (
        f"A prompt of {prompt} tokens and {steps} steps. Without a cache every step computes the full context, "
        f"{without} tokens in all; with a cache only the new token, {with_cache} in all"
    )
    return Drawing(tuple(items), alt)


def _heading(canvas: Canvas, role: str, name: str, count: Quantity, ink: str) -> list[Drawable]:
    """A way's name, and how many tokens it computes at the right end of the line."""
    row, counted = canvas.box, f"{count} computed"
    style = TextStyle(17 if row.h >= 0.26 else 15, "navy", bold=True)
    wide = canvas.wide_of(counted, style) + 0.02
    left, right = Box(row.x, row.y, row.w - wide, row.h), Box(row.right - wide, row.y, wide, row.h)
    return [
        canvas.text(f"{role} heading", name, left, style, align="left"),
        canvas.text(f"{role} count", counted, right, replace(style, color=ink), align="right"),
    ]


def _grid(canvas: Canvas, role: str, box: Box, prompt: int, n_rows: int, *, cached: bool) -> list[Drawable]:
    names = ["prompt", *(f"step {step}" for step in range(1, n_rows))]
    left = canvas.widest(names) + 0.12
    pitch = min(0.5, (box.w - left) / (prompt + n_rows - 1))
    tall = box.h / n_rows
    items: list[Drawable] = []
    for step, name in enumerate(names):
        y = box.y + step * tall
        items.append(canvas.text(f"{role} {name}", name, Box(box.x, y, left, tall), QUIET, align="left"))
        for i in range(prompt + step):
            state: State = "known"
            if cached and step:
                state = "new" if i == prompt + step - 1 else "stored"
            place = Box(box.x + left + i * pitch, y + 0.02, pitch - 0.05, tall - 0.04)
            items.append(cell(canvas, f"{role} {name} token {i + 1}", place, state))
    return items
