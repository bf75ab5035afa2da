"""A matrix's numbers one by one, as slides and films write them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.units import SIGNIFICANT_DIGITS, Matrix, Ratio


def cells(matrix: Matrix) -> Mapping[str, Mapping[str, Ratio]]:
    """Every cell by row and column: `cells(weights)["sat"]["cat"]`. It has no unit, so `of_one` writes it bare.

    Its digits are limited, so that a column of cells with two decimals keeps the zero of 0.60.
    """
    return {
        row: {
            column: Ratio(value, digits=SIGNIFICANT_DIGITS)
            for column, value in zip(matrix.columns, values, strict=True)
        }
        for row, values in zip(matrix.rows, matrix.values, strict=True)
    }
