"""What a deck says besides the words, places, looks and data that are compared one by one.

No merge brings that over piece by piece, so it is compared as a whole: each text here is the same after a program has
only opened and saved a deck, however it writes the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from build.deck_file.appearance import NOISE, RELATION, USUAL, Looks, local_name
from build.deck_file.equations import ALTERNATIVES
from build.deck_file.links import Links, digest
from build.deck_file.shape_xml import GROUP, notes_body

_CHARTS = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_OFFICE = "http://schemas.microsoft.com/office"
_EXTENSIONS, _FIELD = qn("a:extLst"), qn("a:fld")
# What programs add to a deck by themselves, and what is compared in another way.
_SKIPPED = frozenset(
    (
        *map(qn, ("a:endParaRPr", "a:masterClrMapping", "c:style", "c:lang", "c:date1904", "c:printSettings")),
        *map(qn, ("c:clrMapOvr", "c:externalData", "c:plotVisOnly", "c:axId", "c:crossAx", "c:spPr", "a:round")),
        *map(qn, ("c:numRef", "c:strRef", "c:numLit", "c:strLit", "a:tileRect", "p:sldLayoutIdLst")),
        *map(
            qn, ("a:buNone", "a:buFontTx", "a:buClrTx", "a:buSzTx", "a:defPPr", *(f"a:lvl{i}pPr" for i in range(6, 10)))
        ),
        f"{{{_OFFICE}/drawing/2007/8/2/chart}}style",
    )
)
_HOLLOW = frozenset((  # what says nothing where nothing is in it
    "layout", "spcBef", "spcAft", "lnSpc", "spPr", "txPr", "txBody", "bodyPr", "lstStyle", "p", "pPr", "rPr", "defRPr",
    "avLst", "gdLst", "ahLst", "cxnLst", "effectLst", "dLbls", "scaling", "numFmt", "marker", "plus", "minus", "tx",
    "cat", "val", "xVal", "yVal", "grpSpPr", "nvPr", "cNvPr", "cNvSpPr", "cNvGrpSpPr", "cNvPicPr", "cNvCxnSpPr",
    "cNvGraphicFramePr", "graphicFrameLocks", "spLocks", "picLocks", "cxnSpLocks", "grpSpLocks", "tcPr", "tblPr", "hf",
    "clrMapOvr", "custDataLst", "controls", "timing", "AlternateContent",
))  # fmt: skip
_TOLD = {  # what stands in an extension and is somebody's choice
    f"{{{_OFFICE}/drawing/2017/decorative}}decorative",
    *(f"{{{_OFFICE}/powerpoint/2010/main}}{tag}" for tag in ("trim", "fade", "bmk")),
    f"{{{_OFFICE}/drawing/2010/main}}imgEffect",
}
_UNTOLD = NOISE | {"id", "userDrawn", "preserve", "matchingName", "bwMode", "noGrp", "noChangeArrowheads"}
_USUAL = USUAL | {
    "rtlCol": "0", "lIns": "91440", "rIns": "91440", "tIns": "45720", "bIns": "45720", "wrap": "square", "marL": "0",
    "indent": "0", "marR": "0", "anchor": "t", "spd": "fast", "thruBlk": "0", "rot": "0", "cap": "flat",
    "rPr cap": "none", "defRPr cap": "none", "vertOverflow": "overflow", "horzOverflow": "overflow",
    "fill": "norm", "stroke": "1", "tcPr marL": "91440", "tcPr marR": "91440", "tcPr marT": "45720",
    "tcPr marB": "45720",
    **dict.fromkeys(("firstRow", "firstCol", "lastRow", "lastCol", "bandRow", "bandCol", "hMerge", "vMerge"), "0"),
    "gridSpan": "1", "rowSpan": "1",
}  # fmt: skip
_AS_EVER = {  # of elements that stand for the same where they are left out
    "gapWidth": ("150",), "lblOffset": ("100",), "lblAlgn": ("ctr",), "auto": ("1",), "crosses": ("autoZero",),
    "marker": ("1",), "crossBetween": ("between",), "majorTickMark": ("out",), "minorTickMark": ("none",),
    "tickLblPos": ("nextTo",), "orientation": ("minMax",), "legendPos": ("r",), "showLeaderLines": ("1",),
    "noMultiLvlLbl": ("1",), "spcPct": ("0", "100000"), "spcPts": ("0",),
}  # fmt: skip
_LENGTHS = frozenset(("min", "max", "crossesAt", "explosion"))  # whose nought is said
_NAMED = frozenset(("id", "name", "descr", "hidden"))
_FRAME, _OUTLINE, _CUT = qn("a:xfrm"), qn("a:custGeom"), qn("a:srcRect")
_PAINT, _BODY, _GRAPHIC, _GRAPHIC_FRAME = qn("p:spPr"), qn("p:txBody"), qn("a:graphic"), qn("p:xfrm")
_PROPERTIES = (qn("p:grpSpPr"), qn("p:blipFill"))
_KNOWN = (qn("p:ph"), qn("a:hlinkClick"))
_CHART, _TABLE = qn("c:chart"), qn("a:tblPr")
_CELL, _CELL_PROPERTIES = qn("a:tc"), qn("a:tcPr")
_TRANSITION, _TIMED, _MEDIA, _TIMING = qn("p:transition"), qn("p:cTn"), qn("p:cMediaNode"), qn("p:timing")
_BEHIND, _TREE = qn("p:bg"), qn("p:spTree")
_TAKEN = ("dur", "delay", "repeatCount", "accel", "decel", "autoRev", "filter", "vol", "mute")
_RUN = qn("a:r")
_WORDS = (qn("a:rPr"), qn("a:pPr"))
_COORDINATE = re.compile(rb"""<(?:\w+:)?(\w+)|\s([xywh]|wR|hR|stAng|swAng)=["']([^"']*)""")


def whole(element: Any, links: Links) -> str:
    """All that an element says; empty where it says nothing."""
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return ""
    if element.tag == _EXTENSIONS or element.tag.endswith("}extLst"):
        return "".join(
            f"{local_name(choice)}{sorted(choice.items())}" for choice in element.iter() if choice.tag in _TOLD
        )
    tag = local_name(element)
    words = sorted(f"{name}={value}" for name, value in _attributes(tag, element, links))
    value = element.get("val", "")
    if value in _AS_EVER.get(tag, ()):
        return ""
    if element.tag.startswith(_CHARTS) and value:
        number = _number(value)
        if number == "0" and tag not in _LENGTHS:
            return ""
        words = [] if number == "1" else [number]  # programs leave 1 out
    inner = element[0] if element.tag == ALTERNATIVES and len(element) else element
    if element.tag != _FIELD:  # what it shows is the program's
        words += filter(None, (whole(child, links) for child in inner))
        words += [element.text] if not len(element) and element.text and not element.text.isspace() else []
    return f"{tag}({' '.join(words)})" if words or tag not in _HOLLOW else ""


def _attributes(tag: str, element: Any, links: Links) -> Iterator[tuple[str, str]]:
    for name, value in element.items():
        if name.startswith(RELATION):
            yield name.removeprefix(RELATION), links.content(value)
        elif name == "val":
            yield name, value.lower()
        elif name not in _UNTOLD and _USUAL.get(f"{tag} {name}", _USUAL.get(name)) != value:
            yield name, value


def _number(value: str) -> str:
    """What a chart says, as all programs write it."""
    try:
        return f"{float(value):.7g}" if value not in ("true", "false") else str(int(value == "true"))
    except ValueError:
        return value


# ---- a slide's shapes -------------------------------------------------------------------------------
def of_shape(shape: Any, links: Links, looks: Looks) -> str:
    """What a shape says besides its state; `looks` has just read that."""
    words = []
    for holder, known in zip(shape[0], (_NAMED, _UNTOLD, _UNTOLD), strict=False):
        if holder.attrib:
            words += sorted([f"{name}={value}" for name, value in holder.items() if name not in known and value])
        if len(holder):
            words += [whole(child, links) for child in holder if child.tag not in _KNOWN]
    for part in shape.iterchildren():
        if part.tag == _PAINT:
            continue  # what is not its look is left
        if part.tag == _BODY:
            if len(part) > 1 and len(part[1]):
                words.append(whole(part[1], links))
        elif part.tag in _PROPERTIES:
            words += [whole(child, links) for child in part if child.tag not in (_FRAME, _CUT)]
        elif part.tag == _GRAPHIC:
            words += _of_graphic(part, links)
        elif part is not shape[0] and shape.tag != GROUP and part.tag != _GRAPHIC_FRAME:
            words.append(whole(part, links))
    for child in looks.left:
        if child.tag == _OUTLINE:
            words.append(_points(etree.tostring(child[-1], with_tail=False)))
        elif child.tag != _FRAME:
            words.append(whole(child, links))
    return _digest(" ".join(filter(None, (*words, *sorted(looks.besides)))))


def _of_graphic(graphic: Any, links: Links) -> Iterator[str]:
    for chart in graphic.iter(_CHART):
        part = links.part(chart.get(f"{RELATION}id"))
        yield whole(part._element, Links(part))
        yield digest(*(relation.target_part.blob for relation in part.rels.values() if not relation.is_external))
    for properties in graphic.iter(_TABLE):
        yield whole(properties, links)
    for part in graphic.iter(_CELL, _CELL_PROPERTIES):
        said = _attributes(local_name(part), part, links)
        yield f"{local_name(part)}{sorted((name, value) for name, value in said if name != 'anchor')}"


@lru_cache(maxsize=512)
def _digest(text: str) -> str:
    return digest(text)


@lru_cache(maxsize=512)
def _points(written: bytes) -> str:
    """The points of a drawing, whatever order a program writes their coordinates in."""
    found = sorted(_COORDINATE.findall(written), key=itemgetter(1))
    return digest(*(b" ".join(parts) for parts in found))


# ---- slides and their notes -------------------------------------------------------------------------
def of_slide(root: Any, links: Links, texts: Iterable[str]) -> str:
    """What a slide says besides its shapes and what moves; `texts` is that of its background."""
    words = [f"{name}={value}" for name, value in sorted(root.items()) if name != "show" and value in ("0", "false")]
    words += [whole(child, links) for child in root[1:] if child.tag not in (_TRANSITION, _TIMING, ALTERNATIVES)]
    words += [whole(child, links) for child in root.cSld if child.tag not in (_BEHIND, _TREE)]
    return _digest(" ".join([*filter(None, words), *sorted(texts)]))


def of_moves(root: Any, links: Links) -> str:
    """How long and how a slide's transition and animations take."""
    behind = root[1:]  # what a slide shows is large, and nothing of it moves by itself
    words = [whole(transition, links) for child in behind for transition in child.iter(_TRANSITION)][:1]
    effects = (timed for child in behind for timed in child.iter(_TIMED) if timed.get("presetID"))
    parts = [part for effect in effects for part in effect.iter()] + [m for child in behind for m in child.iter(_MEDIA)]
    words += [f"{name}={part.get(name)}" for part in parts for name in _TAKEN if part.get(name)]
    return _digest(" ".join(words))


def of_notes(part: Any) -> str:
    """What a slide's page of notes says besides the words of the notes; nothing where it has none, or an empty one."""
    if not part.has_notes_slide:
        return ""
    page, body = part.notes_slide, notes_body(part)
    links = Links(page.part)
    if (body is None or next(body.iter(_RUN), None) is None) and all(shape.is_placeholder for shape in page.shapes):
        return ""
    said = [] if body is None else [each for each in body.iter(*_WORDS) if len(each) or each.keys() != ["lang"]]
    looks = {whole(properties, links) for properties in said}
    shapes = [whole(child, links) for shape in page.shapes._spTree for child in shape if child is not body]
    return _digest(" ".join(filter(None, (*sorted(looks), *shapes))))
