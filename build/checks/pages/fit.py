"""Words fit the boxes, shapes and cells that they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from build.checks.pages.parts import SLACK, words
from build.checks.pages.view import Fault, View
from build.checks.pages.word_boxes import height
from build.drawing.page import Table
from build.drawing.text_measure import widest_word


def text_fits(view: View) -> Iterator[Fault]:
    """No text is higher than its room, and no word (where it cannot break: no line) is wider.

    A row grows with its cells, air and all; elsewhere only what is seen must fit.
    """
    for text in view.texts:
        room, ink, block = text.block.box, text.area, text.block
        if block.rotation:
            continue
        word = max(one.indent + widest_word(one.runs) for one in block.paragraphs)
        wider = (word if block.wrap else ink.w) - room.w
        in_cell = isinstance(text.item, Table)
        higher = height(block) - room.h if in_cell else max(room.y - ink.y, ink.bottom - room.bottom)
        if wider > SLACK:
            said = f"{text.item.name!r} is {wider:.2f} in wider than its room"
            yield Fault("L403", f"{said}: {words(text.item)!r}", text.item)
        elif higher > SLACK:
            said = f"{text.item.name!r} is {higher:.2f} in higher than its room"
            yield Fault("L402", f"{said}: {words(text.item)!r}", text.item)
