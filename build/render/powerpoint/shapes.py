"""Text boxes, shapes and connectors."""

from __future__ import annotations

from typing import Any

from pptx.oxml.ns import qn

from build.drawing.curves import QUARTER_ARC
from build.drawing.frame_boxes import placeholder_box
from build.drawing.page import Box, Connector, Freeform, Path, Shape, ShapeKind, TextBox
from build.render.powerpoint.company import given_by, stands_in
from build.render.powerpoint.context import SlideContext, frame, named
from build.render.powerpoint.freeform import custom_geometry, freeform, path_xml
from build.render.powerpoint.markup import element, elements
from build.render.powerpoint.paint import fill_xml, line_xml, shadow_xml
from build.render.powerpoint.placeholders import PLACEHOLDERS
from build.render.powerpoint.text import text_body

_PRESETS = {
    "rect": "rect",
    "round": "roundRect",
    "round_top": "round2SameRect",
    "ellipse": "ellipse",
    "triangle": "triangle",
    "diamond": "diamond",
    "hexagon": "hexagon",
    "pentagon": "pentagon",
}
_CONNECTORS = {"straight": "straightConnector1", "elbow": "bentConnector3", "curve": "curvedConnector3"}
_FULL = 100_000
_DEGREE = 60_000
_QUARTER_TURN = 90 * _DEGREE


def text_box(item: TextBox, context: SlideContext) -> Any:
    """A text box, or the layout's placeholder of its role, where the page has not used that one yet."""
    transform = frame(item.box, attributes=_rotation(item.rotation))
    geometry = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
    role = item.placeholder
    if role not in context.free:
        head = f'<p:nvSpPr>{context.head()}<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        body = text_body(item.paragraphs, context, anchor=item.anchor, wrap=item.wrap)
        return named(element(f"<p:sp>{head}<p:spPr>{transform}{geometry}</p:spPr>{body}</p:sp>"), item)
    layout, box = context.page.layout, context.free.pop(role)
    place = context.places.get(role) if role else None
    rtl = context.measure.reads_from_right
    given = given_by(place) if place else PLACEHOLDERS[layout][role].given(context.colors.theme, rtl=rtl)
    for text in box.findall(qn("p:txBody")):
        box.remove(text)
    own = stands_in(place, item.box) if place else transform == frame(placeholder_box(layout, role, rtl=rtl))
    if not own:
        box.spPr.extend(elements(transform + geometry))
    # In a part of a deck a field would count the slides of the part.
    numbered = role == "number" and context.page.number == context.slide.part.partname.idx
    body = text_body(
        item.paragraphs,
        context,
        anchor=item.anchor,
        wrap=item.wrap,
        given=given,
        numbered=numbered,
        placed=bool(place) and own,
    )
    box.append(element(body))
    return named(box, item)


def shape(item: Shape, context: SlideContext) -> Any:
    """A shape with its text in the middle. Only the corners of one side rounded is a kind that has no preset."""
    if item.kind in ("round_left", "round_right"):
        return freeform(_round_at_one_side(item), context, shadow=item.shadow, paragraphs=item.paragraphs)
    colors = context.colors
    text = text_body(item.paragraphs, context) if item.paragraphs else ""
    xml = (
        f"<p:sp><p:nvSpPr>{context.head()}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>"
        f"{frame(item.box, attributes=_rotation(item.rotation))}"
        f"{geometry(item.kind, item.box, item.radius)}"
        f"{fill_xml(item.fill, colors)}{line_xml(item.line, colors)}{shadow_xml(item.shadow, colors)}"
        f"</p:spPr>{text}</p:sp>"
    )
    return named(element(xml), item)


def geometry(kind: ShapeKind, box: Box, radius: float) -> str:
    """The outline of a shape or a picture."""
    if kind in ("round_left", "round_right"):
        return custom_geometry(path_xml(_side_corners(kind, box, radius), (0, 0, box.w, box.h)))
    adjust = ""
    if kind in ("round", "round_top"):
        share = min(0.5, radius / max(1e-6, min(box.w, box.h)))
        names = ("adj",) if kind == "round" else ("adj1", "adj2")
        values = (round(share * _FULL), 0)
        adjust = "".join(
            f'<a:gd name="{name}" fmla="val {value}"/>' for name, value in zip(names, values, strict=False)
        )
    return f'<a:prstGeom prst="{_PRESETS[kind]}"><a:avLst>{adjust}</a:avLst></a:prstGeom>'


def _side_corners(kind: ShapeKind, box: Box, radius: float) -> str:
    """Path data in inches of the box."""
    w, h = box.w, box.h
    r = min(radius, h / 2, w)
    k = r * (1 - QUARTER_ARC)
    if kind == "round_right":
        return (
            f"M {w - r} 0 L 0 0 L 0 {h} L {w - r} {h} C {w - k} {h} {w} {h - k} {w} {h - r} "
            f"L {w} {r} C {w} {k} {w - k} 0 {w - r} 0 Z"
        )  # fmt: skip
    return (
        f"M {r} 0 L {w} 0 L {w} {h} L {r} {h} C {k} {h} 0 {h - k} 0 {h - r} "
        f"L 0 {r} C 0 {k} {k} 0 {r} 0 Z"
    )  # fmt: skip


def _round_at_one_side(item: Shape) -> Freeform:
    w, h = item.box.w, item.box.h
    outline = Path(_side_corners(item.kind, item.box, item.radius), fill=item.fill, line=item.line)
    return Freeform(
        name=item.name, alt=item.alt, decorative=item.decorative, box=item.box, view=(0, 0, w, h), paths=(outline,)
    )


def connector(item: Connector, context: SlideContext) -> Any:
    """A line between two points. Elbows and curves leave along the longer way, and arrive so."""
    dx, dy = item.x2 - item.x1, item.y2 - item.y1
    middle_x, middle_y = (item.x1 + item.x2) / 2, (item.y1 + item.y2) / 2
    width, height = abs(dx), abs(dy)
    turned = item.kind != "straight" and height > width
    if turned:
        # Presets leave to the right, so one that leaves downwards is a quarter turn of one that was mirrored first.
        width, height = height, width
        flips = (dy < 0, dx > 0)
    else:
        flips = (dx < 0, dy < 0)
    attributes = f' rot="{_QUARTER_TURN}"' if turned else ""
    attributes += "".join(f' {name}="1"' for name, flip in zip(("flipH", "flipV"), flips, strict=True) if flip)
    box = Box(middle_x - width / 2, middle_y - height / 2, width, height)
    xml = (
        f"<p:cxnSp><p:nvCxnSpPr>{context.head()}<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr><p:spPr>"
        f"{frame(box, attributes=attributes)}"
        f'<a:prstGeom prst="{_CONNECTORS[item.kind]}"><a:avLst/></a:prstGeom>'
        f"{line_xml(item.line, context.colors)}</p:spPr></p:cxnSp>"
    )
    return named(element(xml), item)


def _rotation(degrees: float) -> str:
    return f' rot="{round(degrees % 360 * _DEGREE)}"' if degrees % 360 else ""
