"""Outlines of shapes in a template, as path data in shares of their area: a few presets, and those drawn by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from build.theme.template_color import A

Guides = Mapping[str, float]
_DEGREE = 60_000
_QUARTER = math.pi / 2


def _closed(*points: tuple[float, float]) -> str:
    first, *others = (f"{x:.6g} {y:.6g}" for x, y in points)
    return f"M {first} {' '.join(f'L {point}' for point in others)} Z"


def _parallelogram(w: float, h: float, guides: Guides) -> str:
    lean = min(1.0, guides.get("adj", 0.25) * min(w, h) / w)
    return _closed((lean, 0), (1, 0), (1 - lean, 1), (0, 1))


def _trapezoid(w: float, h: float, guides: Guides) -> str:
    lean = min(0.5, guides.get("adj", 0.25) * min(w, h) / w)
    return _closed((lean, 0), (1 - lean, 0), (1, 1), (0, 1))


def _arrowed(w: float, h: float, guides: Guides) -> float:
    return 1 - min(1.0, guides.get("adj", 0.5) * min(w, h) / w)


def _round_top(w: float, h: float, guides: Guides) -> str:
    radius = min(w, h) * min(0.5, guides.get("adj1", 0.16667))
    x, y, k = radius / w, radius / h, 0.4477
    return (
        f"M 0 {y:.6g} C 0 {k * y:.6g} {k * x:.6g} 0 {x:.6g} 0 L {1 - x:.6g} 0 "
        f"C {1 - k * x:.6g} 0 1 {k * y:.6g} 1 {y:.6g} L 1 1 L 0 1 Z"
    )


def _snipped(w: float, h: float, guides: Guides) -> str:
    cut = min(w, h) * min(0.5, guides.get("adj", 0.16667))
    return _closed((0, 0), (1 - cut / w, 0), (1, cut / h), (1, 1), (0, 1))


PRESETS: Mapping[str, Callable[[float, float, Guides], str]] = {
    "triangle": lambda w, h, guides: _closed((guides.get("adj", 0.5), 0), (1, 1), (0, 1)),
    "rtTriangle": lambda w, h, guides: _closed((0, 0), (1, 1), (0, 1)),
    "diamond": lambda w, h, guides: _closed((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "parallelogram": _parallelogram,
    "trapezoid": _trapezoid,
    "homePlate": lambda w, h, guides: _closed(
        (0, 0), (_arrowed(w, h, guides), 0), (1, 0.5), (_arrowed(w, h, guides), 1), (0, 1)
    ),
    "chevron": lambda w, h, guides: _closed(
        (0, 0), (_arrowed(w, h, guides), 0), (1, 0.5), (_arrowed(w, h, guides), 1), (0, 1),
        (1 - _arrowed(w, h, guides), 0.5),
    ),
    "flowChartProcess": lambda w, h, guides: _closed((0, 0), (1, 0), (1, 1), (0, 1)),
    "round2SameRect": _round_top,
    "snip1Rect": _snipped,
}  # fmt: skip


def custom_paths(geometry: Any) -> tuple[str, ...] | None:
    """The paths of an outline drawn by hand; None where it counts with guides."""
    made = []
    for path in geometry.iter(f"{A}path"):
        wide, high = int(path.get("w", "0")), int(path.get("h", "0"))
        try:
            made.append(_path(path, wide or 1, high or 1))
        except ValueError:
            return None
    return tuple(filter(None, made)) or None


def _path(path: Any, wide: int, high: int) -> str:
    words: list[str] = []
    at = (0.0, 0.0)
    for step in path:
        kind = step.tag.removeprefix(A) if isinstance(step.tag, str) else ""
        points = [(int(point.get("x")), int(point.get("y"))) for point in step.iter(f"{A}pt")]
        if kind == "close":
            words.append("Z")
        elif kind == "arcTo":
            curves, at = _arc(step, at)
            words += [f"C {_shares(curve, wide, high)}" for curve in curves]
        elif points:
            if kind == "quadBezTo":
                (qx, qy), (x, y) = points
                points = [
                    (round(at[0] + 2 / 3 * (qx - at[0])), round(at[1] + 2 / 3 * (qy - at[1]))),
                    (round(x + 2 / 3 * (qx - x)), round(y + 2 / 3 * (qy - y))),
                    (x, y),
                ]
            letter = {"moveTo": "M", "lnTo": "L"}.get(kind, "C")
            words.append(f"{letter} {_shares(points, wide, high)}")
            at = points[-1]
    return " ".join(words)


def _shares(points: Sequence[tuple[float, float]], wide: int, high: int) -> str:
    return " ".join(f"{x / wide:.6g} {y / high:.6g}" for x, y in points)


def _arc(step: Any, at: tuple[float, float]) -> tuple[list[list[tuple[float, float]]], tuple[float, float]]:
    """A part of an ellipse from a point on, as cubic curves; and where it ends."""
    wide, high = int(step.get("wR")), int(step.get("hR"))
    start, swing = (math.radians(int(step.get(name)) / _DEGREE) for name in ("stAng", "swAng"))
    x, y = at[0] - wide * math.cos(start), at[1] - high * math.sin(start)
    count = max(1, math.ceil(abs(swing) / _QUARTER))
    turn = swing / count
    pull = 4 / 3 * math.tan(turn / 4)
    curves = []
    for i in range(count):
        a, b = start + turn * i, start + turn * (i + 1)
        first = (x + wide * (math.cos(a) - pull * math.sin(a)), y + high * (math.sin(a) + pull * math.cos(a)))
        second = (x + wide * (math.cos(b) + pull * math.sin(b)), y + high * (math.sin(b) - pull * math.cos(b)))
        at = (x + wide * math.cos(b), y + high * math.sin(b))
        curves.append([first, second, at])
    return curves, at
