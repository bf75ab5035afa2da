"""Parts that several figures share: cells that mean one thing everywhere, captions, legends, value bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from build.drawing.page import Box, Drawable, Line, Shape, TextStyle
from build.figures.canvas import CELL, LABEL, PLAIN, QUIET, Canvas
from engine.units import Quantity

State = Literal["new", "known", "stored", "value", "hidden", "later", "costly"]

# fill, outline, dash: gold is new, navy known or computed, pale navy stored, dashed not (yet) there
STATES: dict[State, tuple[str, str, Literal["solid", "dash"]]] = {
    "new": ("gold", "goldd", "solid"),
    "known": ("navy", "navy", "solid"),
    "stored": ("navy100", "navy300", "solid"),
    "value": ("navy200", "navy300", "solid"),
    "hidden": ("soft", "line", "solid"),
    "later": ("white", "line2", "dash"),
    "costly": ("brick100", "brick", "solid"),
}
ON = {"new": "navy", "known": "white", "costly": "brick"}


def cell(
    canvas: Canvas, role: str, box: Box, state: State, words: str = "", *, size: float = LABEL, radius: float = CELL
) -> Shape:
    """A cell whose colour says its state."""
    fill, line, dash = STATES[state]
    shape = canvas.shape(role, box, fill, Line(line, dash=dash), radius=radius)
    return canvas.with_words(shape, words, TextStyle(size, ON.get(state, "navy"), bold=True))


@dataclass(frozen=True)
class Amount:
    """A bar of a comparison: its name, its length in any unit, and the text behind it."""

    name: str
    value: float
    shown: str
    fill: str
    ink: str


def amounts(canvas: Canvas, role: str, box: Box, bars: Sequence[Amount], told: str = "") -> list[Drawable]:
    """Short bars with name and value, one below the other, to one scale; at their left `told`, what they compare."""
    plain = PLAIN.at(16.0) if box.h / len(bars) >= 0.22 else PLAIN
    strong = replace(plain, bold=True)
    name_width = canvas.widest([bar.name for bar in bars], plain)
    value_width = canvas.widest([bar.shown for bar in bars], strong)
    items: list[Drawable] = []
    if told:
        wide = canvas.widest(told.split("\n"))
        items.append(canvas.text(f"{role} told", told, Box(box.x, box.y, wide, box.h), QUIET, align="left"))
        box = Box(box.x + wide + 0.16, box.y, box.w - wide - 0.16, box.h)
    left = box.x + name_width + 0.12
    length = box.right - left - value_width - 0.1
    most = max(bar.value for bar in bars)
    tall = box.h / len(bars)
    for i, bar in enumerate(bars):
        y = box.y + i * tall
        wide = max(0.03, length * bar.value / most)
        thick = min(0.16, tall * 0.6)
        place = Box(left + wide + 0.1, y, value_width, tall)
        items += [
            canvas.text(f"{role} name {i + 1}", bar.name, Box(box.x, y, name_width, tall), plain, align="left"),
            canvas.shape(f"{role} bar {i + 1}", Box(left, y + (tall - thick) / 2, wide, thick), bar.fill),
            canvas.text(f"{role} value {i + 1}", bar.shown, place, replace(strong, color=bar.ink), align="left"),
        ]
    return items


def legend(canvas: Canvas, box: Box, entries: Sequence[tuple[State, str]]) -> list[Drawable]:
    """Swatches with their words in one row, spread over the box."""
    swatch, gap = 0.18, 0.07
    widths = [swatch + gap + canvas.wide_of(words) for _, words in entries]
    space = min(0.3, (box.w - sum(widths)) / max(1, len(entries) - 1))
    x = box.x + max(0.0, (box.w - sum(widths) - space * (len(entries) - 1)) / 2)
    items: list[Drawable] = []
    for (state, words), wide in zip(entries, widths, strict=True):
        items.append(cell(canvas, f"legend {words}", Box(x, box.y + (box.h - swatch) / 2, swatch, swatch), state))
        place = Box(x + swatch + gap, box.y, wide - swatch - gap + 0.01, box.h)
        items.append(canvas.text(f"legend text {words}", words, place, align="left"))
        x += wide + space
    return items


def caption(canvas: Canvas, role: str, box: Box, left: str, right: str, *, ink: str = "slate") -> list[Drawable]:
    """A heading with a number at the right end of its line."""
    wide = canvas.wide_of(right, TextStyle(16, bold=True)) + 0.02
    place = Box(box.x, box.y, box.w - (wide + 0.1 if right else 0), box.h)
    items: list[Drawable] = [
        canvas.text(f"{role} heading", left, place, TextStyle(17, "navy", bold=True), align="left")
    ]
    if right:
        place = Box(box.right - wide, box.y, wide, box.h)
        items.append(canvas.text(f"{role} count", right, place, TextStyle(16, ink, bold=ink != "slate"), align="right"))
    return items


def at_length(words: str, tokens: Quantity | None) -> str:
    """What bars compare, and for how long a text where the fact says it: `Cache at` over `4,096 tokens`."""
    return words if tokens is None else f"{words} at\n{tokens} tokens"
