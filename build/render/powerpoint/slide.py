"""One page as a slide part: its shapes in reading order, its timeline, its notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from build.page import (
    Box,
    Chart,
    Connector,
    Drawable,
    Freeform,
    Group,
    Movie,
    Page,
    Picture,
    Shape,
    Table,
    TextBox,
)  # fmt: skip
from build.render.powerpoint import charts, media, shapes, tables
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.freeform import freeform, group_frame
from build.render.powerpoint.markup import NAMESPACES, escape
from build.render.powerpoint.notes import add_notes
from build.render.powerpoint.package import Package
from build.render.powerpoint.sheet import Sheet, named
from build.render.powerpoint.template import BACKGROUND, LAYOUTS, TREE_HEAD, TYPE, background

DRAW: Mapping[type[Drawable], Callable[[Any, Sheet], str]] = {
    TextBox: shapes.text_box,
    Shape: shapes.shape,
    Freeform: freeform,
    Connector: shapes.connector,
    Table: tables.table,
    Chart: charts.chart,
    Picture: media.picture,
    Movie: media.movie,
    Group: lambda item, sheet: _group(item, sheet),
}


def add_slide(package: Package, page: Page, colors: Colors, language: str) -> str:
    """Add the slide of a page with all it needs; the part's name."""
    sheet = Sheet(page=page, package=package, colors=colors, language=language)
    sheet.relations.add("slideLayout", LAYOUTS[page.layout])
    tree = "".join(draw(item, sheet) for item in page.items)
    behind = background(page.background, colors) if page.background not in (None, BACKGROUND) else ""
    name = package.name("/ppt/slides/slide")
    if page.notes:
        sheet.relations.add("notesSlide", add_notes(package, page.notes, name, language))
    xml = (
        f'<p:sld {NAMESPACES}><p:cSld name="{escape(page.id)}">{behind}<p:spTree>{TREE_HEAD}{tree}</p:spTree></p:cSld>'
        f"<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>{media.timing(sheet.films)}</p:sld>"
    )
    package.add(name, TYPE + "slide+xml", xml, sheet.relations)
    return name


def draw(item: Drawable, sheet: Sheet) -> str:
    """A primitive as shape XML."""
    return DRAW[type(item)](item, sheet)


def _group(item: Group, sheet: Sheet) -> str:
    box = bounds(item.children)
    head = named(item, sheet)
    children = "".join(draw(child, sheet) for child in item.children)
    return (
        f"<p:grpSp><p:nvGrpSpPr>{head}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr>{group_frame(box.x, box.y, box.w, box.h)}</p:grpSpPr>{children}</p:grpSp>"
    )


def bounds(items: Sequence[Drawable]) -> Box:
    """The smallest box around all items; an empty one where there are none."""
    boxes = list(_boxes(items))
    if not boxes:
        return Box(0, 0, 0, 0)
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)


def _boxes(items: Sequence[Drawable]) -> Iterator[Box]:
    for item in items:
        if isinstance(item, Group):
            yield from _boxes(item.children)
        else:
            yield shapes.bounds(item) if isinstance(item, Connector) else item.box
