"""Pictures, held by the file itself so that it can be moved, and films as their posters."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from build.drawing.page import Box, Movie, Picture
from build.drawing.picture_file import read_picture
from build.drawing.text_measure import POINTS
from build.render.svg.context import PageContext, in_points
from build.render.svg.geometry import outline
from build.render.svg.markup import tag


def picture(item: Picture, context: PageContext) -> str:
    """An image over its box. Raises OSError, and ValueError for what not every program shows."""
    drawn = _image(item.path, item.box, "xMidYMid slice" if item.cover else "none")
    if item.kind == "rect":
        return drawn
    edge = outline(item.kind, in_points(item.box), item.radius * POINTS)
    return tag("g", drawn, clip_path=context.refer("clipPath", edge, clipPathUnits="userSpaceOnUse"))


def movie(item: Movie, _: PageContext) -> str:
    """A film's poster, stretched over its box. Raises OSError and ValueError."""
    return _image(item.poster, item.box, "none")


def _image(path: str, room: Box, fitted: str) -> str:
    file, box = read_picture(Path(path), room), in_points(room)
    data = f"data:{file.type};base64,{b64encode(file.data).decode()}"
    return tag("image", x=box.x, y=box.y, width=box.w, height=box.h, preserveAspectRatio=fitted, href=data)
