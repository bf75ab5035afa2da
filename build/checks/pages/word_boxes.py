"""Where words really are in their box, line by line, from the fonts' own metrics."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from build.drawing.page import Anchor, Box, Drawable, NativeTable, Paragraph, Shape, TextBox
from build.drawing.text_lines import TextLine, broken, lines, text_area
from build.drawing.text_measure import POINTS, Measure

_CAPITAL, _DESCENT = 0.66, 0.2  # of the size, above and below the baseline


class TextBlock(NamedTuple):
    """Words with the room that they have."""

    paragraphs: Sequence[Paragraph]
    box: Box
    anchor: Anchor = "middle"
    rotation: float = 0.0
    wrap: bool = True


def blocks(item: Drawable) -> list[TextBlock]:
    """The words of one item: of a box, a shape, or a table's cells."""
    match item:
        case TextBox():
            return [TextBlock(item.paragraphs, item.box, item.anchor, item.rotation, item.wrap)]
        case Shape() if item.paragraphs:
            return [TextBlock(item.paragraphs, text_area(item.kind, item.box, item.radius), rotation=item.rotation)]
        case NativeTable():
            return [TextBlock(cell.paragraphs, box.inset(item.padding, 0), cell.anchor) for cell, box in item.cells()]
        case _:
            return []


def height(block: TextBlock, measure: Measure) -> float:
    """Inches that the lines of a block take with the air between them."""
    wide = block.box.w if block.wrap else math.inf
    high = (paragraph.before + paragraph.line * len(broken(paragraph, wide, measure)) for paragraph in block.paragraphs)
    return sum(high) / POINTS


def ink(block: TextBlock, measure: Measure) -> list[Box]:
    """The boxes of all lines of a block that show something, without the air around them."""
    found = lines(block.paragraphs, block.box, measure, anchor=block.anchor, wrap=block.wrap)
    return [_turned(_box(line), block) for line in found if line.runs]


def _box(line: TextLine) -> Box:
    size = max(run.style.size for run in line.runs) / POINTS
    return Box(line.x, line.baseline - _CAPITAL * size, line.width, (_CAPITAL + _DESCENT) * size)


def _turned(line: Box, block: TextBlock) -> Box:
    """A line where a quarter turn or a half one takes it; slight turns are left out."""
    if round(block.rotation / 90) % 2 == 0:
        return line
    x, y = block.box.x + block.box.w / 2, block.box.y + block.box.h / 2
    dx, dy = line.x + line.w / 2 - x, line.y + line.h / 2 - y
    return Box(x - dy - line.h / 2, y + dx - line.w / 2, line.h, line.w)
