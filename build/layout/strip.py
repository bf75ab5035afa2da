"""The strip below a body: a callout or a verdict, behind a tab that says which; the owl beside it where it speaks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from build.drawing.art import icon
from build.drawing.frame_boxes import STRIP
from build.drawing.page import Box, Shape, TextStyle
from build.findings.diagnostic import Span
from build.layout.blocks.callout import LOOKS, content_of, word_of
from build.layout.blocks.stack import Stack, best_stack, even, stack
from build.layout.card import RADIUS, card
from build.layout.draft import Draft
from build.layout.sentences import two_sentences
from build.layout.wisdom import wisdom
from build.spec.content import Block, ContentSlide, Prose
from build.spec.deck import Text

TAB = 1.75
GAP = 0.17  # inches between the body and what stands below it, and between that
VERDICT = "verdict"
INSET = (0.28, 0.10)  # between the tab or the right edge and the words, and above them and below
ICON = 0.34
LABEL = 0.30
LABEL_SIZES, LABEL_AIR = (18.0, 17.0, 16.0, 15.0, 14.0), 0.08
HEIGHTS = (STRIP.h, 1.5, 1.9, 2.4)  # inches: as low as its words allow
CALLOUT_SIZES = (22.0, 20.0, 18.0, 17.0, 16.0)
VERDICT_SIZES = (26.0, 24.0, 22.0, 20.0, 18.0)


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands below the body."""

    box: Box
    kind: str
    words: Stack
    span: Span
    owl: bool = False  # beside it

    def draw(self, draft: Draft) -> None:
        """Card, tab and words; the owl beside it."""
        role = "verdict" if self.kind == VERDICT else "callout"
        look, word = LOOKS[self.kind], word_of(draft, self.kind)
        tab = Box(self.box.x, self.box.y, TAB, self.box.h)
        top = tab.y + (tab.h - ICON - LABEL - 0.06) / 2
        text = Box(tab.right + INSET[0], tab.y + INSET[1], self.box.w - TAB - 2 * INSET[0], tab.h - 2 * INSET[1])
        styles = [TextStyle(size, look.ink, bold=True) for size in LABEL_SIZES]
        room = TAB - 2 * LABEL_AIR
        style = next((each for each in styles if draft.measure.line_room(word, each) <= room), styles[-1])
        label = Box(tab.x, top + ICON + 0.06, tab.w, LABEL)
        draft.add(
            card(draft, f"{role} card", self.box),
            Shape(
                name=draft.name(f"{role} tab"), decorative=True, box=tab, kind="round_left", radius=RADIUS,
                fill=look.tint,
            ),
            icon(
                look.icon, Box(tab.x + (tab.w - ICON) / 2, top, ICON, ICON), color=look.mark,
                name_prefix=draft.name(role),
            ),
            draft.label(f"{role} label", word, label, style, align="center"),
        )  # fmt: skip
        self.words.report(draft, f"the {self.kind}", self.span)
        wide = self.words.setting.wide
        self.words.draw(
            draft, f"{role} text", Box(text.right - wide if self.words.rtl else text.x, text.y, wide, text.h)
        )
        if self.owl:
            wisdom(draft)


def strips_of(draft: Draft, slide: ContentSlide, verdict: Text, left: float) -> tuple[Strip, ...]:
    """The verdict that a slide leads to and its callout, one above the other over what else stands below the body.

    They begin at `left` (inches) and are as low as their words allow.
    """
    told: list[tuple[str, tuple[Block, ...], Span]] = []
    if slide.callout is not None:
        told.append((slide.callout.kind, content_of(slide.callout), slide.callout.span))
    if verdict:
        told.append((VERDICT, (Prose(text=verdict),), verdict.span))
    corner = slide.beginner is not None or slide.anchor is not None
    strip, support = draft.frame.strip, draft.frame.support
    bottom = strip.y - GAP if corner else strip.bottom
    strips: list[Strip] = []
    for kind, blocks, span in told:
        owl = bool(slide.wisdom) and not corner and not strips
        told_in = Box(left, 0.0, (support if owl else strip).right - left, bottom)
        strips.append(replace(_lowest(draft, kind, blocks, span, told_in), owl=owl))
        bottom = strips[-1].box.y - GAP
    return tuple(reversed(strips))


def _lowest(draft: Draft, kind: str, blocks: tuple[Block, ...], span: Span, room: Box) -> Strip:
    """A strip at the foot of a room."""
    sizes, usual = (VERDICT_SIZES, 24.0) if kind == VERDICT else (CALLOUT_SIZES, 20.0)
    for high in HEIGHTS:
        box = Box(room.x, room.bottom - high, room.w, high)
        text = Box(0, 0, box.w - TAB - 2 * INSET[0], high - 2 * INSET[1])
        words = best_stack(draft, blocks, sizes, usual, text)
        if words.fits:
            break
    if words.lines == (2,) and (parted := two_sentences(blocks)):
        apart = stack(draft, parted, words.setting, words.room)
        if apart.lines == (2,):
            return Strip(box, kind, apart, span)
    return Strip(box, kind, even(draft, blocks, words), span)
