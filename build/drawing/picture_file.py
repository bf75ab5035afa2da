"""A picture's file, read as what its bytes are: pixels, a drawing, or a film that begins with a picture."""

from __future__ import annotations

import math
import os
import re
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from build.drawing.page import Box
from build.drawing.raster import PictureFile, converted, fitting_size, is_clear, opened, saved
from build.files.build_cache import MEMORY, digest, remembered
from build.files.course import course_of
from build.theme.template_package import part_of

MOST_BYTES = 256 * 2**20
DENSITY = 288  # pixels an inch: what a slide shows at 4K
_IN_TEMPLATE = re.compile(r"(?P<file>.+\.(?:pptx|potx))!(?P<part>/.+)", re.IGNORECASE)
_QUICK = 2**16  # bytes: a file as small as this is looked at sooner than remembered


class PictureSize(NamedTuple):
    """Pixels that a file shows, and what of it is not shown.

    `drawing`: it is as sharp in any size. `clear`: one sees through it at an edge, so that it needs air around it.
    """

    width: float
    height: float
    left_out: tuple[str, ...] = ()
    drawing: bool = False
    clear: bool = False


def read_picture(path: Path, room: Box | None = None, memory: Path | None = None) -> PictureFile:
    """A PNG, JPEG, WebP, GIF or SVG, or the first frame of an MP4, for a room on a slide, in inches.

    Its own bytes where they show the same everywhere; as a PNG or JPEG with as many pixels as the room shows where it
    has far more, kept in the folder `memory`, else in that of its course; never enlarged. One in a company's template
    is named `template.pptx!/its/part.png`. Raises OSError and ValueError.
    """
    if inside := _IN_TEMPLATE.fullmatch(str(path)):
        return _of_template(Path(inside["file"]), inside["part"])
    about = _state(path)
    pixels = (math.ceil(room.w * DENSITY), math.ceil(room.h * DENSITY)) if room else None
    return _read(path, about.st_mtime_ns, about.st_size, pixels, memory or memory_of(path))


@lru_cache(maxsize=16)
def _of_template(file: Path, part: str) -> PictureFile:
    data = part_of(file, part)
    with opened(file, data) as picture:
        return converted(picture, data, None)


def picture_size(path: Path, memory: Path | None = None) -> PictureSize:
    """How large a picture is, read to its end the first time. Raises OSError and ValueError."""
    about = _state(path)
    return _size(path, about.st_mtime_ns, about.st_size, memory or memory_of(path))


def memory_of(path: Path) -> Path:
    """Where it is kept what was made of a picture: among the outputs of the course that it lies in."""
    return course_of(path).dist / MEMORY


def _state(path: Path) -> os.stat_result:
    if not path.is_file():
        raise ValueError(f"{path} is no ordinary file")
    about = os.stat(path)
    if about.st_size > MOST_BYTES and not is_film(path):
        raise ValueError(f"{path} has {about.st_size:,} bytes")
    return about


def is_film(path: Path) -> bool:
    """Whether a file is an MP4, by its bytes. Raises OSError."""
    with path.open("rb") as file:
        return file.read(8)[4:] == b"ftyp"


@lru_cache(maxsize=512)
def _size(path: Path, changed: int, size: int, memory: Path) -> PictureSize:
    from build.drawing.film_file import film_size
    from build.drawing.svg_file import drawn_small

    def look() -> tuple[object, ...]:
        found = _read(path, changed, size, None, memory)
        drawing = found.type == "image/svg+xml"
        clear = is_clear(drawn_small(found.data, found.width, found.height) if drawing else found.data)
        return found.width, found.height, found.left_out, drawing, clear

    if is_film(path):
        shown = film_size(path)
        return PictureSize(shown.width, shown.height)
    if size < _QUICK:
        return PictureSize(*look())  # type: ignore[arg-type]
    key = _key(path.read_bytes())
    width, height, left_out, drawing, clear = remembered(memory / f"picture-{key[:16]}.json", key, look)
    return PictureSize(width, height, tuple(left_out), drawing, clear)


def _key(*parts: str | bytes) -> str:
    """A digest of what decides how a picture comes out."""
    from PIL import __version__

    code = (Path(__file__).with_name(name).read_bytes() for name in ("raster.py", "svg_file.py"))
    return digest(*code, __version__, *parts)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int, pixels: tuple[int, int] | None, memory: Path) -> PictureFile:
    from build.drawing.film_file import first_frame
    from build.drawing.svg_file import clean_svg

    if is_film(path):
        return saved(first_frame(path), "JPEG")
    data = path.read_bytes()
    if data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
        found = clean_svg(data)
        return PictureFile(found.data, "image/svg+xml", found.width, found.height, left_out=found.left_out)
    with opened(path, data) as picture:
        if fitting := fitting_size(picture, pixels, data):
            key = _key(data, repr(fitting))
            file = memory / f"picture-{key[:16]}.json"
            return _from_words(remembered(file, key, lambda: _as_words(converted(picture, data, fitting))))
        return converted(picture, data, None)


def _as_words(file: PictureFile) -> dict[str, object]:
    return {"data": b64encode(file.data).decode(), "type": file.type, "width": file.width, "height": file.height}


def _from_words(words: dict[str, object]) -> PictureFile:
    return PictureFile(**{**words, "data": b64decode(str(words["data"]))})  # type: ignore[arg-type]
