"""A table that fills its slide: sizes, units, numbers, the marked row, and how many rows there is room for."""

from __future__ import annotations

import pytest
from content_slides import grid, laid_out, sound_page, text
from page_items import named, words
from stand_alone_slides import PLANETS, table

from build.drawing.page import NativeTable, Page, Shape
from build.layout.grid_cells import is_of_numbers, with_unit


def native(page: Page) -> NativeTable:
    item = named(page, "table")
    assert isinstance(item, NativeTable)
    return item


def size_of(page: Page) -> float:
    return native(page).rows[1][0].paragraphs[0].runs[0].style.size


def rows(many: int) -> list[tuple[str, str]]:
    return [("Name", "Share"), *((f"Row {number}", f"{number}.5") for number in range(many))]


def test_six_planets_as_the_mock_shows_them() -> None:
    page = sound_page(table("Six planets in numbers", PLANETS, "Source: NASA."))
    shown = native(page)
    header = [[paragraph.text for paragraph in cell.paragraphs] for cell in shown.rows[0]]
    assert header == [
        ["Planet"], ["Diameter", "km"], ["From the Sun", "million km"], ["One orbit", "Earth days"]
    ]  # fmt: skip
    assert {cell.paragraphs[0].align for row in shown.rows for cell in row[1:]} == {"right"}
    assert {row[0].paragraphs[0].align for row in shown.rows} == {"left"}
    assert size_of(page) == 24
    assert shown.heights[0] == pytest.approx(0.84)
    assert words(named(page, "source")) == "Source: NASA."
    assert shown.box.bottom < named(page, "source").box.y < 7.04  # type: ignore[union-attr]


def test_a_row_whose_first_cell_is_bold_is_marked() -> None:
    page = sound_page(table("Planets", PLANETS))
    shown = native(page)
    assert [row[0].fill for row in shown.rows] == [None, None, None, "gold100", None, None, None]
    assert all(run.style.bold for cell in shown.rows[3] for run in cell.paragraphs[0].runs)
    marks = [item for item in page.items if " mark " in item.name]
    assert [mark.name for mark in marks] == ["s01 table mark 3"]


def test_a_column_says_how_its_numbers_are_known_below_its_name_and_has_the_tint_of_that() -> None:
    page = sound_page(
        table("Ways", [("Way", "measured: Here", "published: Papers"), ("One", "soon", "2"), ("Two", "late", "3")])
    )
    shown = native(page)
    header = [[paragraph.text for paragraph in cell.paragraphs] for cell in shown.rows[0]]
    assert header == [["Way"], ["Here", "measured"], ["Papers", "published"]]
    assert [[cell.fill for cell in row] for row in shown.rows[1:]] == [[None, "teal100", "gold50"]] * 2


def test_a_marked_last_row_has_a_ground_with_its_corners() -> None:
    page = sound_page(table("Gases", [("Gas", "Share"), ("Nitrogen", "78 %"), ("**Oxygen**", "21 %")]))
    ground = named(page, "table card")
    assert isinstance(ground, Shape)
    assert ground.kind == "round_top"


def test_few_rows_are_large_and_many_small() -> None:
    sizes = [size_of(sound_page(table("Rows", rows(many)))) for many in (2, 5, 7, 9, 12)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[1], sizes[-1]) == (36, 28, 16)


def test_a_table_fills_its_body_or_most_of_it() -> None:
    assert all(native(sound_page(table("Rows", rows(many)))).box.h > 0.6 * 5.63 for many in range(2, 11))


def test_a_cell_is_not_set_so_large_that_it_takes_more_lines() -> None:
    long = [("Word", "What it means"), ("Term", "An explanation that just about has room on one line of its slide")]
    page = sound_page(table("Words", long))
    assert [len(row[1].paragraphs[0].lines) for row in native(page).rows] == [1, 1]


def test_a_short_first_column_keeps_its_lines_beside_long_cells() -> None:
    long = [
        ("Word", "Meaning", "Example"),
        *((f"Term {i}", "word after word " * 6, "like this one " * 4) for i in range(4)),
    ]
    assert {len(row[0].paragraphs[0].lines) for row in native(sound_page(table("Words", long))).rows} == {1}


def test_ten_columns_have_their_room() -> None:
    wide = [[f"Name {i}" for i in range(10)], *([str(i * 37) for i in range(10)] for _ in range(6))]
    assert len(native(sound_page(table("Wide", wide))).widths) == 10


def test_no_word_is_taken_for_a_light_or_a_tone() -> None:
    page = sound_page(table("Languages", [("Language", "Since"), ("Go", "2009"), ("good: Rust", "2015")]))
    assert not any(" light " in item.name for item in page.items)
    assert native(page).rows[2][0].paragraphs[0].text == "good: Rust"


def test_the_corner_may_stand_empty_and_no_other_name() -> None:
    sound_page(table("Compared", [("", "Merge"), ("History", "kept")]))
    _, _, checked = laid_out(table("Compared", [("", ""), ("History", "kept")]))
    assert [finding.code for finding in checked] == ["L309"]


def test_more_rows_than_fit_are_told() -> None:
    assert [finding.code for finding in laid_out(table("Rows", rows(30), "Source: ours."))[1]] == ["L101"]


def test_more_rows_than_a_dozen_slides_hold_are_told_with_what_helps() -> None:
    found = laid_out(table("Rows", rows(220)))[1]
    assert [one.hint for one in found if one.code == "L101"] == [
        "12 slides do not hold it: show the rows that matter, or draw them as a chart"
    ]


def test_a_table_begins_at_the_right_where_words_do() -> None:
    page = sound_page(table("الكواكب", [("الكوكب", "المدار"), ("عطارد", "88"), ("**الأرض**", "365")]), language="ar")
    shown = native(page)
    assert shown.rtl
    places = [place for _, place in shown.cells()]
    assert places[0].x > places[1].x
    mark = named(page, "table mark 2")
    assert isinstance(mark, Shape)
    assert mark.box.right == pytest.approx(shown.box.right)


# ---- what cells mean ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("cells", "numbers"), [
    (["4,879", "57.9", "88"], True), (["78 %", "21 %"], True), (["€ 5", "€ 12"], True), (["3–5", "≈ 7", "–"], True),
    (["1.432,6", "57,9"], True), (["−5", "+3"], True), (["5k", "2 M"], True), (["2×", "10×"], True),
    (["May 1953", "1960"], False), (["yes", "5"], False), (["", "–"], False), 
    (["365.2 days", "687 days"], True), (["5 days", "6 weeks"], False),
])  # fmt: skip
def test_a_column_of_numbers_is_known(cells: list[str], numbers: bool) -> None:
    shown = grid(("Name", "Value"), *((f"Row {i}", cell) for i, cell in enumerate(cells)))
    assert is_of_numbers(shown, 1) is numbers


def test_years_in_the_first_column_name_its_rows() -> None:
    assert not is_of_numbers(grid(("Year", "What"), ("1969", "Moon"), ("1989", "Web")), 0)
    assert is_of_numbers(grid(("n", "n²"), ("9", "81"), ("10", "100")), 0)


@pytest.mark.parametrize(("written", "name", "unit"), [
    ("Diameter (km)", "Diameter", "km"), ("Diameter", "Diameter", ""), ("(km)", "(km)", ""),
    ("f(x) (m/s²) ", "f(x)", "m/s²"), ("**Speed** (km/h)", "Speed", "km/h"), ("", "", ""),
])  # fmt: skip
def test_brackets_at_the_end_of_a_name_hold_its_unit(written: str, name: str, unit: str) -> None:
    assert tuple(part.plain.strip() for part in with_unit(text(written))) == (name, unit)


def test_a_first_column_of_numbers_stands_at_the_edge() -> None:
    shown = native(sound_page(table("Tea", [("Minutes", "Tea (°C)"), ("0", "90"), ("10", "62")])))
    assert shown.rows[1][0].paragraphs[0].align == "right"
    assert shown.widths[0] < 2
    assert sum(shown.widths) == pytest.approx(shown.box.w)
