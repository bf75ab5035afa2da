"""A page as its checks see it: its items in painting order, and where their words really are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from build.checks.pages.parts import leaves
from build.checks.pages.word_boxes import TextBlock, blocks, ink
from build.drawing.page import Box, Drawable, Page
from build.drawing.text_measure import Measure
from build.theme.tokens import Theme


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule on one page. `item` is where, None for the page as a whole; `words` those of it at fault."""

    code: str
    message: str
    item: Drawable | None = None
    words: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Words of one item (a table has one for each cell), with the boxes of their lines and the box around those."""

    item: Drawable
    block: TextBlock
    ink: Sequence[Box]
    area: Box
    place: int  # of the item in painting order


@dataclass(frozen=True)
class View:
    """A page, the theme that it is drawn with, and its fonts' measure; what several checks need is found once."""

    page: Page
    theme: Theme
    measure: Measure

    @cached_property
    def leaves(self) -> tuple[Drawable, ...]:
        """All items without groups, the lowest first."""
        return tuple(leaves(self.page.items))

    @cached_property
    def texts(self) -> tuple[PlacedText, ...]:
        """All words that show."""
        found = []
        for place, item in enumerate(self.leaves):
            for block in blocks(item):
                if boxes := ink(block, self.measure):
                    found.append(PlacedText(item, block, boxes, Box.around(boxes), place))
        return tuple(found)


PageCheck = Callable[[View], Iterator[Fault]]
