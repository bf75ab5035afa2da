"""All slides of a deck on one picture."""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

THUMBNAIL = 640, 360  # pixels
_WIDEST = 12_000  # pixels of a contact sheet, which has to fit into memory
_GAP = 12
_FAINT = 0.55  # how much of the ground shows through a hidden slide


def thumbnail(picture: bytes) -> bytes:
    """A slide's picture made small, as a PNG that is quickly written."""
    from PIL import Image

    small = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as large:
        size = THUMBNAIL[0], thumbnail_height(large.size)
        large.convert("RGB").resize(size, Image.Resampling.BOX).save(small, "png", compress_level=1)
    return small.getvalue()


def thumbnail_height(size: tuple[int, int]) -> int:
    """Pixels of a thumbnail's height, of a slide of that size."""
    return round(THUMBNAIL[0] * size[1] / size[0])


def contact_sheet(
    pictures: Iterable[Image],
    number: int,
    ground: str,
    *,
    columns: int = 0,
    hidden: Collection[int] = (),
    shape: float = 16 / 9,
) -> Image:
    """All slides in rows on a ground of that colour; none is kept in memory. `number`: how many there are.

    `shape` is a slide's width over its height. Those in `hidden`, by position from 0, are faint, with a line through
    them.

    Without `columns` the sheet is about as many slides high as wide.
    """
    from PIL import Image

    columns = columns or max(1, math.ceil(math.sqrt(number)))
    rows = math.ceil(number / columns)
    width = min(THUMBNAIL[0], _WIDEST // columns)
    height = round(width / shape)
    size = columns * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP
    sheet = Image.new("RGB", size, ground)
    for i, picture in enumerate(pictures):
        place = (_GAP + i % columns * (width + _GAP), _GAP + i // columns * (height + _GAP))
        small = picture.convert("RGB").resize((width, height))
        sheet.paste(_faint(small, ground) if i in hidden else small, place)
    return sheet


def _faint(picture: Image, ground: str) -> Image:
    from PIL import Image, ImageDraw

    faint = Image.blend(picture, Image.new("RGB", picture.size, ground), _FAINT)
    ImageDraw.Draw(faint).line((0, picture.height, picture.width, 0), fill="white", width=3)
    return faint
