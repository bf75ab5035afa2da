"""The heart of each mechanism fits a slide of code below a head that says whose lines these are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from build.resolve.listing import MOST_COLUMNS, MOST_LINES

ROOM = Path("engine/attention/tiles")
HEARTS = {
    "attend_row": "forward.py",
    "meet": "by_columns.py",
    "tile_gradients": "backward.py",
    "tile_scores": "grid.py",
    "three_passes": "online_softmax.py",
    "two_passes": "online_softmax.py",
    "one_pass": "online_softmax.py",
    "_blocks": "over_blocks.py",
}


@pytest.mark.parametrize("name", HEARTS)
def test_the_heart_of_a_mechanism_fits_a_slide(name: str) -> None:
    source = (ROOM / HEARTS[name]).read_text(encoding="utf-8")
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    body = functions[name].body[1:]  # without the docstring
    shown = source.splitlines()[body[0].lineno - 1 : body[-1].end_lineno]
    assert len(shown) < MOST_LINES
    assert max(map(len, shown)) <= MOST_COLUMNS
