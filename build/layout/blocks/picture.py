"""A picture among other blocks: whole, as large as its place lets it be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from build.drawing.page import Box, Picture
from build.drawing.picture_file import read_picture
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.draft import Draft
from build.spec.content import Image

LEAST = 1.2  # inches high, or wide


def piece(draft: Draft, block: Image, setting: Setting, nest: Callable[..., object]) -> Piece:
    file = Path(draft.deck.path).parent / block.path
    try:
        found = read_picture(file)
    except (OSError, ValueError):
        return Piece(high=0.0, draw=_nothing, span=block.span)
    aspect = found.width / found.height
    wide = setting.wide * (block.width or 1.0)
    return Piece(
        high=min(LEAST, wide / aspect), draw=partial(_draw, block, file, aspect, wide), most=wide / aspect,
        span=block.span,
    )  # fmt: skip


def _draw(block: Image, file: Path, aspect: float, wide: float, draft: Draft, role: str, box: Box) -> None:
    wide = min(wide, box.w, box.h * aspect)
    place = Box(box.x + (box.w - wide) / 2, box.y + (box.h - wide / aspect) / 2, wide, wide / aspect)
    draft.add(Picture(name=draft.name(role), box=place, path=str(file), alt=block.alt))


def _nothing(draft: Draft, role: str, box: Box) -> None:
    """What cannot be read has been told."""
