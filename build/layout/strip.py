"""The strip below a body: a callout or a verdict, behind a tab that says which; the owl beside it where it speaks."""

from __future__ import annotations

from dataclasses import dataclass

from build.drawing.art import icon
from build.drawing.frame_boxes import STRIP, SUPPORT
from build.drawing.page import Box, Shape, TextStyle
from build.findings.diagnostic import Span
from build.layout.blocks.callout import LOOKS, content_of, word_of
from build.layout.blocks.setting import Setting
from build.layout.blocks.stack import Stack, best_stack, even
from build.layout.card import RADIUS, card
from build.layout.draft import Draft
from build.layout.wisdom import wisdom
from build.spec.content import Block, ContentSlide, Prose
from build.spec.deck import Text

TAB = 1.75
INSET = (0.28, 0.10)  # between the tab or the right edge and the words, and above them and below
ICON = 0.34
LABEL = 0.30
LABEL_SIZES, LABEL_AIR = (18.0, 17.0, 16.0, 15.0, 14.0), 0.08
HEIGHTS = (STRIP.h, 1.5, 1.9, 2.4)  # inches: as low as its words allow
CALLOUT: tuple[float, ...] = (22.0, 20.0, 18.0, 17.0, 16.0)
VERDICT: tuple[float, ...] = (26.0, 24.0, 22.0, 20.0, 18.0)


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands below the body."""

    box: Box
    kind: str
    words: Stack
    span: Span

    def draw(self, draft: Draft) -> None:
        """Card, tab and words; the owl beside it."""
        look, word = LOOKS[self.kind], word_of(draft, self.kind)
        tab = Box(self.box.x, self.box.y, TAB, self.box.h)
        top = tab.y + (tab.h - ICON - LABEL - 0.06) / 2
        text = Box(tab.right + INSET[0], tab.y + INSET[1], self.box.w - TAB - 2 * INSET[0], tab.h - 2 * INSET[1])
        sizes = (TextStyle(size, look.ink, bold=True) for size in LABEL_SIZES)
        wide = TAB - 2 * LABEL_AIR
        style = next(
            (each for each in sizes if draft.measure.line_room(word, each) <= wide), TextStyle(LABEL_SIZES[-1])
        )
        label = Box(tab.x, top + ICON + 0.06, tab.w, LABEL)
        draft.add(
            card(draft, "callout card", self.box),
            Shape(
                name=draft.name("callout tab"), decorative=True, box=tab, kind="round_left", radius=RADIUS,
                fill=look.tint,
            ),
            icon(
                look.icon, Box(tab.x + (tab.w - ICON) / 2, top, ICON, ICON), color=look.mark,
                name_prefix=draft.name("callout"),
            ),
            draft.label("callout label", word, label, style, align="center"),
        )  # fmt: skip
        self.words.report(draft, f"the {self.kind}", self.span)
        wide = self.words.setting.wide
        self.words.draw(
            draft, "callout text", Box(text.right - wide if self.words.rtl else text.x, text.y, wide, text.h)
        )
        wisdom(draft)


def strip_of(draft: Draft, slide: ContentSlide, verdict: Text, left: float) -> Strip | None:
    """A slide's callout, or the verdict it leads to, in the lowest strip that holds it; None where it has neither.

    The strip begins at `left` (inches).
    """
    if slide.callout is not None:
        kind, span, usual, sizes = str(slide.callout.kind), slide.callout.span, 20.0, CALLOUT
        blocks: tuple[Block, ...] = content_of(slide.callout)
    elif verdict:
        kind, span, usual, sizes = "verdict", verdict.span, 24.0, VERDICT
        blocks = (Prose(text=verdict),)
    else:
        return None
    right = SUPPORT.right if slide.wisdom else STRIP.right
    for high in HEIGHTS:
        box = Box(left, STRIP.bottom - high, right - left, high)
        text = Box(0, 0, box.w - TAB - 2 * INSET[0], high - 2 * INSET[1])
        words = best_stack(draft, blocks, sizes, usual, text, Setting(draft.measure, usual, text.w))
        if words.fits or high == HEIGHTS[-1]:
            return Strip(box, kind, even(draft, blocks, words), span)
    return None
