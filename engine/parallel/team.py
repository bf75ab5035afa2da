"""Several processes on this machine that compute together, and an error within seconds when one of them dies.

```
 parent ─ pipe ─ rank 0 ═╗
        ─ pipe ─ rank 1 ═╬═ gloo over loopback
        ─ pipe ─ rank 2 ═╝
```
A rank that has died is seen by its parent at once, by the end of its process. One that hangs is seen by a rank that
waits for it longer than the team's patience.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self, TypeVar

from engine.parallel.worker import work

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds that a rank waits for another before it gives up."""

GRACE = 1.0
"""Seconds in which a process ends that is asked to, or is seen to have ended once another misses it."""


class WorkerError(RuntimeError):
    """A rank died, hung or failed. The team is gone with it."""


class Team:
    """`size` processes: `with Team(2) as team: team.call(task, …)`. None outlives the block, nor this process.

    Processes that are `fresh` each import torch anew, some seconds; what they compute then counts as this process's.
    """

    def __init__(self, size: int, *, patience: float = PATIENCE, threads: int = 1, fresh: bool = False) -> None:
        if size < 1 or threads < 1 or patience <= 0:
            raise ValueError(f"size={size}, threads={threads} and patience={patience} must be above 0")
        self.size = size
        self.processes: list[BaseProcess] = []
        self._patience, self._threads, self._fresh = patience, threads, fresh
        self._pipes: list[Connection] = []
        self._folder = tempfile.TemporaryDirectory(prefix="ranks-", ignore_cleanup_errors=True)

    @property
    def folder(self) -> Path:
        """For files that the parent leaves for its ranks; gone with the team."""
        return Path(self._folder.name)

    def __enter__(self) -> Self:
        context = _context(self._fresh)
        try:
            for rank in range(self.size):
                ours, theirs = context.Pipe()
                given = (rank, self.size, f"{self.folder}/meeting", self._patience, self._threads, theirs)
                process = context.Process(target=work, args=given, name=f"rank {rank}", daemon=True)  # type: ignore[attr-defined]
                process.start()
                theirs.close()  # else a dead rank's end would stay open here
                self.processes.append(process)
                self._pipes.append(ours)
            self._answers("joining the others")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, task: Callable[..., T], *args: object) -> list[T]:
        """What each rank makes of a task, which is a function of a module: `task(rank, *args)`.

        Raises WorkerError that names the rank which died, hung or failed; the team is closed then.
        """
        return self.call_each(task, [args] * self.size)

    def call_each(self, task: Callable[..., T], args: Sequence[tuple[object, ...]]) -> list[T]:
        """As `call`, with arguments of its own for each rank."""
        if not self.processes:
            raise WorkerError("this team is closed; begin another with Team(…)")
        try:
            for pipe, own in zip(self._pipes, args, strict=True):
                with suppress(ConnectionError):  # its process is dead, as will be found
                    pipe.send_bytes(pickle.dumps((task, own)))
            return self._answers(f"in {task.__name__}")
        except BaseException:  # an interrupt too leaves ranks in the middle of something
            self.close()
            raise

    def close(self) -> None:
        """End all processes: by closing their pipes, and those in the middle of something by force."""
        for pipe in self._pipes:
            pipe.close()
        for process in self.processes:
            process.join(GRACE)
            process.kill()
            process.join()
        self.processes, self._pipes = [], []
        self._folder.cleanup()

    def _answers(self, doing: str) -> list[Any]:
        """The answer of each rank, in their order. Raises WorkerError at the first that gives none."""
        made: dict[int, object] = {}
        while missing := {self._pipes[rank]: rank for rank in range(self.size) if rank not in made}:
            for pipe in wait(list(missing)):
                rank = missing[pipe]  # type: ignore[index]
                try:
                    well, value = pickle.loads(self._pipes[rank].recv_bytes())
                except (EOFError, ConnectionError):
                    raise self._died(rank, doing) from None
                if not well:
                    raise self._failed(rank, value, doing, made)
                made[rank] = value
        return [made[rank] for rank in range(self.size)]

    def _failed(self, rank: int, said: str, doing: str, made: Mapping[int, object]) -> WorkerError:
        """A rank's error, or that of the one it misses: the death of one is what the others complain of."""
        others = [other for other in range(self.size) if other != rank]
        wait([self.processes[other].sentinel for other in others], GRACE)
        for other in others:
            if not self.processes[other].is_alive():
                return self._died(other, doing)
        silent = [f"rank {other}" for other in others if other not in made and not self._pipes[other].poll()]
        hint = f"; {' and '.join(silent)} did not answer" if silent else ""
        return WorkerError(f"rank {rank} of {self.size} failed {doing}: {said}{hint}")

    def _died(self, rank: int, doing: str) -> WorkerError:
        process = self.processes[rank]
        process.join(self._patience)  # it is gone, but whoever knows how may be busy
        code = process.exitcode
        how = f"killed by {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit code {code}"
        return WorkerError(f"rank {rank} of {self.size} died {doing}: {how}")


def _context(fresh: bool) -> BaseContext:
    """A server that has imported torch once and is copied for each rank; where there is none, fresh processes."""
    if fresh or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["engine.parallel.tensor", "engine.parallel.pipeline"])
    return context
