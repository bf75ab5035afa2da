"""Pictures, held by the file itself so that it can be moved, and films as their posters."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from build.drawing.page import Movie, Picture
from build.render.svg.context import PageContext, in_points
from build.render.svg.markup import tag

_TYPES = {".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".png": "image/png"}


def picture(item: Picture | Movie, _: PageContext) -> str:
    """An image stretched over its box. Raises ValueError for a type that not every program shows."""
    path = Path(item.poster if isinstance(item, Movie) else item.path)
    type_ = _TYPES.get(path.suffix.lower())
    if type_ is None:
        raise ValueError(f"{path} is not one of {', '.join(_TYPES)}")
    box = in_points(item.box)
    data = f"data:{type_};base64,{b64encode(path.read_bytes()).decode()}"
    return tag("image", x=box.x, y=box.y, width=box.w, height=box.h, preserveAspectRatio="none", href=data)
