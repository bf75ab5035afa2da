"""A chart that has a slide to itself: large words, lines named at their ends, peaks and sources told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from content_slides import HERE, deck_of, text
from hypothesis import given, settings
from hypothesis import strategies as st
from page_items import named, words
from stand_alone_slides import CAIRO, MONTHS, OSLO

from build.checks.laid_out import check_pages
from build.drawing.page import Chart, Page, TextBox
from build.files.course import product
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic
from build.layout.book import lay_out
from build.spec.content import ChartSlide
from build.spec.deck import Call, Text
from build.theme.choose import find_theme, load_theme
from engine.ledger import Ledger, Record


def series(x: Sequence[float | str], lines: Mapping[str, Sequence[float]], unit: str = "Seconds") -> Record:
    value = {
        "x_label": "month",
        "x": list(x),
        "unit": unit,
        "lines": {name: list(line) for name, line in lines.items()},
    }
    return Record(
        name="curve", kind="published", says="A curve.", unit="Series", value=value, digest="", source="a book",
        defined="engine/facts/curve.py:1", day="2026-01-02",
    )  # fmt: skip


DAYLIGHT = series(MONTHS, {"Cairo": CAIRO, "Oslo": OSLO})


def drawn(record: Record, figure: str = "lines", heading: str = "", *, theme: str = "", **parameters: str) -> Page:
    page, found = laid_out(record, figure, heading, theme=theme, **parameters)
    assert [str(finding) for finding in found] == []
    return page


def laid_out(
    record: Record, figure: str = "lines", heading: str = "", *, theme: str = "", **parameters: str
) -> tuple[Page, list[Diagnostic]]:
    call = Call(figure=figure, facts=("curve",), parameters=tuple(parameters.items()), span=HERE)
    slide = ChartSlide(
        number=1, eyebrow=Text(), title=text("The further north"), span=HERE, visual=call,
        heading=text(heading) if heading else Text(),
    )  # fmt: skip
    deck, look = deck_of(slide), load_theme(find_theme(theme, product()) if theme else THEME)
    book, found = lay_out(deck, look, Ledger({"curve": record}), {}, product())
    return book.pages[0], [*found, *check_pages(book, look, deck, unfit=found)]


def chart_of(page: Page) -> Chart:
    return next(item for item in page.items if isinstance(item, Chart))


def size_of(page: Page, role: str) -> float:
    item = named(page, role)
    assert isinstance(item, TextBox)
    return item.paragraphs[0].runs[0].style.size


def test_lines_end_in_their_names_and_last_values_and_tell_their_peaks() -> None:
    page = drawn(DAYLIGHT, heading="Hours of daylight")
    chart = chart_of(page)
    assert chart.box.w > 9
    assert chart.label_size == 16
    assert [[label for label in line.labels if label] for line in chart.series] == [["14.1 s"], ["18.8 s"]]
    assert chart.value_unit == " s"
    assert words(named(page, "visual line Oslo")) == "Oslo"
    assert words(named(page, "visual value Oslo")) == "5.9 s"
    assert size_of(page, "visual line Oslo") == 24
    assert size_of(page, "visual heading") == 20
    assert [line.color for line in chart.series] == ["navy", "gqa"]
    assert named(page, "published chip").alt.startswith("Published")
    assert chart.alt.startswith("Over month: Cairo: 10.5 s at Jan, 10.2 s at Dec; Oslo")


def test_a_peak_at_the_end_or_under_another_line_is_not_told() -> None:
    page = drawn(series("abcde", {"up": [1, 2, 3, 4, 5], "low": [1, 2, 2.7, 2.5, 2]}))
    assert not any(any(line.labels) for line in chart_of(page).series)


def test_years_have_no_parted_thousands_and_stand_to_scale() -> None:
    even = chart_of(drawn(series(range(2000, 2010), {"a": list(range(10))})))
    assert even.categories[-1] == "2009"
    assert not even.x
    uneven = chart_of(drawn(series((2000, 2001, 2003, 2010), {"a": [1, 2, 3, 4]})))
    assert uneven.x == (2000, 2001, 2003, 2010)
    assert uneven.years


def test_more_than_twelve_points_are_named_every_second_at_most() -> None:
    names = chart_of(drawn(series(range(1, 21), {"a": list(range(20))}))).categories
    assert sum(map(bool, names)) <= 10
    assert names[-1] == "20"


def test_of_many_lines_the_chosen_one_is_gold_and_the_others_pale() -> None:
    many = series("abc", {f"line {i}": [i, i + 1, i + 2] for i in range(6)})
    assert [line.color for line in chart_of(drawn(many, highlight="line 2")).series].count("navy300") == 5
    assert len({line.color for line in chart_of(drawn(many)).series}) == 6


def test_a_figure_with_a_heading_of_its_own_keeps_the_slides_line_below() -> None:
    page = drawn(DAYLIGHT, heading="At noon, by the tables.", title="Daylight")
    assert words(named(page, "visual heading")) == "Daylight"
    assert words(named(page, "visual line")) == "At noon, by the tables."


@pytest.mark.parametrize("figure", ["bars", "columns"])
def test_bars_have_larger_words_than_beside_text(figure: str) -> None:
    fruit = series(["Apples", "Pears", "Plums and their kin"], {"eaten": [12, 30, 7]}, "Count")
    assert chart_of(drawn(fruit, figure)).label_size >= 20


@pytest.mark.parametrize("theme", ["forest", "clear"])
def test_every_theme_has_its_contrast(theme: str) -> None:
    drawn(DAYLIGHT, heading="Hours of daylight", theme=theme)
    drawn(series("abc", {f"line {i}": [i, i + 1, i + 2] for i in range(4)}), theme=theme)


NUMBER = st.floats(-1e6, 1e6).map(lambda one: round(one, 3))
NAMES = st.lists(
    st.sampled_from(["a", "Oslo", "Average rainfall", "القاهرة", "line 5", "MHA", "1990"]),
    min_size=1,
    max_size=6,
    unique=True,
)


@settings(max_examples=25)
@given(st.data(), NAMES, st.integers(2, 30), st.sampled_from(["named", "years", "numbers"]))
def test_whatever_the_numbers_nothing_overflows_or_overlaps(
    data: st.DataObject, names: list[str], points: int, kind: str
) -> None:
    x = {"named": [f"p{i}" for i in range(points)], "years": range(1990, 1990 + points), "numbers": range(points)}[kind]
    lines = {name: data.draw(st.lists(NUMBER, min_size=points, max_size=points)) for name in names}
    _, found = laid_out(series(list(x), lines, "Count"), heading="Some numbers")
    assert [f"{one.code} {one.message}" for one in found] == []
