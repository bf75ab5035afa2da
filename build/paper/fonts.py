"""The fonts of a PDF: those that text was measured with and no others, so that its bytes hang on no machine's list.

A PDF/UA has no letter that its font does not draw, so what no font has is a sign that says so; a finding tells of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from build.drawing.glyphs import characters
from build.drawing.page import TextStyle
from build.drawing.typefaces import SYMBOLS, clusters, is_drawn, own_file
from build.theme.fonts import STYLES, MissingFontError, find_font
from build.theme.installed_fonts import Typeface, files_of
from build.theme.tokens import Fonts

LACKING = "\N{REPLACEMENT CHARACTER}"


def family_of(style: TextStyle, face: Typeface | None, fonts: Fonts) -> str:
    """The family that draws letters of a style; `face` is set where its own lacks them."""
    return face.family if face else str(getattr(fonts, style.face).twin)


def drawable(text: str, style: TextStyle, face: Typeface | None, fonts: Fonts) -> str:
    """The text with a sign for each character that its font does not have."""
    if face is None:
        own = characters(own_file(family_of(style, None, fonts), bold=style.bold, italic=style.italic))
    else:
        own = characters(face.path, face.index)
    return with_signs(text, own)


def font_files(fonts: Fonts, families: Iterable[str] = ()) -> tuple[Path, ...]:
    """The files of all styles. Raises MissingFontError where a theme's family has no regular one."""
    files: dict[Path, None] = {}
    for family in dict.fromkeys((fonts.body.twin, fonts.display.twin, fonts.mono.twin, SYMBOLS)):
        for style in STYLES if family != SYMBOLS else ("Regular", "Bold"):
            try:
                files[find_font(family, style)] = None
            except MissingFontError:
                if style == "Regular" and family != SYMBOLS:
                    raise
    for family in sorted(set(families) - {SYMBOLS}):
        files |= dict.fromkeys(files_of(family))
    return tuple(files)


@contextmanager
def font_folder(files: Iterable[Path]) -> Iterator[Path]:
    """A folder with these files and no others, for as long as it is needed."""
    with TemporaryDirectory(prefix="coursewright-fonts-") as name:
        for i, file in enumerate(files):
            place = Path(name, f"{i:02}-{file.name}")
            try:
                os.symlink(file, place)
            except OSError:  # not everybody may make a link
                shutil.copyfile(file, place)
        yield Path(name)


def with_signs(text: str, own: frozenset[str]) -> str:
    """A text with a sign for each character that is not among a font's own."""
    if own.issuperset(text):
        return text
    sign = LACKING if LACKING in own else "?"
    return "".join(
        cluster if all(one in own or not is_drawn(one) for one in cluster) else sign for cluster in clusters(text)
    )
