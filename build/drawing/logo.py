"""The pictures that the front matter names, a course's logo and its mascot, and what is wrong with one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from build.drawing.find_picture import PictureError
from build.drawing.picture_file import read_picture
from build.drawing.raster import MOST_PIXELS, TooManyPixelsError

SUFFIXES = (".png", ".jpg", ".jpeg")
MASCOT_SUFFIXES = (*SUFFIXES, ".svg")
LARGEST = 5 * 2**20  # bytes
SMALLEST = 96  # pixels of height: what the title slide shows of it at 1080p
TALLEST, WIDEST, WIDEST_MASCOT = 0.5, 6.0, 2.0  # width over height


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture and its width over its height."""

    path: Path
    aspect: float


def read_logo(spec: Path, name: str) -> Logo:
    """The logo of a spec, named from the spec's folder. Raises PictureError."""
    return _read(spec, name, "logo", SUFFIXES, WIDEST)


def read_mascot(spec: Path, name: str) -> Logo:
    """What stands in the owl's place, named from the spec's folder. Raises PictureError."""
    return _read(spec, name, "mascot", MASCOT_SUFFIXES, WIDEST_MASCOT)


def _read(spec: Path, name: str, what: str, suffixes: tuple[str, ...], widest: float) -> Logo:
    path = spec.parent / name
    if Path(name).is_absolute():
        raise PictureError(f"the {what} {name} is on one machine only", "put it beside the spec and name it from there")
    if path.suffix.lower() not in suffixes:
        raise PictureError(f"the {what} {name} is not one of {', '.join(suffixes)}", "save it as a PNG 400 pixels high")
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        place = f"it is looked for from the spec's folder, {spec.parent}"
        raise PictureError(f"there is no {what} {shorten(name, 80)}", place) from None
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no ordinary file"
        raise PictureError(f"the {what} {name} is {kind}", "name a PNG or JPEG")
    if size > LARGEST:
        raise PictureError(
            f"the {what} {name} has {size:,} bytes", f"it has at most {LARGEST:,}; 400 pixels of height do"
        )
    try:
        picture = read_picture(path)
    except TooManyPixelsError as error:
        most = f"it has at most {MOST_PIXELS / 1e6:.0f} million; 400 pixels of height do"
        raise PictureError(f"the {what} {name} has {error}", most) from error
    except (OSError, ValueError) as error:
        raise PictureError(f"the {what} {name} is no picture that can be read", "save it again as a PNG") from error
    width, height = picture.width, picture.height
    if not TALLEST <= width / height <= widest:
        shape = f"the {what} {name} is {width} × {height} pixels"
        raise PictureError(
            shape, f"it is at most {widest:g} times as wide as high, and {1 / TALLEST:g} times as high as wide"
        )
    if height < SMALLEST:
        raise PictureError(
            f"the {what} {name} is {height} pixels high", f"from {SMALLEST} on it is sharp; 400 are good at 8K"
        )
    return Logo(path, width / height)
