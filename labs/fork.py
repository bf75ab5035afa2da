"""A process made by a fork: it has what its parent has loaded, a process group, limits, and ends with its parent."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

from labs import start
from labs.course import the_course
from labs.runner import started

DIE_WITH_PARENT, ADOPT = 1, 36  # PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER of Linux's <sys/prctl.h>


def forked(work: Callable[[], int | str | None], *, leads: bool = False) -> int:
    """The number of a new process that does `work` and ends with its exit code. `leads`: in a group of its own."""
    flush()
    parent = os.getpid()
    if child := os.fork():
        if leads:
            with suppress(ProcessLookupError, PermissionError):
                os.setpgid(child, child)
        return child
    _live(work, parent, leads)
    return None


def _live(work: Callable[[], int | str | None], parent: int, leads: bool) -> NoReturn:
    code: int | str | None = 1
    try:
        if leads:
            os.setpgid(0, 0)
        end_with_parent(parent)
        code = work()
    except SystemExit as stop:
        code = stop.code
    except BaseException:
        traceback.print_exc()
    with suppress(BaseException):
        if isinstance(code, str):
            print(code, file=sys.stderr)
            code = 1
        flush()
    os._exit(code if isinstance(code, int) else 0)


def flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def end_with_parent(parent: int) -> None:
    """Be killed when the parent ends, however it does. Elsewhere than on Linux a lab ends with its closed pipe."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it has ended already
            os._exit(1)


def adopt() -> None:
    """Become the parent of what this process's children leave behind, in a session of its own too (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPT, 1)


def children() -> list[int]:
    """The processes whose parent is this one; none where the system does not tell (no /proc)."""
    found = []
    for about in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended since
            if int(about.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]) == os.getpid():
                found.append(int(about.parent.name))
    return found


def end_adopted() -> None:
    """Kill what was left behind, and what that leaves behind; nothing else may be a child now."""
    while left := children():
        for child in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def hold_to(most: int | None) -> None:
    """Let this process, and each that it starts, take at most so many bytes beyond what it has."""
    if most is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = held() + most
        resource.setrlimit(resource.RLIMIT_DATA, (limit if hard < 0 else min(limit, hard),) * 2)


def held() -> int:
    """The bytes of memory of its own that this process has; 0 where the system does not tell (no /proc)."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else ()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def become(script: Sequence[str], environment: Mapping[str, str], folder: Path) -> int | str | None:
    """Run a script with its flags as `python -m labs.start` does, in this process; its exit code."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["labs.start", *script]
    return start.main()


def start_forked(module: str, arguments: Sequence[str], environment: Mapping[str, str], say: TextIO | None) -> int:
    """A lab's asset in a fork of this process, which has PyTorch; `labs.runner.started` in its place."""
    if module != "labs.start":
        return started(module, arguments, environment, say)
    child = forked(lambda: become(arguments, environment, the_course().root))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
