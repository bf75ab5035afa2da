"""A picture of pixels, as every program shows it alike: turned as the camera says, in RGB, no larger than is shown."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 120_000_000  # the largest camera in a telephone takes 108
_MODEST = 2**18  # bytes: a file as small as this, with no more pixels than a slide has at 4K, is left as it is
_WHOLE_SLIDE = 3840 * 2160  # pixels
_WORTH_WHILE = 0.8  # of its size; a picture that would lose less is left as it is

PictureType = Literal["image/png", "image/jpeg", "image/svg+xml"]

_TYPES: dict[str | None, Literal["image/png", "image/jpeg"]] = {"PNG": "image/png", "JPEG": "image/jpeg"}
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_NUMBER = re.compile(r"\d+")
_ORIENTATION, _UPRIGHT, _ON_ITS_SIDE = 0x0112, 1, (5, 6, 7, 8)  # EXIF 2.3, table 4
_LOSSLESS = b"VP8L"  # the chunk of a WebP that keeps every pixel
_SOLID = 200  # of 255: less lets the ground through
_PLAIN_MODES = ("L", "LA", "RGB", "RGBA")  # that can be made smaller as they are


class TooManyPixelsError(ValueError):
    """A picture that takes too much memory to draw."""

    def __init__(self, pixels: int) -> None:
        super().__init__(f"{pixels / 1e6:,.0f} million pixels")


@dataclass(frozen=True, slots=True)
class PictureFile:
    """The bytes to embed, and how many pixels they show. `moving` is the whole file of a GIF that moves.

    `left_out` says what of the file is not shown.
    """

    data: bytes
    type: PictureType
    width: float
    height: float
    moving: bytes = b""
    left_out: tuple[str, ...] = ()


@contextmanager
def opened(path: Path, data: bytes) -> Iterator[Image]:
    """The picture, not yet read to its end; what Pillow says of a broken one is ValueError."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the number of pixels is looked at below
            picture = Image.open(BytesIO(data), formats=_FORMATS)
        with picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixelsError(picture.width * picture.height)
            yield picture
    except UnidentifiedImageError as error:
        raise ValueError(f"{path} is no PNG, JPEG, WebP, GIF or SVG") from error
    except Image.DecompressionBombError as error:  # Pillow's, before it says the size but in words
        raise TooManyPixelsError(int(next(iter(_NUMBER.findall(str(error))), MOST_PIXELS))) from error
    except (OSError, SyntaxError, EOFError) as error:  # Pillow's, for what is cut or broken
        raise ValueError(f"{path}: {error}") from error


def fitting_size(picture: Image, pixels: tuple[int, int] | None, data: bytes) -> tuple[int, int] | None:
    """The size that a picture is made smaller to, as it lies in its file; None where it stays."""
    if pixels is None or _moves(picture):
        return None
    width, height = picture.size
    if len(data) <= _MODEST and width * height <= _WHOLE_SLIDE:
        return None
    wide, high = reversed(pixels) if _orientation(picture) in _ON_ITS_SIDE else pixels
    share = max(wide / width, high / height)
    return (max(1, math.ceil(width * share)), max(1, math.ceil(height * share))) if share < _WORTH_WHILE else None


def converted(picture: Image, data: bytes, fitting: tuple[int, int] | None) -> PictureFile:
    """A picture that was opened from `data`, in that size as it lies there; those bytes where they show alike."""
    from PIL import ImageOps

    format, moves = picture.format, _moves(picture)
    whole = data if format == "GIF" and moves else b""
    left_out = (f"the moving of a {format}",) if moves and not whole else ()
    if fitting and format == "JPEG":
        picture.draft(None, fitting)  # read in a part of the time
    picture.load()  # to its end
    in_rgb = picture.mode not in ("CMYK", "YCCK", "LAB")
    if not fitting and format in _TYPES and _orientation(picture) == _UPRIGHT and in_rgb:
        return PictureFile(data, _TYPES[format], picture.width, picture.height, left_out=left_out)
    found = picture if in_rgb else _rgb(picture)
    if fitting:
        found = _smaller(found, fitting)
    is_photo = format == "JPEG" or (format == "WEBP" and _LOSSLESS not in data[:4096] and found.mode == "RGB")
    shown = saved(ImageOps.exif_transpose(found), "JPEG" if is_photo else "PNG")
    return replace(shown, moving=whole, left_out=left_out)


def _moves(picture: Image) -> bool:
    return picture.format in ("GIF", "WEBP", "PNG") and bool(getattr(picture, "is_animated", False))


def _orientation(picture: Image) -> int:
    return int(picture.getexif().get(_ORIENTATION, _UPRIGHT))


def _smaller(picture: Image, size: tuple[int, int]) -> Image:
    from PIL import Image

    profile, orientation = picture.info.get("icc_profile"), _orientation(picture)
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif picture.mode not in _PLAIN_MODES:
        clear = picture.has_transparency_data
        picture = picture.convert("RGBA" if clear else "L" if picture.mode == "1" else "RGB")
    found = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    found.info = {"icc_profile": profile}
    found.getexif()[_ORIENTATION] = orientation
    return found


def _rgb(picture: Image) -> Image:
    """Through the profile that the file brings, as a viewer that manages colour does."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile:
        return picture.convert("RGB")
    source, screen = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
    try:
        found = ImageCms.profileToProfile(picture, source, screen, outputMode="RGB")
    except ImageCms.PyCMSError:
        return picture.convert("RGB")
    assert found is not None  # None is for changes in place
    found.info.pop("icc_profile", None)
    return found


def saved(picture: Image, format: Literal["PNG", "JPEG"]) -> PictureFile:
    """A picture as a file of its own."""
    file = BytesIO()
    picture.save(file, format, quality=93, subsampling=0, icc_profile=picture.info.get("icc_profile"))
    return PictureFile(file.getvalue(), _TYPES[format], picture.width, picture.height)


def is_clear(data: bytes) -> bool:
    """Whether one sees through some of a picture's edge."""
    from PIL import Image

    with Image.open(BytesIO(data)) as picture:
        if not picture.has_transparency_data:
            return False
        alpha = picture.convert("RGBA").getchannel("A")
        width, height = alpha.size
        sides = ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
        return any(alpha.crop(side).getextrema()[0] < _SOLID for side in sides)  # type: ignore[operator]
