"""A Dask cluster as an executor of `concurrent.futures`, whose workers have this very code.

    with cluster("tcp://10.0.0.5:8786", rooms=("engine",)) as workers:
        workers.submit(function, argument).result()

A worker is `dask worker ADDRESS`, started from a checkout of the same commit in which everything is set up.
"""

from __future__ import annotations

import hashlib
import logging
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 10  # seconds in which a scheduler answers, and without any worker
LOOK = 1.0  # seconds between looks whether there are workers still


class ClusterError(ValueError):
    """There is no such cluster, or none that may be used."""


class Workers(Executor):
    """The workers of a cluster."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor: Executor = client.get_executor(pure=False)
        self._tasks: list[Future[Any]] = []
        self.topic = f"coursewright-{uuid4()}"

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """Run a function of a module on a worker; should that die, on another."""
        task = self._executor.submit(function, *args, **named)
        self._tasks.append(task)
        return task

    def outcome(self, task: Future[Any]) -> Any:
        """What a task returned. Raises ClusterError where no worker could finish it."""
        seen = time.monotonic()
        while True:
            try:
                return task.result(timeout=LOOK)
            except CancelledError:
                raise ClusterError("the cluster is gone") from None
            except TimeoutError as error:
                if task.done():
                    raise ClusterError(f"TimeoutError: {error}") from None
                if self._client.scheduler_info()["workers"]:
                    seen = time.monotonic()
                elif time.monotonic() - seen > PATIENCE:
                    raise ClusterError("the cluster has no workers any more") from None
            except Exception as error:
                if type(error).__name__ == "KilledWorker":
                    raise ClusterError("each worker that tried it was killed") from None
                raise ClusterError(f"{type(error).__name__}: {error}") from None

    def listen(self, hear: Callable[..., object]) -> None:
        """Call a function with the words of each `Task.tell`. A task must have been given the `topic`."""
        self._client.subscribe_topic(self.topic, lambda event: hear(*event[1]))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Begin nothing more. With `cancel_futures`, what runs is no longer wanted, and nobody waits for it."""
        if cancel_futures:
            for task in self._tasks:
                task.cancel()
        self._executor.shutdown(wait and not cancel_futures)


@contextmanager
def cluster(address: str, *, rooms: Sequence[str]) -> Iterator[Workers]:
    """The workers of the scheduler at an address, which have the same code of some rooms.

    Raises ClusterError where nobody answers there, nobody works, or a worker has other code.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise ClusterError(f"a cluster needs {error.name}; make setup CLUSTER={address} installs it") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what fails is told here
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of small differences between versions of Dask
        try:
            client = _connected(Client, address)
        except ValueError as error:
            raise ClusterError(f"{address!r} is no scheduler's address, such as tcp://10.0.0.5:8786: {error}") from None
        except OSError:
            raise ClusterError(f"no scheduler answers at {address} within {PATIENCE} s") from None
    with client:
        digests = client.run(code_digest, tuple(rooms), on_error="return")
        if not digests:
            raise ClusterError(f"the scheduler at {address} has no workers; dask worker {address} starts one")
        for worker, digest in digests.items():
            if digest != code_digest(rooms):
                raise ClusterError(f"the worker {worker} has another version of the course; bring it to this commit")
        workers = Workers(client)
        try:
            yield workers
        finally:
            workers.shutdown(cancel_futures=True)


def _connected(kind: Any, address: str) -> Any:
    """A client of a scheduler. Raises ValueError and OSError, with what was begun closed.

    A client that its own constructor leaves half made closes itself when its memory is cleared, and waits for ever
    where that happens while another one starts, since both need one lock. So it is closed here, while nobody starts.
    """
    client = kind.__new__(kind)
    try:
        client.__init__(address, timeout=PATIENCE, set_as_default=False)
    except BaseException:
        client.__del__()
        raise
    return client


def code_digest(rooms: Sequence[str], root: Path = ROOT) -> str:
    """The digest of all Python in some rooms."""
    total = hashlib.sha256()
    for path in sorted(path for room in rooms for path in (root / room).rglob("*.py")):
        total.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()


class Task:
    """What runs on a worker, seen from its own thread."""

    def __init__(self, topic: str) -> None:
        from distributed import get_worker
        from distributed.worker import thread_state

        self._worker, self._key, self._topic = get_worker(), thread_state.key, topic

    @property
    def worker(self) -> str:
        return str(self._worker.address)

    def tell(self, *words: str) -> None:
        """Say something to whoever listens."""
        self._worker.log_event(self._topic, words)

    def wanted(self) -> bool:
        """Whether anybody waits for the outcome still."""
        task = self._worker.state.tasks.get(self._key)
        return task is not None and task.state == "executing"
