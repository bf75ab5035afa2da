"""Where the placeholders of the two layouts stand, and what they give to text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from build.drawing.page import Align, Box, Face
from build.render.powerpoint.colors import SLOTS
from build.render.powerpoint.text import Given
from build.theme.tokens import Theme

_SLOT_TOKENS = {token for _, token in SLOTS.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A placeholder of a layout. `size` and `spacing` name the theme's roles."""

    name: str
    type: str
    index: int | None
    box: Box
    size: str
    spacing: str
    color: str = "char"
    face: Face = "body"
    align: Align = "left"
    anchor: str = "t"
    bulleted: bool = False
    prompt: str = ""

    @property
    def tag(self) -> str:
        """`p:ph`, the same in the layout and on the slide, which is how they find each other."""
        index = "" if self.index is None else f' idx="{self.index}"'
        return f'<p:ph type="{self.type}"{index}/>'

    def given(self, theme: Theme) -> Given:
        """What text in this placeholder has without saying so. A tint it says: LibreOffice would shift it twice."""
        size = theme.size(self.size)
        return Given(
            size=size,
            color=self.color if self.color in _SLOT_TOKENS else "",
            face=self.face,
            line=size * theme.spacing(self.spacing),
            align=self.align,
            bulleted=self.bulleted,
        )


_TITLE = Place(
    name="Title", type="title", index=None, box=Box(0.48, 0.58, 10.3, 0.66), size="title", spacing="title",
    color="navy", face="display", anchor="ctr", prompt="Title",
)  # fmt: skip
_BODY = Place(
    name="Left text", type="body", index=13, box=Box(0.50, 1.41, 3.65, 4.32), size="annotation",
    spacing="annotation", bulleted=True, prompt="Text",
)  # fmt: skip
_BODY2 = Place(
    name="Right text", type="body", index=14, box=Box(9.19, 1.41, 3.65, 4.32), size="annotation",
    spacing="annotation", bulleted=True, prompt="Text",
)  # fmt: skip
_FOOTER = Place(
    name="Footer", type="ftr", index=11, box=Box(0.50, 7.14, 9.0, 0.20), size="footer", spacing="single",
    color="mute", anchor="ctr",
)  # fmt: skip
_NUMBER = Place(
    name="Slide number", type="sldNum", index=12, box=Box(11.333, 7.14, 1.5, 0.20), size="number", spacing="single",
    color="slate", align="right", anchor="ctr",
)  # fmt: skip
_DISPLAY = Place(
    name="Title", type="ctrTitle", index=None, box=Box(0.75, 1.30, 6.0, 2.70), size="title_slide",
    spacing="title_slide", color="navy", face="display", prompt="Title",
)  # fmt: skip
_SUBTITLE = Place(
    name="Subtitle", type="subTitle", index=1, box=Box(0.75, 4.40, 5.6, 0.95), size="subtitle", spacing="subtitle",
    color="slate", prompt="Subtitle",
)  # fmt: skip

# layout: role on a page -> placeholder
PLACES: Mapping[str, Mapping[str, Place]] = {
    "title": {"title": _DISPLAY, "body": _SUBTITLE, "footer": _FOOTER, "number": _NUMBER},
    "standard": {"title": _TITLE, "body": _BODY, "body2": _BODY2, "footer": _FOOTER, "number": _NUMBER},
}
