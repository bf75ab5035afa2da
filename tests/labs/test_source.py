"""What a notebook shows of the engine's code."""

from __future__ import annotations

import ast

import pytest

from engine.attention.bugs.bug_table import BUGS
from labs.source import changed_lines, code_of


def halved(number: float) -> float:
    """Half of it."""
    # a line that is a comment
    half = number / 2  # and one behind code

    return half


def doubled(number: float) -> float:
    """Half of it."""
    # a line that is a comment
    half = number * 2  # and one behind code

    return half


def test_code_is_shown_without_comments_and_blank_lines() -> None:
    assert code_of(halved).splitlines() == [
        "def halved(number: float) -> float:",
        '    """Half of it."""',
        "    half = number / 2",
        "    return half",
    ]


def test_of_two_pieces_the_lines_are_shown_in_which_they_differ() -> None:
    assert changed_lines(halved, doubled).splitlines() == [
        "-     half = number / 2  # and one behind code",
        "+     half = number * 2  # and one behind code",
    ]
    assert changed_lines(halved, halved) == ""


@pytest.mark.parametrize("name", BUGS)
def test_a_bugs_code_can_be_shown_and_still_means_the_same(name: str) -> None:
    bug = BUGS[name]
    for code in (bug.wrong, bug.right):
        shown = ast.parse(code_of(code))
        assert "#" not in code_of(code)
        assert isinstance(shown.body[0], ast.FunctionDef | ast.ClassDef)
        assert shown.body[0].name == code.__name__
    assert 0 < len(changed_lines(bug.wrong, bug.right).splitlines()) <= 8
