"""One picture: with words beside it, below it where it is wide, alone, or behind the title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Box
from build.layout.blocks.rows import Rows, from_row, hairlines, is_words, row_words, rows_of, shared
from build.layout.blocks.setting import Setting, best, holds
from build.layout.blocks.stack import Stack, stack
from build.layout.content_frame import ContentFrame, content_frame
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.picture_behind import behind, beside
from build.layout.shown_image import PictureCard, is_at_left, is_film, picture_card
from build.spec.content import Block, Bullets, PictureSlide

GAP = 0.40  # inches between words and picture
BELOW = 0.28
WIDTHS = (6.963, 6.5, 6.066)  # inches of the card, in the order in which they are tried
LEAST_WORDS, LEAST_CARD = 3.5, 2.0  # inches, whatever width the author asks for
USUAL, SIZES = 24.0, (28.0, 26.0, 24.0, 22.0, 20.0, 18.0)
FLOOR = (*SIZES, 17.0, 16.0)
GOOD_BELOW = 20.0  # points: smaller words below a picture stand better beside it
WIDE = 2.5  # width over height from which a picture stands above its words
HIGH = 3.4  # inches of it there
ACROSS, ACROSS_GAP = (2, 3, 4), 0.4  # so many items stand side by side below a picture; inches between them
LOOSE = 1.35  # of the words' height: a card so high gives them room enough


@dataclass(frozen=True, slots=True)
class Words:
    """Blocks at one size in a column: a list as rows that share its height, anything else as a stack.

    With `across` the rows stand side by side.
    """

    made: Rows | Stack
    across: bool = False

    @property
    def fits(self) -> bool:
        if self.across and isinstance(self.made, Rows):
            return holds(self.made.room, self.high) and not self.made.too_wide
        return self.made.fits

    @property
    def lines(self) -> tuple[int, ...]:
        return self.made.lines

    @property
    def size(self) -> float:
        return self.made.setting.size

    @property
    def rtl(self) -> bool:
        """Whether it begins with words that run from right to left."""
        return self.made.rtl if isinstance(self.made, Stack) else self.made.rows[0].paragraphs[0].rtl

    @property
    def high(self) -> float:
        """Inches, at the least."""
        if isinstance(self.made, Stack):
            return self.made.high
        return max(row.high for row in self.made.rows) if self.across else sum(row.least for row in self.made.rows)

    def draw(self, draft: Draft, box: Box) -> None:
        if isinstance(self.made, Stack):
            self.made.draw(draft, "text", box)
            return
        if self.across:
            wide = self.made.setting.wide + ACROSS_GAP
            for number in range(len(self.made.rows)):
                row = from_row(self.made.rows, number)[0]
                place = Box(box.x + wide * number, box.y, self.made.setting.wide, row.high)
                place = place.mirrored(box) if self.rtl else place
                draft.add(row_words(draft, f"text {number + 1}", [row], [row.high], place))
            return
        heights = shared([row.least for row in self.made.rows], box.h)
        draft.add(*hairlines(draft, "text", heights, box))
        draft.add(row_words(draft, "text", self.made.rows, heights, box))


@dataclass(frozen=True, slots=True)
class Plan:
    """Where words and card stand."""

    words: Words
    text: Box
    card: PictureCard
    picture_first: bool

    def draw(self, draft: Draft, slide: PictureSlide) -> None:
        """In the order in which they are seen."""
        _report(draft, self.words, slide)
        if self.picture_first:
            self.card.draw(draft, "picture")
        self.words.draw(draft, self.text)
        if not self.picture_first:
            self.card.draw(draft, "picture")


def lay_out(draft: Draft, slide: PictureSlide) -> None:
    at_edge = slide.image.place in ("left", "right") and slide.image.cover
    whole = at_edge or slide.image.place == "background"
    if whole and not is_film(slide.image) and not draft.carried:  # a template's own pages are never covered
        (beside if slide.blocks or at_edge else behind)(draft, slide)
        return
    heading(draft)
    frame = content_frame(draft, slide)
    if slide.blocks:
        _plan(draft, slide, frame).draw(draft, slide)
    else:
        _alone(draft, slide, frame.body)
    frame.close(draft)


def _alone(draft: Draft, slide: PictureSlide, body: Box) -> None:
    wide = body.w * min(1.0, slide.image.width or 1.0)
    card = picture_card(draft, slide.image, Box(body.x, body.y, max(LEAST_CARD, wide), body.h), cover=slide.image.cover)
    _centred(card, body).draw(draft, "picture")


def _centred(card: PictureCard, room: Box) -> PictureCard:
    return card.at(room.x + (room.w - card.box.w) / 2, room.y + (room.h - card.box.h) / 2)


# ---- with words -------------------------------------------------------------------------------------
def _plan(draft: Draft, slide: PictureSlide, frame: ContentFrame) -> Plan:
    """The first plan in which the words have a size that can be read from the last row; else the last one."""
    body = frame.body
    if not slide.image.place and not slide.image.width and not slide.image.cover:
        card = picture_card(draft, slide.image, Box(body.x, body.y, body.w, min(HIGH, body.h * 0.6)))
        if card.found is not None and card.found.aspect > WIDE:
            plan = _below(draft, slide, card, body)
            if plan.words.fits and plan.words.size >= GOOD_BELOW:
                return plan
    asked = slide.image.width
    widths = (min(max(asked * body.w, LEAST_CARD), body.w - GAP - LEAST_WORDS),) if asked else WIDTHS
    for wide in widths:
        plan = _beside(draft, slide, wide, body, SIZES)
        if plan.words.fits:
            return plan
    return _beside(draft, slide, widths[-1], body, FLOOR)


def _below(draft: Draft, slide: PictureSlide, card: PictureCard, body: Box) -> Plan:
    placed = card.at(body.x + (body.w - card.box.w) / 2, body.y)
    top = placed.box.bottom + BELOW
    text = Box(placed.box.x, top, placed.box.w, body.bottom - top)
    words = _across(draft, slide.blocks, text)
    if words is None or not words.fits:
        words = _words(draft, slide.blocks, text, SIZES, rows=False)
    spare = (text.h - words.high) / 2  # shared by what is above the picture, between and below
    placed = placed.at(placed.box.x, body.y + 0.4 * spare)
    return Plan(words, replace(text, y=top + 0.6 * spare, h=words.high), placed, picture_first=True)


def _across(draft: Draft, blocks: Sequence[Block], box: Box) -> Words | None:
    """A short list with its items side by side, where that is all there is to say."""
    (first, *others) = blocks
    if others or not isinstance(first, Bullets) or not is_words(blocks) or len(first.entries) not in ACROSS:
        return None
    wide = (box.w - ACROSS_GAP * (len(first.entries) - 1)) / len(first.entries)
    setting = Setting(draft.measure, USUAL, wide)
    return best(SIZES, USUAL, lambda size: Words(rows_of(first, setting.at(size), box.h), across=True))


def _beside(draft: Draft, slide: PictureSlide, wide: float, body: Box, sizes: Sequence[float]) -> Plan:
    card = picture_card(draft, slide.image, Box(body.x, body.y, wide, body.h), cover=slide.image.cover)
    column = Box(body.x, body.y, body.w - card.box.w - GAP, body.h)
    words = _words(draft, slide.blocks, column, sizes)
    high = card.box.h if card.box.h >= LOOSE * words.high else body.h
    left = is_at_left(draft, slide.image) if slide.image.place else words.rtl
    text = Box(body.right - column.w if left else body.x, body.y + (body.h - high) / 2, column.w, high)
    x = body.x if left else body.right - card.box.w
    return Plan(words, text, card.at(x, body.y + (body.h - card.box.h) / 2), picture_first=left != words.rtl)


def _words(draft: Draft, blocks: Sequence[Block], box: Box, sizes: Sequence[float], *, rows: bool = True) -> Words:
    setting = Setting(draft.measure, USUAL, box.w)
    (first, *others) = blocks
    if rows and not others and isinstance(first, Bullets) and is_words(blocks):
        return best(sizes, USUAL, lambda size: Words(rows_of(first, setting.at(size), box.h)))

    def made(size: float) -> Words:
        return Words(stack(draft, blocks, setting.at(size), box.h))

    return best(sizes, USUAL, made, lambda words: isinstance(words.made, Stack) and words.made.airy)


def _report(draft: Draft, words: Words, slide: PictureSlide) -> None:
    made = words.made
    if isinstance(made, Stack):
        made.report(draft, "the text", slide.span)
    elif not words.fits:
        whole = stack(draft, slide.blocks, made.setting, made.room)
        if whole.fits:
            hint = "shorten it, or make two slides of it"
            draft.report_high("the text", slide.span, words.high, made.room, words.size, hint)
        whole.report(draft, "the text", slide.span)
