"""Small parts of a template's shapes as the format writes them: where they stand, their names, their insets."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from build.theme.template import Area, Mark
from build.theme.template_color import A

EMU, POINT = 914_400, 12_700
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DEGREE, _FULL = 60_000, 100_000

Turn = Callable[[Area], Area]


def insets_of(bodies: Sequence[Any]) -> Area:
    """The insets that the first of some text bodies says; inches from the left, the top, the right, the bottom."""
    usual = {"lIns": 91_440, "tIns": 45_720, "rIns": 91_440, "bIns": 45_720}
    found = (next((int(body.get(name)) for body in bodies if body.get(name)), emu) for name, emu in usual.items())
    left, top, right, bottom = (value / EMU for value in found)
    return left, top, right, bottom


def spacing_of(chain: Sequence[Any]) -> float:
    """A line's height as a multiple of its size; a share of the usual 1.2."""
    for part in chain:
        share = part.find(f"{A}lnSpc/{A}spcPct")
        if share is not None:
            return 1.2 * int(share.get("val", "100000").rstrip("%")) / _FULL
    return 1.2


def area_of(shape: Any) -> Area | None:
    transform = shape.find(f"{P}spPr/{A}xfrm")
    if transform is None or transform.find(f"{A}off") is None or transform.find(f"{A}ext") is None:
        return None
    off, ext = transform.find(f"{A}off"), transform.find(f"{A}ext")
    return int(off.get("x")) / EMU, int(off.get("y")) / EMU, int(ext.get("cx")) / EMU, int(ext.get("cy")) / EMU


def within(group: Any, turn: Turn) -> Turn:
    """How a group places what is in it."""
    transform = group.find(f"{P}grpSpPr/{A}xfrm")
    parts = (
        {name: transform.find(f"{A}{name}") for name in ("off", "ext", "chOff", "chExt")}
        if transform is not None
        else {}
    )
    if len(parts) < 4 or any(part is None for part in parts.values()):
        return turn
    (x, y), (w, h) = (
        [int(parts[name].get(axis)) / EMU for axis in axes] for name, axes in (("off", "xy"), ("ext", ("cx", "cy")))
    )
    (cx, cy), (cw, ch) = (
        [int(parts[name].get(axis)) / EMU for axis in axes] for name, axes in (("chOff", "xy"), ("chExt", ("cx", "cy")))
    )
    across, down = w / cw if cw else 1.0, h / ch if ch else 1.0

    def placed(area: Area) -> Area:
        return turn((x + (area[0] - cx) * across, y + (area[1] - cy) * down, area[2] * across, area[3] * down))

    return placed


def says_fill(own: Any) -> bool:
    return any(
        own.find(f"{A}{kind}") is not None for kind in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill")
    )


def rotation_of(transform: Any) -> float:
    return int(transform.get("rot", "0")) / _DEGREE if transform is not None else 0.0


def flipped(paths: Sequence[str], flips: Sequence[bool]) -> tuple[str, ...]:
    """Path data in shares of an area, mirrored."""
    if not any(flips):
        return tuple(paths)
    made = []
    for path in paths:
        words, place = [], 0
        for word in path.split():
            if word.isalpha():
                words.append(word)
                continue
            words.append(f"{1 - float(word):.6g}" if flips[place % 2] else word)
            place += 1
        made.append(" ".join(words))
    return tuple(made)


def _properties(shape: Any) -> Any:
    return next((part for part in shape[0] if part.tag == f"{P}cNvPr"), None) if len(shape) else None


def name_of(shape: Any) -> str:
    found = _properties(shape)
    return found.get("name", "") if found is not None else ""


def is_hidden(shape: Any) -> bool:
    found = _properties(shape)
    return found is not None and found.get("hidden") in ("1", "true")


def is_placeholder(shape: Any) -> bool:
    return next(shape[0].iter(f"{P}ph"), None) is not None if len(shape) else False


def bounds(mark: Mark) -> Area:
    """Around a mark, turned as it is."""
    x, y, w, h = mark.area
    if mark.rotation % 180 == 0:
        return mark.area
    angle = math.radians(mark.rotation)
    wide = abs(w * math.cos(angle)) + abs(h * math.sin(angle))
    high = abs(w * math.sin(angle)) + abs(h * math.cos(angle))
    return x + (w - wide) / 2, y + (h - high) / 2, wide, high
