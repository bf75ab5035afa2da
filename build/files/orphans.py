"""Processes that end with the one that started them, however that ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import threading
from collections.abc import Callable


def end_with_parent() -> None:
    """Let a worker of a pool end with the process that has the pool, and leave Ctrl-C to that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        _end_after(parent.join)


def end_with_input() -> None:
    """Let a process end with the one that holds the other end of its standard input, a pipe, and writes nothing."""
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        _end_after(lambda: os.read(0, 1))  # the buffered reader would be held while Python ends


def _end_after(wait: Callable[[], object]) -> None:
    def end() -> None:
        wait()
        os._exit(1)

    threading.Thread(target=end, daemon=True).start()
