"""A run of the suite says what it did not run, and nothing in it waits for a clock."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
CLOCKS = re.compile(r"\b(perf_counter|process_time|monotonic|time\.time\(|maxrss|VmHWM)")


def run(*arguments: str, **environment: str) -> list[str]:
    """The lines that pytest prints."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=TESTS.parent, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_a_run_ends_with_what_it_did_not_run_and_what_that_needs() -> None:
    *_, closing, totals = run("tests/build/parse/test_course_documents.py", COURSEWRIGHT_SEEDS="")
    skipped = re.match(r"\d+(?= skipped)", totals)
    assert skipped
    assert closing == (
        f"not run here: {skipped[0]} tests that need the course documents (COURSEWRIGHT_SEEDS names their folder)"
    )


def test_files_that_share_a_worker_or_come_first_are_there(pytestconfig: pytest.Config) -> None:
    conftest = pytestconfig.pluginmanager.get_plugin(str(TESTS / "conftest.py"))
    assert conftest
    for file in {file for files in (*conftest.TOGETHER, conftest.LONGEST) for file in files}:
        assert (TESTS.parent / file).is_file(), file


def test_only_tests_that_are_left_to_make_bench_read_a_clock() -> None:
    reading = set()
    for path in {*TESTS.rglob("test_*.py")} - {Path(__file__)}:
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            first = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", ()))])
            part = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
            is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            if CLOCKS.search(part) and "mark.timing" not in (part if is_test else text):
                reading.add(f"{path.name}:{first}")
    assert reading == set()


def test_every_property_keeps_to_the_one_profile() -> None:
    files = [path for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    assert [
        path.name
        for path in files
        if re.search(r"settings\([^)]*deadline=|HealthCheck", path.read_text(encoding="utf-8"))
    ] == []
