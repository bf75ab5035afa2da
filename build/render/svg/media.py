"""Pictures, held by the file itself so that it can be moved, and films as their posters."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from build.drawing.page import Box, Movie, Picture
from build.drawing.picture_file import read_picture
from build.drawing.text_measure import POINTS
from build.render.svg.context import PageContext, in_points
from build.render.svg.geometry import outline
from build.render.svg.markup import tag

_WIDEST = 16_383  # pixels of WebP


def picture(item: Picture, context: PageContext) -> str:
    """An image over its box. Raises OSError, and ValueError for what not every program shows."""
    drawn = _image(item.path, item.box, "xMidYMid slice" if item.cover else "none", context)
    if item.kind == "rect":
        return drawn
    edge = outline(item.kind, in_points(item.box), item.radius * POINTS)
    return tag("g", drawn, clip_path=context.refer("clipPath", edge, clipPathUnits="userSpaceOnUse"))


def movie(item: Movie, context: PageContext) -> str:
    """A film's poster, stretched over its box. Raises OSError and ValueError."""
    return _image(item.poster, item.box, "none", context)


def _image(path: str, room: Box, fitted: str, context: PageContext) -> str:
    file, box = read_picture(Path(path), room), in_points(room)
    kind, content = _packed(file.type, file.data) if context.marked else (file.type, file.data)
    data = f"data:{kind};base64,{b64encode(content).decode()}"
    return tag("image", x=box.x, y=box.y, width=box.w, height=box.h, preserveAspectRatio=fitted, href=data)


@lru_cache(maxsize=8)  # the live preview draws a slide at every change
def _packed(kind: str, content: bytes) -> tuple[str, bytes]:
    """A PNG as WebP with the very same pixels, where that is smaller: browsers know it, other programs may not."""
    from PIL import Image

    if kind != "image/png":
        return kind, content
    with Image.open(BytesIO(content)) as picture:
        if (
            picture.mode not in ("RGB", "RGBA", "L", "P")
            or max(picture.size) > _WIDEST
            or "icc_profile" in picture.info
        ):
            return kind, content
        made = BytesIO()
        see_through = "A" in picture.mode or "transparency" in picture.info
        picture.convert("RGBA" if see_through else "RGB").save(made, "webp", lossless=True, exact=True)
    packed = made.getvalue()
    return ("image/webp", packed) if len(packed) < len(content) else (kind, content)
