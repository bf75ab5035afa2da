"""What a slide has besides its shapes, and a spec has not: moves, comments, sounds, pictures behind it."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn

from build.imports.powerpoint.told import Here, quoted_words

_COMMENTS = ("/comments", "/relationships/comments")
_POINTS = "p"  # of a build: paragraph by paragraph


def tell_unseen(slide: Any, here: Here) -> bool:
    """Tell what a slide has so; whether its points appear one by one."""
    root = slide._element
    if next(root.iter(qn("p:transition")), None) is not None:
        here.tell("", "a transition", look=True)
    timing = root.find(qn("p:timing"))
    if timing is not None and next(timing.iter(qn("p:spTgt")), None) is not None:
        moved = len({target.get("spid") for target in timing.iter(qn("p:spTgt"))})
        here.tell("", "animations of 1 shape" if moved == 1 else f"animations of {moved} shapes", look=True)
    background = root.find(f"{qn('p:cSld')}/{qn('p:bg')}")
    if background is not None and next(background.iter(qn("a:blip")), None) is not None:
        here.tell("", "a picture behind the slide", look=True)
    for relation in slide.part.rels.values():
        if relation.reltype.endswith(_COMMENTS) and not relation.is_external:
            _tell_comments(relation.target_part, here)
        elif relation.reltype == RT.TAGS or relation.reltype.endswith("/control"):
            here.tell("", "an add-in's own data" if relation.reltype == RT.TAGS else "an ActiveX control", look=True)
    return has_points_by_click(slide)


def has_points_by_click(slide: Any) -> bool:
    """Whether the points of a slide appear one by one."""
    timing = slide._element.find(qn("p:timing"))
    return timing is not None and any(build.get("build") == _POINTS for build in timing.iter(qn("p:bldP")))


def _tell_comments(part: Any, here: Here) -> None:
    try:
        root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        here.tell("", "comments that cannot be read")
        return
    for comment in root:
        texts = [each.text or "" for each in comment.iter() if str(each.tag).rpartition("}")[2] in ("text", "t")]
        here.tell("", f"a comment: {quoted_words(' '.join(texts))}")
