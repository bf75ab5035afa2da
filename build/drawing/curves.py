"""Curves as path data: a quarter of a circle, and the data of freeforms, command by command."""

from __future__ import annotations

import re
from collections.abc import Iterator

QUARTER_ARC = 0.5522847498  # how far a cubic's handles reach along a quarter of a circle, in radii

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_POINTS = {"M": 1, "L": 1, "C": 3}


def commands(data: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """M, L, C and Z with their numbers, repeated ones spelt out. Raises ValueError for anything else."""
    tokens = _TOKEN.findall(data)
    position, command = 0, ""
    while position < len(tokens):
        if tokens[position].isalpha():
            command = tokens[position]
            position += 1
            if command == "Z":
                yield "Z", ()
                continue
        if command not in _POINTS:
            raise ValueError(
                f"path data has {command or tokens[position]!r}, and only M, L, C and Z can be drawn: {data!r}"
            )
        count = 2 * _POINTS[command]
        numbers = tokens[position : position + count]
        if len(numbers) < count or any(number.isalpha() for number in numbers):
            raise ValueError(f"path data has too few numbers after {command}: {data!r}")
        yield command, tuple(float(number) for number in numbers)
        position += count
        command = "L" if command == "M" else command  # further pairs after a move are lines
