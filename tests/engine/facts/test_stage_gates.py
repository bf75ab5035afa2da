"""The goals that the deck shows are those that the labs ask for."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from engine.facts.stage_gates import buffer_gates, ways_gates
from engine.units import Table

LABS = Path(__file__).parents[3] / "labs" / "ch03"
WAYS = LABS / "02_bonus_efficient-multihead-attention" / "mha-implementations.py"
BUFFERS = LABS / "03_understanding-buffers" / "understanding-buffers.py"


def asked(script: Path) -> Mapping[str, float]:
    """What each `path.gate("name", …, at_most=…)` of a script asks for, if one number says it."""
    tree = ast.parse(script.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: dict[str, float] = {}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "gate"):
            continue
        limits = [key.value for key in node.keywords if key.arg in {"at_least", "at_most"}]
        limits = [constants[limit.id] if isinstance(limit, ast.Name) else limit for limit in limits]
        if len(limits) == 1:
            found[ast.literal_eval(node.args[0])] = float(ast.literal_eval(limits[0]))
    return found


@pytest.mark.parametrize(("script", "gates"), [(WAYS, ways_gates), (BUFFERS, buffer_gates)])
def test_the_gates_of_a_path_are_those_that_its_notebook_asks_for(script: Path, gates: Callable[[], Table]) -> None:
    shown = gates()
    assert {name: float(goal) for name, goal in shown.items()} == asked(script)
