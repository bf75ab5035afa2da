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
    for _ in range(5):
        progress.step("kv_cache_loop", "Cache created")
    assert terminal.getvalue().endswith("█" * 12 + "░" * 12 + " 5/10 stages, 0 s left  kv_cache_loop: Cache created")


def test_where_nobody_watches_each_stage_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    log = io.StringIO()
    progress = Progress(10, log)
    progress.step("kv_cache_loop", "Cache created")
    progress.line("done")
    assert log.getvalue() == "kv_cache_loop: Cache created (1/10 stages)\n"
    assert capsys.readouterr().out == "done\n"
