"""What holds for every test: one Hypothesis profile, and a closing line that says what did not run."""

from __future__ import annotations

import compileall
import gc
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler.loadfile import LoadFileScheduling

# Here and in what the tests start: the tests share the cores already, and threads that wait for one another burn them.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Files that share what is dear to make, and so a worker.
FILMS = ("films", "frames", "attention_films", "serving_films", "style")
LABS = ("changes", "runner", "chapter3", "cells", "session", "assets", "warm")
TOGETHER = (
    tuple(f"tests/animations/test_{name}.py" for name in FILMS),
    ("tests/animations/test_cluster.py", "tests/animations/test_render.py"),
    ("tests/build/browser/test_in_browser.py", "tests/build/browser/test_seen_in_browser.py"),
    (  # they read a whole deck of the course
        "tests/build/render/svg/test_agreement.py",
        "tests/build/render/svg/test_page.py",
        "tests/build/edits/test_office.py",
        "tests/build/layout/test_two_themes.py",
        "tests/build/spec/test_pick.py",
    ),
    ("tests/engine/parallel/test_ranks.py", "tests/engine/server/test_batches.py"),
    (  # they read SmolLM2 in fp32
        "tests/engine/test_pretrained.py",
        "tests/engine/facts/test_traces_of_runs.py",
        "tests/engine/facts/test_bits.py",
        "tests/engine/facts/test_real_heads.py",
        "tests/engine/watch/test_first_bad.py",
    ),
    (  # they run scripts and commands in forks of one process, which loads a gigabyte for them
        *(f"tests/labs/test_{name}.py" for name in LABS),
        "tests/test_command_line.py",
        "tests/test_small_course.py",
        "tests/test_generate.py",
        "tests/build/commands/test_bench.py",
        "tests/build/commands/test_new.py",
        "tests/build/commands/test_quiz.py",
        "tests/engine/server/test_command.py",
    ),
)

# Begun with, the longest first, so that no worker is left with one of them at the end.
LONGEST = (
    "tests/labs/test_changes.py",
    "tests/build/live/test_run_in_browser.py",
    "tests/build/browser/test_presenter.py",
    "tests/animations/test_films.py",
    "tests/build/browser/test_in_browser.py",
    "tests/animations/test_cluster.py",
    "tests/engine/test_pretrained.py",
    "tests/engine/parallel/test_ranks.py",
    "tests/build/questions/test_page.py",
    "tests/engine/test_cluster.py",
    "tests/test_one_path.py",
    "tests/build/live/test_in_browser.py",
    "tests/build/render/svg/test_agreement.py",
    "tests/build/commands/test_remembered_slides.py",
    "tests/build/commands/test_whose_deck.py",
    "tests/build/commands/test_replace_deck.py",
    "tests/engine/cache/test_kv_cache.py",
    "tests/engine/server/test_memory.py",
    "tests/test_own_course.py",
)

# Test files are rewritten for their assertions: kept till the next run, whatever the shell says.
sys.dont_write_bytecode = False

# A busy machine is no fault of the code: nothing in the suite fails for being slow.
settings.register_profile(
    "coursewright",
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
    ],  # what is set holds for all examples
)
settings.load_profile("coursewright")


def pytest_configure(config: pytest.Config) -> None:
    """The rooms are compiled once, not by each of the several hundred processes that the tests start."""
    gc.disable()  # till all is collected, which is kept whole
    if not hasattr(config, "workerinput"):
        root = Path(__file__).resolve().parents[1]
        for room in ("animations", "build", "engine", "labs"):
            compileall.compile_dir(root / room, quiet=2)
        compileall.compile_file(root / "coursewright.py", quiet=2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {file: place for place, file in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


class TogetherScheduling(LoadFileScheduling):
    """Each file to one worker, and so each group of `TOGETHER`."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((files[0] for files in TOGETHER if file in files), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    return TogetherScheduling(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for all skips, by what they need; the reason of a skip is written to end that sentence."""
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", []))
    missing = [
        f"{count} test{'s' * (count > 1)} that need{'s' * (count == 1)} {reason}"
        for reason, count in sorted(Counter(reasons).items())
    ]
    if missing:
        terminalreporter.write_line(f"not run here: {', '.join(missing)}")


def pytest_collection_finish() -> None:
    """What is loaded by now stays loaded, so no later collection of garbage need walk over it; and it is collected
    less often, which is a seventh of the time where pages are laid out.

    What tests import from now on is never kept: they write a module twice in a second, at one length.
    """
    sys.dont_write_bytecode = True
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000)
