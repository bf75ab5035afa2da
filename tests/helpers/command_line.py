"""The command line in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def coursewright(
    *arguments: str,
    root: Path = ROOT,
    folder: Path | None = None,
    python: tuple[str, ...] = (),
    columns: int = 120,
    typed: str | None = None,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *python, str(root / "coursewright.py"), *arguments],
        cwd=folder or root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": str(columns)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def imported(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The top-level packages that a run under `-X importtime` loaded."""
    return {module.partition(".")[0] for module in _loaded(done)}


def modules_of(package: str, done: subprocess.CompletedProcess[str]) -> set[str]:
    """What such a run loaded of a package."""
    return {module for module in _loaded(done) if module.partition(".")[0] == package}


def _loaded(done: subprocess.CompletedProcess[str]) -> set[str]:
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}
