"""Deck → Book: each slide through its kind's layout, with its notes, in a section an hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from build.drawing.mirror import mirrored
from build.drawing.page import BACKGROUND, PAGE, Book, Page
from build.drawing.text_measure import Measure
from build.files.page_memory import PageMemory
from build.findings.diagnostic import Diagnostic
from build.layout import title_alone
from build.layout.cut import at_most_full, cut_to_fit, is_unfit
from build.layout.draft import Draft
from build.layout.growing import check_growth
from build.layout.layout_table import layout_of
from build.layout.lone_ends import LANGUAGES, without_lone_ends
from build.layout.notes import notes_of
from build.layout.steps import steps_of
from build.layout.title_alone import is_bare
from build.layout.under_template import under_template
from build.spec.content import WorksSlide, part_of
from build.spec.deck import Deck, Slide, TitleSlide
from build.theme.tokens import Theme
from engine.ledger import Ledger

if TYPE_CHECKING:
    from build.files.course import Course
    from build.films.clips import Clip


def lay_out(
    deck: Deck,
    theme: Theme,
    ledger: Ledger,
    clips: Mapping[str, Clip],
    course: Course,
    *,
    measure: Measure | None = None,
    memory: PageMemory | None = None,
    cut: bool = False,
) -> tuple[Book, list[Diagnostic]]:
    """All pages of a resolved deck, and what does not fit; one measure does for the checks too.

    A page that `memory` has from an earlier build is not laid out again. With `cut`, words that do not fit are cut off;
    they are told all the same.
    """
    measure, memory = measure or Measure(theme.fonts, deck.front.language), memory or PageMemory(deck)

    def drawn(slide: Slide) -> tuple[Page, list[Diagnostic]]:
        return lay_out_slide(deck, slide, theme, ledger, clips, course, measure=measure)

    def laid_out(slide: Slide) -> tuple[Page, list[Diagnostic]]:
        page, found = drawn(slide)
        if cut and is_unfit(found):
            page, _ = drawn(cut_to_fit(slide, lambda shorter: drawn(shorter)[1]))
        return page, found

    made = [memory.made("cut page" if cut else "page", slide, partial(laid_out, slide)) for slide in deck.slides]
    title = deck.front.title or deck.heading.plain
    pages, findings = tuple(page for page, _ in made), [finding for _, found in made for finding in found]
    findings += check_growth(deck, pages)
    return Book(title=title, author=deck.front.author, language=deck.front.language, pages=pages), findings


def lay_out_slide(
    deck: Deck,
    slide: Slide,
    theme: Theme,
    ledger: Ledger,
    clips: Mapping[str, Clip],
    course: Course,
    *,
    measure: Measure | None = None,
) -> tuple[Page, list[Diagnostic]]:
    """One page of a resolved deck, and what does not fit.

    Where a word is wider than its column, such words are broken at syllables if that helps.
    """
    measure, held = measure or Measure(theme.fonts, deck.front.language), at_most_full(slide)
    begin = partial(Draft, deck=deck, slide=held, theme=theme, ledger=ledger, clips=clips, course=course)
    page, draft = _drafted(begin(measure=measure))
    if _too_wide(draft) and (hyphenating := measure.hyphenating):
        broken, other = _drafted(begin(measure=hyphenating))
        if _too_wide(other) < _too_wide(draft):
            page, draft = broken, other
    if held is not slide and not is_unfit(draft.findings):  # what was left out is told
        draft.report("L101", slide.span, "the slide holds more than any can show", "make more slides of it")
    return page, draft.findings


def _drafted(draft: Draft) -> tuple[Page, Draft]:
    """The page, and the draft that it was made in."""
    return under_template(draft, _fitting) if draft.theme.template else (_fitting(draft), draft)


def _too_wide(draft: Draft) -> int:
    return sum(found.code == "L102" for found in draft.findings)


def _fitting(draft: Draft) -> Page:
    """The page; what it cites goes to the footer's line where its body has no room for that."""
    page = _page(draft)
    if draft.cites_below and is_unfit(draft.findings):
        other = replace(draft, items=[], findings=[], asides=[], placed=set(), cites_below=False, cites_in_footer=True)
        narrow = _page(other)
        if not is_unfit(other.findings):
            draft.items, draft.findings, draft.asides, draft.placed = (
                other.items, other.findings, other.asides, other.placed,
            )  # fmt: skip
            return narrow
    return page


def _page(draft: Draft) -> Page:
    slide = draft.slide
    if draft.items:
        pass  # an opening under a company's template
    elif is_bare(slide):
        title_alone.lay_out(draft)
    else:
        layout_of(slide)(draft, slide)
    if draft.deck.front.language.casefold().split("-")[0] in LANGUAGES:
        draft.items[:] = without_lone_ends(draft.items, draft.measure, draft.placed)
    hour, part = draft.deck.hour_of(slide.number), part_of(draft.deck, slide.number)
    outside = draft.said.works if isinstance(slide, WorksSlide) else draft.said.opening
    return Page(
        number=slide.number,
        id=draft.id,
        title=slide.title.plain,
        layout="title" if isinstance(slide, TitleSlide) else "standard",
        section=draft.said.numbered(draft.said.hour, hour) if hour else part.title.plain if part else outside,
        items=mirrored(draft.items, PAGE) if draft.reads_from_right and not draft.carried else tuple(draft.items),
        notes=notes_of(draft),
        background=BACKGROUND,
        hidden=slide.hidden,
        steps=steps_of(draft),
        morph=slide.morph,
    )
