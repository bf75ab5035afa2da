"""Path data is read command by command, for freeforms and for formulas alike."""

from __future__ import annotations

import pytest

from build.drawing.curves import commands, extent
from build.drawing.page import Box


def test_repeated_commands_are_spelt_out() -> None:
    found = list(commands("M0 0 1 1L2-3ZM.5 1e1Q1 2 3 4", "MLQCZ"))
    assert found == [
        ("M", (0, 0)), ("L", (1, 1)), ("L", (2, -3)), ("Z", ()), ("M", (0.5, 10)), ("Q", (1, 2, 3, 4)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("M 0 0 Q 1 1 2 2", "path data has 'Q', and only M, L, C, Z are read: 'M 0 0 Q 1 1 2 2'"),
        ("1 2", "path data has '1', and only M, L, C, Z are read: '1 2'"),
        ("M 0 0 Z 1 2", "path data has 'Z', and only M, L, C, Z are read: 'M 0 0 Z 1 2'"),
        ("M 0 0 L 1", "path data has too few numbers after L: 'M 0 0 L 1'"),
    ],
)
def test_what_cannot_be_read_is_told(data: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace(".", r"\.")):
        list(commands(data))


def test_the_extent_holds_control_points_too() -> None:
    assert extent("M 1 2 C 0 9 5 -1 4 4 Z") == Box(0, -1, 5, 10)
