"""The heart of each mechanism fits a slide of code below a head that says whose lines these are."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from build.resolve.listing import MOST_COLUMNS, MOST_LINES

HEARTS = (
    "attention/tiles/forward.py::attend_row",
    "attention/tiles/by_columns.py::meet",
    "attention/tiles/backward.py::tile_gradients",
    "attention/tiles/grid.py::tile_scores",
    "attention/tiles/online_softmax.py::three_passes",
    "attention/tiles/online_softmax.py::two_passes",
    "attention/tiles/online_softmax.py::one_pass",
    "attention/tiles/over_blocks.py::_blocks",
    "parallel/ring.py::reduce_scatter",
    "parallel/ring.py::all_gather",
    "quantise/distil.py::distillation_loss",
    "quantise/gptq.py::round_block",
    "quantise/grid.py::nearest",
    "serving/blocks.py::extend",
    "serving/forward.py::token_by_token",
    "serving/invariant.py::by_tiles",
    "serving/loop.py::step",
    "serving/policies.py::continuous",
    "serving/policies.py::dynamic",
    "serving/policies.py::static",
    "serving/prefix.py::match",
    "serving/scheduler.py::_has_room",
    "serving/scheduler.py::plan",
    "speculate/accept.py::accept",
)


@pytest.mark.parametrize("heart", HEARTS)
def test_the_heart_of_a_mechanism_fits_a_slide(heart: str) -> None:
    path, _, name = heart.partition("::")
    source = Path("engine", path).read_text(encoding="utf-8")
    functions = {node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    body = functions[name].body[1:]  # without the docstring
    lines = source.splitlines()[body[0].lineno - 1 : body[-1].end_lineno]
    shown = textwrap.dedent("\n".join(lines)).splitlines()
    assert len(shown) < MOST_LINES
    assert max(map(len, shown)) + 4 <= MOST_COLUMNS
