"""A rank's process: it joins the others, then does what it is told until nobody tells it any more."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import torch
import torch.distributed as dist

from engine.parallel.wire import Wire


@dataclass(kw_only=True)
class Rank:
    """What a process of a team has: its end of the wire, and what it keeps between two tasks."""

    wire: Wire
    kept: dict[str, Any] = field(default_factory=dict)


def work(rank: int, size: int, meeting: str, patience: float, threads: int, pipe: Connection) -> None:
    """Join, and answer each task. A parent that is gone, killed too, has closed its pipe: then it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    torch.set_num_threads(threads)
    os.environ["GLOO_SOCKET_IFNAME"] = loopback()
    mine = Rank(wire=Wire(rank=rank, size=size))
    with suppress(EOFError, ConnectionError):
        _answer(pipe, partial(_join, mine, meeting, patience))
        while True:
            task, args = pickle.loads(pipe.recv_bytes())
            _answer(pipe, partial(task, mine, *args))
    os._exit(0)  # the others may be gone: there is nobody to say goodbye to


def _join(rank: Rank, meeting: str, patience: float) -> None:
    """Meet the others at a file. Raises once one of them has not come for so many seconds."""
    dist.init_process_group(
        "gloo",
        init_method=f"file://{meeting}",
        rank=rank.wire.rank,
        world_size=rank.wire.size,
        timeout=timedelta(seconds=patience),
    )


def _answer(pipe: Connection, task: Callable[[], object]) -> None:
    """Send what comes of a task, or what went wrong and where."""
    try:
        answer = (True, task())
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(place.filename)}, line {place.lineno}"
        answer = (False, f"{type(error).__name__}: {str(error).partition(chr(10))[0]} ({where})")
    pipe.send_bytes(pickle.dumps(answer))


def loopback() -> str:
    """The network interface by which a machine talks to itself: `lo`, or `lo0`."""
    return next((name for _, name in socket.if_nameindex() if name.startswith("lo")), "lo")
