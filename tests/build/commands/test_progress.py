"""A terminal shows how far a long work has come; a file or a pipe gets nothing of it."""

from __future__ import annotations

import io

import pytest

from build.commands.progress import begun, shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_many_are_done_and_the_line_goes_at_the_end() -> None:
    stream = Terminal()
    seconds = iter((100.0, 110.0, 120.0, 130.0))
    assert list(shown("abc", 3, stream, "films", lambda: next(seconds))) == ["a", "b", "c"]
    lines = stream.getvalue().split("\r")
    assert [line.strip() for line in lines[:3]] == [
        "1 of 3 films, about 20 s left", "2 of 3 films, about 10 s left", "3 of 3 films, about 0 s left"
    ]  # fmt: skip
    assert lines[-1] == "\033[K"


def test_what_takes_a_while_is_said_at_its_start() -> None:
    stream = Terminal()
    begun("LibreOffice draws a deck", stream)
    assert stream.getvalue() == "\033[KLibreOffice draws a deck …\r"


@pytest.mark.parametrize("things", [[], [1], [1, 2, 3]])
def test_nobody_who_does_not_watch_is_told(things: list[int]) -> None:
    stream = io.StringIO()
    begun("a", stream)
    assert list(shown(things, len(things), stream)) == things
    assert stream.getvalue() == ""
