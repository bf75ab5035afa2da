"""The process that `multiprocessing` copies for each process of a test, with all loaded that those need."""

from __future__ import annotations

from functools import cache
from multiprocessing import forkserver

LOADED = ("engine.parallel.tensor", "engine.parallel.pipeline", "tiny_server", "tests.engine.parallel.test_ranks")
"""The last holds what ranks are told to do: each would load it, and pytest with it."""


@cache
def started() -> None:
    """Before anybody else has it started, who would have less loaded."""
    forkserver.set_forkserver_preload([*LOADED])
    forkserver.ensure_running()
