"""Shapes as the format has them: which there are, what they are called, where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.oxml.ns import qn

from build.edits.snapshot import Place, role_of

GROUP = qn("p:grpSp")
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_SHAPES = frozenset(qn(f"p:{tag}") for tag in ("sp", "pic", "cxnSp", "graphicFrame", "grpSp", "contentPart")) | {
    ALTERNATIVES
}
_NAME, _PLACEHOLDER, _FILM = qn("p:cNvPr"), f"{qn('p:nvPr')}/{qn('p:ph')}", f"{qn('p:nvPr')}/{qn('a:videoFile')}"
_GRAPHIC = f"{qn('a:graphic')}/{qn('a:graphicData')}"
_FRAMES = {GROUP: f"{qn('p:grpSpPr')}/{qn('a:xfrm')}", qn("p:graphicFrame"): qn("p:xfrm")}
_FRAME = f"{qn('p:spPr')}/{qn('a:xfrm')}"
_TURNS = ("rot", "flipH", "flipV")
_OFF, _EXT, _CHILD_OFF, _CHILD_EXT = (qn(f"a:{tag}") for tag in ("off", "ext", "chOff", "chExt"))


def shapes_in(tree: Any) -> Iterator[Any]:
    """The shapes that stand in a slide's tree or in a group, without those in groups of it."""
    return (child for child in tree if child.tag in _SHAPES)


def all_shapes(tree: Any) -> Iterator[Any]:
    """All shapes, a group before what is in it."""
    for shape in shapes_in(tree):
        yield shape
        if shape.tag == GROUP:
            yield from all_shapes(shape)


def naming(shape: Any) -> Any:
    """The element with the shape's number and name, or None."""
    return next(shape.iter(_NAME), None)


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
        place = shape[0].find(_PLACEHOLDER)
        return tag if place is None else f"sp {place.get('type', 'obj')}"
    if tag == "pic":
        return "film" if shape[0].find(_FILM) is not None else tag
    if tag == "graphicFrame":
        data = shape.find(_GRAPHIC)
        return "graphic" if data is None else str(data.get("uri", "")).rpartition("/")[2]
    return tag


def placeholder_of(shape: Any) -> tuple[str, str]:
    """A placeholder's type and number, by which it finds its layout's."""
    place = shape[0].find(_PLACEHOLDER)
    return place.get("type", "obj"), place.get("idx", "0")


# ---- places -----------------------------------------------------------------------------------------
def frame_of(shape: Any) -> Any:
    """The element that says where a shape stands, or None where its layout does."""
    frame = shape.find(_FRAMES.get(shape.tag, _FRAME))
    return frame if frame is not None and frame.find(_OFF) is not None else None


def place_of(shape: Any) -> Place | None:
    """Where a shape stands on the slide, through the groups that it stands in; None where its layout says."""
    frame = frame_of(shape)
    if frame is None:
        return None
    place = _box(frame, _OFF, _EXT)
    if frame.attrib:
        turn = " ".join(f"{name}{frame.get(name)}" for name in _TURNS if frame.get(name, "0") != "0")
        place = place._replace(turn=turn)
    for inner, outer in _groups_around(shape):
        place = moved(place, inner, outer)
    return place


def put(shape: Any, place: Place) -> None:
    """Let a shape stand there on the slide; what is in a group goes with it."""
    for inner, outer in reversed(_groups_around(shape)):
        place = moved(place, outer, inner)
    frame = frame_of(shape)
    if frame is None:
        frame = shape.spPr.get_or_add_xfrm()
        frame.get_or_add_off()
        frame.get_or_add_ext()
    for name, value in zip(("x", "y"), place[:2], strict=True):
        frame.find(_OFF).set(name, str(value))
    for name, value in zip(("cx", "cy"), place[2:4], strict=True):
        frame.find(_EXT).set(name, str(value))
    for name in _TURNS:
        frame.attrib.pop(name, None)
    for one in place.turn.split():
        name = next(name for name in _TURNS if one.startswith(name))
        frame.set(name, one.removeprefix(name))


def _groups_around(shape: Any) -> list[tuple[Place, Place]]:
    """The groups that a shape stands in and that stretch or move it: their inner and their outer box."""
    found = []
    group = shape.getparent()
    while group is not None and group.tag == GROUP:
        frame = frame_of(group)
        if frame is not None and frame.find(_CHILD_OFF) is not None:
            inner, outer = _box(frame, _CHILD_OFF, _CHILD_EXT), _box(frame, _OFF, _EXT)
            if inner != outer:
                found.append((inner, outer))
        group = group.getparent()
    return found


def moved(place: Place, before: Place, after: Place) -> Place:
    """Where something goes that stands in a box when the box is moved or stretched."""
    across = after.w / before.w if before.w else 1.0
    down = after.h / before.h if before.h else 1.0
    return Place(
        round(after.x + (place.x - before.x) * across),
        round(after.y + (place.y - before.y) * down),
        round(place.w * across),
        round(place.h * down),
        place.turn,
    )


def _box(frame: Any, off: str, ext: str) -> Place:
    at, size = frame.find(off), frame.find(ext)
    return Place(int(at.get("x")), int(at.get("y")), int(size.get("cx")), int(size.get("cy")))
