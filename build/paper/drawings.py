"""Pictures of a page as typst can hold them: with letters that its fonts have, and drawings inside them as pixels.

A drawing that somebody brings is an SVG inside ours, of which typst shows no words; so it is drawn as stills are.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode

from build.drawing.glyphs import characters
from build.drawing.picture_file import DENSITY
from build.drawing.text_measure import POINTS
from build.paper.fonts import font_files, with_signs
from build.render.png import png
from build.theme.tokens import Fonts

_FAMILY = re.compile(r'''font-family="'([^'"]+)', [a-z-]+"''')  # of what the theme's fonts lack
_LETTERS = re.compile(r">[^<]*[^\x00-\x7f<][^<]*<")
_DRAWING = re.compile(
    r'width="(?P<wide>[\d.]+)" height="(?P<high>[\d.]+)"(?P<between>[^>]*?)'
    r"data:image/svg\+xml;base64,(?P<data>[\w+/=]+)"
)


def settled(svg: str, fonts: Fonts) -> str:
    """A picture of ours for typst. Raises ValueError where a drawing inside it cannot be drawn."""

    def drawn(found: re.Match[str]) -> str:
        width, height = (max(1, round(float(found[side]) / POINTS * DENSITY)) for side in ("wide", "high"))
        drawing = b64decode(found["data"]).decode("utf-8", "replace")
        pixels = b64encode(png(drawing, fonts, width=width, height=height)).decode()
        size = f'width="{found["wide"]}" height="{found["high"]}"'
        return f"{size}{found['between']}data:image/png;base64,{pixels}"

    if "data:image/svg" in svg:
        svg = _DRAWING.sub(drawn, svg)
    if svg.isascii():
        return svg
    own = frozenset[str]().union(*map(characters, font_files(fonts, families_in(svg))))
    return _LETTERS.sub(lambda letters: with_signs(letters.group(), own), svg)


def families_in(svg: str) -> set[str]:
    """The families that a picture of ours names besides the theme's."""
    return set(_FAMILY.findall(svg))
