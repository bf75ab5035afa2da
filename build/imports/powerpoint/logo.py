"""The small picture that stands on most slides: a logo, which a spec says once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pptx.oxml.ns import qn

_SMALL = 0.04  # of a slide's area
_OFTEN, _LEAST = 0.4, 3  # the share of slides, and how many there are at least


def logo_of(slides: Sequence[Any], size: tuple[float, float]) -> tuple[str, Any] | None:
    """The name of the part that is such a picture, and a shape that shows it; None where there is none."""
    counted: Counter[str] = Counter()
    shapes: dict[str, Any] = {}
    for slide in slides:
        found = {}
        for shape in slide.shapes:
            if shape._element.tag == qn("p:pic") and _area(shape) <= _SMALL * size[0] * size[1]:
                found[part_of(shape)] = shape
        counted.update(found.keys())
        shapes |= {name: shape for name, shape in found.items() if name not in shapes}
    counted.pop("", None)
    name, times = counted.most_common(1)[0] if counted else ("", 0)
    return (name, shapes[name]) if times >= max(_LEAST, _OFTEN * len(slides)) else None


def part_of(shape: Any) -> str:
    """The name of the part that a picture shows; empty where it has none."""
    blip = next(shape._element.iter(qn("a:blip")), None)
    try:
        return str(shape.part.related_part(blip.get(qn("r:embed"))).partname) if blip is not None else ""
    except (KeyError, AttributeError, ValueError):
        return ""


def _area(shape: Any) -> float:
    try:
        return float(shape.width or 0) * float(shape.height or 0)
    except (AttributeError, ValueError, TypeError):
        return 0.0
