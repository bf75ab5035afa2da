"""A diagram of SmartArt as a list: its points stand in a part of their own, which says which stands below which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from build.imports.powerpoint.paragraphs import NOWHERE
from build.imports.powerpoint.told import Here
from build.imports.powerpoint.words import stacked
from build.parse.content import DEEPEST
from build.spec.content import Block, Bullets, Entry
from build.spec.deck import Text

DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_D = f"{{{DIAGRAM}}}"
_MOST_DEEP = 30


class _InDiagram(NamedTuple):
    """What stands in a diagram: the name of its shape, and the part that its links are of."""

    name: str
    part: Any


def diagram_of(shape: Any, here: Here) -> list[Block]:
    """The words of a diagram, as a list with its levels."""
    ids: Any = next(shape._element.iter(f"{_D}relIds"), None)
    try:
        data = shape.part.related_part(ids.get(qn("r:dm")))
        model = parse_xml(data.blob)
    except (KeyError, AttributeError, etree.XMLSyntaxError):
        here.tell(shape.name, "a diagram (SmartArt) whose data is missing")
        return []
    shape = _InDiagram(shape.name, data)  # whose links are those of its data
    points = {point.get("modelId"): point for point in model.iter(f"{_D}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    children = set()
    for link in model.iter(f"{_D}cxn"):
        if link.get("type", "parOf") == "parOf":
            below.setdefault(link.get("srcId"), []).append((_place(link), link.get("destId")))
            children.add(link.get("destId"))
    tops = [key for key, point in points.items() if point.get("type") == "doc"]
    tops = tops or [key for key in points if key not in children]
    seen: set[str] = set()
    entries = [entry for top in tops for entry in _entries(top, points, below, shape, here, 1, seen, inside=True)]
    rest = [key for key in points if key not in seen]
    entries += [entry for key in rest for entry in _entries(key, points, {}, shape, here, 1, seen, inside=False)]
    if not entries:
        here.tell(shape.name, "a diagram (SmartArt) without words")
        return []
    here.tell(shape.name, "a diagram (SmartArt)", "its words are a list")
    return [Bullets(entries=tuple(entries), span=NOWHERE)]


def _entries(
    key: str, points: Any, below: Any, shape: Any, here: Here, depth: int, seen: set[str], *, inside: bool
) -> Iterator[Entry]:  # fmt: skip
    """A point with those below it; the document itself (`inside`) is none, and what is too deep stands beside."""
    if key in seen or key not in points or depth > _MOST_DEEP:
        return
    seen.add(key)
    text = Text() if inside and points[key].get("type") == "doc" else _words(points[key], shape, here)
    lower = [
        entry
        for _, child in sorted(below.get(key, ()))
        for entry in _entries(child, points, below, shape, here, depth + bool(text), seen, inside=False)
    ]
    if not text:
        yield from lower
    elif depth < DEEPEST:
        blocks = (Bullets(entries=tuple(lower), span=NOWHERE),) if lower else ()
        yield Entry(text=text, span=NOWHERE, blocks=blocks)
    else:
        yield Entry(text=text, span=NOWHERE)
        yield from lower


def _words(point: Any, shape: Any, here: Here) -> Text:
    body = point.find(f"{_D}t")
    if body is None or point.get("type") in ("pres", "parTrans", "sibTrans"):
        return Text()
    return stacked(body, shape, here)


def _place(link: Any) -> int:
    try:
        return int(link.get("srcOrd", "0"))
    except ValueError:
        return 0
