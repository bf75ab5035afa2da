"""The films of a slide, over the place where it shows their posters: beside the page, inside it, or left out."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from markupsafe import escape

from build.drawing.page import PAGE, Box, Movie, Page

Films = Literal["beside", "inside", "none"]
FOLDER = "animations"  # beside the page
FILMS: tuple[Films, ...] = ("beside", "inside", "none")

_TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime", ".m4v": "video/mp4"}
_TIME = re.compile(r"^\S+ --> \S+.*$")
_COMMENT = ("WEBVTT", "NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class ShownFilm:
    """A film with the address where the page finds it (nothing where it is left out), and its captions."""

    name: str
    alt: str
    box: Box
    address: str
    track: str  # its captions as WebVTT
    captions: tuple[str, ...]
    bookmarks: tuple[tuple[str, float], ...]
    step: int = 0  # the click at which it appears
    plays: tuple[tuple[int, float], ...] = ()  # clicks, and the seconds from which it plays then


def films_of(
    page: Page, films: Films, *, folder: Path | None, address: Callable[[Path], str] | None = None
) -> tuple[ShownFilm, ...]:
    """The films of a page. Raises OSError where one that is to be inside cannot be read."""
    where = (
        address
        or {
            "beside": lambda path: _beside(path, folder or path.parent),
            "inside": _inside,
            "none": lambda path: "",
        }[films]
    )
    return tuple(_shown(movie, where(Path(movie.path)), page) for movie in page.movies)


def film_html(film: ShownFilm, language: str, sheet: Box = PAGE) -> str:
    """The film as HTML; nothing where it is left out. It stands over its poster, which is seen until it is played."""
    if not film.address:
        return ""
    sides = ((film.box.x, sheet.w), (film.box.y, sheet.h), (film.box.w, sheet.w), (film.box.h, sheet.h))
    left, top, width, height = (f"{100 * part / whole:.3f}%" for part, whole in sides)
    bookmarks = escape(json.dumps([[name, at] for name, at in film.bookmarks], ensure_ascii=False))
    data = f"data:text/vtt;base64,{b64encode(film.track.encode()).decode()}"
    clicks = f'data-step="{film.step}" ' if film.step else ""
    clicks += f'data-plays="{escape(json.dumps(dict(film.plays)))}" ' if film.plays else ""
    track = f'<track kind="captions" srclang="{escape(language)}" label="{escape(language)}" src="{data}">'
    return (
        f'<video controls preload="none" playsinline src="{escape(film.address)}" aria-label="{escape(film.alt)}" '
        f'data-name="{escape(film.name)}" data-bookmarks="{bookmarks}" {clicks}'
        f'style="left:{left};top:{top};width:{width};height:{height}">{track if film.captions else ""}</video>'
    )


def _shown(movie: Movie, address: str, page: Page) -> ShownFilm:
    try:
        track = Path(movie.path).with_suffix(".vtt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # a course's own film may have none
        track = ""
    steps = {name: step for step, names in enumerate(page.steps, start=1) for name in names}
    starts = enumerate(movie.bookmarks, start=1)
    plays = tuple((steps[at], start) for k, (_, start) in starts if (at := f"{movie.name}@{k}") in steps)
    captions, step = tuple(_captions(track)), steps.get(movie.name, 0)
    return ShownFilm(movie.name, movie.alt, movie.box, address, track, captions, movie.bookmarks, step, plays)


def _captions(track: str) -> Iterator[str]:
    """The words of each cue."""
    for block in re.split(r"\n\s*\n", track.replace("\r\n", "\n")):
        lines = block.strip().splitlines()
        time = next((i for i, line in enumerate(lines) if _TIME.match(line)), None)
        if time is not None and not lines[0].startswith(_COMMENT):
            yield " ".join(lines[time + 1 :])


def beside(path: Path, folder: Path) -> Path:
    """Where a page in that folder finds a film: where it is, if that is below the folder, else in one for films."""
    below = Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))
    return path if below else folder / FOLDER / path.name


def _beside(path: Path, folder: Path) -> str:
    return quote(os.path.relpath(beside(path, folder), folder).replace(os.sep, "/"))


def _inside(path: Path) -> str:
    kind = _TYPES.get(path.suffix.lower(), "video/mp4")
    return f"data:{kind};base64,{b64encode(path.read_bytes()).decode()}"
