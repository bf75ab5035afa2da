"""Where dates stand, and the ticks between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.layout.time_scale import LEAST_APART, MOST_TICKS, TimeScale, ticks, true_scale, year_name
from build.spec.said import ENGLISH, table

YEARS = st.lists(st.floats(-10_000, 3000), min_size=2, max_size=7, unique=True).map(sorted)


@given(YEARS)
def test_dates_stand_true_or_not_at_all(years: list[float]) -> None:
    scale = true_scale(years, 1.6, 12.0)
    share = [(year - years[0]) / (years[-1] - years[0]) for year in years]
    apart = min(after - before for before, after in pairwise(share)) * (12.0 - 1.6)
    assert (scale is not None) == (apart >= LEAST_APART) or apart == pytest.approx(LEAST_APART)
    if scale:
        assert [scale.at(year) for year in years] == pytest.approx([1.6 + part * 10.4 for part in share])


@given(YEARS)
def test_ticks_are_few_round_and_in_order(years: list[float]) -> None:
    scale = TimeScale(years[0], years[-1], 1.6, 12.0)
    if years[-1] - years[0] < 0.01:
        return
    found = ticks(scale, 0.86, 12.4, ENGLISH)
    assert len(found) <= MOST_TICKS + 2
    assert all(0.85 <= x <= 12.41 for x, _ in found)
    assert [x for x, _ in found] == sorted({x for x, _ in found})


@pytest.mark.parametrize(("start", "end", "names"), [
    (1796, 2020, ["1800", "1850", "1900", "1950", "2000"]),
    (-500, 1453, ["500 BC", "1", "500", "1000", "1500"]),
    (2024 + 2 / 12, 2025 + 4 / 12, ["Apr 2024", "Jul", "Oct", "2025", "Apr"]),
    (2024.67, 2024.72, []),
])  # fmt: skip
def test_ticks_are_years_or_months(start: float, end: float, names: list[str]) -> None:
    assert [name for _, name in ticks(TimeScale(start, end, 1.6, 12.0), 0.96, 12.37, ENGLISH)] == names


def test_years_before_the_first_say_so() -> None:
    assert [year_name(year, ENGLISH) for year in (-12_000, -500, 0, 1969)] == ["12,000 BC", "500 BC", "1", "1969"]
    assert year_name(-12_000, table("de")) == "12.000 v. Chr."
