"""Facts as the committed ledger has them, for tests that hold them to what is known without them."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.ledger import read_ledger
from engine.units import Matrix, Table


def recorded(name: str) -> Table:
    value = read_ledger()[name].quantity
    assert isinstance(value, Table)
    return value


def matrix(name: str) -> Matrix:
    value = read_ledger()[name].quantity
    assert isinstance(value, Matrix)
    return value


def cells(name: str) -> Tensor:
    """A recorded Matrix, [rows, columns]."""
    return torch.tensor(matrix(name).values, dtype=torch.float64)
