"""`make stills`: every slide as a picture of any size and as SVG, and a contact sheet; no office program is needed."""

from __future__ import annotations

import io
import os
import re
import struct
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from build.commands.built import outcome_of, told
from build.commands.failure import FAILURES, failed
from build.commands.progress import shown
from build.drawing.frame_boxes import sheet_of
from build.files.orphans import end_with_parent
from build.files.wanted import Wanted
from build.findings.diagnostic import counted
from build.findings.file_messages import display_path
from build.spec.pick import EVERY_SLIDE, picked
from build.theme.choose import load_theme
from engine.atomic_write import locked, replacing, write_whole
from engine.quoted import quoted

if TYPE_CHECKING:
    from build.drawing.page import Book
    from build.theme.tokens import Fonts, Theme

SIZES = {"1080p": (1920, 1080), "4k": (3840, 2160), "8k": (7680, 4320)}  # pixels
WIDEST = 16_384  # pixels: half a gigabyte of memory for each process that draws
CONTACT = "contact.png"
_READ_BACK = 2560  # pixels: a wider picture is drawn anew at a thumbnail's size sooner than it is read
_FILE = re.compile(r"slide-\d+\.(?:png|svg)")

Size = tuple[int, int]


def size_of(text: str) -> Size:
    """`1080p`, `4k`, `8k` or `1280x720` as pixels. Raises ValueError."""
    named = SIZES.get(text.lower())
    if named:
        return named
    match = re.fullmatch(r"([1-9]\d{0,4})[x×]([1-9]\d{0,4})", text)
    if not match:
        raise ValueError(f"{quoted(text)} is no size; write {', '.join(SIZES)} or WIDTHxHEIGHT")
    width, height = int(match[1]), int(match[2])
    if width > WIDEST:
        raise ValueError(f"{text} is larger than {WIDEST}x{WIDEST * 9 // 16}")
    if width * 9 != height * 16:
        raise ValueError(f"{text} is not 16 to 9, as slides are: {width}x{round(width * 9 / 16)} would be")
    return width, height


def size_under(theme: Theme, size: Size) -> Size:
    """The same height in the shape that slides have under a company's template."""
    page = sheet_of(theme)
    return round(size[1] * page.w / page.h), size[1]


def make_stills(
    spec: Path,
    wanted: Wanted,
    *,
    size: Size = SIZES["1080p"],
    workers: int | None = None,
    edited: Path | None = None,
) -> int:
    """Draw a spec's slides that are not drawn yet. The exit code: 0 drawn or unchanged, 2 an error.

    `workers` is the number of processes; else there are as many as cores. With `edited`, a deck that somebody has
    worked on, the slides are drawn with these edits, to a folder of their own.
    """
    from build.commands.remembered_slides import remembered_slides

    started = time.perf_counter()
    folder = wanted.folder / "stills" / f"{wanted.output_of(spec).stem}{'.edited' if edited else ''}"
    summary = ""
    try:
        theme = load_theme(wanted.look)
        size = size_under(theme, size)
        memory, pick = remembered_slides(spec, wanted), EVERY_SLIDE if edited else wanted.pick
        outcome = outcome_of(spec, wanted, theme, memory, pick)
        if not told(outcome, wanted) or outcome.book is None or not outcome.book.pages:
            return 2
        book = outcome.book
        if edited and outcome.deck:
            from build.commands.edited_stills import with_edits

            book, changed = with_edits(book, theme, spec, edited)
            asked = picked(outcome.deck, wanted.pick)
            book = replace(book, pages=tuple(page for page in book.pages if page.number in asked))
            summary = f", {changed} edited"
        with locked(folder, lambda: print(f"waiting: {display_path(folder)} is being drawn", file=sys.stderr)):
            drawn = draw_book(book, theme, folder, size=size, workers=workers)
    except FAILURES as error:
        return failed(error, spec)
    width, height = size
    summary = f"{counted(len(book.pages), 'slide')} of {width}x{height}, {drawn} drawn{summary}"
    print(f"{display_path(folder)}: {summary}, {time.perf_counter() - started:.2f} s")
    return 0


def draw_book(
    book: Book, theme: Theme, folder: Path, *, size: Size = SIZES["1080p"], workers: int | None = None
) -> int:
    """Draw the pages that are not drawn yet into a folder, and their contact sheet. How many were drawn."""
    from build.drawing.text_measure import Measure
    from build.render.svg.page import page_svg

    measure = Measure(theme.fonts, book.language)
    drawn = (page_svg(page, theme, language=book.language, measure=measure) for page in book.pages)
    stills = [Still(folder / f"slide-{page.number:02}", svg, size) for page, svg in zip(book.pages, drawn, strict=True)]
    hidden = frozenset(place for place, page in enumerate(book.pages) if page.hidden)
    return _draw_all(stills, theme, folder, workers or os.cpu_count() or 1, hidden)


@dataclass(frozen=True, slots=True)
class Still:
    """A picture to be: where it goes, without a suffix."""

    path: Path
    svg: str
    size: Size

    @property
    def is_drawn(self) -> bool:
        """Whether the picture beside the same SVG has the size that is wanted."""
        try:
            same = self.path.with_suffix(".svg").read_text(encoding="utf-8") == self.svg
            with self.path.with_suffix(".png").open("rb") as file:
                return same and struct.unpack(">16x2I", file.read(24)) == self.size
        except (OSError, UnicodeDecodeError, struct.error):
            return False


def _draw_all(stills: Sequence[Still], theme: Theme, folder: Path, workers: int, hidden: frozenset[int]) -> int:
    """Draw what is not drawn, remove what the deck no longer has, and renew the contact sheet. How many were drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {f"{still.path.name}{suffix}" for still in stills for suffix in (".png", ".svg")}
    gone = [file for file in folder.iterdir() if _FILE.fullmatch(file.name) and file.name not in kept]
    for file in gone:
        file.unlink(missing_ok=True)
    jobs = [(still, theme.fonts, not still.is_drawn) for still in stills]
    missing = sum(wanted for _, _, wanted in jobs)
    if missing or gone or not (folder / CONTACT).exists():
        from PIL import Image

        from build.render.contact_sheet import contact_sheet

        pictures = shown(_in_parallel(jobs, workers), len(jobs), sys.stderr)
        thumbnails = (Image.open(io.BytesIO(picture)) for picture in pictures)
        with replacing(folder / CONTACT) as file:
            shape = sheet_of(theme).w / sheet_of(theme).h
            contact_sheet(thumbnails, len(jobs), theme.color("mute"), hidden=hidden, shape=shape).save(file, "png")
    return missing


def _in_parallel(jobs: Sequence[tuple[Still, Fonts, bool]], workers: int) -> Iterator[bytes]:
    """The thumbnails, in order."""
    if workers == 1 or len(jobs) == 1:
        yield from map(_draw, jobs)
        return
    with ProcessPoolExecutor(min(workers, len(jobs)), initializer=end_with_parent) as pool:
        yield from pool.map(_draw, jobs)


def _draw(job: tuple[Still, Fonts, bool]) -> bytes:
    """Draw a still where that is wanted, the picture before the SVG that says it is there; and its thumbnail."""
    from build.render.contact_sheet import THUMBNAIL, thumbnail, thumbnail_height
    from build.render.png import png

    still, fonts, wanted = job
    if wanted:
        width, height = still.size
        picture = png(still.svg, fonts, width=width, height=height)
        with replacing(still.path.with_suffix(".png")) as file:
            file.write_bytes(picture)
        write_whole(still.path.with_suffix(".svg"), still.svg)
        if THUMBNAIL[0] <= width <= _READ_BACK:
            return thumbnail(picture)
    return png(still.svg, fonts, width=THUMBNAIL[0], height=thumbnail_height(still.size))
