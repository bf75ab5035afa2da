"""Where values stand and which get a tick."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animations.axis import Axis

VALUES = st.lists(st.floats(1e-6, 1e12), min_size=1, max_size=6)


def test_values_that_differ_little_stand_on_an_even_axis() -> None:
    axis = Axis.over([6.0, 9.0, 12.0], 0, 8)
    assert not axis.log
    assert [axis.at(v) for v in (6.0, 9.0, 12.0)] == pytest.approx([0, 4, 8])
    assert axis.ticks(0, 8) == (6, 8, 10, 12)


def test_values_that_differ_much_stand_by_their_ratio() -> None:
    axis = Axis.over([1e6, 1e8, 1e10], 0, 8)
    assert axis.log
    assert [axis.at(v) for v in (1e6, 1e8, 1e10)] == pytest.approx([0, 4, 8])
    assert axis.ticks(0, 8) == pytest.approx((1e6, 1e7, 1e8, 1e9, 1e10))


def test_a_value_of_zero_keeps_the_axis_even() -> None:
    assert not Axis.over([0.0, 1.0, 100.0], 0, 8).log


@given(VALUES)
def test_every_value_stands_between_the_ends_in_order(values: list[float]) -> None:
    axis = Axis.over(values, 1, 9)
    places = [axis.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(1 - 1e-6 <= place <= 9 + 1e-6 for place in places)


@given(VALUES)
def test_ticks_are_few_and_on_the_axis(values: list[float]) -> None:
    axis = Axis.over(values, 1, 9)
    ticks = axis.ticks(0.5, 9.5)
    assert 1 <= len(ticks) <= 6
    assert all(0.5 - 1e-6 <= axis.at(tick) <= 9.5 + 1e-6 for tick in ticks)


@given(VALUES, st.floats(0.5, 9.5))
def test_a_place_and_its_value_are_inverse(values: list[float], place: float) -> None:
    axis = Axis.over(values, 1, 9)
    assert axis.at(axis.value(place)) == pytest.approx(place, abs=1e-3)
