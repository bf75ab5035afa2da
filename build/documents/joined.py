"""Drawings whose letters join, such as Arabic ones, as pixels: WeasyPrint sets each letter of a drawing by itself."""

from __future__ import annotations

import base64
import re

from build.drawing.scripts import is_complex
from build.render.png import png
from build.theme.tokens import Fonts

SHARP = 3  # pixels for each of a screen
_DRAWING = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)" width="(\d+)" height="(\d+)"')


def with_letters_joined(page: str, fonts: Fonts) -> str:
    """A page for `pdf`, its drawings in other scripts as PNG; what they say stands in their `alt` as before."""

    def drawn(found: re.Match[str]) -> str:
        svg = base64.b64decode(found[1]).decode()
        if "<text" not in svg or not is_complex(svg):
            return found[0]
        width, height = int(found[2]), int(found[3])
        data = base64.b64encode(png(svg, fonts, width=width * SHARP, height=height * SHARP)).decode()
        return f'src="data:image/png;base64,{data}" width="{width}" height="{height}"'

    return _DRAWING.sub(drawn, page)
