"""Fills, outlines and shadows. Every one is written out: a shape has no style to fall back on.

Without an explicit style LibreOffice draws no theme shadow, which it would even where effects are empty.
"""

from __future__ import annotations

from build.drawing.page import SHADOW_COLOR, Fill, Gradient, Line, Shadow
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.markup import EMU_PER_POINT

_DASHES = {"solid": "solid", "dash": "dash", "dot": "sysDot"}
_DEGREE = 60_000


def fill_xml(fill: Fill, colors: Colors) -> str:
    """A fill; none is said, for silence would mean the theme's."""
    if fill is None:
        return "<a:noFill/>"
    if isinstance(fill, Gradient):
        stops = "".join(
            f'<a:gs pos="{place}">{colors.element(token)}</a:gs>'
            for place, token in ((0, fill.start), (100_000, fill.end))
        )
        angle = round(fill.angle % 360 * _DEGREE)
        return f'<a:gradFill rotWithShape="1"><a:gsLst>{stops}</a:gsLst><a:lin ang="{angle}" scaled="0"/></a:gradFill>'
    return colors.fill(fill)


def line_xml(line: Line | None, colors: Colors, *, tag: str = "ln", cap: str = "flat") -> str:
    """An outline or a connector's line, with its arrow heads."""
    if line is None:
        return f"<a:{tag}><a:noFill/></a:{tag}>"
    width = round(line.width * EMU_PER_POINT)
    dash = f'<a:prstDash val="{_DASHES[line.dash]}"/>'
    arrow = '<a:{} type="triangle" w="med" len="med"/>'
    ends = (arrow.format("headEnd") if line.tail else "") + (arrow.format("tailEnd") if line.head else "")
    return f'<a:{tag} w="{width}" cap="{cap}">{colors.fill(line.color)}{dash}<a:round/>{ends}</a:{tag}>'


def shadow_xml(shadow: Shadow | None, colors: Colors) -> str:
    """A shadow straight down, or nothing."""
    if shadow is None:
        return ""
    style = colors.theme.shadow(shadow)
    blur, distance = round(style.blur * EMU_PER_POINT), round(style.distance * EMU_PER_POINT)
    color = colors.element(SHADOW_COLOR, style.alpha)
    return (
        f'<a:effectLst><a:outerShdw blurRad="{blur}" dist="{distance}" dir="5400000" algn="t" rotWithShape="0">'
        f"{color}</a:outerShdw></a:effectLst>"
    )
