"""Pictures, held by the file itself so that it can be moved, and films as their posters."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from build.drawing.page import Movie, Picture
from build.drawing.picture_file import read_picture
from build.render.svg.context import PageContext, in_points
from build.render.svg.markup import tag


def picture(item: Picture | Movie, _: PageContext) -> str:
    """An image stretched over its box. Raises OSError, and ValueError for what not every program shows."""
    file = read_picture(Path(item.poster if isinstance(item, Movie) else item.path))
    box = in_points(item.box)
    data = f"data:{file.type};base64,{b64encode(file.data).decode()}"
    return tag("image", x=box.x, y=box.y, width=box.w, height=box.h, preserveAspectRatio="none", href=data)
