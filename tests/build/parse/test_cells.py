"""Rows of CSV, TSV and JSON as cells that know their places."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.parse.cells import Cell, TableError, csv_rows, delimiter_of, json_rows

WORD = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=6)
CELL = st.one_of(WORD, st.sampled_from(['a"b', "a,b", "x;y", "1,5", "two\nlines", "  spaced "]))
TABLE = st.integers(2, 4).flatmap(
    lambda wide: st.lists(st.lists(CELL, min_size=wide, max_size=wide), min_size=1, max_size=5)
)


def there(text: str, cell: Cell) -> bool:
    """Whether a cell stands where it says."""
    line = text.split("\n")[cell.span.line - 1]
    return line[cell.span.column - 1 : cell.span.end - 1].strip('" ').startswith(cell.text.split("\n")[0][:1])


@settings(max_examples=150)
@given(TABLE, st.sampled_from([",", ";", "\t", "|"]))
def test_every_cell_is_read_and_stands_where_it_says(table: list[list[str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(table)
    text = file.getvalue()
    rows = csv_rows(text, delimiter)
    kept = [row for row in table if any(cell.strip() for cell in row)]
    assert [[cell.text for cell in row] for row in rows] == [[cell.strip() for cell in row] for row in kept]
    plain = [cell for row in rows for cell in row if cell.text and '"' not in cell.text]
    assert all(there(text, cell) for cell in plain)


@given(st.text(st.sampled_from('a1,;"\n\t {}[]:\\.-'), max_size=40))
def test_any_text_is_rows_or_a_fault_with_its_place(text: str) -> None:
    lines = text.count("\n") + 1
    for read in (lambda: csv_rows(text, delimiter_of(text)), lambda: json_rows(text)):
        try:
            spans = [cell.span for row in read() for cell in row]
        except TableError as fault:
            spans = [fault.span]
        assert all(1 <= span.line <= lines and 1 <= span.column < span.end for span in spans)


@pytest.mark.parametrize(
    ("header", "decimal", "delimiter"),
    [
        ("year,rate", ".", ","),
        ("year;rate, mean", ",", ";"),
        ('year;"a,b,c";rate', ".", ";"),
        ("year\trate", ".", "\t"),
        ("a|b|c", ".", "|"),
        ("\n\na;b", ".", ";"),
    ],
)
def test_what_parts_cells_is_told_by_the_header(header: str, decimal: str, delimiter: str) -> None:
    assert delimiter_of(f"{header}\n1,5,6,7,8\n", decimal=decimal) == delimiter


NUMBER = st.floats(-1e6, 1e6) | st.integers(-9999, 9999)


@given(st.dictionaries(WORD, NUMBER, min_size=1, max_size=3), st.integers(1, 4), st.sampled_from([None, 1, "\t"]))
def test_the_three_forms_of_json_say_the_same(row: dict[str, float], rows: int, indent: str | int | None) -> None:
    names = [f"r{i}" for i in range(rows)]
    forms = (
        [{"": name, **{f"c{key}": value for key, value in row.items()}} for name in names],
        {name: {f"c{key}": value for key, value in row.items()} for name in names},
        {"": names, **{f"c{key}": [value] * rows for key, value in row.items()}},
    )
    header = ["", *(f"c{key}" for key in row)]
    for form in forms:
        text = json.dumps(form, indent=indent)
        found = json_rows(text)
        assert [[cell.text for cell in line] for line in found] == [
            header,
            *([name, *map(json.dumps, row.values())] for name in names),
        ]
        lines = text.split("\n")
        for cell in found[1][1:]:
            assert lines[cell.span.line - 1][cell.span.column - 1 : cell.span.end - 1] == cell.text


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('{"a": 1}', "this is no row of a table", (1, 7)),
        ("3", "the file is one value, not a table", (1, 1)),
        ("[1]", "this is no row of a table", (1, 2)),
        ('[{"a": [1]}]', "a cell holds one number or word", (1, 8)),
        ('{"a": [1],\n "b": 2}', "'b' is no list, as the first column is", (2, 7)),
        ('{"a": [1],\n "b": [2, 3]}', "'b' has 2 values, and the first column 1", (2, 2)),
        ('{"a": [1],\n "a": [1]}', "the column 'a' stands twice, also in line 1", (2, 2)),
        ('{"a": {"x": 1},\n "a": {"x": 1}}', "the row 'a' stands twice, also in line 1", (2, 2)),
        ('[{"a": 1, "a": 2}]', "the key 'a' stands twice, also in line 1", (1, 11)),
        ('[{"a": 1},\n {"b": 1}]', "the first row has no 'b'", (2, 3)),
        ('[{"a": 1, "b": 2},\n {"a": 1}]', "this row has no 'b'", (2, 2)),
        ('{"a": ', "the file is not JSON: Expecting value", (1, 7)),
        ("[" * 5000, "the file is nested too deep for a table", (1, 1)),
    ],
)
def test_json_that_is_no_table_is_told_with_its_place(text: str, message: str, place: tuple[int, int]) -> None:
    with pytest.raises(TableError) as refused:
        json_rows(text)
    assert (str(refused.value), (refused.value.span.line, refused.value.span.column)) == (message, place)


def test_a_quotation_mark_that_does_not_end_is_told_where_it_stands() -> None:
    with pytest.raises(TableError, match="cannot be read") as refused:
        csv_rows('a,b\n1,"x\n2,y\n', ",")
    assert (refused.value.span.line, refused.value.span.column) == (2, 3)
