"""The command line in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from warm_start import warm

ROOT = Path(__file__).resolve().parents[2]


def coursewright(
    *arguments: str,
    root: Path = ROOT,
    folder: Path | None = None,
    python: tuple[str, ...] = (),
    columns: int = 120,
    typed: str | None = None,
    fresh: bool = False,
) -> subprocess.CompletedProcess[str]:
    """`fresh`: from Python's start on; else from where this checkout's rooms are loaded, unless it is another's."""
    script, folder = str(root / "coursewright.py"), folder or root
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": str(columns)}
    if not (fresh or python or typed) and root == ROOT:
        return warm().run([script, *arguments], environment, folder, None)
    return subprocess.run(
        [sys.executable, *python, script, *arguments],
        cwd=folder,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def imported(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The top-level packages that a run under `-X importtime` loaded."""
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
