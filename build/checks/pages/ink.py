"""Where words really are in their box, line by line, from the fonts' own metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from build.page import Box, Drawable, Paragraph, Run, Shape, Table, TextBox
from build.text import POINTS, run_width, wrap_runs

_BASELINE = 0.8  # of a line's height, from its top
_CAPITAL, _DESCENT = 0.66, 0.2  # of the size, above and below the baseline


class Block(NamedTuple):
    """Words with the room that they have."""

    paragraphs: Sequence[Paragraph]
    box: Box
    anchor: Literal["top", "middle", "bottom"] = "middle"
    rotation: float = 0.0
    wrap: bool = True


def blocks(item: Drawable) -> list[Block]:
    """The words of one item: of a box, a shape, or a table's cells."""
    match item:
        case TextBox():
            return [Block(item.paragraphs, item.box, item.anchor, item.rotation, item.wrap)]
        case Shape() if item.paragraphs:
            return [Block(item.paragraphs, item.box, rotation=item.rotation)]
        case Table():
            return [Block(cell.paragraphs, box.inset(item.padding, 0), cell.anchor) for cell, box in item.cells()]
        case _:
            return []


def height(block: Block) -> float:
    """Inches that the lines of a block take with the air between them."""
    return sum(one.before + one.line * len(_broken(one, block)) for one in block.paragraphs) / POINTS


def lines(block: Block) -> list[Box]:
    """The boxes of all lines of a block, without the air around them."""
    broken = [(one, _broken(one, block)) for one in block.paragraphs]
    high = sum(one.before + one.line * len(rows) for one, rows in broken) / POINTS
    y = block.box.y + {"top": 0.0, "middle": (block.box.h - high) / 2, "bottom": block.box.h - high}[block.anchor]
    found = []
    for paragraph, rows in broken:
        y += paragraph.before / POINTS
        for row in rows:
            if row:
                found.append(_turned(_line(paragraph, row, y, block.box), block))
            y += paragraph.line / POINTS
    return found


def _broken(paragraph: Paragraph, block: Block) -> list[tuple[Run, ...]]:
    """A paragraph's lines as viewers break them, each as its runs."""
    if not block.wrap:
        return [paragraph.runs]
    return wrap_runs(paragraph.runs, block.box.w - paragraph.indent, reserve=0.0)


def _line(paragraph: Paragraph, runs: Sequence[Run], y: float, box: Box) -> Box:
    wide, size = run_width(runs), max(run.size for run in runs)
    free = box.w - paragraph.indent - wide
    x = box.x + paragraph.indent + {"left": 0.0, "center": free / 2, "right": free}[paragraph.align]
    baseline = y + _BASELINE * paragraph.line / POINTS
    return Box(x, baseline - _CAPITAL * size / POINTS, wide, (_CAPITAL + _DESCENT) * size / POINTS)


def _turned(line: Box, block: Block) -> Box:
    """A line where a quarter turn or a half one takes it; slight turns are left out."""
    if round(block.rotation / 90) % 2 == 0:
        return line
    x, y = block.box.x + block.box.w / 2, block.box.y + block.box.h / 2
    dx, dy = line.x + line.w / 2 - x, line.y + line.h / 2 - y
    return Box(x - dy - line.h / 2, y + dx - line.w / 2, line.h, line.w)
