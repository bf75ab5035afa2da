"""The fonts of a PDF: those that text was measured with and no others, so that its bytes hang on no machine's list.

A PDF/UA has no letter that its font does not draw, so what no font has is a sign that says so; a finding tells of it.
"""

from __future__ import annotations

import os
import re
import shutil
from base64 import b64decode, b64encode
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
_FAMILY = re.compile(r'''font-family="'([^'"]+)', [a-z-]+"''')  # of what the theme's fonts lack
_DRAWING = re.compile(r"(?<=data:image/svg\+xml;base64,)[A-Za-z0-9+/=]+")
_LETTERS = re.compile(r">[^<]*[^\x00-\x7f<][^<]*<")


def family_of(style: TextStyle, face: Typeface | None, fonts: Fonts) -> str:
    """The family that draws letters of a style; `face` is set where its own lacks them."""
    return face.family if face else str(getattr(fonts, style.face).twin)


def drawable(text: str, style: TextStyle, face: Typeface | None, fonts: Fonts) -> str:
    """The text with a sign for each character that its font does not have."""
    if face is None:
        own = characters(own_file(family_of(style, None, fonts), bold=style.bold, italic=style.italic))
    else:
        own = characters(face.path, face.index)
    return _with_signs(text, own)


def drawable_svg(svg: str, fonts: Fonts) -> str:
    """The same of a picture, in which any of its fonts may draw a letter; pictures in it are cleaned too."""
    if svg.isascii() and "data:image/svg" not in svg:
        return svg
    own = frozenset[str]().union(*map(characters, font_files(fonts, families_in(svg))))

    def inner(data: re.Match[str]) -> str:
        drawing = b64decode(data.group()).decode("utf-8", "replace")
        return b64encode(letters(drawing).encode()).decode()

    def letters(text: str) -> str:
        return _LETTERS.sub(lambda found: _with_signs(found.group(), own), text)

    return letters(_DRAWING.sub(inner, svg))


def families_in(svg: str) -> set[str]:
    """The families that a picture of ours names besides the theme's."""
    return set(_FAMILY.findall(svg))


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


def _with_signs(text: str, own: frozenset[str]) -> str:
    if own.issuperset(text):
        return text
    sign = LACKING if LACKING in own else "?"
    return "".join(
        cluster if all(one in own or not is_drawn(one) for one in cluster) else sign for cluster in clusters(text)
    )
