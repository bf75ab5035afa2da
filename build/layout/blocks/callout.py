"""A callout: what its kinds look like, and one among other blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from build.drawing.art import icon
from build.drawing.page import Box, Fill, Gradient, Shape, TextStyle
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.card import RADIUS
from build.layout.draft import Draft
from build.spec.content import Block, Callout, Subheading

if TYPE_CHECKING:
    from build.layout.blocks.stack import Stack

BAR = 0.07
INSET = (0.28, 0.16)
LABEL = 0.36  # inches of the line that says what it is
ICON = 0.24


@dataclass(frozen=True, slots=True)
class CalloutLook:
    """The icon of a kind, the tint behind it, the tokens of its word and of its icon, and its ground in a text."""

    icon: str
    tint: Fill
    ink: str
    mark: str
    pale: str


LOOKS: Mapping[str, CalloutLook] = {
    "note": CalloutLook("info", "navy100", "navy", "navy", "navy50"),
    "tip": CalloutLook("bulb", "teal100", "teal", "teal", "teal100"),
    "important": CalloutLook("flag", Gradient("gold100", "gold200", 90), "navy", "goldink", "gold50"),
    "warning": CalloutLook("warn", "brick100", "brick", "brick", "brick100"),
    "caution": CalloutLook("warn", "brick100", "brick", "brick", "brick100"),
    "verdict": CalloutLook("scale", Gradient("gold100", "gold200", 90), "navy", "goldink", "gold50"),
}


def word_of(draft: Draft, kind: str) -> str:
    """What a kind is called, in the deck's language."""
    word: str = getattr(draft.said, kind)
    return word


def content_of(block: Callout) -> tuple[Block, ...]:
    """Its heading, if it has one, and what it says."""
    return (*([Subheading(text=block.heading)] if block.heading else []), *block.blocks)


def piece(draft: Draft, block: Callout, setting: Setting, nest: Callable[..., Stack]) -> Piece:
    inside = nest(content_of(block), replace(setting, wide=setting.wide - 2 * INSET[0] - BAR), 99.0)
    return Piece(
        high=inside.high + LABEL + 2 * INSET[1],
        draw=partial(_draw, block, inside),
        too_wide=inside.too_wide,
        span=block.span,
        lines=inside.lines,
    )


def _draw(block: Callout, inside: Stack, draft: Draft, role: str, box: Box) -> None:
    look = LOOKS[block.kind]
    room = box.inset(*INSET)
    mark = Box(room.x + BAR, room.y + (LABEL - ICON) / 2 - 0.04, ICON, ICON)
    label = Box(mark.right + 0.1, room.y - 0.04, room.right - mark.right - 0.1, LABEL)
    text = Box(room.x + BAR, room.y + LABEL, room.w - BAR, room.h - LABEL)
    draft.add(
        Shape(name=draft.name(f"{role} ground"), decorative=True, box=box, kind="round", radius=RADIUS, fill=look.pale),
        Shape(name=draft.name(f"{role} bar"), decorative=True, box=Box(box.x, box.y + RADIUS, BAR, box.h - 2 * RADIUS),
              fill=look.mark),
        icon(look.icon, mark, color=look.mark, name_prefix=draft.name(role)),
        draft.label(f"{role} label", word_of(draft, block.kind), label, TextStyle(18, look.ink, bold=True)),
    )  # fmt: skip
    inside.draw(draft, f"{role} text", text, "top")
