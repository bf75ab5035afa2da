"""What one sees of a fill, a line or a run, as a text that does not depend on how a program writes it."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from build.deck_file.links import Links

# Attributes that say nothing of the look, and those that say it only where they have another value.
NOISE = frozenset((
    "lang", "altLang", "dirty", "err", "smtClean", "noProof", "kumimoji", "normalizeH", "bmk", "rotWithShape", "flip",
    "kern", "eaLnBrk", "hangingPunct", "latinLnBrk", "fontAlgn", "defTabSz", "panose", "pitchFamily", "charset",
    "scaled", "noChangeAspect", "cstate", "history", "fromWordArt", "forceAA", "compatLnSpc", "spcFirstLastPara",
))  # fmt: skip
USUAL = {
    "b": "0", "i": "0", "u": "none", "strike": "noStrike", "baseline": "0", "spc": "0", "cap": "none", "lvl": "0",
    "rtl": "0", "cmpd": "sng", "algn": "l", "ln algn": "ctr", "sx": "100000", "sy": "100000",
    "vert": "horz", "anchorCtr": "0", "numCol": "1", "upright": "0",
}  # fmt: skip
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BESIDES = tuple(qn(f"a:{tag}") for tag in ("tabLst", "defRPr", "ea", "cs", "sym", "prstTxWarp"))
_SILENT = frozenset((*_BESIDES, *(qn(f"a:{tag}") for tag in ("extLst", "round", "tileRect", "avLst"))))
_EMBEDDED = f"{RELATION}embed"
_REFERS = re.compile(rb":(?:id|embed|link)=")
_EFFECTS, _GUIDE = qn("a:effectLst"), qn("a:gd")
_USUAL_ELEMENTS = {
    qn("a:prstDash"): ("val", "solid"),
    qn("a:headEnd"): ("type", "none"),
    qn("a:tailEnd"): ("type", "none"),
}
_PRESET, _CUSTOM = qn("a:prstGeom"), qn("a:custGeom")
PAINTED = frozenset((_PRESET, _CUSTOM)) | frozenset(
    qn(f"a:{tag}")
    for tag in (
        "noFill",
        "solidFill",
        "gradFill",
        "pattFill",
        "blipFill",
        "ln",
        "lnL",
        "lnR",
        "lnT",
        "lnB",
        "effectLst",
    )
)


class Looks:
    """Canonical texts, each worked out once: a deck repeats a few hundred of them many thousand times.

    `besides` gathers what the elements say that is no part of their look, and `left` what of a shape's properties is
    none at all, until somebody forgets them.
    """

    def __init__(self) -> None:
        self._canonical_texts: dict[bytes, tuple[str, str]] = {}
        self.besides: set[str] = set()
        self.left: list[Any] = []

    def forget(self) -> None:
        self.besides.clear()
        self.left.clear()

    def of(self, element: Any, linked: Links) -> str:
        """The look that an element gives; empty where it says nothing."""
        if element is None or not (len(element) or element.attrib):
            return ""
        written: bytes = etree.tostring(element, with_tail=False)
        texts = self._canonical_texts.get(written)
        if texts is None:
            texts = _canonical(element, linked), _besides(element, linked)
            if not _REFERS.search(written):  # the same text can name another thing on another slide
                self._canonical_texts[written] = texts
        if texts[1]:
            self.besides.add(texts[1])
        return texts[0]

    def of_paint(self, properties: Any, linked: Links) -> str:
        """The look of a shape's or a cell's properties: outline, fill, lines and shadow."""
        words = []
        for child in properties if properties is not None else ():
            if child.tag == _PRESET:
                words.append(
                    " ".join((child.get("prst", ""), *(guide.get("fmla", "") for guide in child.iter(_GUIDE))))
                )
            elif child.tag == _CUSTOM:
                words.append("custom")
                self.left.append(child)
            elif child.tag not in PAINTED:
                self.left.append(child)
            elif not _says_nothing(child):
                words.append(f"{local_name(child)}{self.of(child, linked)}")
        return " ".join(words)


def _canonical(element: Any, linked: Links) -> str:
    """The attributes and children of an element that say something."""
    attributes = [_attribute(local_name(element), name, value, linked) for name, value in sorted(element.items())]
    children = [f"{local_name(child)}{_canonical(child, linked)}" for child in element if not _says_nothing(child)]
    words = [*filter(None, attributes), *children]
    return f"({' '.join(words)})" if words else ""


def _besides(element: Any, linked: Links) -> str:
    """What an element says that is left out of its look: fonts of other scripts, tab stops, which picture it is."""
    words = [f"{local_name(child)}{_canonical(child, linked)}" for child in element.iter(*_BESIDES) if _is_own(child)]
    words += [linked.content(child.get(_EMBEDDED)) for child in element.iter() if child.get(_EMBEDDED)]
    return " ".join(words)


def _is_own(element: Any) -> bool:
    """Whether it says more than the theme does."""
    return bool(len(element)) or not all(
        value in ("", "textNoShape") or value.startswith("+") for name, value in element.items() if name not in NOISE
    )


def _attribute(of: str, name: str, value: str, linked: Links) -> str:
    if name.startswith(RELATION):
        return f"{name.removeprefix(RELATION)}={linked(value)}"
    if name in NOISE or USUAL.get(f"{of} {name}", USUAL.get(name)) == value:
        return ""
    return f"{name}={value.lower() if name == 'val' else value}"


def _says_nothing(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return True
    if element.tag == _EFFECTS:
        return len(element) == 0
    usual = _USUAL_ELEMENTS.get(element.tag)
    return usual is not None and element.get(usual[0]) == usual[1]


def local_name(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
