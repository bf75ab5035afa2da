"""A scheduler and workers on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def workers(
    address: str, root: Path, count: int = 1, *, nanny: bool = False
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers of a scheduler, started from a checkout. With a `nanny` each is begun anew where it is killed."""
    import distributed

    order = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    order += [] if nanny else ["--no-nanny"]
    started = [
        subprocess.Popen(
            order, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(count)
    ]  # fmt: skip
    try:
        with distributed.Client(address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)
        yield started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


@contextmanager
def scheduler() -> Iterator[str]:
    """A scheduler's address, as long as it runs."""
    import distributed

    with distributed.LocalCluster(n_workers=0, dashboard_address=":0") as local:
        yield local.scheduler_address
