"""The drawings of the course: line icons and the Wise Owl, read from SVG files in `build/drawing/artwork/`.

The files use absolute M, L, C and Z and ellipses only, so every part becomes an editable curve.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path as File
from xml.etree import ElementTree

from build.drawing.curves import QUARTER_ARC, extent
from build.drawing.page import Box, Freeform, Group, Line, Path
from build.drawing.text_measure import POINTS

DRAWINGS = File(__file__).with_name("artwork")
OWL = "owl"
OWL_ALT = "The Wise Owl, with round glasses, on a perch"
THINNEST = 1.4  # points: a small icon keeps strokes that can be seen from the last row


def icon_names() -> tuple[str, ...]:
    """All icons there are."""
    return tuple(sorted(file.stem for file in DRAWINGS.glob("*.svg") if file.stem != OWL))


def icon(name: str, box: Box, *, color: str, name_prefix: str) -> Freeform:
    """A line icon in one colour token, decorative. Raises KeyError with the icons that exist."""
    view, data, stroke = _icon(name)
    line = Line(color=color, width=round(max(THINNEST, stroke / view[2] * box.w * POINTS), 2))
    return Freeform(
        name=f"{name_prefix} icon", decorative=True, box=box, view=view, paths=(Path(data=data, line=line),)
    )


def owl(box: Box, prefix: str) -> Group:
    """The owl, as one group of curves; never distorted: it keeps to the box's shorter side."""
    side = min(box.w, box.h)
    parts = []
    for number, (fill, data, (x, y, w, h), (vx, vy, vw, vh)) in enumerate(_owl(), start=1):
        place = Box(box.x + (x - vx) / vw * side, box.y + (y - vy) / vh * side, w / vw * side, h / vh * side)
        path = Path(data=data, fill=fill)
        parts.append(
            Freeform(name=f"{prefix} owl {number}", decorative=True, box=place, view=(x, y, w, h), paths=(path,))
        )
    return Group(name="Wise Owl", alt=OWL_ALT, children=tuple(parts))


# ---- reading ----------------------------------------------------------------------------------------
View = tuple[float, float, float, float]


@lru_cache(maxsize=64)
def _icon(name: str) -> tuple[View, str, float]:
    file = DRAWINGS / f"{name}.svg"
    if name == OWL or not file.is_file():
        raise KeyError(f"there is no icon {name!r}; there are: {', '.join(icon_names())}")
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    data = " ".join(element.get("d", "") for element in root.iter() if element.tag.endswith("path"))
    return _view(root), data, float(root.get("stroke-width", "1.6"))


@lru_cache(maxsize=1)
def _owl() -> tuple[tuple[str, str, View, View], ...]:
    """Fill token, path data, extent and view box of each part; neighbours of one fill are one part.

    In the drawing a part's class is its token, and its fill what browsers show.
    """
    root = ElementTree.fromstring((DRAWINGS / f"{OWL}.svg").read_text(encoding="utf-8"))
    parts: list[tuple[str, str]] = []
    for element in root:
        data = _ellipse(element) if element.tag.endswith("ellipse") else element.get("d", "")
        fill = element.get("class", "")
        if parts and parts[-1][0] == fill:
            parts[-1] = (fill, f"{parts[-1][1]} {data}")
        else:
            parts.append((fill, data))
    boxes = ((fill, data, extent(data)) for fill, data in parts)
    return tuple((fill, data, (box.x, box.y, box.w, box.h), _view(root)) for fill, data, box in boxes)


def _view(root: ElementTree.Element) -> View:
    x, y, w, h = (float(number) for number in root.get("viewBox", "0 0 24 24").split())
    return x, y, w, h


def _ellipse(element: ElementTree.Element) -> str:
    cx, cy, rx, ry = (float(element.get(name, "0")) for name in ("cx", "cy", "rx", "ry"))
    kx, ky = rx * QUARTER_ARC, ry * QUARTER_ARC
    points = (
        (cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry),
        (cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy),
        (cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry),
        (cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy),
    )
    curves = " ".join("C " + " ".join(f"{n:.3f}" for n in curve) for curve in points)
    return f"M {cx + rx:.3f} {cy:.3f} {curves} Z"
