"""What a paragraph looks like through all that it inherits from: bullets, fonts and sizes.

python-pptx reads what a paragraph says itself; what its box, its layout and its master say stands in XML alone.
ECMA-376 part 1, 21.1.2.4 and 19.3.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn

LEVELS = 9
_NO_BULLET, _SIGN, _PICTURE, _NUMBER = (qn(f"a:{tag}") for tag in ("buNone", "buChar", "buBlip", "buAutoNum"))
_BULLETS = (_NO_BULLET, _SIGN, _PICTURE, _NUMBER)
_LATIN, _DEFAULT = qn("a:latin"), qn("a:defRPr")
_TITLES = frozenset({"title", "ctrTitle"})
_MONO = re.compile(
    r"\bmono|mono\b|courier|consolas|menlo|monaco|typewriter|lucida console|source code|fira code|inconsolata"
    r"|cascadia code|andale|fixedsys|anonymous pro|\bhack\b",
    re.IGNORECASE,
)
_FIXED = re.compile(r"49|53")  # pitchFamily: modern, with one width


@dataclass(frozen=True, slots=True)
class Bullet:
    """What stands before a paragraph: nothing, a sign, or a number that counts from `start` in a `scheme`."""

    kind: str = ""
    start: int = 1
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class TextStyles:
    """What the paragraphs of one box inherit: list styles, the nearest first."""

    lists: tuple[Any, ...] = ()
    fonts: dict[str, str] = field(default_factory=dict)

    def bullet(self, properties: Any, level: int) -> Bullet:
        """What stands before a paragraph with these properties."""
        for said in self._said(properties, level):
            for child in said:
                if child.tag in _BULLETS:
                    if child.tag == _NO_BULLET:
                        return Bullet()
                    if child.tag == _NUMBER:
                        return Bullet("number", _whole(child.get("startAt"), 1), child.get("type", ""))
                    return Bullet("sign")
        return Bullet()

    def is_mono(self, properties: Any, level: int, run: Any) -> bool:
        """Whether a run's letters all have one width."""
        for said in self._of_run(properties, level, run):
            font = said.find(_LATIN)
            if font is not None and font.get("typeface"):
                name = self.fonts.get(font.get("typeface"), font.get("typeface"))
                return bool(_MONO.search(name) or _FIXED.fullmatch(font.get("pitchFamily", "")))
        return False

    def size(self, properties: Any, level: int, run: Any) -> float:
        """A run's size in points; 18 where nothing says it."""
        for said in self._of_run(properties, level, run):
            if said.get("sz"):
                return _whole(said.get("sz"), 1800) / 100
        return 18.0

    def _of_run(self, properties: Any, level: int, run: Any) -> Iterator[Any]:
        """What is said of a run's letters, the nearest first."""
        defaults = (said.find(_DEFAULT) for said in self._said(properties, level) if said is not properties)
        return (said for said in (run, *defaults) if said is not None)

    def _said(self, properties: Any, level: int) -> Iterator[Any]:
        if properties is not None:
            yield properties
        tag = qn(f"a:lvl{min(level, LEVELS - 1) + 1}pPr")
        for style in self.lists:
            found = style.find(tag)
            if found is not None:
                yield found


def styles_of(shape: Any, slide: Any) -> TextStyles:
    """What the text of a shape of a slide inherits."""
    lists = [_own(shape._element)]
    layout, kind = slide.slide_layout, ""
    master = layout.slide_master
    if getattr(shape, "is_placeholder", False):
        place = shape._element.find(f".//{qn('p:ph')}")
        kind, index = place.get("type", "obj"), place.get("idx", "0")
        above = _placeholder(layout._element, kind, index, by_number=True)
        lists += [_own(above)]
        kind = kind if above is None else above.find(f".//{qn('p:ph')}").get("type", kind)
        lists += [_own(_placeholder(master._element, _as_in_master(kind), "", by_number=False))]
    style = "titleStyle" if kind in _TITLES else "bodyStyle" if kind else "otherStyle"
    lists += [master._element.find(f"{qn('p:txStyles')}/{qn(f'p:{style}')}")]
    if not kind:
        lists += [slide.part.package.presentation_part._element.find(qn("p:defaultTextStyle"))]
    return TextStyles(tuple(each for each in lists if each is not None), theme_fonts(master.part))


@lru_cache(maxsize=8)
def theme_fonts(master: Any) -> dict[str, str]:
    """The fonts that the theme of a master's part calls `+mn-lt` and `+mj-lt`."""
    try:
        theme = etree.fromstring(master.part_related_by(RT.THEME).blob, etree.XMLParser(resolve_entities=False))
    except (KeyError, etree.XMLSyntaxError):
        return {}
    names = {}
    for key, tag in (("+mn-lt", "a:minorFont"), ("+mj-lt", "a:majorFont")):
        font = theme.find(f".//{qn(tag)}/{_LATIN}")
        names[key] = "" if font is None else font.get("typeface", "")
    return names


def _own(shape: Any) -> Any:
    """The list style of a shape itself."""
    return None if shape is None else shape.find(f"{qn('p:txBody')}/{qn('a:lstStyle')}")


def _placeholder(sheet: Any, kind: str, index: str, *, by_number: bool) -> Any:
    """The shape of a layout or a master that a placeholder takes after."""
    for place in sheet.iter(qn("p:ph")):
        same = place.get("idx", "0") == index
        if same if by_number and kind not in _TITLES else place.get("type", "obj") in _same_kinds(kind):
            return place.getparent().getparent().getparent()
    return None


def _same_kinds(kind: str) -> tuple[str, ...]:
    return tuple(_TITLES) if kind in _TITLES else (kind,)


def _as_in_master(kind: str) -> str:
    """A master has a title and a body; whatever else holds words takes after the body."""
    return kind if kind in (*_TITLES, "dt", "ftr", "sldNum") else "body"


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(text or otherwise)
    except ValueError:
        return otherwise
