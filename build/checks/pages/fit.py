"""Words fit the boxes, shapes and cells that they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from build.checks.pages.parts import SLACK, quote
from build.checks.pages.view import Fault, View
from build.checks.pages.word_boxes import height
from build.drawing.page import NativeTable
from engine.quoted import quoted


def text_fits(view: View) -> Iterator[Fault]:
    """No text is higher than its room, and no word (where it cannot break: no line) is wider.

    A row grows with its cells, air and all; elsewhere only what is seen must fit.
    """
    for text in view.texts:
        room, ink, block = text.block.box, text.area, text.block
        if block.rotation:
            continue
        word = max(paragraph.indent + view.measure.widest_word(paragraph.runs) for paragraph in block.paragraphs)
        wider = (word if block.wrap else ink.w) - room.w
        in_cell = isinstance(text.item, NativeTable)
        higher = height(block, view.measure) - room.h if in_cell else max(room.y - ink.y, ink.bottom - room.bottom)
        if wider > SLACK:
            message = f"{quoted(text.item.name)} is {wider:.2f} in wider than its room: {quoted(quote(text.item))}"
            yield Fault("L403", message, text.item)
        elif higher > SLACK:
            message = f"{quoted(text.item.name)} is {higher:.2f} in higher than its room: {quoted(quote(text.item))}"
            yield Fault("L402", message, text.item)
