"""Shapes as the format has them: which there are, what they are called, where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.equations import ALTERNATIVES, shape_in
from build.deck_file.snapshot import Placement, role_of

GROUP = qn("p:grpSp")
_SHAPES = frozenset(qn(f"p:{tag}") for tag in ("sp", "pic", "cxnSp", "graphicFrame", "grpSp", "contentPart")) | {
    ALTERNATIVES
}
_NAME, _PLACEHOLDER, _FILM = qn("p:cNvPr"), qn("p:ph"), qn("a:videoFile")
_SHAPE, _BODY = qn("p:sp"), qn("p:txBody")
_GRAPHIC = f"{qn('a:graphic')}/{qn('a:graphicData')}"
_GRAPHIC_FRAME, _FRAME = qn("p:graphicFrame"), qn("a:xfrm")
# where the element stands that holds the frame, or is it
_HOLDERS = {GROUP: 1, _GRAPHIC_FRAME: 1, qn("p:sp"): 1, qn("p:cxnSp"): 1, qn("p:pic"): 2}
_TURNS = ("rot", "flipH", "flipV")

Stretch = tuple[Placement, Placement]  # a box before and after: what stands in it goes along


def shapes_in(tree: Any) -> Iterator[Any]:
    """The shapes that stand in a slide's tree or in a group, without those in groups of it.

    One with an equation, which stands in alternatives, is itself.
    """
    return (shape_in(child) for child in tree if child.tag in _SHAPES)


def all_shapes(tree: Any) -> Iterator[Any]:
    """All shapes, a group before what is in it."""
    for shape in shapes_in(tree):
        yield shape
        if shape.tag == GROUP:
            yield from all_shapes(shape)


def naming(shape: Any) -> Any:
    """The element with the shape's number and name, or None."""
    return next(shape.iter(_NAME), None) if shape.tag == ALTERNATIVES else shape[0][0]


def keys_of(tree: Any) -> dict[Any, str]:
    """A name for each shape that no other shape of the slide has: its own without the slide's number."""
    counted: dict[str, int] = {}
    keys = {}
    for shape in all_shapes(tree):
        named = naming(shape)
        name = role_of(named.get("name", "") if named is not None else "")
        counted[name] = counted.get(name, 0) + 1
        keys[shape] = name if counted[name] == 1 else f"{name} #{counted[name]}"
    return keys


def kind_of(shape: Any) -> str:
    """What a shape is; a placeholder's type is part of it."""
    tag = str(shape.tag).rpartition("}")[2]
    if tag == "sp":
        place = next(shape[0][-1].iterchildren(_PLACEHOLDER), None)
        return tag if place is None else f"sp {place.get('type', 'obj')}"
    if tag == "pic":
        return tag if next(shape[0][-1].iterchildren(_FILM), None) is None else "film"
    if tag == "graphicFrame":
        data = shape.find(_GRAPHIC)
        return "graphic" if data is None else str(data.get("uri", "")).rpartition("/")[2]
    return tag


def notes_body(part: Any) -> Any:
    """The text on a slide's page of notes, or None; with an equation in it, it stands in alternatives."""
    if not part.has_notes_slide:
        return None
    page = part.notes_slide
    if (frame := page.notes_text_frame) is not None:
        return frame._txBody
    choices = (alternatives[0] for alternatives in page.shapes._spTree.iterchildren(ALTERNATIVES) if len(alternatives))
    shapes = (shape for choice in choices for shape in choice.iterchildren(_SHAPE) if kind_of(shape) == "sp body")
    return next((body for shape in shapes for body in shape.iterchildren(_BODY)), None)


def placeholder_of(shape: Any) -> tuple[str, str]:
    """A placeholder's type and number, by which it finds its layout's."""
    place = next(shape[0][-1].iterchildren(_PLACEHOLDER))
    return place.get("type", "obj"), place.get("idx", "0")


# ---- places -----------------------------------------------------------------------------------------
def frame_of(shape: Any) -> Any:
    """The element that says where a shape stands, or None where its layout does."""
    at = _HOLDERS.get(shape.tag)
    frame = None if at is None else shape[at]
    if frame is not None and shape.tag != _GRAPHIC_FRAME:
        frame = next(frame.iterchildren(_FRAME), None)
    return frame if frame is not None and len(frame) >= 2 else None


def place_of(shape: Any, around: Sequence[Stretch] | None = None) -> Placement | None:
    """Where a shape stands on the slide, through the groups that it stands in; None where its layout says.

    `around`: what those groups do, where that is known.
    """
    frame = frame_of(shape)
    if frame is None:
        return None
    place = _box(frame, 0)
    if frame.attrib:
        turn = " ".join(f"{name}{frame.get(name)}" for name in _TURNS if frame.get(name, "0") != "0")
        place = place._replace(turn=turn)
    for inner, outer in _stretches(shape) if around is None else around:
        place = moved(place, inner, outer)
    return place


def put(shape: Any, place: Placement) -> None:
    """Let a shape stand there on the slide; what is in a group goes with it."""
    for inner, outer in reversed(_stretches(shape)):
        place = moved(place, outer, inner)
    frame = frame_of(shape)
    if frame is None:
        frame = shape.spPr.get_or_add_xfrm()
        frame.get_or_add_off()
        frame.get_or_add_ext()
    for element, name, value in zip(
        (frame[0], frame[0], frame[1], frame[1]), ("x", "y", "cx", "cy"), place, strict=False
    ):
        element.set(name, str(value))
    for name in _TURNS:
        frame.attrib.pop(name, None)
    for turn in place.turn.split():
        name = next(name for name in _TURNS if turn.startswith(name))
        frame.set(name, turn.removeprefix(name))


def reframe(group: Any, place: Placement) -> None:
    """Give a group that leaves its shapes where they are another box."""
    frame = frame_of(group)
    if frame is None or stretch_of(group) or _stretches(group):
        return
    put(group, place)
    for at in (0, 1):
        for name, value in frame[at].items():
            frame[at + 2].set(name, value)


def stretch_of(group: Any) -> list[Stretch]:
    """How a group stretches or moves what is in it: from its inner to its outer box; nothing where it leaves it."""
    frame = frame_of(group)
    if frame is None or len(frame) < 4:
        return []
    inner, outer = _box(frame, 2), _box(frame, 0)
    return [(inner, outer)] if inner != outer else []


def _stretches(shape: Any) -> list[Stretch]:
    """What all the groups do that a shape stands in, the innermost first."""
    found = []
    group = shape.getparent()
    while group is not None and group.tag == GROUP:
        found += stretch_of(group)
        group = group.getparent()
    return found


def moved(place: Placement, before: Placement, after: Placement) -> Placement:
    """Where something goes that stands in a box when the box is moved or stretched."""
    across = after.w / before.w if before.w else 1.0
    down = after.h / before.h if before.h else 1.0
    return Placement(
        round(after.x + (place.x - before.x) * across),
        round(after.y + (place.y - before.y) * down),
        round(place.w * across),
        round(place.h * down),
        place.turn,
    )


def _box(frame: Any, at: int) -> Placement:
    """The outer box of a frame (0) or a group's inner one (2): its corner and its size are two elements."""
    corner, size = frame[at], frame[at + 1]
    return Placement(int(corner.get("x")), int(corner.get("y")), int(size.get("cx")), int(size.get("cy")))
