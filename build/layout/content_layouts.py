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
from build.spec import content

CONTENT_LAYOUTS: Mapping[type[content.ContentSlide], Layout] = {
    content.ListSlide: bullet_list.lay_out,
    content.ColumnsSlide: side_by_side.lay_out,
    content.MixedSlide: mixed.lay_out,
    content.PictureSlide: picture.lay_out,
    content.GallerySlide: gallery.lay_out,
    content.SectionSlide: section_slide.lay_out,
    content.QuoteSlide: quote_slide.lay_out,
    content.StatementSlide: statement_slide.lay_out,
    content.TimelineSlide: timeline_slide.lay_out,
    content.TableSlide: table_slide.lay_out,
    content.ListingSlide: listing_slide.lay_out,
    content.FormulaSlide: formula_slide.lay_out,
    content.ChartSlide: chart_slide.lay_out,
}
