from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.edits.merge_order import merge_order

orders = st.lists(st.integers(0, 9), unique=True, max_size=8)


@given(orders, orders, orders)
def test_all_that_either_side_holds_comes_once(base: list[int], theirs: list[int], ours: list[int]) -> None:
    merged = merge_order(base, theirs, ours)
    assert sorted(merged) == sorted({*theirs, *ours})


@given(orders, orders)
def test_where_one_side_changed_nothing_the_other_is_taken_as_it_is(base: list[int], other: list[int]) -> None:
    same = [thing for thing in base if thing in other]
    assert [thing for thing in merge_order(base, base, other) if thing in other] == other
    assert [thing for thing in merge_order(same, other, same) if thing in other] == other


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "merged"),
    [
        ("abc", "acb", "abc", "acb"),
        ("abc", "acb", "abnc", "acbn"),
        ("abc", "axbc", "abnc", "axbnc"),
        ("abc", "abcx", "cab", "cxab"),
    ],
)
def test_their_order_wins_and_new_things_follow_what_was_before_them(
    base: str, theirs: str, ours: str, merged: str
) -> None:
    assert "".join(merge_order(base, theirs, ours)) == merged
