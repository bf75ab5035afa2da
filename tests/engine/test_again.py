"""When a fact that is run again is the one that was recorded."""

from __future__ import annotations

import pytest

from engine.again import differs
from engine.units import Bytes, Count, Matrix, Ratio, Seconds, Series, Table

TABLE = Table(a=Count(1), b=Seconds(2))
SERIES = Series("n", (1, 2), Bytes, {"x": (1.0, 2.0)})
MATRIX = Matrix(("r",), ("c", "d"), ((0.25, 0.75),))


@pytest.mark.parametrize(
    ("was", "now", "atol", "told"),
    [
        (Bytes(10), Bytes(10), 0, ""),
        (Bytes(10), Bytes(11), 0, "value was Bytes(10.0) and is Bytes(11.0)"),
        (Bytes(10), Bytes(11), 1, ""),
        (Bytes(10), Count(10), 0, "it was Bytes and is Count"),
        (Ratio(0.3), Ratio(0.1 + 0.2), 0, ""),
        (TABLE, Table(a=Count(1), b=Seconds(2)), 0, ""),
        (TABLE, Table(a=Count(1), b=Seconds(3)), 0, "b was Seconds(2.0) and is Seconds(3.0)"),
        (TABLE, Table(a=Count(1), b=Count(2)), 0, "b was Seconds(2.0) and is Count(2.0)"),
        (TABLE, Table(a=Count(1)), 0, "it has other fields: a"),
        (SERIES, Series("n", (1, 2), Bytes, {"x": (1.0, 2.5)}), 0, "x[2] was Bytes(2.0) and is Bytes(2.5)"),
        (SERIES, Series("n", (1, 2), Count, {"x": (1.0, 2.0)}), 0, "it was in Bytes and is in Count"),
        (SERIES, Series("n", (1, 4), Bytes, {"x": (1.0, 2.0)}), 0, "it has other fields: x[1], x[4]"),
        (MATRIX, Matrix(("r",), ("c", "d"), ((0.26, 0.74),)), 0.02, ""),
        (MATRIX, Matrix(("r",), ("c", "d"), ((0.26, 0.74),)), 0.001, "r[c] was 0.25 and is 0.26"),
    ],
)
def test_two_values_of_a_computed_fact_differ_by_more_than_its_tolerance(was, now, atol, told):
    assert differs(was, now, atol=atol) == told
