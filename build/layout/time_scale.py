"""Where dates stand along a time line, and the ticks between them: years, or months where years are too few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from build.spec.said import Said

LEAST_APART = 0.45  # inches between neighbours; closer ones stand in even steps
MOST_TICKS = 6
_MONTHS = (1, 2, 3, 6)  # steps of ticks, where a year is too long


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Years along an axis, `start` at x inches `left`, `end` at `right`."""

    start: float
    end: float
    left: float
    right: float

    def at(self, when: float) -> float:
        """Inches from the slide's left edge."""
        return self.left + (self.right - self.left) * (when - self.start) / (self.end - self.start)

    def year(self, x: float) -> float:
        """The year at a place."""
        return self.start + (self.end - self.start) * (x - self.left) / (self.right - self.left)


def true_scale(years: Sequence[float], left: float, right: float) -> TimeScale | None:
    """The scale on which the first date stands at the left and the last at the right; None where two come too close."""
    if years[-1] <= years[0]:
        return None
    scale = TimeScale(years[0], years[-1], left, right)
    close = any(scale.at(after) - scale.at(before) < LEAST_APART for before, after in pairwise(years))
    return None if close else scale


def ticks(scale: TimeScale, left: float, right: float, said: Said) -> list[tuple[float, str]]:
    """Round years from one place to another with their names: as many as there are without crowding."""
    first, last = scale.year(left), scale.year(right)
    step = next(step for step in _round_steps() if (last - first) / step <= MOST_TICKS)
    if step > 1 or last - first > 3:
        start = -int(-first // step) * step
        years = range(start, int(last // 1) + 1, step)
        return [(scale.at(year), year_name(year, said)) for year in years if year <= last]
    return _month_ticks(scale, first, last, said)


def year_name(year: int, said: Said) -> str:
    """`1950`, `500 BC`, `12,000 BC`: there is no year 0."""
    size = abs(year) or 1
    number = said.number(f"{size:,}") if size >= 10_000 else str(size)
    return said.before_christ.format(number) if year < 0 else number


def _round_steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 …"""
    return (digit * 10**power for power in count() for digit in (1, 2, 5))


def _month_ticks(scale: TimeScale, first: float, last: float, said: Said) -> list[tuple[float, str]]:
    """Months by name, January and the first by their year too; none in a few weeks."""
    start, end = -int(-first * 12 // 1), int(last * 12 // 1)
    step = next((step for step in _MONTHS if (end - start) / step <= MOST_TICKS), 12)
    names = said.months.split("|")
    found: list[tuple[float, str]] = []
    for month in range(-(-start // step) * step, end + 1, step):
        year, name = month // 12, names[month % 12]
        shown = str(year) if month % 12 == 0 else name if found else f"{name} {year}"
        found.append((scale.at(month / 12), shown))
    return found
