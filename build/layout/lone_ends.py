"""Japanese and Chinese: no paragraph ends in a line of one letter where a narrower box takes no more lines.

There every letter may end a line, and no sign between two of them keeps all viewers from that; a narrower box does.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from build.drawing.page import Box, Drawable, Paragraph, TextBox
from build.drawing.text_measure import POINTS, Measure

LANGUAGES = ("ja", "zh", "yue")
EARLIER = 0.01  # of a line's width
_STEPS = 6  # half letters that a box becomes narrower, at most


def without_lone_ends(items: Iterable[Drawable], measure: Measure, kept: Container[str] = ()) -> Iterator[Drawable]:
    """The items of a page, some text boxes narrower; those that are `kept` as they are."""
    for item in items:
        can = isinstance(item, TextBox) and item.wrap and not item.rotation and item.name not in kept
        yield _narrowed(item, measure) if can and isinstance(item, TextBox) else item


def _narrowed(item: TextBox, measure: Measure) -> TextBox:
    """The box in the width, of those in which no paragraph takes more lines, that leaves fewest letters alone."""
    words, wide = item.paragraphs, item.box.w
    lines = list(_lines(words, wide, measure))
    fewest = sum(map(_ends_alone, lines))
    half, best = max((paragraph.size for paragraph in words), default=0.0) / POINTS / 2, wide
    for narrow in (wide - half * step for step in range(1, _STEPS + 1)) if fewest else ():
        tried = list(_lines(words, narrow, measure))
        if list(map(len, tried)) != list(map(len, lines)):
            break
        if sum(map(_ends_alone, tried)) < fewest:
            fewest, best = sum(map(_ends_alone, tried)), narrow
    if best == wide:
        return item
    return replace(item, box=_within(item.box, best, words[0]), paragraphs=tuple(_measured(words, best, measure)))


def _lines(words: Sequence[Paragraph], wide: float, measure: Measure) -> Iterator[tuple[str, ...]]:
    """The lines of each paragraph as viewers fill them, and as one does that breaks a little earlier."""
    for reserve in (0.0, EARLIER):
        for paragraph in words:
            yield measure.wrap(paragraph.runs, wide - paragraph.indent, reserve=reserve)


def _measured(words: Sequence[Paragraph], wide: float, measure: Measure) -> Iterator[Paragraph]:
    for paragraph in words:
        yield replace(paragraph, lines=measure.wrap(paragraph.runs, wide - paragraph.indent, reserve=0.0))


def _ends_alone(lines: Sequence[str]) -> bool:
    """Whether the last of several lines has one letter, with or without a full stop."""
    return len(lines) > 1 and sum(map(str.isalnum, lines[-1])) == 1


def _within(box: Box, wide: float, words: Paragraph) -> Box:
    aside = {"left": 0.0, "center": 0.5, "right": 1.0}[words.align] * (box.w - wide)
    return replace(box, x=box.x + aside, w=wide)
