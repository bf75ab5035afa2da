"""How values go between two stops, and how an order's change is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animations.course import Course, between, middle_ranks, ranked, standing, turn

ORDERS = st.permutations(["MHA", "GQA", "MLA", "SWA", "MoE", "Delta mix"])


def test_a_value_goes_straight_between_two_stops() -> None:
    course = Course((2048.0, 4096.0), {"MHA": (1.0, 2.0), "GQA": (5.0, 4.0)})
    assert course.at(3072) == {"MHA": 1.5, "GQA": 4.5}
    assert course.every_value == [1.0, 2.0, 5.0, 4.0]
    assert between(2048, 32768, 0.5) == pytest.approx(8192)


def test_the_smallest_is_first_and_of_equal_ones_the_earlier() -> None:
    assert ranked({"b": 2.0, "c": 1.0, "a": 2.0}) == ("c", "b", "a")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("ABCD", "BACD", "B takes the lead, A falls to second"),
        ("ABCD", "BCDA", "B takes the lead, A falls to fourth"),
        ("ABCD", "ABDC", "C falls to the last place"),
        ("ABCDE", "ADBCE", "D passes B and C"),
        ("ABCD", "ABCD", "the order stays: A leads, D is last"),
    ],
)
def test_the_change_that_matters_most_is_told(before: str, after: str, said: str) -> None:
    assert turn(before, after) == said


@given(ORDERS, ORDERS)
def test_whatever_is_told_of_two_orders_is_true(before: list[str], after: list[str]) -> None:
    said = turn(before, after)
    assert (said == f"the order stays: {standing(after)}") == (before == after)
    if "takes the lead" in said:
        assert said.startswith(after[0])
        assert after[0] != before[0]
    if " passes " in said:
        name, _, passed = said.partition(" passes ")
        assert all(
            before.index(other) < before.index(name) and after.index(other) > after.index(name)
            for other in passed.split(" and ")
        )


@given(st.lists(ORDERS, min_size=1, max_size=9))
def test_rows_on_their_way_stand_between_their_places(orders: list[list[str]]) -> None:
    ranks = middle_ranks(orders)
    for name, rank in ranks.items():
        places = [order.index(name) for order in orders]
        assert min(places) - 1e-9 <= rank <= max(places) + 1e-9
