"""Areas of a template: what is left of one between things, and which colours lie behind it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache

from build.theme.contrast import luminance
from build.theme.template import Area, Mark
from build.theme.template_color import over

WHITE = "#FFFFFF"
GROUND = 0.6  # of an area: what covers so much of it lies behind it
DEAREST = 0.35  # of an area that is given up for a thing; one that would take more lies behind too
_SAMPLES = 16  # pixels of a side, of a picture seen from afar
AIR = 0.06  # inches between an area and a thing


def free_of(area: Area, things: Iterable[Area]) -> Area:
    """An area made smaller at one side a thing, so that none stands in it."""
    whole = area[2] * area[3]
    for x, y, w, h in things:
        left, top, wide, high = area
        right, bottom = left + wide, top + high
        across, down = min(right, x + w) - max(left, x), min(bottom, y + h) - max(top, y)
        if across <= 0.01 or down <= 0.01 or across * down > GROUND * wide * high:
            continue
        cuts = (
            (left, top, wide, y - AIR - top),
            (left, y + h + AIR, wide, bottom - y - h - AIR),
            (left, top, x - AIR - left, high),
            (x + w + AIR, top, right - x - w - AIR, high),
        )
        best = max(cuts, key=lambda cut: max(0.0, cut[2]) * max(0.0, cut[3]))
        if best[2] > 0 and best[3] > 0 and best[2] * best[3] >= (1 - DEAREST) * whole:
            area = best
    return area


def behind(marks: Sequence[Mark], area: Area) -> tuple[str, ...]:
    """The colours behind most of an area; those of a gradient are two, those of a picture three."""
    colors: tuple[str, ...] = (WHITE,)
    for mark in marks:
        if mark.kind in ("line", "path") or not mark.fill or covered(area, mark.area) < GROUND:
            continue
        colors = tuple(over(color, colors[0]) for color in mark.fill)
    return colors


def covered(area: Area, upper: Area) -> float:
    """The share of an area that another one covers."""
    across = min(area[0] + area[2], upper[0] + upper[2]) - max(area[0], upper[0])
    down = min(area[1] + area[3], upper[1] + upper[3]) - max(area[1], upper[1])
    return max(0.0, across) * max(0.0, down) / max(1e-9, area[2] * area[3])


@lru_cache(maxsize=32)
def shades_of(picture: bytes) -> tuple[str, ...]:
    """What a picture looks like from afar: its colour on the whole, then a dark one and a light one of it.

    Nothing where it cannot be read.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            small = Image.new("RGB", (_SAMPLES, _SAMPLES), WHITE)
            deep = opened.mode.startswith("I;16")  # of which Pillow would take but the highest values
            flat = opened.convert("I").point(lambda value: value / 256).convert("L") if deep else opened
            seen = flat.convert("RGBA").resize((_SAMPLES, _SAMPLES), Image.Resampling.BOX)
            small.paste(seen, mask=seen)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ()
    whole = small.resize((1, 1), Image.Resampling.BOX).tobytes()
    data = small.tobytes()
    pixels = sorted((data[i : i + 3] for i in range(0, len(data), 3)), key=lambda pixel: luminance(f"#{pixel.hex()}"))
    few = len(pixels) // 8
    return tuple(dict.fromkeys(f"#{pixel.hex().upper()}" for pixel in (whole, pixels[few], pixels[-few - 1])))
