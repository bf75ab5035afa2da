"""What drawing on one slide needs to know, and the part of every shape that names and describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from build.page import Box, Page, Primitive
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.markup import emu, escape
from build.render.powerpoint.package import Package, Relations

_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(slots=True)
class Sheet:
    """One slide while it is drawn. `films` collects the shape ids of films, which need a timeline."""

    page: Page
    package: Package
    colors: Colors
    language: str
    relations: Relations = field(default_factory=Relations)
    films: list[int] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    last_id: int = 1  # the shape tree itself is 1

    @property
    def typefaces(self) -> Mapping[str, str]:
        """The faces as runs name them: two are the theme's."""
        return {"display": "+mj-lt", "body": "+mn-lt", "mono": self.colors.theme.fonts.mono.name}

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id


def named(item: Primitive, sheet: Sheet, *, inner: str = "", suffix: str = "") -> str:
    """`p:cNvPr`: id, name, and alt text or the mark of a decorative shape."""
    number = sheet.next_id()
    alt = f' descr="{escape(item.alt)}"' if item.alt and not item.decorative else ""
    content = inner + (_DECORATIVE if item.decorative else "")
    head = f'<p:cNvPr id="{number}" name="{escape(item.name + suffix)}"{alt}'
    return f"{head}>{content}</p:cNvPr>" if content else f"{head}/>"


def frame(box: Box, *, tag: str = "a:xfrm", attributes: str = "") -> str:
    """Where a shape stands."""
    return (
        f'<{tag}{attributes}><a:off x="{emu(box.x)}" y="{emu(box.y)}"/>'
        f'<a:ext cx="{max(0, emu(box.w))}" cy="{max(0, emu(box.h))}"/></{tag}>'
    )
