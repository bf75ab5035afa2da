"""An SVG that a spec brings, drawn as a PNG for programs that show no SVG, with the fonts that stills have."""

from __future__ import annotations

from base64 import b64decode, b64encode
from importlib.metadata import version
from pathlib import Path

from build.drawing.page import Box
from build.drawing.picture_file import DENSITY
from build.drawing.raster import PictureFile
from build.files.build_cache import digest, remembered
from build.render.png import png
from build.theme.tokens import Fonts

SVG = "image/svg+xml"
_MOST = 4096  # pixels of a side: a slide has 3840 at 4K


def picture_png(file: PictureFile, room: Box, fonts: Fonts, memory: Path) -> bytes:
    """The picture with as many pixels as a room of that many inches shows at 4K. Raises ValueError and OSError."""
    share = max(room.w * DENSITY / file.width, room.h * DENSITY / file.height)
    share = min(share, _MOST / file.width, _MOST / file.height)
    width, height = max(1, round(file.width * share)), max(1, round(file.height * share))
    twins = (fonts.display.twin, fonts.body.twin, fonts.mono.twin)
    key = digest(file.data, repr((width, height, twins)), version("resvg-py"))

    def drawn() -> str:
        return b64encode(png(file.data.decode(), fonts, width=width, height=height)).decode()

    return b64decode(remembered(memory / f"drawing-{key[:16]}.json", key, drawn))
