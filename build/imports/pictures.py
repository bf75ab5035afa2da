"""The pictures of an imported deck as files beside its spec; those that cannot be there as words, and told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from build.drawing.film_file import size_in
from build.drawing.picture_file import MOST_BYTES
from build.drawing.raster import opened
from build.findings.diagnostic import Span
from build.imports.files_beside import PICTURES, FilesBeside
from build.imports.html_parts import DATA_ADDRESS, data_of, is_drawn
from build.imports.imported import Imported, ImportedSlide
from build.imports.lines import Reading
from build.spec.content import Block, Bullets, Callout, Column, Columns, Image, Prose
from build.spec.deck import Text, Words

# What a file is, by its first bytes.
_SIGNS = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"))
_REMOTE = re.compile(r"(?:https?:)?//", re.I)


def with_pictures(imported: Imported, reading: Reading, where: Callable[[Span], str]) -> Imported:
    """The deck with each picture named as its file beside the spec is."""
    taker = _Taker(reading, where)
    slides = [taker.slide(slide) for slide in imported.slides]
    return replace(imported, slides=slides, files={**imported.files, **taker.files.data}, left=reading.left)


@dataclass
class _Taker:
    reading: Reading
    where: Callable[[Span], str]
    files: FilesBeside = field(default_factory=FilesBeside)

    def slide(self, slide: ImportedSlide) -> ImportedSlide:
        return replace(slide, blocks=tuple(self._blocks(slide.blocks)))

    def _blocks(self, blocks: Sequence[Block]) -> list[Block]:
        return [made for block in blocks for made in self._block(block)]

    def _block(self, block: Block) -> Sequence[Block]:
        match block:
            case Image():
                return self._image(block)
            case Bullets():
                entries = (replace(entry, blocks=tuple(self._blocks(entry.blocks))) for entry in block.entries)
                return [replace(block, entries=tuple(entries))]
            case Callout():
                return [replace(block, blocks=tuple(self._blocks(block.blocks)))]
            case Columns():
                columns: list[Column] = [replace(one, blocks=tuple(self._blocks(one.blocks))) for one in block.columns]
                return [replace(block, columns=tuple(columns))]
        return [block]

    def _image(self, image: Image) -> Sequence[Block]:
        place = self.where(image.span)
        if _REMOTE.match(image.path):
            href = f"https:{image.path}" if image.path.startswith("//") else image.path
            self.reading.tell(place, f"the picture {href[:200]}", "it is on the web: save it and name the file")
            return [Prose(text=Text((Words(text=image.alt or href, href=href),))), *self._words(image)]
        data, name, why = self._bytes(image.path)
        ending = _ending(data) if data else ""
        broken = _broken(data, ending)
        if not data or not ending or broken:
            why = broken or (f"no picture that slides show{_as_what(name)}" if data else why)
            self.reading.tell(place, f"the picture '{image.path[:200]}'", why)
            alt = [Prose(text=Text((Words(text=image.alt),)))] if image.alt else []
            return [*alt, *self._words(image)]
        stem = re.sub(r"[^\w.-]+", "-", PurePosixPath(name).stem).strip("-.") or "picture"
        return [replace(image, path=self.files.add(PICTURES, stem, ending, data))]

    def _words(self, image: Image) -> Sequence[Block]:
        return [Prose(text=text) for text in (image.caption, image.credit) if text]

    def _bytes(self, path: str) -> tuple[bytes, str, str]:
        """A picture's bytes, its name, and why there are none."""
        if found := DATA_ADDRESS.fullmatch(path):
            return data_of(found), "inline", "its data cannot be read"
        if path in self.reading.inlined:
            return self.reading.inlined[path], path, "its data cannot be read"
        bare = unquote(re.split(r"[?#]", path.removeprefix("file://").removeprefix("@/"))[0])
        tried = [bare, bare.lstrip("/"), f"public/{bare.lstrip('/')}"]
        if bare.startswith("public//"):
            tried.append(bare[len("public//") :])
        for one in tried:
            file = self.reading.file(one)
            if file is None:
                continue
            try:
                size = file.stat().st_size
                return (
                    (file.read_bytes(), file.name, "")
                    if size <= MOST_BYTES
                    else (b"", file.name, f"it has {size:,} bytes")
                )
            except OSError as error:
                return b"", file.name, error.strerror or str(error)
        return b"", PurePosixPath(bare).name, "it is not there, or outside the deck's folder"


def _ending(data: bytes) -> str:
    """The ending that a file's bytes ask for; nothing for what slides do not show."""
    for sign, ending in _SIGNS:
        if data.startswith(sign):
            return ending
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if data[4:8] == b"ftyp":
        return ".mp4"
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return ".svg" if start.startswith(b"<") and b"<svg" in data[:20_000] and is_drawn(data) else ""


def _broken(data: bytes, ending: str) -> str:
    """Why a picture of pixels or a film cannot be shown; nothing where it can."""
    if ending == ".mp4":
        try:
            size_in(BytesIO(data), len(data), "it")
        except ValueError as error:
            return str(error)
    if ending not in (".png", ".jpg", ".gif", ".webp"):
        return ""
    try:
        with opened(Path(), data) as picture:
            picture.load()
    except ValueError as error:
        said = str(error).removeprefix(".")
        return f"it{said}" if said.startswith(" ") else f"it cannot be read{said}"
    return ""


def _as_what(name: str) -> str:
    ending = PurePosixPath(name).suffix
    return f" ({ending}): save it as PNG or SVG" if ending else ""
