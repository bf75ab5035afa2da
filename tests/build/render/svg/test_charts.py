"""Charts as SVG: what is drawn stands where its value says, and the same numbers and names as in PowerPoint."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from build.drawing.page import Box, Chart, ChartSeries
from build.drawing.text_measure import Measure
from build.files import places
from build.render.chart_layout import LABEL_GAP, plot_box
from build.render.svg.charts import chart
from build.render.svg.context import PageContext
from build.theme.choose import load_theme

THEME = load_theme(places.THEME)
CONTEXT = PageContext(THEME, Measure(THEME.fonts))
PLOT = Box(2, 1, 5, 2)  # in points: from 144 to 504 across, from 72 to 216 down
LEFT, RIGHT, TOP, BOTTOM = 144.0, 504.0, 72.0, 216.0

ONE = ChartSeries(name="one", values=(10.0, 25.0), color="navy")
BARS = Chart(
    name="chart", box=Box(1, 1, 7, 3), plot=PLOT, kind="column", categories=("a", "b"), series=(ONE,), gap=100,
    value_max=40.0, value_ticks=10.0,
)  # fmt: skip
CURVE = dataclasses.replace(
    BARS, kind="line", categories=(), x=(1.0, 10.0, 100.0), log_x=True, log_y=True, value_min=1.0, value_max=1000.0,
    value_ticks=None, series=(ChartSeries(name="one", values=(1.0, 1000.0, 100.0), color="gold", marker="square"),),
)  # fmt: skip

Element = ElementTree.Element
Corners = tuple[float, float, float, float]


def drawn(item: Chart) -> Element:
    return ElementTree.fromstring(chart(item, CONTEXT))


def corners(rect: Element) -> Corners:
    """Left, top, right, bottom."""
    x, y, wide, tall = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
    return x, y, x + wide, y + tall


def rects(item: Chart) -> list[Corners]:
    return [corners(rect) for rect in drawn(item).iter("rect")]


def ends(item: Chart, color: str) -> list[Corners]:
    """The straight lines of a colour."""
    strokes = (line for line in drawn(item).iter("line") if line.get("stroke") == THEME.color(color))
    return [tuple(float(line.get(key, "0")) for key in ("x1", "y1", "x2", "y2")) for line in strokes]  # type: ignore[misc]


def texts(item: Chart) -> dict[str, tuple[float, float]]:
    return {
        text.text or "": (float(text.get("x", "0")), float(text.get("y", "0"))) for text in drawn(item).iter("text")
    }


def path(item: Chart) -> list[tuple[float, float]]:
    (curve,) = drawn(item).iter("path")
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", curve.get("d", ""))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


# ---- bars -------------------------------------------------------------------------------------------
def test_columns_stand_on_zero_and_are_as_high_as_their_values() -> None:
    """A gap of 100 percent is as wide as a column: half of it left of the first, half right of the last."""
    assert rects(BARS) == [(189, 180, 279, BOTTOM), (369, 126, 459, BOTTOM)]


def test_lying_bars_are_listed_from_the_top() -> None:
    assert rects(dataclasses.replace(BARS, kind="bar")) == [(LEFT, 90, 234, 126), (LEFT, 162, 369, 198)]


def test_columns_of_several_series_stand_side_by_side() -> None:
    two = dataclasses.replace(BARS, series=(ONE, dataclasses.replace(ONE, color="gold")), gap=0)
    assert [(left, right) for left, _, right, _ in rects(two)] == [(144, 234), (324, 414), (234, 324), (414, 504)]


@pytest.mark.parametrize("kind", ["column", "bar", "column_stacked"])
def test_a_chart_from_right_to_left_is_the_other_turned_around_with_its_words_in_their_order(kind: str) -> None:
    item = dataclasses.replace(BARS, kind=kind, series=(dataclasses.replace(ONE, labels=("ten", "25")),))  # type: ignore[arg-type]
    turned = dataclasses.replace(item, plot=PLOT.mirrored(item.box), rtl=True)
    both = (item.box.x + item.box.right) * 72
    assert rects(turned) == [(both - right, top, both - left, bottom) for left, top, right, bottom in rects(item)]
    seen = texts(turned)
    for word, (x, y) in texts(item).items():
        assert (word, *seen[word]) == (word, pytest.approx(both - x), y)


def test_a_curve_from_right_to_left_begins_at_the_right() -> None:
    turned = dataclasses.replace(CURVE, plot=PLOT.mirrored(CURVE.box), rtl=True)
    both = (CURVE.box.x + CURVE.box.right) * 72
    assert path(turned) == [(both - x, y) for x, y in path(CURVE)]


def test_what_is_below_zero_hangs_from_the_axis_of_names() -> None:
    series = dataclasses.replace(ONE, values=(-10.0, 10.0), labels=("-10", "10"))
    chart_of_both = dataclasses.replace(BARS, series=(series,), value_min=-20.0, value_max=20.0)
    assert rects(chart_of_both) == [(189, 144, 279, 180), (369, 108, 459, 144)]
    assert ends(chart_of_both, "line2") == [(LEFT, 144, RIGHT, 144)]
    named = texts(chart_of_both)
    assert named["-10"][1] > 180 + LABEL_GAP
    assert named["10"][1] < 108 - LABEL_GAP
    assert named["a"][1] > BOTTOM


def test_a_stack_of_a_hundred_percent_fills_its_column() -> None:
    series = tuple(ChartSeries(name=str(v), values=(v, 0.0), color="navy", labels=(f"{v:g}", "")) for v in (1.0, 3.0))
    stack = dataclasses.replace(BARS, kind="column_stacked_100", series=series, value_max=1.0, value_ticks=0.5,
                                value_format="0%")  # fmt: skip
    found = [rect for rect in rects(stack) if rect[3] > rect[1]]
    assert found == [(189, 180, 279, BOTTOM), (189, TOP, 279, 180)]
    assert texts(stack)["3"] == pytest.approx((234, 126 + 14 / 4))
    assert {"0%", "50%", "100%"} <= texts(stack).keys()
    assert {rect.get("stroke") for rect in drawn(stack).iter("rect")} == {THEME.color("white")}


def test_a_bar_beyond_its_axis_ends_with_it() -> None:
    assert rects(dataclasses.replace(BARS, value_max=20.0))[1][1] == TOP


def test_a_bar_on_a_logarithmic_axis_starts_at_its_foot() -> None:
    values = dataclasses.replace(ONE, values=(10.0, 0.0))
    found = rects(dataclasses.replace(BARS, series=(values,), log_y=True, value_min=1.0, value_max=100.0))
    assert found == [(189, 144, 279, BOTTOM), (369, BOTTOM, 459, BOTTOM)]


def test_a_bar_can_have_a_colour_of_its_own() -> None:
    own = dataclasses.replace(ONE, point_colors=("gold", "teal"))
    fills = [rect.get("fill") for rect in drawn(dataclasses.replace(BARS, series=(own,))).iter("rect")]
    assert fills == [THEME.color("gold"), THEME.color("teal")]


# ---- whiskers and labels ----------------------------------------------------------------------------
WHISKERS = dataclasses.replace(ONE, errors=((5.0, 10.0), (5.0, 20.0)), labels=("ten", "more"))


def test_whiskers_reach_from_minus_to_plus_and_have_caps_where_they_end() -> None:
    found = ends(dataclasses.replace(BARS, series=(WHISKERS,)), "char")
    assert found[0] == (234, 198, 234, 144)
    assert [(y1, y2) for _, y1, _, y2 in found[1:3]] == [(198, 198), (144, 144)]
    assert found[3] == (414, 144, 414, TOP)  # 45 is beyond the axis, so its cap is not drawn
    assert [(y1, y2) for _, y1, _, y2 in found[4:]] == [(144, 144)]


def test_whiskers_of_lying_bars_lie() -> None:
    found = ends(dataclasses.replace(BARS, kind="bar", series=(WHISKERS,)), "char")
    assert found[0] == (189, 108, 324, 108)


def test_a_whisker_of_a_stack_stands_at_the_end_of_its_segment() -> None:
    upper = dataclasses.replace(ONE, errors=((5.0, 5.0), (0.0, 0.0)))
    found = ends(dataclasses.replace(BARS, kind="column_stacked", series=(ONE, upper)), "char")
    assert found[0] == (234, 162, 234, 126)


def test_a_label_stands_beyond_its_whisker() -> None:
    upright = texts(dataclasses.replace(BARS, series=(WHISKERS,)))["ten"]
    assert upright == pytest.approx((234, 144 - LABEL_GAP - 14 / 4))
    lying = texts(dataclasses.replace(BARS, kind="bar", series=(WHISKERS,)))["ten"]
    assert lying == pytest.approx((324 + LABEL_GAP, 108 + 14 / 4))


def test_only_points_that_the_page_labels_have_one() -> None:
    labelled = dataclasses.replace(ONE, labels=("ten", ""))
    assert texts(dataclasses.replace(BARS, series=(labelled,), value_axis=False)).keys() == {"a", "b", "ten"}


# ---- lines ------------------------------------------------------------------------------------------
def test_a_curve_on_logarithmic_axes_goes_through_its_points() -> None:
    assert path(CURVE) == [(LEFT, BOTTOM), (324, TOP), (RIGHT, 120)]
    squares = [square.get("points", "").split()[0] for square in drawn(CURVE).iter("polygon")]
    assert squares == ["139.5,211.5", "319.5,67.5", "499.5,115.5"]


def test_points_over_names_stand_in_the_middle_of_their_room() -> None:
    assert path(dataclasses.replace(BARS, kind="line")) == [(234, 180), (414, 126)]


def test_a_scatter_has_points_and_no_curve() -> None:
    root = drawn(dataclasses.replace(CURVE, kind="scatter"))
    assert Counter(element.tag for element in root.iter())["path"] == 0
    assert Counter(element.tag for element in root.iter())["polygon"] == 3


def test_a_value_that_a_logarithm_does_not_have_leaves_a_gap() -> None:
    (series,) = CURVE.series
    gap = dataclasses.replace(CURVE, series=(dataclasses.replace(series, values=(1.0, 0.0, 100.0)),))
    (curve,) = drawn(gap).iter("path")
    assert curve.get("d") == "M144 216M504 120"
    assert len(list(drawn(gap).iter("polygon"))) == 2


def test_a_curve_beyond_its_axis_is_cut_off_at_the_plot() -> None:
    low = dataclasses.replace(CURVE, value_max=100.0)
    (view,) = drawn(low).iter("svg")
    assert corners(view) == (LEFT, TOP, RIGHT, BOTTOM)
    assert view.get("viewBox") == "144 72 360 144"
    assert len(list(drawn(low).iter("polygon"))) == 2
    assert not list(drawn(CURVE).iter("svg"))


def test_dashes_part_one_curve_from_another() -> None:
    (series,) = CURVE.series
    (curve,) = drawn(dataclasses.replace(CURVE, series=(dataclasses.replace(series, dash=True),))).iter("path")
    assert curve.get("stroke-dasharray") == "7.5 10"


@pytest.mark.parametrize(("labels", "place"), [(("", "", "end"), (511.3, 123.5)), (("1", "", "end"), (504, 109.2))])
def test_a_label_stands_right_of_a_line_s_end_or_above_its_points(
    labels: tuple[str, ...], place: tuple[float, float]
) -> None:
    (series,) = CURVE.series
    named = texts(dataclasses.replace(CURVE, series=(dataclasses.replace(series, labels=labels),)))
    assert named["end"] == pytest.approx(place)


# ---- axes -------------------------------------------------------------------------------------------
def test_gridlines_stand_at_the_ticks_with_their_numbers() -> None:
    assert [y for _, y, _, _ in ends(BARS, "mist")] == [216, 180, 144, 108, 72]
    named = texts(BARS)
    assert [named[text][1] for text in ("0", "10", "20", "30", "40")] == [219.5, 183.5, 147.5, 111.5, 75.5]
    assert not ends(dataclasses.replace(BARS, value_axis=False), "mist")


def test_numbers_along_x_stand_below_their_ticks() -> None:
    ticks = [line for line in ends(CURVE, "line2") if line[0] == line[2]]
    assert [x for x, *_ in ticks] == [LEFT, 324, RIGHT]
    assert [texts(CURVE)[text][0] for text in ("1", "10", "100")][1:] == [324, RIGHT]


def test_a_long_name_wraps_between_its_words() -> None:
    names = dataclasses.replace(BARS, categories=("a name that is far too long for one line", "b" * 60))
    named = texts(names)
    assert "b" * 60 in named
    assert " ".join(text for text, (x, _) in named.items() if x == 234) == names.categories[0]
    assert len({y for text, (x, y) in named.items() if x == 234}) > 1


def test_the_titles_of_axes_stand_beside_them() -> None:
    root = drawn(dataclasses.replace(BARS, x_title="length", y_title="seconds"))
    turned = {text.text: text.get("transform", "") for text in root.iter("text") if text.text in ("length", "seconds")}
    assert turned["length"] == ""
    assert turned["seconds"].startswith("rotate(-90 ")


# ---- the whole --------------------------------------------------------------------------------------
def test_text_is_escaped() -> None:
    evil = '<script>"&</script>'
    series = dataclasses.replace(ONE, labels=(evil, "\x00"))
    item = dataclasses.replace(BARS, categories=(evil + "1", "b"), series=(series,), x_title=evil + "2", y_title="&")
    root = drawn(item)
    assert {evil, evil + "1", evil + "2", "&"} <= texts(item).keys()
    assert "script" not in {element.tag for element in root.iter()}


@pytest.mark.parametrize("kind", ["column", "column_stacked", "column_stacked_100", "bar", "line", "scatter"])
def test_a_chart_of_any_kind_can_be_empty_or_of_nothing_but_zeros(kind: str) -> None:
    nothing = dataclasses.replace(BARS, kind=kind, categories=(), series=(), plot=None)  # type: ignore[arg-type]
    assert drawn(nothing).tag == "g"
    zeros = ChartSeries(name="zeros", values=(0.0, 0.0), color="navy", labels=("0", "0"), errors=((0.0, 0.0),) * 2)
    item = dataclasses.replace(nothing, categories=("a", "b"), series=(zeros,), value_max=None)
    item = dataclasses.replace(item, x=(1.0, 1.0) if kind == "scatter" else ())
    plot = plot_box(item, CONTEXT.measure)
    inside = [float(line.get("x1", "0")) / 72 for line in drawn(item).iter("line")]
    assert all(plot.x - 0.1 <= x <= plot.right + 0.1 for x in inside)


def test_a_series_that_misses_a_point_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^chart: series 'one' has 2 values for 1 points$"):
        chart(dataclasses.replace(BARS, categories=("a",)), CONTEXT)


def test_the_same_chart_is_the_same_text() -> None:
    assert chart(CURVE, CONTEXT) == chart(CURVE, CONTEXT)
