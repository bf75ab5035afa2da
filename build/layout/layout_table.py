"""Slide kind → layout. A new kind is one dataclass, one file, one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from build.layout import (
    agenda,
    animation,
    bullet_list,
    chart_slide,
    code,
    concept,
    formula_slide,
    gallery,
    listing_slide,
    mixed,
    picture,
    practical,
    quote_slide,
    section_slide,
    side_by_side,
    statement_slide,
    table_slide,
    takeaway,
    timeline_slide,
    title,
)
from build.layout.draft import Draft
from build.spec.content import (
    ChartSlide,
    ColumnsSlide,
    FormulaSlide,
    GallerySlide,
    ListingSlide,
    ListSlide,
    MixedSlide,
    PictureSlide,
    QuoteSlide,
    SectionSlide,
    StatementSlide,
    TableSlide,
    TimelineSlide,
)
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

LAYOUTS: Mapping[type[Slide], Callable[[Draft, Any], None]] = {
    TitleSlide: title.lay_out,
    AgendaSlide: agenda.lay_out,
    ConceptSlide: concept.lay_out,
    AnimationSlide: animation.lay_out,
    PracticalSlide: practical.lay_out,
    CodeSlide: code.lay_out,
    TakeawaySlide: takeaway.lay_out,
    ListSlide: bullet_list.lay_out,
    ColumnsSlide: side_by_side.lay_out,
    MixedSlide: mixed.lay_out,
    PictureSlide: picture.lay_out,
    GallerySlide: gallery.lay_out,
    SectionSlide: section_slide.lay_out,
    QuoteSlide: quote_slide.lay_out,
    StatementSlide: statement_slide.lay_out,
    TimelineSlide: timeline_slide.lay_out,
    TableSlide: table_slide.lay_out,
    ListingSlide: listing_slide.lay_out,
    FormulaSlide: formula_slide.lay_out,
    ChartSlide: chart_slide.lay_out,
}
