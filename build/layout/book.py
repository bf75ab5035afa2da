"""Deck → Book: each slide through its kind's layout, with its notes, in a section an hour."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from build.drawing.page import BACKGROUND, Book, Page
from build.drawing.text_measure import Measure
from build.files.slide_memory import SlideMemory
from build.findings.diagnostic import Diagnostic
from build.layout.draft import Draft
from build.layout.layout_table import LAYOUTS
from build.layout.notes import notes_of
from build.spec.deck import Deck, Slide, TitleSlide
from build.spec.seen import seen_from
from build.theme.tokens import Theme
from engine.ledger import Ledger

if TYPE_CHECKING:
    from build.films.clips import Clip

OPENING = "Opening"


def lay_out(
    deck: Deck,
    theme: Theme,
    ledger: Ledger,
    clips: Mapping[str, Clip],
    root: Path,
    *,
    measure: Measure | None = None,
    memory: SlideMemory | None = None,
) -> tuple[Book, list[Diagnostic]]:
    """All pages of a resolved deck, and what does not fit; one measure does for the checks too.

    A page that `memory` has from an earlier build is not laid out again.
    """
    measure, memory = measure or Measure(theme.fonts, deck.front.language), memory or SlideMemory()
    pages: list[Page] = []
    findings: list[Diagnostic] = []
    for slide in deck.slides:
        key = memory.key("page", *seen_from(deck, slide))
        made = memory.get(key)
        if made is None:
            draft = Draft(deck=deck, slide=slide, theme=theme, ledger=ledger, clips=clips, root=root, measure=measure)
            made = _page(draft), draft.findings
            memory.put(key, made)
        pages.append(made[0])
        findings += made[1]
    title = deck.front.title or deck.heading.plain
    return Book(title=title, author=deck.front.author, language=deck.front.language, pages=tuple(pages)), findings


def lay_out_slide(
    deck: Deck, slide: Slide, theme: Theme, ledger: Ledger, clips: Mapping[str, Clip], root: Path
) -> tuple[Page, list[Diagnostic]]:
    """One page of a resolved deck, and what does not fit."""
    measure = Measure(theme.fonts, deck.front.language)
    draft = Draft(deck=deck, slide=slide, theme=theme, ledger=ledger, clips=clips, root=root, measure=measure)
    return _page(draft), draft.findings


def _page(draft: Draft) -> Page:
    slide = draft.slide
    LAYOUTS[type(slide)](draft, slide)
    hour = draft.deck.hour_of(slide.number)
    return Page(
        number=slide.number,
        id=draft.id,
        title=slide.title.plain,
        layout="title" if isinstance(slide, TitleSlide) else "standard",
        section=f"Hour {hour}" if hour else OPENING,
        items=tuple(draft.items),
        notes=notes_of(draft),
        background=BACKGROUND,
    )
