"""Kind of a slide of ordinary Markdown → layout."""

from __future__ import annotations

from collections.abc import Mapping

from build.layout import (
    bullet_list,
    chart_slide,
    formula_slide,
    gallery,
    listing_slide,
    mixed,
    picture,
    quote_slide,
    section_slide,
    side_by_side,
    statement_slide,
    table_slide,
    timeline_slide,
)
from build.layout.layout_table import Layout
from build.spec.content import (
    ChartSlide,
    ColumnsSlide,
    ContentSlide,
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

CONTENT_LAYOUTS: Mapping[type[ContentSlide], Layout] = {
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
