"""The letters that a page needs and no others, inside it: it looks the same where the fonts are not installed."""

from __future__ import annotations

import io
import logging
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from build.drawing.typefaces import own_file
from build.files.slide_memory import SlideMemory
from build.theme.fonts import MissingFontError
from build.theme.installed_fonts import Typeface, face_of
from build.theme.tokens import Fonts

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_FAMILY = re.compile(r"'([^']+)'")


class Style(NamedTuple):
    family: str
    bold: bool
    italic: bool


def font_faces(drawings: Iterable[str], words: str, fonts: Fonts, memory: SlideMemory) -> str:
    """`@font-face` rules with the letters of SVG pages; the body's own regular and bold fonts also have those of
    `words`, which stand around them. The same bytes for the same letters.

    A family that is not installed has none, for the browser's own are as good. Raises nothing where a font cannot be
    cut: it is then left to the machine.
    """
    letters = _letters(drawings)
    for family, bold in ((fonts.body.twin, False), (fonts.body.twin, True), (fonts.display.twin, False)):
        letters[Style(family, bold, False)] |= {*_ASCII, *words}
    letters[Style(fonts.mono.twin, False, False)] |= {*_ASCII}
    return "\n".join(
        face for style in sorted(letters) if (face := _face(style, "".join(sorted(letters[style])), memory))
    )


def _letters(drawings: Iterable[str]) -> defaultdict[Style, set[str]]:
    """The letters that each style draws."""
    found: defaultdict[Style, set[str]] = defaultdict(set)
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        body = root.get("font-family", "")
        for text in root.iter("text"):
            family = _FAMILY.search(text.get("font-family", body))
            if family:
                style = Style(family[1], text.get("font-weight") == "bold", text.get("font-style") == "italic")
                found[style].update("".join(text.itertext()))
    return found


def _face(style: Style, letters: str, memory: SlideMemory) -> str:
    found = _file(style)
    if found is None:
        return ""
    file, index = found.path, found.index
    stat = file.stat()
    key = memory.key("font", str(file), index, stat.st_size, stat.st_mtime_ns, letters)
    cut: bytes | None = memory.get(key) if key else None
    if cut is None:
        cut = subset(file, letters, index)
        memory.put(key, cut)
    if not cut:
        return ""
    looks: Mapping[str, str] = {
        "font-family": f'"{style.family}"',
        "font-weight": "bold" if style.bold else "normal",
        "font-style": "italic" if style.italic else "normal",
        "src": f'url(data:font/woff2;base64,{b64encode(cut).decode()}) format("woff2")',
    }
    return f"@font-face {{ {'; '.join(f'{name}: {value}' for name, value in looks.items())}; }}"


def _file(style: Style) -> Typeface | None:
    """The file of a style, else that of the family's nearest in weight, with its place there."""
    try:
        return Typeface(style.family, own_file(style.family, bold=style.bold, italic=style.italic))
    except MissingFontError:
        return face_of(style.family, bold=style.bold)


@lru_cache(maxsize=64)  # a page is made often in one process, by the live preview and by tests
def subset(file: Path, letters: str, index: int = 0) -> bytes:
    """A font with some letters as WOFF2, with how they join and stand beside one another; nothing if it has none."""
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont, newTable  # type: ignore[import-untyped]

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = Options(notdef_outline=True, hinting=False, drop_tables=["DSIG", "FFTM", "name"])
    with TTFont(file, fontNumber=index, lazy=True, recalcTimestamp=False) as font:
        cutter = Subsetter(options)
        cutter.populate(text=letters)
        cutter.subset(font)
        font["name"] = newTable("name")  # browsers ask for one, and need no word in it
        font["name"].names = []
        font.flavor = "woff2"
        made = io.BytesIO()
        font.save(made, reorderTables=False)
    return made.getvalue()
