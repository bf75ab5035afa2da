"""Slide kind → layout. A new kind is one dataclass, one file, one row: here, or for Markdown in `content_layouts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from build.layout import agenda, animation, code, concept, practical, takeaway, title
from build.layout.draft import Draft
from build.spec.content import ContentSlide
from build.spec.deck import (
    AgendaSlide,
    AnimationSlide,
    CodeSlide,
    ConceptSlide,
    PracticalSlide,
    Slide,
    TakeawaySlide,
    TitleSlide,
)

Layout = Callable[[Draft, Any], None]
LAYOUTS: Mapping[type[Slide], Layout] = {
    TitleSlide: title.lay_out,
    AgendaSlide: agenda.lay_out,
    ConceptSlide: concept.lay_out,
    AnimationSlide: animation.lay_out,
    PracticalSlide: practical.lay_out,
    CodeSlide: code.lay_out,
    TakeawaySlide: takeaway.lay_out,
}


def layout_of(slide: Slide) -> Layout:
    """What draws a slide. What draws ordinary Markdown is loaded with the first slide of it: many decks have none."""
    if isinstance(slide, ContentSlide):
        from build.layout.content_layouts import CONTENT_LAYOUTS

        return CONTENT_LAYOUTS[type(slide)]
    return LAYOUTS[type(slide)]
