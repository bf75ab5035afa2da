"""How wide letters are, in em, from the fonts' own metrics.

Widths are those of the metric twins of the theme's fonts (Carlito is as wide as Calibri, Caladea as Cambria), shaped
with kerning by Pillow's Raqm; a fixed pitch needs no font file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from build.drawing.page import TextStyle
from build.drawing.typefaces import own_file
from build.theme.tokens import Font

UNITS = 1000  # the size, in pixels, at which a font is loaded; widths scale from there
MOST_FONTS, MOST_TEXTS = 16, 2**13  # kept: fonts, widths of texts in each
LONGEST = 2**12  # letters shaped at once: of more than 65,535 Raqm says that they have no width

_BITMAP = 109  # pixels: the one size of a font of pictures
# The shaper refuses what ends a paragraph.
_NO_ENDS = dict.fromkeys((*range(0x0A, 0x0E), *range(0x1C, 0x1F), 0x85, 0x2028, 0x2029))


def own_em(text: str, font: Font, style: TextStyle) -> float:
    """Width in em of a text that a style's own font draws. A fixed pitch is planned by its advance; marks take none."""
    if font.advance:
        return font.advance * (len(text) if text.isascii() else sum(map(_takes_room, text)))
    return _own_widths(font.twin, style.bold, style.italic)(text)


@lru_cache(maxsize=MOST_FONTS)
def _own_widths(family: str, bold: bool, italic: bool) -> Callable[[str], float]:
    return em_widths(own_file(family, bold=bold, italic=italic), 0)


@lru_cache(maxsize=2**8)
def own_bearing(letter: str, family: str, bold: bool, italic: bool) -> float:
    """How far the ink of a letter stands off its left edge, in em of a family's own font."""
    from PIL import ImageFont

    font = ImageFont.truetype(str(own_file(family, bold=bold, italic=italic)), UNITS)
    mask, (left, _) = font.getmask2(letter)
    ink = mask.getbbox()
    return (left + ink[0]) / UNITS if ink else 0.0


@lru_cache(maxsize=2**10)
def _takes_room(character: str) -> bool:
    return unicodedata.category(character) not in ("Mn", "Me", "Cf")


@lru_cache(maxsize=MOST_FONTS)
def em_widths(path: Path, index: int) -> Callable[[str], float]:
    """How wide texts are in a font, in em. The file alone decides it, whatever theme names it."""
    from PIL import ImageFont

    layout, size = ImageFont.Layout.RAQM, UNITS
    try:
        font = ImageFont.truetype(str(path), size, index, layout_engine=layout)
    except OSError:  # pictures, all of one size
        size = _BITMAP
        font = ImageFont.truetype(str(path), size, index, layout_engine=layout)

    @lru_cache(maxsize=MOST_TEXTS)
    def width(text: str) -> float:
        shown = text.translate(_NO_ENDS)
        return sum(font.getlength(shown[at : at + LONGEST]) for at in range(0, len(shown), LONGEST)) / size

    return width
