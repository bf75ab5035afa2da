"""The placeholders of the two layouts, and what they give to text; where they stand is the frame's own table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from build.drawing.mirror import OTHER_SIDE
from build.drawing.page import Align, Face
from build.render.powerpoint.colors import SLOTS
from build.render.powerpoint.text import Given
from build.theme.tokens import Theme

_SLOT_TOKENS = {token for _, token in SLOTS.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A placeholder of a layout. `size` and `spacing` name the theme's roles."""

    name: str
    type: str
    index: int | None
    size: str
    spacing: str
    color: str = "char"
    face: Face = "body"
    align: Align = "left"  # "left" where reading begins
    anchor: str = "t"
    bulleted: bool = False
    prompt: str = ""

    @property
    def tag(self) -> str:
        """`p:ph`, the same in the layout and on the slide, which is how they find each other."""
        index = "" if self.index is None else f' idx="{self.index}"'
        return f'<p:ph type="{self.type}"{index}/>'

    def given(self, theme: Theme, *, rtl: bool = False) -> Given:
        """What text in this placeholder has without saying so. A tint it says: LibreOffice would shift it twice."""
        size = theme.size(self.size)
        return Given(
            size=size,
            color=self.color if self.color in _SLOT_TOKENS else "",
            face=self.face,
            line=size * theme.spacing(self.spacing),
            align=OTHER_SIDE[self.align] if rtl else self.align,
            bulleted=self.bulleted,
            rtl=rtl,
        )


_TITLE = Placeholder(
    name="Title", type="title", index=None, size="title", spacing="title", color="navy", face="display",
    anchor="ctr", prompt="Title",
)  # fmt: skip
_BODY = Placeholder(
    name="Left text", type="body", index=13, size="annotation", spacing="annotation", bulleted=True, prompt="Text"
)
_BODY2 = replace(_BODY, name="Right text", index=14)
_FOOTER = Placeholder(name="Footer", type="ftr", index=11, size="footer", spacing="single", color="mute", anchor="ctr")
_NUMBER = Placeholder(
    name="Slide number", type="sldNum", index=12, size="number", spacing="single", color="slate", align="right",
    anchor="ctr",
)  # fmt: skip
_DISPLAY = Placeholder(
    name="Title", type="ctrTitle", index=None, size="title_slide", spacing="title_slide", color="navy",
    face="display", prompt="Title",
)  # fmt: skip
_SUBTITLE = Placeholder(
    name="Subtitle", type="subTitle", index=1, size="subtitle", spacing="subtitle", color="slate", prompt="Subtitle"
)

# layout: role on a page -> placeholder
PLACEHOLDERS: Mapping[str, Mapping[str, Placeholder]] = {
    "title": {"title": _DISPLAY, "body": _SUBTITLE, "footer": _FOOTER, "number": _NUMBER},
    "standard": {"title": _TITLE, "body": _BODY, "body2": _BODY2, "footer": _FOOTER, "number": _NUMBER},
}
