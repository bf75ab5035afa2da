"""The logo of whoever gives the course: above the title of the title slide, before the course line of the others."""

from __future__ import annotations

from pathlib import Path

from build.drawing.find_picture import PictureError
from build.drawing.logo import read_logo
from build.drawing.page import Box, Picture
from build.layout.draft import Draft


def logo(draft: Draft, room: Box, *, right: bool = False, decorative: bool = False) -> Picture | None:
    """The logo as large as the room lets it be, at its left or right end; None without one that can be read."""
    front = draft.deck.front
    if not front.logo:
        return None
    try:
        found = read_logo(Path(draft.deck.path), front.logo)
    except PictureError:
        return None  # the spec's checks have said so
    wide = min(room.w, room.h * found.aspect)
    high = wide / found.aspect
    box = Box(room.right - wide if right else room.x, room.y + (room.h - high) / 2, wide, high)
    words = front.logo_alt or draft.said.logo_of.format(
        front.course or front.author or front.title or draft.said.the_course
    )
    return Picture(
        name=draft.name("logo"), box=box, path=str(found.path), alt="" if decorative else words, decorative=decorative
    )
