"""Tensors as what a slide can draw."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from engine.units import Matrix


def as_matrix(rows: Sequence[str], columns: Sequence[str], values: Tensor, *, digits: int) -> Matrix:
    """A tensor [rows, columns] with their names, to so many decimals."""
    rounded = tuple(tuple(round(number, digits) + 0.0 for number in row) for row in values.tolist())  # −0.0 is 0
    return Matrix(tuple(rows), tuple(columns), rounded)


def numbered(name: str, count: int) -> tuple[str, ...]:
    """`q1, q2, …`: the numbers of a vector."""
    return tuple(f"{name}{i}" for i in range(1, count + 1))
