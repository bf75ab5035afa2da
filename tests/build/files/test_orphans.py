"""A killed command leaves no process behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
POOL = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from build.files.orphans import end_with_parent

def work(_):
    os.write(1, b"%d\\n" % os.getpid())  # at once: two workers write here
    time.sleep(60)

with ProcessPoolExecutor(2, initializer=end_with_parent) as pool:
    list(pool.map(work, range(2)))
"""
FILM = """
import subprocess, sys
child = "import os, time; from build.files.orphans import *; end_with_input();"
child += "os.write(1, b'%d\\\\n' % os.getpid()); time.sleep(60)"
children = [subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE) for _ in range(2)]
[child.wait() for child in children]
"""


@pytest.mark.parametrize("program", [POOL, FILM])
def test_workers_end_with_the_process_that_was_killed(program: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        workers = [int(process.stdout.readline()) for _ in range(2)]
        assert all(Path(f"/proc/{worker}").exists() for worker in workers) or sys.platform != "linux"
        process.kill()
        assert process.stdout.read() == b""  # every worker has closed its end: all are gone


def test_a_process_that_ends_with_its_input_ends_well_by_itself() -> None:
    program = "from build.files.orphans import end_with_input; end_with_input()"
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE) as process:
        assert process.wait() == 0
