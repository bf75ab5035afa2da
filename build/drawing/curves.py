"""Curves as path data: a quarter of a circle, and data read command by command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from build.drawing.page import Box

QUARTER_ARC = 0.5522847498  # how far a cubic's handles reach along a quarter of a circle, in radii

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}
DRAWN = "MLCZ"  # what a freeform may have


def commands(data: str, known: str = DRAWN) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Commands with their numbers, repeated ones spelt out. Raises ValueError for one that is not known."""
    tokens = _TOKEN.findall(data)
    position, command = 0, ""
    while position < len(tokens):
        if tokens[position].isalpha():
            command = tokens[position]
            position += 1
            if command == "Z":
                yield "Z", ()
                continue
        if command not in _POINTS or command not in known:
            raise ValueError(
                f"path data has {command or tokens[position]!r}, and only {', '.join(known)} are read: {data!r}"
            )
        count = 2 * _POINTS[command]
        try:
            numbers = tuple(map(float, tokens[position : position + count]))
        except ValueError:  # a letter
            numbers = ()
        if len(numbers) < count:
            raise ValueError(f"path data has too few numbers after {command}: {data!r}")
        yield command, numbers
        position += count
        command = "L" if command == "M" else command  # further pairs after a move are lines


@lru_cache(maxsize=256)  # a slide with a formula is tried in many sizes
def extent(data: str) -> Box:
    """The box round all points; a curve stays within its control points, so nothing of it lies outside."""
    numbers = [number for _, part in commands(data) for number in part] or [0.0, 0.0]
    xs, ys = numbers[::2], numbers[1::2]
    x, y = min(xs), min(ys)
    return Box(x, y, max(xs) - x, max(ys) - y)
