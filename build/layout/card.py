"""Cards, discs, pills and section headings: the few shapes that all slide kinds share."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.art import icon, icon_names
from build.drawing.page import Align, Box, Connector, Drawable, Fill, Gradient, Group, Line, Shadow, Shape, TextStyle
from build.drawing.scripts import is_complex
from build.drawing.text_measure import Measure
from build.layout.draft import Draft

RADIUS = 0.12
LOWEST, FREE = 0.5, 1.5  # of its room, what a card takes at least; of its words, what it may take
PANEL = Gradient("navy", "navy700", 45)
HAIRLINE = 0.75
PILL, PILL_PADDING = 0.34, 0.18  # a chip's height, and what it keeps free left and right
DISC = 0.30
ICON, ICON_GAP = 0.18, 0.07  # inside a chip
SECTION = TextStyle(17.0, "navy", bold=True)
HEADING_RULE = 0.37  # below a section's top
HEADING = 0.44  # height of a section's heading with its rule


def card(
    draft: Draft,
    role: str,
    box: Box,
    *,
    fill: Fill = "white",
    line: str = "line",
    shadow: Shadow | None = "card",
    radius: float = RADIUS,
) -> Shape:
    """A rounded card, decorative: what stands on it speaks."""
    edge = Line(color=line, width=HAIRLINE) if line else None
    return Shape(
        name=draft.name(role),
        decorative=True,
        box=box,
        kind="round",
        radius=radius,
        fill=fill,
        line=edge,
        shadow=shadow,
    )


def lower(room: Box, words: float, around: float) -> Box:
    """A room as high as a card of few words (inches) needs it, in the middle of the one there is."""
    high = min(room.h, max(LOWEST * room.h, words * FREE + around))
    return replace(room, y=room.y + (room.h - high) / 2, h=high)


def rule(
    draft: Draft, role: str, x1: float, x2: float, y: float, *, color: str = "line2", size: float = HAIRLINE
) -> Connector:
    """A level line."""
    return Connector(
        name=draft.name(role), decorative=True, x1=x1, y1=y, x2=x2, y2=y, line=Line(color=color, width=size)
    )


def disc(
    draft: Draft, role: str, name: str, box: Box, *, fill: str = "navy", color: str = "goldlt", part: float = 0.64
) -> Group:
    """An icon in a filled circle; `part` is the icon's share of the width."""
    prefix = draft.name(role)
    edge = box.w * (1 - part) / 2
    circle = Shape(name=f"{prefix} circle", decorative=True, box=box, kind="ellipse", fill=fill)
    return Group(
        name=prefix, decorative=True, children=(circle, icon(name, box.inset(edge), color=color, name_prefix=prefix))
    )


def known_icon(name: str, default: str) -> str:
    """The icon of that name, or the default where there is none: the checks of the spec have told."""
    return name if name in icon_names() else default


def section_heading(
    draft: Draft, role: str, heading: str, icon_name: str, box: Box, style: TextStyle = SECTION
) -> list[Drawable]:
    """Disc, heading and rule over the width of `box`, from its top."""
    text = Box(box.x + DISC + 0.08, box.y, box.w - DISC - 0.08, DISC)
    return [
        disc(draft, f"{role} disc", icon_name, Box(box.x, box.y, DISC, DISC)),
        draft.label(f"{role} heading", heading, text, style),
        rule(draft, f"{role} rule", box.x, box.right, box.y + HEADING_RULE),
    ]


def heading_width(heading: str, measure: Measure, style: TextStyle = SECTION) -> float:
    """How wide a section's disc and heading are."""
    return DISC + 0.08 + measure.line_room(heading, style)


def pill_width(words: str, style: TextStyle, measure: Measure, icon_name: str = "") -> float:
    """How wide a pill is round its words, and its icon where one is named."""
    return 2 * PILL_PADDING + (ICON + ICON_GAP if icon_name else 0.0) + measure.line_room(words, style)


def pill(draft: Draft, role: str, words: str, box: Box, style: TextStyle, fill: Fill, icon_name: str = "") -> Group:
    """Words in a rounded bar, with an icon before them where one is named."""
    prefix = draft.name(role)
    bar = Shape(name=f"{prefix} bar", decorative=True, box=box, kind="round", radius=box.h / 2, fill=fill)
    left = box.x + PILL_PADDING
    children: list[Drawable] = [bar]
    if icon_name:
        place = Box(left, box.y + (box.h - ICON) / 2, ICON, ICON)
        children.append(icon(icon_name, place, color=style.color, name_prefix=prefix))
        left += ICON + ICON_GAP
    text = Box(left, box.y, box.right - PILL_PADDING - left + 0.04, box.h)
    # Room is kept for another viewer's wider font: half of it on either side, but an icon has its words beside it.
    side: Align = "center" if is_complex(words) and not icon_name else "left"
    children.append(draft.label(f"{role} words", words, text, style, align=side))
    return Group(name=prefix, alt=words, children=tuple(children))
