"""What a notebook shows of tensors, and what it takes for equal."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from labs.report import as_text
from labs.tensors import found, same, show, traced


class Twice(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        doubled = 2 * x
        name = "not a tensor"
        shifted = doubled + len(name)
        return shifted


class Four(nn.Module):
    """Calls another module, whose tensors are its own."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = Twice()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        once = self.inner(x)
        return self.inner(once)


def test_a_table_has_its_shape_and_the_names_of_its_rows_and_columns(capsys: pytest.CaptureFixture[str]) -> None:
    show("scores", torch.tensor([[0.5, -torch.inf], [-1.25, 2.0]]), rows=("The", "cat"), columns=("The", "cat"))
    show("allowed", torch.tensor([True, False]))
    assert capsys.readouterr().out == (
        "\n"
        "scores, [2, 2]\n"
        "        The     cat\n"
        "The   0.500    −inf\n"
        "cat  −1.250   2.000\n"
        "\n"
        "allowed, [2]\n"
        "    True   False\n"
    )


def test_what_forward_makes_is_caught_by_name_and_in_order() -> None:
    x = torch.ones(3)
    steps = traced(Twice(), x)
    assert list(steps) == ["x", "doubled", "shifted"]
    assert torch.equal(steps["doubled"], 2 * x)
    assert list(traced(Four(), x)) == ["x", "once"]


def test_numbers_are_told_by_name_with_few_digits() -> None:
    report = found("Two numbers", past_moves=0.0, score_of_sat=-1.23456789)
    assert [(row.name, row.says, row.here, row.value) for row in report.rows] == [
        ("past_moves", "past moves", "0", 0.0),
        ("score_of_sat", "score of sat", "−1.235", -1.234568),
    ]


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (torch.tensor([1.0, 2.0]), "holds"),
        (torch.tensor([1.0, 2.5]), "does not hold: they are up to 0.5 apart"),
        (torch.tensor([1.0, torch.nan]), "does not hold: they are up to nan apart"),
        (torch.tensor([1.0]), "does not hold: one is [2], the other [1]"),
    ],
)
def test_two_tensors_are_the_same_in_shape_and_numbers(theirs: torch.Tensor, said: str) -> None:
    ours = torch.tensor([1.0, 2.0])
    report = same("They are equal.", (ours, theirs), (ours, ours))
    assert report.agrees == (said == "holds")
    assert as_text(report).splitlines()[-1].strip() == said
