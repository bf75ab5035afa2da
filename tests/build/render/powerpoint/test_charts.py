from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_TICK_LABEL_POSITION

from build.drawing.page import Book, Box, Chart, ChartSeries, Page

NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}
Written = Callable[[Book], Path]

BARS = Chart(
    name="chart",
    alt="Two lines of three bars",
    box=Box(1, 1, 8, 4),
    kind="column",
    categories=("1k", "4k", "32k"),
    series=(
        ChartSeries(name="attention", values=(1.0, 3.5, 8.25), color="gold", labels=("1", "3.5", "")),
        ChartSeries(name="feed-forward", values=(4.0, 3.0, 0.1), color="navy"),
    ),
)
CURVES = dataclasses.replace(
    BARS,
    kind="line",
    categories=(),
    x=(1024.0, 4096.0, 32768.0),
    log_x=True,
    series=tuple(dataclasses.replace(series, labels=(), marker="circle") for series in BARS.series),
)


@pytest.fixture
def drawn(book: Book, written: Written) -> Callable[[Chart], Any]:
    """Writes a chart and reads it back with python-pptx."""

    def draw(chart: Chart) -> Any:
        page = Page(number=1, id="one", title="t", layout="standard", section="", items=(chart,), notes="")
        slide = Presentation(str(written(dataclasses.replace(book, pages=(page,))))).slides[0]
        return slide.shapes[0].chart

    return draw


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("column", XL_CHART_TYPE.COLUMN_CLUSTERED),
        ("column_stacked", XL_CHART_TYPE.COLUMN_STACKED),
        ("column_stacked_100", XL_CHART_TYPE.COLUMN_STACKED_100),
        ("bar", XL_CHART_TYPE.BAR_CLUSTERED),
        ("line", XL_CHART_TYPE.LINE),
    ],
)
def test_a_chart_over_names_holds_the_data_given(drawn: Callable[[Chart], Any], kind: Any, expected: object) -> None:
    chart = drawn(dataclasses.replace(BARS, kind=kind))
    assert chart.chart_type in (expected, XL_CHART_TYPE.LINE_MARKERS if kind == "line" else expected)
    plot = chart.plots[0]
    assert list(plot.categories) == list(BARS.categories)
    assert {series.name: tuple(series.values) for series in plot.series} == {s.name: s.values for s in BARS.series}


@pytest.mark.parametrize("kind", ["line", "scatter"])
def test_a_chart_over_numbers_has_its_points_where_they_are(drawn: Callable[[Chart], Any], kind: Any) -> None:
    chart = drawn(dataclasses.replace(CURVES, kind=kind))
    for series, given in zip(chart.plots[0].series, CURVES.series, strict=True):
        assert tuple(series.values) == given.values
        along = [float(v.text) for v in series._element.findall("c:xVal//c:pt/c:v", NAMES)]
        assert tuple(along) == CURVES.x


def test_lengths_that_are_powers_of_two_stand_on_a_scale_of_two(drawn: Callable[[Chart], Any]) -> None:
    axis = drawn(CURVES)._chartSpace.find(".//c:valAx", NAMES)
    assert axis.find("c:scaling/c:logBase", NAMES).get("val") == "2"
    assert float(axis.find("c:majorUnit", NAMES).get("val")) == 2
    assert float(axis.find("c:scaling/c:min", NAMES).get("val")) == 1024
    assert float(axis.find("c:scaling/c:max", NAMES).get("val")) == pytest.approx(32768, rel=1e-5)


def test_axis_ids_are_not_negative_and_meet(drawn: Callable[[Chart], Any]) -> None:
    for chart in (BARS, CURVES):
        space = drawn(chart)._chartSpace
        ids = [axis.get("val") for axis in space.iterfind(".//c:plotArea/*/c:axId", NAMES)]
        crossed = {axis.get("val") for axis in space.iterfind(".//c:crossAx", NAMES)}
        assert all(int(id_) >= 0 for id_ in ids)
        assert crossed == set(ids)


def test_points_are_labelled_word_for_word_or_not_at_all(drawn: Callable[[Chart], Any]) -> None:
    first, second = drawn(BARS).plots[0].series
    labels = first._element.findall("c:dLbls/c:dLbl", NAMES)
    assert ["".join(t.text for t in label.iter(f"{{{NAMES['a']}}}t")) for label in labels] == ["1", "3.5", ""]
    assert labels[2].find("c:delete", NAMES).get("val") == "1"
    assert second._element.find("c:dLbls", NAMES) is None


def test_a_point_can_have_a_colour_of_its_own(drawn: Callable[[Chart], Any]) -> None:
    series = dataclasses.replace(BARS.series[0], point_colors=("gold", "teal", "gold"))
    points = drawn(dataclasses.replace(BARS, series=(series,)))._chartSpace.findall(".//c:dPt", NAMES)
    assert [(p.find("c:idx", NAMES).get("val"), p.find(".//a:schemeClr", NAMES).get("val")) for p in points] == [
        ("1", "accent2")
    ]


@pytest.mark.parametrize("chart", [BARS, CURVES])
def test_whiskers_are_drawn_from_the_workbook(drawn: Callable[[Chart], Any], chart: Chart) -> None:
    series = dataclasses.replace(chart.series[0], errors=((0.1, 0.2), (0.3, 0.4), (0.5, 0.6)))
    read = drawn(dataclasses.replace(chart, series=(series,)))
    bars = read._chartSpace.find(".//c:errBars", NAMES)
    for word, expected in (("minus", [0.1, 0.3, 0.5]), ("plus", [0.2, 0.4, 0.6])):
        assert [float(v.text) for v in bars.findall(f"c:{word}//c:pt/c:v", NAMES)] == expected
    rows = cells(read.part.chart_workbook.xlsx_part.blob)
    assert [rows[place] for place in ("C1", "C2", "D2", "D4")] == ["attention minus", 0.1, 0.2, 0.6]


def test_the_workbook_holds_what_the_chart_refers_to(drawn: Callable[[Chart], Any]) -> None:
    chart = drawn(BARS)
    rows = cells(chart.part.chart_workbook.xlsx_part.blob)
    for reference in chart._chartSpace.iter(f"{{{NAMES['c']}}}f"):
        column, first = reference.text.removeprefix("Sheet1!$").split(":")[0].split("$")
        values = [v.text for v in reference.getparent().iter(f"{{{NAMES['c']}}}v")]
        assert values
        for i, value in enumerate(values, int(first)):
            held = rows[f"{column}{i}"]
            assert held == (value if isinstance(held, str) else float(value))


def test_an_unseen_value_axis_still_starts_at_zero(drawn: Callable[[Chart], Any]) -> None:
    axis = drawn(dataclasses.replace(BARS, value_axis=False)).value_axis
    assert not axis.visible
    assert axis.minimum_scale == 0
    assert not axis.has_major_gridlines


def test_lying_bars_are_listed_from_the_top_above_their_scale(drawn: Callable[[Chart], Any]) -> None:
    chart = drawn(dataclasses.replace(BARS, kind="bar"))
    axis = chart.category_axis
    assert chart.value_axis._element.crosses.val == XL_AXIS_CROSSES.MAXIMUM  # the last name stands lowest
    assert axis.reverse_order
    assert axis.tick_label_position == XL_TICK_LABEL_POSITION.LOW


def test_a_plot_stands_where_the_page_fixes_it(drawn: Callable[[Chart], Any]) -> None:
    layout = drawn(dataclasses.replace(BARS, plot=Box(3, 2, 4, 2)))._chartSpace.find(".//c:manualLayout", NAMES)
    assert layout.find("c:layoutTarget", NAMES).get("val") == "inner"
    shares = [float(layout.find(f"c:{side}", NAMES).get("val")) for side in "xywh"]
    assert shares == [0.25, 0.25, 0.5, 0.5]


def test_nothing_of_an_axis_is_left_to_the_program_that_shows_it(drawn: Callable[[Chart], Any]) -> None:
    """Ends, ticks and plot are written even where the page leaves them open, as every renderer draws them."""
    for chart in (BARS, CURVES):
        space = drawn(chart)._chartSpace
        for axis in space.iterfind(".//c:valAx", NAMES):
            assert [axis.find(path, NAMES) is not None for path in ("c:scaling/c:min", "c:scaling/c:max")] == [True] * 2
            assert axis.find("c:majorUnit", NAMES) is not None
        assert space.find(".//c:plotArea/c:layout/c:manualLayout/c:w", NAMES) is not None


def test_an_axis_never_asks_for_a_bare_point(drawn: Callable[[Chart], Any]) -> None:
    """Office programs print `5.` for 5 in #,##0.###."""
    space = drawn(dataclasses.replace(CURVES, value_format="#,##0.###"))._chartSpace
    codes = [format_.get("formatCode") for format_ in space.iterfind(".//c:valAx/c:numFmt", NAMES)]
    assert codes == ["#,##0", "#,##0"]


def test_names_stay_level_and_have_the_room_of_unnamed_neighbours(drawn: Callable[[Chart], Any]) -> None:
    for names, skip, level in ((("1k", "4k", "32k"), "1", "0"), (("1k", "", "32k" * 30), "2", None)):
        axis = drawn(dataclasses.replace(BARS, categories=names))._chartSpace.find(".//c:catAx", NAMES)
        assert axis.find("c:tickLblSkip", NAMES).get("val") == skip
        assert axis.find("c:txPr/a:bodyPr", NAMES).get("rot") == level


def test_a_long_name_is_broken_as_in_every_renderer(drawn: Callable[[Chart], Any]) -> None:
    names = ("a name that is far too long for one line", "4k", "32k")
    chart = drawn(dataclasses.replace(BARS, kind="bar", categories=names, plot=Box(2.5, 1, 6, 4)))
    assert list(chart.plots[0].categories) == ["a name that is far\ntoo long for one\nline", "4k", "32k"]


def test_titles_of_axes_stand_where_every_renderer_has_them(drawn: Callable[[Chart], Any]) -> None:
    space = drawn(dataclasses.replace(BARS, x_title="length", y_title="seconds", plot=Box(3, 2, 4, 2)))._chartSpace
    titles = space.findall(".//c:title", NAMES)
    assert [bool(title.findall("c:layout/c:manualLayout/c:x", NAMES)) for title in titles] == [True, True]


@pytest.mark.parametrize(("kind", "side", "shares"), [("column", "y", [-0.05, 0.05]), ("bar", "x", [0.05, -0.05])])
def test_a_label_is_moved_to_the_far_end_of_its_whisker(
    drawn: Callable[[Chart], Any], kind: Any, side: str, shares: list[float]
) -> None:
    series = ChartSeries(
        name="a", values=(4.0, -4.0), color="navy", labels=("4", "-4"), errors=((9.0, 2.0), (2.0, 9.0))
    )
    plot = Box(3, 2, 4, 2)
    chart = dataclasses.replace(
        BARS, kind=kind, categories=("a", "b"), series=(series,), plot=plot, value_min=-10.0, value_max=10.0
    )
    moved = drawn(chart)._chartSpace.findall(f".//c:dLbl/c:layout/c:manualLayout/c:{side}", NAMES)
    assert [float(offset.get("val")) for offset in moved] == shares


def test_a_series_that_misses_a_point_is_refused(drawn: Callable[[Chart], Any]) -> None:
    short = dataclasses.replace(BARS, categories=("1k", "4k"))
    with pytest.raises(ValueError, match="chart: series 'attention' has 3 values for 2 points"):
        drawn(short)


def test_a_chart_has_no_legend_and_the_theme_s_font(drawn: Callable[[Chart], Any]) -> None:
    space = drawn(BARS)._chartSpace
    assert space.find(".//c:legend", NAMES) is None
    assert {font.get("typeface") for font in space.iter(f"{{{NAMES['a']}}}latin")} == {"+mn-lt"}


def test_a_workbook_says_no_time_of_its_making(drawn: Callable[[Chart], Any]) -> None:
    for chart in (BARS, CURVES):
        with zipfile.ZipFile(io.BytesIO(drawn(chart).part.chart_workbook.xlsx_part.blob)) as archive:
            properties = etree.fromstring(archive.read("docProps/core.xml"))
            assert {file.date_time[0] for file in archive.infolist()} == {1980}
        assert {element.text for element in properties if "purl.org/dc/terms" in element.tag} == {
            "2000-01-01T00:00:00Z"
        }


def test_a_name_that_looks_like_a_formula_or_a_link_stays_a_name(drawn: Callable[[Chart], Any]) -> None:
    names = ("=1+1", "https://example.org", "a & b\x00")
    read = drawn(dataclasses.replace(BARS, categories=names))
    rows = cells(read.part.chart_workbook.xlsx_part.blob)
    assert [rows[place] for place in ("A2", "A3", "A4")] == ["=1+1", "https://example.org", "a & b"]
    assert list(read.plots[0].categories) == ["=1+1", "https://example.org", "a & b"]


def test_a_chart_of_any_kind_with_all_it_can_have_is_valid(book: Book, written: Written) -> None:
    """Labels, whiskers, points of their own colour, titles of the axes, logarithms and a fixed plot."""
    every = []
    for kind in ("column", "column_stacked", "column_stacked_100", "bar", "line", "scatter"):
        for chart in (BARS, CURVES) if kind == "line" else (CURVES,) if kind == "scatter" else (BARS,):
            series = dataclasses.replace(
                chart.series[0],
                labels=("1", "", "3"),
                errors=((0.1, 0.2),) * 3,
                point_colors=("teal", "gold", "gold"),
                marker="circle",
                dash=True,
            )
            every.append(
                dataclasses.replace(
                    chart,
                    name=f"chart {len(every)}",
                    kind=kind,
                    series=(series, *chart.series[1:]),
                    x_title="x",
                    y_title="y",
                    log_y=kind == "line",
                    value_ticks=2.0,
                    plot=Box(3, 2, 4, 2),
                )
            )
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=tuple(every), notes="")
    assert list(OpenXmlValidator().validate(str(written(dataclasses.replace(book, pages=(page,))))).errors) == []


@pytest.mark.parametrize("kind", ["column", "bar", "line"])
def test_a_chart_from_right_to_left_has_its_names_and_values_from_there(
    book: Book, written: Written, drawn: Callable[[Chart], Any], kind: Any
) -> None:
    names = dataclasses.replace(BARS, kind=kind, categories=("يناير", "فبراير", "مارس"))
    turned = drawn(dataclasses.replace(names, rtl=True))
    assert turned.category_axis.reverse_order
    assert turned.value_axis.reverse_order is (kind == "bar")
    sides = [axis._element.find("c:axPos", NAMES).get("val") for axis in (turned.category_axis, turned.value_axis)]
    assert sides == (["r", "b"] if kind == "bar" else ["b", "r"])
    assert list(turned.plots[0].categories) == list(names.categories), "the data keep their order"
    item = dataclasses.replace(names, rtl=True)
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    assert list(OpenXmlValidator().validate(str(written(dataclasses.replace(book, pages=(page,))))).errors) == []


def cells(blob: bytes) -> dict[str, str | float]:
    """What a workbook's sheet holds, read without any code that wrote it."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        texts = ["".join(string.itertext()) for string in etree.fromstring(archive.read("xl/sharedStrings.xml"))]
    held: dict[str, str | float] = {}
    for cell in sheet.iter(f"{main}c"):
        value = cell.findtext(f"{main}v")
        if value is not None:
            held[cell.get("r")] = texts[int(value)] if cell.get("t") == "s" else float(value)
    return held
