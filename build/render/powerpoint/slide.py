"""One page as a slide: its shapes in reading order, its notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide, SlideLayout

from build.deck_file.equations import shape_in, wrapped
from build.deck_file.kept_slide import KeptPart
from build.deck_file.links import JUMP, relate
from build.deck_file.notes import add_notes
from build.deck_file.package import DeckPackage
from build.deck_file.snapshot import SlideState
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
from build.drawing.ways import leads_of
from build.drawing.xml_text import clean
from build.files.slide_memory import SlideMemory
from build.render.powerpoint import media, shapes, tables
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.company import layouts_of
from build.render.powerpoint.context import SlideContext, named
from build.render.powerpoint.equations import set_apart
from build.render.powerpoint.freeform import freeform, group
from build.render.powerpoint.markup import element
from build.render.powerpoint.placeholders import PLACEHOLDERS
from build.render.powerpoint.template import background
from build.render.powerpoint.timing import FADE, MORPH, add_steps

# Each gives an element that its caller puts where it belongs, on the slide or in a group.
DRAW: Mapping[type[Drawable], Callable[[Any, SlideContext], Any]] = {
    TextBox: shapes.text_box,
    Shape: shapes.shape,
    Freeform: freeform,
    Connector: shapes.connector,
    NativeTable: tables.table,
    Chart: lambda item, context: _chart(item, context),
    Picture: media.picture,
    Movie: media.movie,
    Group: lambda item, context: _group(item, context),
}


_Place = tuple[str, int]  # a placeholder's type and its index


class SlideWriter:
    """Adds the slides of one deck. It keeps each layout's placeholders: they are the same on all its slides.

    A slide that `memory` has from an earlier build is not drawn again.
    """

    def __init__(
        self, deck: Presentation, colors: Colors, language: str, measure: Measure, memory: SlideMemory
    ) -> None:
        self._deck = deck
        self._colors = colors
        self._language = language
        self._measure = measure
        self._memory = memory
        self._template = colors.theme.template
        own = {layout.name: layout for layout in deck.slide_layouts}
        self._layouts = layouts_of(deck, self._template) if self._template else own
        self._places: dict[str, dict[_Place, Any]] = {}

    def jump(self, pages: Sequence[Page]) -> None:
        """Relate the slides of pages, which are all added by now, to those that their words lead to."""
        slides = [self._deck.part.related_part(one.rId) for one in self._deck.slides._sldIdLst]
        places = {page.number: slide for page, slide in zip(pages, slides, strict=True)}
        for page, slide in zip(pages, slides, strict=True):
            for href in leads_of(page):
                target = places.get(int(href[1:])) if href[:1] == "#" and href[1:].isdecimal() else None
                if target is not None:
                    relate(slide, f"{JUMP}{href[1:]}", RT.SLIDE, target)

    def add(self, page: Page) -> None:
        """Add the slide of a page with all it needs."""
        key = self._memory.key(page, self._language, self._deck.part._next_slide_partname)
        if kept := self._memory.get(key):
            self._put_back(page, *kept)
            return
        slide, state = self._draw(page)
        if slide is not None:
            self._memory.put(key, (slide, state))

    def _put_back(self, page: Page, slide: KeptPart, state: SlideState) -> None:
        deck, package = self._deck.part, self._deck.part.package
        assert isinstance(package, DeckPackage)
        given: dict[str, Part] = {RT.SLIDE_LAYOUT: self._layouts[page.layout].part}
        if page.notes:
            given[RT.NOTES_MASTER] = deck.notes_master_part
        part = package.put_back(slide, state, deck._next_slide_partname, given)
        self._deck.slides._sldIdLst.add_sldId(deck.relate_to(part, RT.SLIDE))

    def _draw(self, page: Page) -> tuple[KeptPart | None, SlideState]:
        id_, slide = self._deck.part.add_slide(self._layouts[page.layout])
        self._deck.slides._sldIdLst.add_sldId(id_)
        slide.name = clean(page.id)
        if page.hidden:
            slide._element.set("show", "0")
        if page.background not in (None, BACKGROUND):
            slide._element.cSld.insert(0, element(background(page.background, self._colors)))
        slide._element.clrMapOvr.addnext(element(MORPH if page.morph else FADE))
        free = self._placeholders(slide, page.layout)
        places = self._template.layout(page.layout).places if self._template else {}
        context = SlideContext(page, slide, self._colors, self._language, self._measure, free=free, places=places)
        context.shapes.turbo_add_enabled = True  # else each shape is numbered by looking through all before it
        tree = context.shapes._spTree
        drawn = {}
        for item in page.items:
            shape = draw(item, context)
            tree.append(shape)
            drawn[item.name] = shape_in(shape)
        if page.steps:
            add_steps(slide._element, page, drawn)
        for unused in context.free.values():
            tree.remove(unused)
        if page.notes:
            add_notes(slide, page.notes, self._language)
        sealed: tuple[KeptPart | None, SlideState] = slide.part.package.seal(slide.part)
        return sealed

    def _placeholders(self, slide: Slide, name: str) -> dict[str, Any]:
        """The placeholders of a layout on a new slide, by role."""
        tree: Any = slide.shapes._spTree
        if name not in self._places:
            _clone_placeholders(slide, self._layouts[name])
            self._places[name] = {_place_of(place): place for place in tree.iter_ph_elms()}
            for place in self._places[name].values():
                tree.remove(place)
        places = self._template.layout(name).places if self._template else PLACEHOLDERS[name]
        own = {role: deepcopy(self._places[name][place.type, place.index or 0]) for role, place in places.items()}
        tree.extend(own.values())
        return own


def _clone_placeholders(slide: Slide, layout: SlideLayout) -> None:
    """The placeholders that python-pptx takes over, then footer and number, which it leaves to the user."""
    slide.shapes.clone_layout_placeholders(layout)
    present = {_place_of(place) for place in slide.shapes._spTree.iter_ph_elms()}
    places: Any = layout.placeholders
    for place in places:
        if _place_of(place.element) not in present:
            slide.shapes.clone_placeholder(place)


def _place_of(shape: Any) -> _Place:
    """How a placeholder and its layout's find each other. Some templates give several kinds one index."""
    return next(shape.iter(qn("p:ph"))).get("type", "obj"), shape.ph_idx


def draw(item: Drawable, context: SlideContext) -> Any:
    """A primitive as a shape."""
    return wrapped(DRAW[type(item)](item, context))


def _group(item: Group, context: SlideContext) -> Any:
    shape = group(item.room or item.box, context.head())
    shape.extend([draw(child, context) for child in item.children])
    drawn = named(shape, item)
    return drawn if item.equation is None else set_apart(item, item.equation, drawn, context)


def _chart(item: Chart, context: SlideContext) -> Any:
    from build.render.powerpoint.charts import chart  # with all that writes workbooks, which most builds do not

    return chart(item, context)
