"""Slides that grow out of the one before: whether they have anything of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build.drawing.page import Page, every
from build.findings.diagnostic import Diagnostic
from build.findings.rules import RULES
from build.layout.slide_parts import parts_of
from build.spec.deck import Deck


def check_growth(deck: Deck, pages: Sequence[Page]) -> Iterator[Diagnostic]:
    """What is wrong with slides that say `Morph: yes`: they are the first, or share no part with the one before."""
    lines = deck.source.split("\n")
    for at, (slide, page) in enumerate(zip(deck.slides, pages, strict=True)):
        if not slide.morph or (at and _roles(page) & _roles(pages[at - 1])):
            continue
        fault = "has nothing of the one before" if at else "is the first, and grows out of none"
        yield Diagnostic(
            path=deck.path,
            span=slide.span,
            code="L110",
            message=f"'Morph: yes', and slide {slide.number} {fault}",
            hint=RULES["L110"].remedy,
            line_text=lines[slide.span.line - 1] if 0 < slide.span.line <= len(lines) else "",
        )


def _roles(page: Page) -> set[str]:
    """The names of what a slide shows, without its number and what stands on every slide."""
    return {
        item.name.removeprefix(f"{page.id} ")
        for part in parts_of(page.items, page.id)
        if not part.kind.aside
        for item in every(part.items)
    }
