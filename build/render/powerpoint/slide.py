"""One page as a slide: its shapes in reading order, its notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pptx.presentation import Presentation
from pptx.slide import Slide, SlideLayout

from build.deck_file.notes import add_notes
from build.drawing.page import (
    BACKGROUND,
    Chart,
    Connector,
    Drawable,
    Freeform,
    Group,
    Movie,
    NativeTable,
    Page,
    Picture,
    Shape,
    TextBox,
)  # fmt: skip
from build.drawing.text_measure import Measure
from build.drawing.xml_text import clean
from build.render.powerpoint import charts, media, shapes, tables
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.context import SlideContext, named
from build.render.powerpoint.freeform import freeform, group
from build.render.powerpoint.markup import element
from build.render.powerpoint.placeholders import PLACEHOLDERS
from build.render.powerpoint.template import background

TRANSITION = '<p:transition spd="fast"><p:fade/></p:transition>'  # half a second, on the next click or key

# Each gives an element that its caller puts where it belongs, on the slide or in a group.
DRAW: Mapping[type[Drawable], Callable[[Any, SlideContext], Any]] = {
    TextBox: shapes.text_box,
    Shape: shapes.shape,
    Freeform: freeform,
    Connector: shapes.connector,
    NativeTable: tables.table,
    Chart: charts.chart,
    Picture: media.picture,
    Movie: media.movie,
    Group: lambda item, context: _group(item, context),
}


def add_slide(deck: Presentation, page: Page, colors: Colors, language: str, measure: Measure) -> None:
    """Add the slide of a page with all it needs."""
    layout = next(layout for layout in deck.slide_layouts if layout.name == page.layout)
    slide = deck.slides.add_slide(layout)
    slide.name = clean(page.id)
    if page.background not in (None, BACKGROUND):
        slide._element.cSld.insert(0, element(background(page.background, colors)))
    slide._element.clrMapOvr.addnext(element(TRANSITION))
    context = SlideContext(page, slide, colors, language, measure, free=_placeholders(slide, layout))
    context.shapes.turbo_add_enabled = True  # else each shape is numbered by looking through all before it
    tree = context.shapes._spTree
    for item in page.items:
        tree.append(draw(item, context))
    for unused in context.free.values():
        tree.remove(unused)
    if page.notes:
        add_notes(slide, page.notes, language)
    slide.part.package.seal(slide.part)


def _placeholders(slide: Slide, layout: SlideLayout) -> dict[str, Any]:
    """The placeholders of a slide by role: those of python-pptx, and footer and number, which it leaves to the user."""
    tree: Any = slide.shapes._spTree
    present = {place.ph_idx for place in tree.iter_ph_elms()}
    places: Any = layout.placeholders
    for place in places:
        if place.element.ph_idx not in present:
            slide.shapes.clone_placeholder(place)
    by_index = {place.ph_idx: place for place in tree.iter_ph_elms()}
    return {role: by_index[place.index or 0] for role, place in PLACEHOLDERS[layout.name].items()}


def draw(item: Drawable, context: SlideContext) -> Any:
    """A primitive as a shape."""
    return DRAW[type(item)](item, context)


def _group(item: Group, context: SlideContext) -> Any:
    shape = group(item.box, context.head())
    shape.extend([draw(child, context) for child in item.children])
    return named(shape, item)
