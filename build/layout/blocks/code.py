"""A listing among other blocks: a card with its file's name, in the colours of its language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from build.drawing.page import Box, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import POINTS
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.card import RADIUS, card
from build.layout.code_colors import coloured
from build.layout.draft import Draft
from build.layout.listing import BAR, TINTS
from build.spec.content import CodeBlock

LARGEST, SMALLEST = 28.0, 14.0
SHARE = 0.77  # of the text beside it
PITCH = 1.36  # of a line, in sizes
INSET = (0.28, 0.14)
STRIP = 0.42


def piece(draft: Draft, block: CodeBlock, setting: Setting, nest: Callable[..., object]) -> Piece:
    largest = min(LARGEST, max(SMALLEST, round(setting.size * SHARE)))
    widest = max(block.text or ("",), key=len)
    wide = setting.wide - 2 * INSET[0]
    sizes = [float(size) for size in range(int(largest), int(SMALLEST) - 1, -1)]
    size = next((size for size in sizes if _width(draft, widest, size) <= wide), SMALLEST)
    high = _line(size) * max(1, len(block.text)) + 2 * INSET[1] + (STRIP if block.name else 0.0)
    return Piece(
        high=high,
        draw=partial(_draw, block, size),
        too_wide="" if _width(draft, widest, size) <= wide else widest.strip(),
        span=block.span,
    )


def _width(draft: Draft, line: str, size: float) -> float:
    return draft.measure.width(line, TextStyle(size, face="mono"))


def _line(size: float) -> float:
    """Inches."""
    return size * PITCH / POINTS


def _draw(block: CodeBlock, size: float, draft: Draft, role: str, box: Box) -> None:
    draft.add(card(draft, f"{role} card", box))
    top = box.y
    if block.name:
        strip = Box(box.x, box.y, box.w, STRIP)
        name = draft.name(f"{role} strip")
        draft.add(
            Shape(name=name, decorative=True, box=strip, kind="round_top", radius=RADIUS, fill="navy50"),
            draft.label(f"{role} file", block.name, strip.inset(INSET[0], 0), TextStyle(14, "slate", face="mono")),
        )
        top = strip.bottom
    first = max(top + INSET[1], (top + box.bottom - _line(size) * max(1, len(block.text))) / 2)
    fill, bar = TINTS["new"]
    for number in block.marked:
        for part, wide, color in (("tint", box.w, fill), ("mark", BAR, bar)):
            tint = Box(box.x, first + _line(size) * (number - block.first), wide, _line(size))
            draft.add(Shape(name=draft.name(f"{role} {part} {number}"), decorative=True, box=tint, fill=color))
    lines = tuple(
        _paragraph(runs, size) for runs in coloured(block.text, draft.theme, size, block.language, block.name)
    )
    text = Box(box.x + INSET[0], first, box.w - INSET[0] - 0.02, _line(size) * len(lines))
    draft.add(TextBox(name=draft.name(role), box=text, paragraphs=lines, wrap=False))


def _paragraph(runs: list[Run], size: float) -> Paragraph:
    """A line of code; an empty one has a space, which keeps it open."""
    filled = runs or [Run(" ", TextStyle(size, face="mono"))]
    text = "".join(run.text for run in filled)
    return replace(Paragraph(runs=tuple(filled), line=round(size * PITCH, 2)), lines=(text,))
