"""The heart of each mechanism fits a slide of code below a head that says whose lines these are."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from build.resolve.listing import MOST_COLUMNS, MOST_LINES

ROOM = Path("engine/serving")
HEARTS = {
    "extend": "blocks.py", "match": "prefix.py", "token_by_token": "forward.py", "by_tiles": "invariant.py",
    "static": "policies.py", "dynamic": "policies.py", "continuous": "policies.py", "plan": "scheduler.py",
    "_has_room": "scheduler.py", "step": "loop.py",
}  # fmt: skip


@pytest.mark.parametrize("name", HEARTS)
def test_the_heart_of_a_mechanism_fits_a_slide(name: str) -> None:
    source = (ROOM / HEARTS[name]).read_text(encoding="utf-8")
    functions = {node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    body = functions[name].body[1:]  # without the docstring
    lines = source.splitlines()[body[0].lineno - 1 : body[-1].end_lineno]
    shown = textwrap.dedent("\n".join(lines)).splitlines()
    assert len(shown) < MOST_LINES
    assert max(map(len, shown)) + 4 <= MOST_COLUMNS
