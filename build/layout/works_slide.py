"""The works that a deck cites, at its end: a numbered list, or in styles without numbers one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Paragraph, TextBox
from build.layout.blocks.setting import Setting, holds
from build.layout.blocks.stack import body_place
from build.layout.blocks.words import ITEM_GAP, list_parts, text_height
from build.layout.card import card
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.ladder import too_wide
from build.spec.content import Bullets, Entry, Work, WorksSlide

SIZES = (20.0, 18.0, 17.0, 16.0, 15.0, 14.0)
SPACING = 1.12
INSET = (0.36, 0.24)  # of the words in the card


def lay_out(draft: Draft, slide: WorksSlide) -> None:
    heading(draft)
    frame = content_frame(draft, slide)
    inner = frame.body.inset(*INSET)
    measure = draft.measure.of_labels if draft.measure.reads_from_right else draft.measure  # each as its letters run
    made = [_set(slide.works, Setting(measure, size, inner.w, spacing=SPACING)) for size in SIZES]
    fitting = (words for words in made if holds(inner.h, text_height(words)) and not too_wide(words, inner.w))
    words = next(fitting, made[-1])
    draft.add(card(draft, "works card", replace(frame.body, h=min(frame.body.h, text_height(words) + 2 * INSET[1]))))
    if not holds(inner.h, text_height(words)):
        hint = "cite fewer works, or shorten their entries"
        draft.report_high("the list of works", slide.span, text_height(words), inner.h, SIZES[-1], hint)
    box = replace(inner, h=text_height(words))
    draft.add(TextBox(name=draft.name("works"), box=box, paragraphs=words, placeholder=body_place(draft)))
    frame.close(draft)


def _set(works: Sequence[Work], setting: Setting) -> tuple[Paragraph, ...]:
    if works and works[0].mark:
        entries = tuple(Entry(text=work.text, span=work.text.span, number=work.number) for work in works)
        listed = list_parts(Bullets(entries=entries, span=works[0].text.span), setting)
        return tuple(_at_its_side(part) for part in listed if isinstance(part, Paragraph))
    gap = ITEM_GAP * setting.size
    found = (setting.paragraph(work.text, before=gap if number else 0.0) for number, work in enumerate(works))
    return tuple(map(_at_its_side, found))


def _at_its_side(words: Paragraph) -> Paragraph:
    """An entry in letters that run against the deck's begins at the other side."""
    return replace(words, align="right") if words.rtl else words
