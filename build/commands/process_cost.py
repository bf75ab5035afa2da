"""What a program takes, timed from the outside as a process of its own, start-up included."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from build.files.places import ROOT


@dataclass(frozen=True, slots=True)
class ProcessCost:
    """What one process took."""

    wall: float  # seconds
    processor: float  # seconds, user and system
    memory: int  # bytes at the peak


def best(command: Sequence[str], repeats: int, *, forget: Sequence[Path] = (), fails: int = 0) -> ProcessCost:
    """The quickest of some runs of a program; what to `forget` is removed before each.

    `fails` is an exit code that is let pass.
    """
    runs = []
    for _ in range(repeats):
        for path in (found for pattern in forget for found in pattern.parent.glob(pattern.name)):
            path.unlink() if path.is_file() else shutil.rmtree(path)
        runs.append(run(command, fails=fails))
    return min(runs, key=lambda cost: cost.wall)


def run(command: Sequence[str], *, fails: int = 0) -> ProcessCost:
    """Time a program. Raises RuntimeError with what it said where it fails otherwise than with that exit code."""
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, fails):
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace").strip())
    unit = 1 if sys.platform == "darwin" else 1024  # what the system counts memory in
    return ProcessCost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


@cache
def _environment() -> Mapping[str, str]:
    """Modules are kept compiled, as in any installation, but in a folder of their own that goes with the bench."""
    compiled = tempfile.TemporaryDirectory()
    atexit.register(compiled.cleanup)
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {"PYTHONPYCACHEPREFIX": compiled.name}
