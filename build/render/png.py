"""SVG as PNG of any size, with the fonts that text was measured with and no others."""

from __future__ import annotations

import re
from functools import lru_cache

from build.drawing.typefaces import SYMBOLS
from build.theme.fonts import STYLES, MissingFontError, find_font
from build.theme.installed_fonts import files_of
from build.theme.tokens import Fonts

_SYMBOLS = (SYMBOLS, ("Regular", "Bold"))
_FAMILY = re.compile(r'''font-family="'([^'"]+)', [a-z-]+"''')  # of what the theme's fonts lack


def png(svg: str, fonts: Fonts, *, width: int, height: int) -> bytes:
    """Draw a picture. Raises MissingFontError, and ValueError for what is not SVG."""
    import resvg_py

    others = sorted(set(_FAMILY.findall(svg)) - {SYMBOLS})

    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        height=height,
        skip_system_fonts=True,
        font_files=[
            *_font_files(fonts.display.twin, fonts.body.twin, fonts.mono.twin),
            *(str(file) for family in others for file in files_of(family)),
        ],
        font_family=fonts.body.twin,
        serif_family=fonts.display.twin,
        sans_serif_family=fonts.body.twin,
        monospace_family=fonts.mono.twin,
    )


@lru_cache(maxsize=4)
def _font_files(*families: str) -> tuple[str, ...]:
    """The files of all styles that a family has; each has the regular one."""
    files = []
    for family, styles in (*((family, tuple(STYLES)) for family in families), _SYMBOLS):
        for style in styles:
            try:
                files.append(str(find_font(family, style)))
            except MissingFontError:
                if style == "Regular":
                    raise
    return tuple(files)
