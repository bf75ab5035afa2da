"""What does not come over from a deck that another program saved: comments, and what that program dropped itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from build.deck_file.shape_xml import GROUP, keys_of
from build.deck_file.snapshot import ShapeState, SlideState
from build.findings.diagnostic import counted

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_UNKEPT = {
    f".//{_DRAWING}hlinkHover": "a link for the mouse above it",
    f".//{_DRAWING}sp3d": "its depth",
    f".//{_DRAWING}tabLst": "tab stops",
    f".//{_DRAWING}tc[@gridSpan]": "cells made one",
    f".//{_DRAWING}tc[@rowSpan]": "cells made one",
}


def comments_on(part: Any) -> Iterator[str]:
    """The words of each comment on a slide, in the older form and in today's."""
    for relation in part.rels.values():
        if relation.reltype.endswith("/comments") and not relation.is_external:
            try:
                root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
            except etree.XMLSyntaxError:
                yield ""
                continue
            for comment in root.iter("{*}cm", "{*}reply"):
                texts = (text.text or "" for text in comment.iter("{*}text", "{*}t") if _nearest(text) is comment)
                yield " ".join(" ".join(texts).split())


def unkept_on(part: Any, built: Any, base: SlideState, theirs: SlideState) -> Iterator[tuple[str, str]]:
    """What a build writes nowhere and a merge does not bring over, by shape: of shapes that stay the build's own."""
    for shape, key in keys_of(part._element.cSld.spTree).items():
        before, after = base.by_key.get(key), theirs.by_key.get(key)
        if before is None or after is None or before.kind != after.kind or before.data != after.data:
            continue  # comes over whole
        if shape.tag == GROUP:
            continue  # what is in it is looked at by itself
        for path, what in _UNKEPT.items():
            if shape.find(path) is not None and built._element.find(path) is None:
                yield key, what


def _nearest(text: Any) -> Any:
    """The comment, or the answer to one, that words stand in."""
    return next(above for above in text.iterancestors() if etree.QName(above).localname in ("cm", "reply"))


def dropped(base: SlideState, theirs: SlideState) -> str:
    """What a slide had as it was built and has no more, as the program that saved it cannot say it; or nothing."""
    found = []
    for what, has in (("alt text", _has_alt), ("link", _has_link)):
        lost = sum(map(has, base.shapes)) - sum(map(has, theirs.shapes))
        if lost > 0:
            found.append(counted(lost, what))
    if base.moves and not theirs.moves:
        found.append("its transition and animations")
    return " and ".join(found)


def _has_alt(shape: ShapeState) -> bool:
    return bool(shape.alt)


def _has_link(shape: ShapeState) -> bool:
    styles = (run.style for body in shape.bodies for paragraph in body for run in paragraph.runs)
    return "click" in shape.look or any("hlinkClick" in style for style in styles)
