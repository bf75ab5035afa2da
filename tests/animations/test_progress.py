"""The bar of films in the making."""

from __future__ import annotations

import io

import pytest

from animations.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_fills_as_stages_get_done() -> None:
    terminal = Terminal()
    progress = Progress(10, terminal)
    for stage in ("One", "Two", "Three", "Four", "Cache created", "Cache created"):
        progress.step("kv_cache_loop", stage)
    assert terminal.getvalue().endswith("█" * 12 + "░" * 12 + " 5/10 stages, 0 s left  kv_cache_loop: Cache created")


def test_the_time_left_is_that_of_the_stages_that_are_left() -> None:
    now = iter((100.0, 104.0, 110.0))
    log = io.StringIO()
    progress = Progress(5, log, clock=lambda: next(now))
    for stage in ("One", "Two"):
        progress.step("short", stage)
    assert log.getvalue() == "short: One (1/5 stages, 16 s left)\nshort: Two (2/5 stages, 15 s left)\n"


def test_where_nobody_watches_each_stage_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    log = io.StringIO()
    progress = Progress(10, log)
    progress.step("kv_cache_loop", "Cache created")
    progress.line("done")
    assert log.getvalue() == "kv_cache_loop: Cache created (1/10 stages, 0 s left)\n"
    assert capsys.readouterr().out == "done\n"
