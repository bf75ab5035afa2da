"""A matrix's cells are numbers that are written to the digits that are asked for."""

from __future__ import annotations

import pytest

from engine.matrix_cells import cells
from engine.units import Matrix

WEIGHTS = Matrix(("The", "cat"), ("The", "cat"), ((1.0, 0.0), (0.402, 0.598)))


def test_a_cell_is_found_by_its_row_and_its_column() -> None:
    assert {row: dict(columns) for row, columns in cells(WEIGHTS).items()} == {
        "The": {"The": 1.0, "cat": 0.0},
        "cat": {"The": 0.402, "cat": 0.598},
    }


@pytest.mark.parametrize(
    ("column", "spec", "text"),
    [("cat", "of_one", "0.598"), ("cat", "of_one.1", "0.6"), ("The", "of_one.2", "0.40"), ("cat", "percent.0", "60%")],
)
def test_zeros_at_the_end_of_a_cell_stay(column: str, spec: str, text: str) -> None:
    assert format(cells(WEIGHTS)["cat"][column], spec) == text
