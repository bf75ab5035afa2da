"""What a bug of attention is here: two pieces of code that differ in a few characters, and what tells them apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

Code = Callable[..., Any]
B, H, T, D = 2, 4, 6, 8


@dataclass(frozen=True, kw_only=True)
class Bug:
    """Code that runs and is wrong, the same code repaired, and the check that passes for the second alone.

    `amount` is a number that says how wrong a piece of code is, 0 where it is right; `measures` says what it counts.
    """

    name: str
    says: str
    symptom: str
    repair: str
    wrong: Code
    right: Code
    check: Callable[[Code], bool]
    amount: Callable[[Code], float]
    measures: str = "largest difference of an output"


def heads() -> tuple[Tensor, Tensor, Tensor]:
    """Queries, keys and values of unit normal numbers, each [B, H, T, D]; the same at every call."""
    drawn = torch.Generator().manual_seed(11)
    q, k, v = torch.randn(3, B, H, T, D, generator=drawn)
    return q, k, v


def differs_from(right: Code, *inputs: Any) -> Callable[[Code], float]:
    """How far a piece of code's output is from the right one's, at the number where they differ most."""

    def amount(code: Code) -> float:
        return float((code(*inputs) - right(*inputs)).abs().max())

    return amount
