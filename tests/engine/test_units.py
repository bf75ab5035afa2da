"""Units: what a value means is its type, how it is written is one format."""

from __future__ import annotations

import copy
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.units import (
    SCALE_NAMES,
    UNITS,
    Bytes,
    Count,
    Flops,
    Matrix,
    Ratio,
    Seconds,
    Series,
    Table,
    TokensPerSecond,
    numbers,
    spread_digits,
)

values = st.floats(1e-9, 1e18)


@pytest.mark.parametrize(
    ("quantity", "spec", "text"),
    [
        (Bytes(536_870_912), "GiB", "0.5 GiB"),
        (Bytes(536_870_912), "GB", "0.537 GB"),
        (Bytes(536_870_912), "GB.1", "0.5 GB"),
        (Bytes(536_870_912), "MiB", "512 MiB"),
        (Bytes(2_147_483_648), "GB.2", "2.15 GB"),
        (Bytes(0), "B", "0 B"),
        (Count(8_030_261_248), "n", "8,030,261,248"),
        (Count(8_030_261_248), "billion", "8.03 billion"),
        (Ratio(4), "x", "4×"),
        (Ratio(0.331), "percent", "33.1%"),
        (Ratio(-0.25), "percent", "−25%"),
        (Seconds(0.0256), "ms", "25.6 ms"),
        (Seconds(0.0256, digits=2), "ms", "26 ms"),
        (Seconds(0.9999, digits=2), "s", "1.0 s"),
        (TokensPerSecond(96.44, digits=2), "", "96 tokens/s"),
        (TokensPerSecond(4.0, digits=2), "", "4.0 tokens/s"),
        (Flops(291_648_307_200), "GFLOP", "292 GFLOPs"),
        (Flops(291_648_307_200), "GFLOP.3", "291.648 GFLOPs"),
    ],
)
def test_a_quantity_is_written_as_its_format_says(quantity, spec, text):
    assert format(quantity, spec) == text


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("ms", "Bytes cannot be shown as 'ms'; it can as: B, kB, MB, GB, TB, KiB, MiB, GiB"),
        ("GiB.x", "'x' is not a number of decimals (in 'GiB.x')"),
    ],
)
def test_a_format_that_does_not_fit_is_refused_with_those_that_do(spec, message):
    with pytest.raises(ValueError, match="^" + message.replace("(", r"\(").replace(")", r"\)") + "$"):
        format(Bytes(1), spec)


@given(st.sampled_from([(unit, name) for unit in UNITS.values() for name in unit.scales]), values)
def test_what_is_written_is_the_value_to_three_digits(which, value):
    unit, name = which
    scale = unit.scales[name]
    text = format(unit(value), name)
    assert text.endswith(scale.suffix)
    shown = float(text.removesuffix(scale.suffix).replace(",", "")) * scale.factor
    assert math.isclose(shown, value, rel_tol=0.005)


@given(values, st.integers(2, 3))
def test_a_measured_value_shows_the_digits_it_supports_and_no_more(value, digits):
    text = format(Seconds(value, digits=digits), "s").removesuffix(" s").replace(",", "")
    significant = text.replace(".", "").lstrip("0")
    assert len(significant) >= digits
    assert math.isclose(float(text), value, rel_tol=0.5 * 10 ** (1 - digits) * 1.001)
    assert "." not in text or len(significant) == digits


@given(st.sampled_from(list(UNITS.values())), values, st.none() | st.integers(2, 3))
def test_a_copy_keeps_unit_and_digits(unit, value, digits):
    quantity = unit(value, digits=digits)
    for other in (copy.deepcopy(quantity), pickle.loads(pickle.dumps(quantity))):
        assert (type(other), float(other), other.digits) == (unit, value, digits)


def test_every_scale_name_means_one_thing():
    meant = {(name, scale) for unit in UNITS.values() for name, scale in unit.scales.items()}
    assert sorted(name for name, _ in meant) == sorted(SCALE_NAMES)


def test_a_table_gives_its_fields_and_names_them_when_one_is_missing():
    table = Table(cached=Seconds(1), plain=Seconds(2))
    assert (table.cached, table["plain"], list(table)) == (1, 2, ["cached", "plain"])
    with pytest.raises(AttributeError, match="no field 'cache'; there are: cached, plain"):
        _ = table.cache
    with pytest.raises(ValueError, match=r"field n=3 has no unit; wrap it in one of Bytes, "):
        Table(n=3)


def test_a_series_gives_its_points_with_their_unit_and_refuses_lines_of_other_lengths():
    series = Series("tokens", (1024, 4096), Bytes, {"MHA": (1.0, 4.0)})
    assert format(series["MHA"][4096], "B") == "4 B"
    with pytest.raises(ValueError, match="line 'MHA' has 1 values for 2 points of x"):
        Series("tokens", (1024, 4096), Bytes, {"MHA": (1.0,)})


def test_a_matrix_refuses_rows_of_other_lengths():
    with pytest.raises(ValueError, match="values are not 1 rows of 2 columns"):
        Matrix(("a",), ("b", "c"), ((1.0,),))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (Seconds(2), {"value": 2}),
        (Table(a=Count(1), b=Count(2)), {"a": 1, "b": 2}),
        (Series("x", (1, "two"), Count, {"l": (3.0, 4.0)}), {"l[1]": 3, "l[two]": 4}),
        (Matrix(("r", "s"), ("c",), ((1.0,), (2.0,))), {"r[c]": 1, "s[c]": 2}),
    ],
)
def test_every_number_of_a_value_has_a_place(value, found):
    assert numbers(value) == found


@pytest.mark.parametrize(
    ("samples", "digits"),
    [
        ([100, 100.4, 100.8], 3),
        ([95, 100, 105], 2),
        ([100], 2),
        ([], 2),
        ([0, 0, 0], 2),
        ([-100, -100.2], 3),
    ],
)
def test_the_spread_of_samples_says_how_many_digits_they_support(samples, digits):
    assert spread_digits(samples) == digits


WEIGHTS = Matrix(("The", "cat"), ("The", "cat"), ((1.0, 0.0), (0.402, 0.598)))


def test_a_cell_of_a_matrix_is_found_by_its_row_and_its_column():
    assert dict(WEIGHTS["The"]) == {"The": 1.0, "cat": 0.0}
    assert WEIGHTS["cat"]["The"] == 0.402


@pytest.mark.parametrize(
    ("column", "spec", "text"),
    [("cat", "of_one", "0.598"), ("cat", "of_one.1", "0.6"), ("The", "of_one.2", "0.40"), ("cat", "percent.0", "60%")],
)
def test_zeros_at_the_end_of_a_cell_stay(column, spec, text):
    assert format(WEIGHTS["cat"][column], spec) == text
