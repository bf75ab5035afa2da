"""The file that a spec names as a picture or a film, and what is wrong with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from urllib.parse import unquote

from build.drawing.picture_file import PictureSize, is_film, picture_size
from build.drawing.raster import MOST_PIXELS, TooManyPixelsError
from build.files.build_cache import MEMORY
from build.files.course import Course
from build.files.pictures_named import FILM, PICTURES, posters
from build.findings.suggestion import suggestion
from engine.quoted import quoted

MOST_FILM = 512 * 2**20  # bytes: a deck holds it whole

_OTHER_FILMS = (".webm", ".mov", ".mkv", ".avi", ".m4v", ".ogv", ".wmv")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # two letters at least: one is a drive
FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|webp|svg|gif|mp4|mov|webm)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_LISTED = 2000  # files that are looked at for a likely name
_PASSED_OVER = ("node_modules", "__pycache__", "dist")


class PictureError(ValueError):
    """A picture that cannot be shown. `hint` says what would do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture's or a film's file, and what it is.

    `poster` is the picture that stands for a film: one beside it, or the film itself for its first frame.
    """

    path: Path
    size: PictureSize
    poster: Path | None = None

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.size.width / self.size.height


def says(alt: str) -> str:
    """What an alt text says; nothing where it is a file's name, as editors write it."""
    words = alt.strip()
    return "" if FILE_NAME.fullmatch(words) else words


def find_picture(spec: Path, written: str, course: Course) -> FoundPicture:
    """The picture that a spec names from its folder, which lies there or in the course. Raises PictureError."""
    root = course.root
    path = _path_of(spec, written, root)
    name = shorten(written, 80)
    try:
        there = path.exists()
    except (OSError, ValueError):  # a name that no file can have
        there = False
    if not there:
        raise PictureError(f"there is no picture {name}", _likely(spec, written, root))
    if not path.is_file():
        raise PictureError(
            f"the picture {name} is {'a folder' if path.is_dir() else 'no ordinary file'}", _likely(spec, written, root)
        )
    if not os.access(path, os.R_OK):
        raise PictureError(f"the picture {name} may not be read", "give yourself the right to read it")
    try:
        if not path.stat().st_size:
            raise PictureError(f"the picture {name} is empty", "save it again")
        film = is_film(path)
        if film and path.stat().st_size > MOST_FILM:
            most = f"it has at most {MOST_FILM / 1e6:,.0f} million; make it smaller with ffmpeg -crf 28"
            raise PictureError(f"the film {name} has {path.stat().st_size:,} bytes", most)
        return FoundPicture(path, picture_size(path, course.dist / MEMORY), _poster(path) if film else None)
    except TooManyPixelsError as error:
        raise PictureError(
            f"the picture {name} has {error}",
            f"it has at most {MOST_PIXELS / 1e6:.0f} million; a slide at 4K shows eight",
        ) from error
    except PictureError:
        raise
    except (OSError, ValueError) as error:
        what = "film" if path.suffix.lower() == FILM else "picture"
        reason = str(error).removeprefix(f"{path}").strip(": ")
        raise PictureError(
            f"the {what} {name} cannot be read: {reason}", "open it in another program and save it again"
        ) from error


def _path_of(spec: Path, written: str, root: Path) -> Path:
    """Where a picture would lie. Raises PictureError for what is no place in the course."""
    name = shorten(written, 80)
    if written.lower().startswith("data:"):
        raise PictureError("a picture written into the spec", "save it as a file, and name that")
    if _DRIVE.match(written) or written.startswith(("/", "\\")):
        raise PictureError(f"the picture {name} is on one machine only", _likely(spec, written, root))
    if _ADDRESS.match(written):
        raise PictureError(
            f"the picture {name} is not in the course",
            "save it beside the spec and name it from there: pictures/name.png",
        )
    if "\\" in written:
        raise PictureError(f"there is no picture {name}", f"write {written.replace(chr(92), '/')}")
    suffix = Path(written).suffix.lower()
    if suffix in _OTHER_FILMS:
        raise PictureError(
            f"the film {name} is no MP4, which is what PowerPoint plays",
            f"make one: ffmpeg -i {Path(written).name} {Path(written).stem}.mp4",
        )
    if suffix not in (*PICTURES, FILM):
        raise PictureError(f"the picture {name} is not one of {', '.join((*PICTURES, FILM))}", "save it as a PNG")
    folder = Path(os.path.abspath(spec.parent))
    path = folder / written
    if not _there(path):
        path = folder / unquote(written)
    within = Path(os.path.normpath(path))
    if not any(within.is_relative_to(place) for place in (folder, Path(os.path.abspath(root)))):
        raise PictureError(
            f"the picture {name} lies outside the course", "put it beside the spec and name it from there"
        )
    return path if _there(path) else within


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _poster(film: Path) -> Path:
    """A picture with the film's name beside it, or the film."""
    return next((path for path in posters(film) if path.is_file()), film)


def _likely(spec: Path, written: str, root: Path) -> str:
    """The picture that was likely meant, or where it is looked for."""
    there = list(_listed(spec, root))
    own = unquote(written.replace("\\", "/")).rpartition("/")[2].casefold()
    same = next((name for name in there if name.rpartition("/")[2].casefold() == own), "")
    if same:
        return f"did you mean {quoted(same)}?"
    return suggestion(written, there, f"it is looked for from the spec's folder, {spec.parent}")


def _listed(spec: Path, root: Path) -> Iterator[str]:
    """Pictures and films below the spec's folder, then of the course, as the spec would name them."""
    folder = Path(os.path.abspath(spec.parent))
    left = _LISTED
    for place in dict.fromkeys(
        (folder, Path(os.path.abspath(root))) if folder.is_relative_to(os.path.abspath(root)) else (folder,)
    ):
        for at, folders, names in os.walk(place):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _PASSED_OVER)
            for name in sorted(names):
                if name.lower().endswith((*PICTURES, FILM)):
                    yield Path(os.path.relpath(Path(at, name), folder)).as_posix()
                left -= 1
                if not left:
                    return
