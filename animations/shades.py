"""Colours between colours, for cells that are as dark as their values. No manim here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from build.theme.tokens import Theme, mixed


def shade(stops: Sequence[str], part: float) -> str:
    """The colour at a part of the way, from 0 to 1, along colours such as `#F0F4F8`."""
    way = min(max(part, 0.0), 1.0) * (len(stops) - 1)
    first = min(int(way), len(stops) - 2)
    return mixed(stops[first + 1], stops[first], way - first)


def blues(theme: Theme) -> tuple[str, ...]:
    """The theme's ramp as colours. Its palest step is left to the page: a cell of it could not be seen."""
    return tuple(map(theme.color, theme.ramp[1:]))


def spread(values: Iterable[float]) -> tuple[float, ...]:
    """Where each value stands between the least, 0, and the most, 1; all in the middle if they are the same."""
    known = tuple(values)
    low, high = min(known), max(known)
    return tuple((value - low) / (high - low) if high > low else 0.5 for value in known)
