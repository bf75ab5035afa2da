"""Slide kind → the file of this room that lays it out, loaded with the first slide of the kind: a deck has few kinds.

A new kind is one dataclass, one file with `lay_out`, one row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from build.layout.draft import Draft
from build.spec import content
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
LAYOUTS: Mapping[type[Slide], str] = {
    TitleSlide: "title",
    AgendaSlide: "agenda",
    ConceptSlide: "concept",
    AnimationSlide: "animation",
    PracticalSlide: "practical",
    CodeSlide: "code",
    TakeawaySlide: "takeaway",
    # ---- of ordinary Markdown
    content.ListSlide: "bullet_list",
    content.ColumnsSlide: "side_by_side",
    content.MixedSlide: "mixed",
    content.PictureSlide: "picture",
    content.GallerySlide: "gallery",
    content.SectionSlide: "section_slide",
    content.QuoteSlide: "quote_slide",
    content.StatementSlide: "statement_slide",
    content.TimelineSlide: "timeline_slide",
    content.TableSlide: "table_slide",
    content.ListingSlide: "listing_slide",
    content.FormulaSlide: "formula_slide",
    content.ChartSlide: "chart_slide",
    content.WorksSlide: "works_slide",
}


def layout_of(slide: Slide) -> Layout:
    """What draws a slide."""
    layout: Layout = import_module(f"build.layout.{LAYOUTS[type(slide)]}").lay_out
    return layout
