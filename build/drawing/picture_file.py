"""A picture's file as every program shows it alike: its type from its bytes, turned as the camera says, in RGB."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000  # an 8K page has 33 million

_TYPES: dict[str | None, Literal["image/png", "image/jpeg"]] = {"PNG": "image/png", "JPEG": "image/jpeg"}
_NUMBER = re.compile(r"\d+")
_ORIENTATION = 0x0112  # EXIF 2.3, table 4; 1 is upright


class TooManyPixelsError(ValueError):
    """A picture that takes too much memory to draw."""

    def __init__(self, pixels: int) -> None:
        super().__init__(f"{pixels / 1e6:,.0f} million pixels")


@dataclass(frozen=True, slots=True)
class PictureFile:
    """The bytes to embed, and how many pixels they show."""

    data: bytes
    type: Literal["image/png", "image/jpeg"]
    width: int
    height: int


def read_picture(path: Path) -> PictureFile:
    """A PNG or JPEG; its own bytes where they show the same everywhere. Raises OSError and ValueError."""
    if not path.is_file():
        raise ValueError(f"{path} is no ordinary file")
    about = os.stat(path)
    return _read(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> PictureFile:
    from PIL import Image, ImageOps, UnidentifiedImageError

    data = path.read_bytes()
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise TooManyPixelsError(width * height)
            picture.load()  # to its end
            upright, in_rgb = picture.getexif().get(_ORIENTATION, 1) == 1, picture.mode not in ("CMYK", "YCCK", "LAB")
            if picture.format in _TYPES and upright and in_rgb:
                return PictureFile(data, _TYPES[picture.format], width, height)
            return _saved(ImageOps.exif_transpose(picture if in_rgb else _rgb(picture)), picture.format)
    except UnidentifiedImageError as error:
        raise ValueError(f"{path} is no PNG or JPEG") from error
    except Image.DecompressionBombError as error:  # Pillow's, before it says the size but in words
        raise TooManyPixelsError(int(next(iter(_NUMBER.findall(str(error))), MOST_PIXELS))) from error
    except (OSError, SyntaxError) as error:  # Pillow's, for what is cut or broken
        raise ValueError(f"{path}: {error}") from error


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


def _saved(picture: Image, format: str | None) -> PictureFile:
    is_png = format == "PNG"
    file = BytesIO()
    picture.save(
        file, "PNG" if is_png else "JPEG", quality=95, subsampling=0, icc_profile=picture.info.get("icc_profile")
    )
    return PictureFile(file.getvalue(), "image/png" if is_png else "image/jpeg", picture.width, picture.height)
