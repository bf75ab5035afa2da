"""A listing among other blocks: a card with its file's name, in the colours of its language.

A line that no arrangement of the slide holds goes on in the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from build.drawing.page import Box, Shape, TextBox, TextStyle
from build.drawing.text_measure import POINTS
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.card import RADIUS, card
from build.layout.code_card import TAB, Row, parted
from build.layout.code_colors import code_line, coloured
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
    lines = tuple(line.expandtabs(TAB) for line in block.text) or ("",)
    widest = max(lines, key=lambda line: _width(draft, line, SMALLEST))
    wide = setting.wide - 2 * INSET[0]
    sizes = [float(size) for size in range(int(largest), int(SMALLEST) - 1, -1)]
    size = next((size for size in sizes if _width(draft, widest, size) <= wide), SMALLEST)
    rows = _rows(draft, block, lines, size, wide)
    high = _line(size) * len(rows) + 2 * INSET[1] + (STRIP if block.name else 0.0)
    return Piece(
        high=high,
        draw=partial(_draw, block, rows, size),
        too_wide="" if draft.wraps_code or _width(draft, widest, size) <= wide else widest.strip(),
        span=block.span,
    )


def _rows(draft: Draft, block: CodeBlock, lines: Sequence[str], size: float, wide: float) -> list[Row]:
    """The lines as they stand on the slide, in colours; a long one may go on in the next, further in."""
    rows: list[Row] = []
    for number, runs in enumerate(coloured(lines, draft.theme, size, block.language, block.name), start=block.first):
        parts = parted(runs, wide, size, draft.measure) if draft.wraps_code else [runs]
        rows += [Row(0 if place else number, tuple(part)) for place, part in enumerate(parts)]
    return rows


def _width(draft: Draft, line: str, size: float) -> float:
    return draft.measure.width(line, TextStyle(size, face="mono"))


def _line(size: float) -> float:
    """Inches."""
    return size * PITCH / POINTS


def _draw(block: CodeBlock, rows: Sequence[Row], size: float, draft: Draft, role: str, box: Box) -> None:
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
    first = max(top + INSET[1], (top + box.bottom - _line(size) * len(rows)) / 2)
    with draft.kept(box):
        _draw_lines(block, rows, size, draft, role, box, first)


def _draw_lines(
    block: CodeBlock, rows: Sequence[Row], size: float, draft: Draft, role: str, box: Box, first: float
) -> None:
    fill, bar = TINTS["new"]
    for number in block.marked:
        places = _places(rows, number)
        for part, wide, color in (("tint", box.w, fill), ("mark", BAR, bar)) if places else ():
            tint = Box(box.x, first + _line(size) * places[0], wide, _line(size) * len(places))
            draft.add(Shape(name=draft.name(f"{role} {part} {number}"), decorative=True, box=tint, fill=color))
    lines = tuple(code_line(row.runs, size * PITCH, TextStyle(size, face="mono")) for row in rows)
    text = Box(box.x + INSET[0], first, box.w - INSET[0] - 0.02, _line(size) * len(lines))
    draft.add(TextBox(name=draft.name(role), box=text, paragraphs=lines, wrap=False))


def _places(rows: Sequence[Row], number: int) -> list[int]:
    """The rows that a line of code takes."""
    shown = 0
    found = []
    for place, row in enumerate(rows):
        shown = row.number or shown
        if shown == number:
            found.append(place)
    return found
