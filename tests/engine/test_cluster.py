"""A cluster on this machine, of a scheduler and two workers: what its workers do, and which of them are refused."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import needs
import pytest
from dask_cluster import scheduler, workers
from fact_tree import Tree

from engine.cluster import ClusterError, cluster

dask = pytest.importorskip("dask", reason=needs.CLUSTER)
distributed = pytest.importorskip("distributed", reason=needs.CLUSTER)

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine",)
FACTS = """
import os

@computed(cluster=True)
def away() -> Count:
    \"\"\"The process that ran it.\"\"\"
    return Count(os.getpid())

@computed()
def at_home() -> Count:
    \"\"\"The process that ran it.\"\"\"
    return Count(os.getpid())

@computed(cluster=True)
def broken() -> Count:
    \"\"\"A fault.\"\"\"
    raise ValueError("no such thing")
"""


def test_facts_that_are_marked_for_it_are_run_by_a_cluster_and_the_others_here(tmp_path: Path) -> None:
    tree = Tree.planted(tmp_path / "tree")
    tree.write("facts/a.py", FACTS)
    with scheduler() as address, workers(address, tree.root, 2):
        done = tree.python(
            "import os; from engine.record import *; from engine.ledger import read_ledger\n"
            f"code = make_facts(address={address!r})\n"
            "facts = read_ledger()\n"
            "print(code, facts['away'].value == os.getpid(), facts['at_home'].value == os.getpid(), 'broken' in facts)"
        )
    assert done.stdout == "1 False True False\n", done.stderr
    assert "'broken' is not recorded: ClusterError: ValueError: no such thing" in done.stderr


def test_a_worker_of_another_version_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "engine", copy / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / "engine" / "units.py").open("a") as file:
        file.write("\n# changed\n")
    with scheduler() as address, workers(address, copy), pytest.raises(ClusterError) as raised:
        cluster(address, rooms=ROOMS).__enter__()
    assert str(raised.value).startswith("the worker tcp://127.0.0.1:")
    assert str(raised.value).endswith(" has another version of the course; bring it to this commit")


def test_what_cannot_be_used_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.cluster.PATIENCE", 1)
    with scheduler() as address, pytest.raises(ClusterError) as raised:
        cluster(address, rooms=ROOMS).__enter__()
    assert str(raised.value) == f"the scheduler at {address} has no workers; dask worker {address} starts one"
    with pytest.raises(ClusterError, match=r"^no scheduler answers at tcp://127\.0\.0\.1:9 within 1 s$"):
        cluster("tcp://127.0.0.1:9", rooms=ROOMS).__enter__()
    for wrong in ("here", "pigeon://a:1", "tcp://a:b"):
        with pytest.raises(
            ClusterError, match=rf"^'{wrong}' is no scheduler's address, such as tcp://10\.0\.0\.5:8786: "
        ):
            cluster(wrong, rooms=ROOMS).__enter__()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "pigeon://a:1", "tcp://a:b"])
def test_a_client_that_fails_is_closed_at_once(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that closes itself later waits for ever if that is while another one starts."""
    made = []

    class Kept(distributed.Client):  # type: ignore[misc]
        def __init__(self, *args: object, **named: object) -> None:
            made.append(self)
            super().__init__(*args, **named)

    monkeypatch.setattr("engine.cluster.PATIENCE", 1)
    monkeypatch.setattr(distributed, "Client", Kept)
    with pytest.raises(ClusterError):
        cluster(address, rooms=ROOMS).__enter__()
    assert [client.status for client in made] == ["closed"]


def test_without_the_package_a_sentence_says_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"^a cluster needs distributed; make setup CLUSTER=tcp://a:1 installs it$"):
        cluster("tcp://a:1", rooms=ROOMS).__enter__()


@pytest.fixture(scope="module")
def two() -> Iterator[str]:
    """The address of a scheduler of two workers, which begin anew where they are killed."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),  # two workers, and each may be tried
        scheduler() as address,
        workers(address, ROOT, 2, nanny=True),
    ):
        yield address


@pytest.fixture
def address(two: str) -> str:
    """The scheduler's, when both workers are there."""
    with distributed.Client(two, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return two


def test_a_task_is_done_by_another_worker_where_one_is_killed(address: str, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    die_once = f"import os\nif not os.path.exists({str(flag)!r}):\n    open({str(flag)!r}, 'w').close(); os.abort()"
    with cluster(address, rooms=ROOMS) as used:
        assert used.outcome(used.submit(exec, die_once)) is None
        assert flag.exists()


def test_a_task_that_kills_every_worker_is_given_up(address: str) -> None:
    with (
        cluster(address, rooms=ROOMS) as used,
        pytest.raises(ClusterError, match=r"^each worker that tried it was killed$"),
    ):
        used.outcome(used.submit(os.abort))


def test_nobody_waits_for_a_cluster_whose_workers_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.cluster.PATIENCE", 2)
    with scheduler() as address, workers(address, ROOT) as started, cluster(address, rooms=ROOMS) as used:
        task = used.submit(time.sleep, 600)
        started[0].kill()
        with pytest.raises(ClusterError, match=r"^the cluster has no workers any more$"):
            used.outcome(task)
    with pytest.raises(ClusterError, match=r"^the cluster is gone$"):
        used.outcome(task)
