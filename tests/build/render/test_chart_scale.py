"""Ends and ticks of axes hold whatever they are given; numbers are printed as office programs print them."""

from __future__ import annotations

import dataclasses
import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from build.drawing.page import Box, Chart, ChartSeries
from build.drawing.scale import MOST_TICKS, Scale
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.render.chart_format import axis_format, tick_text
from build.render.chart_layout import names_apart, names_fit, plot_box, title_of, value_axis, x_axis
from build.render.chart_scale import stacked, value_scale, x_scale
from build.theme.choose import load_theme

MEASURE = Measure(load_theme(THEME).fonts)
NUMBERS = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False).map(lambda one: round(one, 6))
ABOVE = st.floats(min_value=1e-9, max_value=1e15)


def bars(*values: float, **looks: object) -> Chart:
    series = ChartSeries(name="a", values=values, color="navy")
    chart = Chart(
        name="chart", box=Box(1, 1, 6, 3), kind="column", categories=tuple(map(str, values)), series=(series,)
    )
    return dataclasses.replace(chart, **looks)  # type: ignore[arg-type]


def points(*x: float, **looks: object) -> Chart:
    return bars(*x, kind="scatter", x=x, **looks)


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_a_value_axis_holds_all_values_and_zero_between_few_round_ticks(values: list[float]) -> None:
    scale = value_scale(bars(*values))
    ticks = scale.ticks()
    slack = scale.step * 1e-6
    assert ticks[0] - slack <= min(0.0, *values)
    assert ticks[-1] + slack >= max(0.0, *values)
    assert (ticks[0], ticks[-1]) == (scale.low, scale.high)
    assert 2 <= len(ticks) <= MOST_TICKS
    assert min(map(abs, ticks)) == 0
    assert f"{scale.step:e}"[:4].rstrip("0").rstrip(".") in ("1", "2", "2.5", "5")


@given(st.lists(ABOVE, min_size=1, max_size=8))
def test_a_logarithmic_axis_holds_all_values_between_powers_of_ten(values: list[float]) -> None:
    scale = value_scale(bars(*values, log_y=True))
    assert scale.low <= min(values) * 1.000001
    assert scale.high >= max(values) * 0.999999
    assert 2 <= len(scale.ticks()) <= MOST_TICKS or scale.step > 10
    assert all(math.isclose(math.log10(tick), round(math.log10(tick)), abs_tol=1e-9) for tick in scale.ticks())


@given(st.lists(NUMBERS, min_size=2, max_size=8), st.integers(1, MOST_TICKS))
def test_an_x_axis_has_no_more_ticks_than_it_may(x: list[float], most: int) -> None:
    assume(max(x) > min(x))
    scale = x_scale(points(*x), max(4, most))
    assert scale.low <= min(x) + scale.step * 1e-6
    assert scale.high >= max(x) - scale.step * 1e-6
    assert len(scale.ticks()) <= max(4, most)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8, unique=True))
def test_powers_of_two_stand_on_a_scale_of_two(powers: list[int]) -> None:
    scale = x_scale(points(*(2.0**power for power in powers), log_x=True))
    assert scale.base == 2
    assert (scale.low, scale.high) == (2.0 ** min(powers), 2.0 ** max(powers))
    assert len(scale.ticks()) <= MOST_TICKS


@given(NUMBERS, NUMBERS, st.floats(0, 1))
def test_shares_are_in_proportion(low: float, high: float, part: float) -> None:
    assume(high - low > 1e-3)
    scale = Scale(low, high, high - low)
    assert (scale.share(low), scale.share(high)) == (0, 1)
    assert scale.share(low + part * (high - low)) == pytest.approx(part, abs=1e-6)


def test_ends_that_a_page_gives_are_kept() -> None:
    scale = value_scale(bars(3, 8, value_min=2.0, value_max=9.0, value_ticks=3.5))
    assert (scale.low, scale.high, scale.ticks()) == (2, 9, (2, 5.5, 9))


def test_curves_run_to_the_end_of_their_axis() -> None:
    assert x_scale(points(0, 70, 131)).high == 150
    assert x_scale(dataclasses.replace(points(0, 70, 131), kind="line")).high == 131


def test_whiskers_are_within_the_axis() -> None:
    series = ChartSeries(name="a", values=(9.0, -1.0), color="navy", errors=((1.0, 4.0), (2.0, 1.0)))
    scale = value_scale(bars(9, -1, series=(series,)))
    assert scale.low <= -3
    assert scale.high >= 13


def test_stacks_add_up_on_either_side_of_zero() -> None:
    series = tuple(ChartSeries(name="a", values=(value,), color="navy") for value in (1.0, -2.0, 3.0, -4.0))
    chart = dataclasses.replace(bars(0), categories=("a",), series=series, kind="column_stacked")
    assert [(start, end) for _, _, start, end in stacked(chart)] == [(0, 1), (0, -2), (1, 4), (-2, -6)]
    assert value_scale(chart).low == -6
    hundred = dataclasses.replace(chart, kind="column_stacked_100")
    assert [end for _, _, _, end in stacked(hundred)] == pytest.approx([0.1, -0.2, 0.4, -0.6])


def test_a_column_of_nothing_has_no_shares() -> None:
    chart = dataclasses.replace(bars(0), kind="column_stacked_100")
    assert [(start, end) for _, _, start, end in stacked(chart)] == [(0, 0)]


@pytest.mark.parametrize("log_y", [False, True])
def test_nothing_to_show_still_has_an_axis(log_y: bool) -> None:
    scale = value_scale(bars(log_y=log_y))
    assert scale.low < scale.high
    assert value_scale(bars(0, 0)).ticks() == (0, 1)


def test_a_value_that_a_logarithm_does_not_have_stands_below_everything() -> None:
    scale = Scale(1, 1000, 10, base=10)
    assert scale.share(0) == scale.share(-5) == -math.inf
    assert (scale.within(0), scale.within(1e9)) == (0, 1)


@pytest.mark.parametrize(
    ("ends", "message"),
    [
        ({"value_min": 5.0, "value_max": 3.0}, "an axis cannot run from 5 to 3"),
        ({"value_min": -1.0, "log_y": True}, "an axis of logarithms cannot run from -1 to 10"),
    ],
)
def test_ends_in_disorder_are_refused(ends: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        value_scale(bars(3, 8, **ends))


# ---- numbers ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0, "General", "0"), (0.001, "General", "0.001"), (-2.5, "General", "-2.5"), (100000, "General", "100000"),
        (0.5, "0%", "50%"), (0.125, "0.0%", "12.5%"), (1234.5, "#,##0.00", "1,234.50"), (7, "0", "7"),
        (0.1, "[<1]General;#,##0", "0.1"), (1e6, "[<1]General;#,##0", "1,000,000"),
    ],
)  # fmt: skip
def test_a_number_is_printed_by_its_code(value: float, code: str, text: str) -> None:
    assert tick_text(value, code) == text


def test_a_code_that_is_not_known_is_named() -> None:
    message = "the number format '0.0E+00' of a chart's axis is none like General, 0, 0.0, #,##0 or 0%"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        tick_text(1, "0.0E+00")


@pytest.mark.parametrize(
    ("scale", "code", "texts"),
    [
        (Scale(0, 4000, 1000), "#,##0", ["0", "1,000", "2,000", "3,000", "4,000"]),
        (Scale(0, 7.5, 2.5), "General", ["0", "2.5", "5", "7.5"]),
        (Scale(1000, 1001, 0.25), "#,##0.00", ["1,000.00", "1,000.25", "1,000.50", "1,000.75", "1,001.00"]),
        (Scale(0.1, 1000, 10, base=10), "[<1]General;#,##0", ["0.1", "1", "10", "100", "1,000"]),
    ],
)
def test_no_number_ends_in_a_bare_point(scale: Scale, code: str, texts: list[str]) -> None:
    """Office programs print `5.` for 5 in #,##0.###."""
    assert axis_format("#,##0.###", scale) == code
    assert [tick_text(tick, code) for tick in scale.ticks()] == texts
    assert axis_format("0%", scale) == "0%"


# ---- places -----------------------------------------------------------------------------------------
def test_a_plot_that_the_page_leaves_open_has_room_for_all_around_it() -> None:
    box = Box(1, 1, 6, 3)
    for kind in ("column", "column_stacked", "column_stacked_100", "bar", "line", "scatter"):
        series = ChartSeries(name="a", values=(1500.0, 2.0), color="navy", labels=("1500 tokens/s", "2"))
        chart = bars(1500, 2, kind=kind, series=(series,), x_title="x", y_title="y")
        chart = dataclasses.replace(chart, x=(1.0, 2.0) if kind == "scatter" else ())
        plot = plot_box(chart, MEASURE)
        below, left = (title_of(chart, MEASURE, along=along) for along in (kind != "bar", kind == "bar"))
        assert box.x < left.box.x < left.box.right < plot.x < plot.right < box.right
        assert box.y < plot.y < plot.bottom < below.box.y < below.box.bottom < box.bottom
        assert (below.upright, left.upright) == (False, True)
        assert plot.w * plot.h > 0.4 * box.w * box.h


def test_a_plot_that_the_page_gives_is_kept() -> None:
    assert plot_box(bars(1, plot=Box(2, 2, 3, 1)), MEASURE) == Box(2, 2, 3, 1)


def test_an_axis_of_numbers_has_as_many_as_have_room() -> None:
    many = points(0, 1_000_000)
    few = dataclasses.replace(many, plot=Box(1, 1, 1.2, 1))
    assert len(x_axis(many, MEASURE).texts()) == 6
    assert x_axis(few, MEASURE).texts() == ("0", "1,000,000")
    assert value_axis(few).texts() == ("0", "200000", "400000", "600000", "800000", "1000000")


@pytest.mark.parametrize(
    ("names", "apart"),
    [(("a", "", "b", "", "c"), 2), (("a", "b", "c"), 1), (("", "a", "", "b"), 1), (("a", "", "", "b"), 3), ((), 1)],
)
def test_named_categories_stand_apart_where_that_is_regular(names: tuple[str, ...], apart: int) -> None:
    assert names_apart(bars(*range(len(names)), categories=names)) == apart


def test_names_fit_where_every_word_does() -> None:
    assert names_fit(bars(1, 2, categories=("long names that wrap below", "short")), MEASURE)
    assert not names_fit(bars(1, 2, categories=("a" * 50, "short")), MEASURE)


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_the_unit_stands_behind_the_highest_number_alone(values: list[float]) -> None:
    axis = value_axis(bars(*values, value_format="#,##0.###", value_unit=" mg"))
    plain = value_axis(bars(*values, value_format="#,##0.###"))
    assert axis.texts() == (*plain.texts()[:-1], f"{plain.texts()[-1]} mg")


def test_years_along_x_have_no_parted_thousands() -> None:
    assert "," in "".join(x_axis(points(1990, 2020), MEASURE).texts())
    assert "," not in "".join(x_axis(points(1990, 2020, years=True), MEASURE).texts())
