"""What drawing on one slide needs to know, and what every shape has: a number, a name, alt text, a place."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.slide import Slide
from pptx.util import Emu

from build.deck_file.links import JUMP
from build.drawing.page import Box, Page, Primitive
from build.drawing.text_measure import Measure
from build.drawing.xml_text import clean, escape
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.markup import element, emu
from build.theme.template import Place, Role

_DECORATIVE = element(
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)

# A link in the colour of its words, not in the theme's of links.
_OF_ITS_WORDS = (
    '<a:extLst><a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}"><ahyp:hlinkClr '
    'xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/></a:ext></a:extLst>'
)


@dataclass(slots=True)
class SlideContext:
    """One slide while it is drawn. `free` holds the placeholders by role that nothing stands in yet."""

    page: Page
    slide: Slide
    colors: Colors
    language: str
    measure: Measure
    free: dict[str, Any] = field(default_factory=dict)
    places: Mapping[Role, Place] = field(default_factory=dict)  # of a company's layout

    @property
    def shapes(self) -> Any:
        return self.slide.shapes

    @property
    def typefaces(self) -> Mapping[str, str]:
        """The faces as runs name them: two are the theme's."""
        theme = self.colors.theme
        names = {"display": "+mj-lt", "body": "+mn-lt", "mono": theme.fonts.mono.name}
        if theme.template:  # whose theme may name others
            own = {"display": theme.template.major, "body": theme.template.minor}
            used = {"display": theme.fonts.display.name, "body": theme.fonts.body.name}
            names |= {role: used[role] for role in own if used[role] != own[role]}
        return names

    def head(self, name: str = "") -> str:
        """`p:cNvPr` with the slide's next number; `named` completes it."""
        return f'<p:cNvPr id="{self.shapes._next_shape_id}" name="{escape(name)}"/>'

    def link(self, address: str) -> str:
        """`a:hlinkClick` to an address outside, or to a slide of the deck, `#31`, which `SlideWriter.jump` relates."""
        own = _OF_ITS_WORDS if self.colors.links_too_faint else ""
        if address.startswith("#"):
            to = address[1:]
            jump = f'<a:hlinkClick r:id="{JUMP}{to}" action="ppaction://hlinksldjump">{own}</a:hlinkClick>'
            return jump if to.isdecimal() else ""
        return f'<a:hlinkClick r:id="{self._outside(address)}">{own}</a:hlinkClick>'

    def _outside(self, address: str) -> str:
        return self.slide.part.relate_to(clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def named(shape: Any, item: Primitive) -> Any:
    """The shape with its name, and with alt text or the mark of a decorative one."""
    properties = shape[0][0]
    properties.set("name", clean(item.name))
    properties.attrib.pop("descr", None)  # python-pptx's: the name of the file
    if item.decorative:
        properties.append(deepcopy(_DECORATIVE))
    elif item.alt:
        properties.set("descr", clean(item.alt))
    return shape


def frame(box: Box, *, attributes: str = "") -> str:
    """Where a shape stands."""
    x, y, width, height = place(box)
    return f'<a:xfrm{attributes}><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def place(box: Box) -> tuple[Emu, Emu, Emu, Emu]:
    """Left, top, width and height, as python-pptx takes them."""
    return Emu(emu(box.x)), Emu(emu(box.y)), Emu(max(0, emu(box.w))), Emu(max(0, emu(box.h)))
