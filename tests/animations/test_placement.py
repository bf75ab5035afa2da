"""Labels on the map, whatever the facts are."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from animations.placement import Disc, Rect, place

ROUNDING = 1e-12  # what two ways of adding the same floats may differ by
AREA = Rect(4.0, 1.75, 8.0, 3.5)
SIZES = [(0.7, 0.3), (0.65, 0.3), (0.65, 0.3), (0.6, 0.3), (0.6, 0.3), (1.3, 0.3)]
DISCS = st.lists(
    st.builds(Disc, x=st.floats(0.7, 7.3), y=st.floats(0.7, 2.8), r=st.floats(0.24, 0.5)), min_size=6, max_size=6
)


def corners(rect: Rect) -> tuple[float, float, float, float]:
    w, h = rect.w / 2 - ROUNDING, rect.h / 2 - ROUNDING
    return rect.x - w, rect.y - h, rect.x + w, rect.y + h


def apart(a: Rect, b: Rect) -> bool:
    (l1, t1, r1, b1), (l2, t2, r2, b2) = corners(a), corners(b)
    return r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1


@settings(max_examples=150)
@given(DISCS)
def test_no_label_lies_on_another_or_on_a_bubble_or_leaves_the_map(discs: list[Disc]) -> None:
    spots = place(discs, SIZES, AREA)
    for i, spot in enumerate(spots):
        assert all(apart(spot.rect, other.rect) for j, other in enumerate(spots) if j != i)
        left, top, right, bottom = corners(spot.rect)
        assert left >= 0 <= top
        assert right <= 8
        assert bottom <= 3.5
        for j, disc in enumerate(discs):
            nearest = (min(max(disc.x, left), right), min(max(disc.y, top), bottom))
            assert (spot.inside and i == j) or math.dist(nearest, (disc.x, disc.y)) >= disc.r


def test_a_name_stands_in_its_bubble_where_there_is_room() -> None:
    (spot,) = place([Disc(4, 1.5, 0.5)], [(0.6, 0.3)], AREA)
    assert spot.inside
    assert (spot.rect.x, spot.rect.y) == (4, 1.5)


def test_a_name_keeps_off_words_that_stand_there_already() -> None:
    discs, sizes, area = [Disc(3, 3, 0.3)], [(1.0, 0.3)], Rect(4, 3, 8, 6)
    (free,) = place(discs, sizes, area)
    (spot,) = place(discs, sizes, area, [free.rect])
    assert not spot.rect.meets(free.rect)


def test_a_long_name_stands_right_of_its_bubble_without_a_line() -> None:
    (spot,) = place([Disc(4, 1.5, 0.4)], [(1.3, 0.3)], AREA)
    assert not spot.inside
    assert not spot.leader
    assert spot.rect.x - 0.65 > 4.4


def test_a_bubble_on_another_keeps_its_name_by_a_line() -> None:
    large, small = place([Disc(4, 1.75, 1.4), Disc(4, 1.75, 0.3)], [(1.3, 0.3), (0.8, 0.3)], AREA)
    assert not large.inside
    assert small.leader
