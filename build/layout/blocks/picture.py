"""A picture among other blocks: in a card with its caption, whole, as large as its place lets it be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from build.drawing.page import Box
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.draft import Draft
from build.layout.shown_image import picture_card
from build.spec.content import Image

LEAST = 1.2  # inches of the picture's height
_TALL = 99.0  # inches: more than any slide has


def piece(draft: Draft, block: Image, setting: Setting, nest: Callable[..., object]) -> Piece:
    wide = setting.wide * min(1.0, block.width or 1.0)
    card = picture_card(draft, block, Box(0, 0, wide, _TALL))
    least = card.caption.high + LEAST
    return Piece(high=min(least, card.box.h), draw=partial(_draw, block, wide), most=card.box.h, span=block.span)


def _draw(block: Image, wide: float, draft: Draft, role: str, box: Box) -> None:
    card = picture_card(draft, block, Box(box.x, box.y, min(wide, box.w), box.h))
    card.at(box.x + (box.w - card.box.w) / 2, box.y + (box.h - card.box.h) / 2).draw(draft, role)
