"""Rows of tables are split at the bars that part cells, and at no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.parse.rows import is_ruler, split_row


def cells(row: str) -> list[str]:
    return [row[start:end].strip() for start, end in split_row(row)]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("| a | | c |", ["a", "", "c"]),
        ("| `x | y` | {{ f | GiB }} |", ["`x | y`", "{{ f | GiB }}"]),
        ("| `[A: B | C: d; e | F: g]` | - |", ["`[A: B | C: d; e | F: g]`", "-"]),
        (r"| a \| b | c |", [r"a \| b", "c"]),
        ("| ``a ` | b`` | c |", ["``a ` | b``", "c"]),
        ("| `open | b |", ["`open", "b"]),
        ("| {{ open | b |", ["{{ open", "b"]),
        ("|", [""]),
        ("", [""]),
    ],
)
def test_a_row_has_these_cells(row: str, wanted: list[str]) -> None:
    assert cells(row) == wanted


@given(st.lists(st.text(alphabet="ab `|{}\\", max_size=6), min_size=1, max_size=8))
def test_no_letter_of_a_row_is_lost(parts: list[str]) -> None:
    row = "|".join(parts)
    assert "".join(cells(row)).replace("|", "").replace(" ", "") == row.replace("|", "").replace(" ", "")


@pytest.mark.parametrize(
    ("line", "ruler"),
    [
        ("| --- | ---: |", True),
        ("--- | :-:", True),
        ("|---|", True),
        ("---", False),
        ("| a | - |", False),
        ("||", False),
    ],
)
def test_a_tables_second_line_is_known(line: str, ruler: bool) -> None:
    assert is_ruler(line) == ruler
