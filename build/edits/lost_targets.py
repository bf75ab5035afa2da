"""Animations of shapes and paragraphs that are on the slide no longer."""

from __future__ import annotations

from typing import Any

from pptx.oxml.ns import qn

from build.deck_file.shape_xml import all_shapes, naming

_TIMING, _TARGET, _TIMED, _PAR = qn("p:timing"), qn("p:spTgt"), qn("p:cTn"), qn("p:par")
_RANGE, _PARAGRAPH, _CHILDREN, _BUILDS = qn("p:pRg"), qn("a:p"), qn("p:childTnLst"), qn("p:bldLst")


def drop_lost(root: Any) -> None:
    """Take out of a slide's timing what has lost its target; a step that is left with nothing goes too."""
    timing = root.find(_TIMING)
    if timing is None:
        return
    shapes = {named.get("id"): shape for shape in all_shapes(root.cSld.spTree) if (named := naming(shape)) is not None}
    for target in list(timing.iter(_TARGET)):
        if _is_lost(target, shapes) and timing in target.iterancestors():
            _take_out(_effect_of(target))
    left = {target.get("spid") for target in timing.iter(_TARGET)}
    for builds in timing.findall(_BUILDS):
        for build in list(builds):
            if build.get("spid") not in left:
                builds.remove(build)
        if not len(builds):
            timing.remove(builds)
    if not left and next(timing.iter(qn("p:sldTgt")), None) is None:
        root.remove(timing)


def _is_lost(target: Any, shapes: dict[str | None, Any]) -> bool:
    shape = shapes.get(target.get("spid"))
    last = max((int(within.get("end")) for within in target.iter(_RANGE)), default=-1)
    return shape is None or last >= sum(1 for _ in shape.iter(_PARAGRAPH))


def _effect_of(target: Any) -> Any:
    """The effect that a target is of, else what of the time line it is: a film's player, or what starts it."""
    around = list(target.iterancestors())
    for element in around:
        if element.tag == _PAR and element[0].get("presetID") and "mainSeq" in _nodes(element):
            return element
    return next(
        e for e in around if e.getparent().tag == _CHILDREN and e.getparent().getparent().get("nodeType") == "tmRoot"
    )


def _nodes(element: Any) -> set[str | None]:
    return {timed.get("nodeType") for timed in element.iterancestors(_TIMED)}


def _take_out(element: Any) -> None:
    """Remove an effect. What held it goes too where it was the only one; else the first of a step has the click."""
    children = element.getparent()
    first = children.index(element) == 0
    children.remove(element)
    if len(children):
        following = children[0][0] if first and children[0].tag == _PAR else None
        if following is not None and following.get("nodeType") == "withEffect":
            following.set("nodeType", "clickEffect")
        return
    timed = children.getparent()
    if children.tag == _CHILDREN and timed.get("nodeType") != "tmRoot":
        _take_out(timed.getparent())
