"""Making one film: in a process of its own on this machine, or by a worker of a cluster."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Thread

from animations.film import NO_FILES, NO_MANIM
from animations.key import ROOT, key
from animations.order import Order
from build.files.course import product
from build.films.scenes import films_of
from build.theme.choose import load_theme
from engine.atomic_write import scratch
from engine.cluster import ClusterError, Task, Workers
from engine.ledger import read_ledger

ROOMS = ("animations", "build", "engine")  # what a worker must have as it is here
OFTEN = 0.1  # seconds between looks whether a film is wanted still

Tell = Callable[[str, str], object]  # takes a film's name and that of a stage that is done


@dataclass(frozen=True)
class Ended:
    """How the making of a film ended: well, where `fault` is empty. `code` is for the command that wanted it."""

    fault: str = ""
    details: str = ""
    code: int = 1
    no_manim: bool = False


def installed_manim() -> str:
    """The version of manim; empty where it is not installed."""
    try:
        return version("manim")
    except PackageNotFoundError:
        return ""


def make_here(order: Order, tell: Tell, wanted: Callable[[], bool]) -> Ended:
    """Make a film in a process of its own, which ends when it is no longer wanted."""
    order.folder.mkdir()
    process = subprocess.Popen(  # it ends with its input
        [sys.executable, "-W", "ignore", "-m", "animations.film", order.as_text()],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    errors: list[str] = []
    Thread(target=_end_unwanted, args=(process, wanted), daemon=True).start()
    reader = Thread(target=lambda: errors.extend(process.stderr or ()))
    with process:
        reader.start()
        for stage in process.stdout or ():
            tell(order.scene, stage.strip())
        reader.join()
    said = "".join(errors).strip()
    if process.returncode == 0:
        return Ended()
    if process.returncode == -signal.SIGKILL:
        return Ended("killed before it was done")
    last = said.splitlines()[-1].strip() if said else "no message"
    if process.returncode == NO_MANIM:
        return Ended(last, no_manim=True)
    if process.returncode == NO_FILES:
        return Ended(f"failed: {last}", code=2)
    return Ended(f"failed: {last}", said)


def _end_unwanted(process: subprocess.Popen[str], wanted: Callable[[], bool]) -> None:
    while process.poll() is None:
        if not wanted():
            process.kill()
        time.sleep(OFTEN)


# ---- by a worker --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Parcel:
    """A film to make with all that it is made of, or with what came of it; `files` by their places in a folder."""

    order: Order
    files: Mapping[str, bytes]
    ended: Ended = Ended()


def make_elsewhere(order: Order, workers: Workers) -> Ended:
    """Make a film on a cluster. Its files come where they would be had it been made here."""
    files = {f"theme/{order.theme.name}": order.theme, "facts.json": order.ledger, **_files("kept", order.kept)}
    parcel = Parcel(order, {name: path.read_bytes() for name, path in files.items()})
    try:
        made: Parcel = workers.outcome(workers.submit(make_parcel, parcel, workers.topic))
    except ClusterError as error:
        return Ended(f"failed: {error}")
    order.folder.mkdir()
    order.kept.mkdir(parents=True, exist_ok=True)
    for path in order.kept.iterdir():
        if f"kept/{path.name}" not in made.files:
            path.unlink()
    for name, data in made.files.items():
        kind, _, file = name.partition("/")
        ({"kept": order.kept, "film": order.folder}[kind] / file).write_bytes(data)
    return made.ended


def make_parcel(parcel: Parcel, topic: str) -> Parcel:
    """On a worker: make a film, and send back its files and sections."""
    task = Task(topic)
    with scratch(prefix="coursewright-film-") as place:
        order = replace(
            parcel.order,
            course=product().root,
            theme=place / "theme" / parcel.order.theme.name,
            ledger=place / "facts.json",
            folder=place / "film",
            kept=place / "kept",
        )
        for folder in (order.theme.parent, order.kept):
            folder.mkdir()
        for name, data in parcel.files.items():
            (place / name).write_bytes(data)
        if _digest(order) != order.digest:
            return replace(parcel, files={}, ended=Ended(f"failed: another version makes it on {task.worker}"))
        ended = make_here(order, task.tell, task.wanted)
        made = {} if ended.fault else {**_files("film", order.folder), **_files("kept", order.kept)}
        return replace(parcel, files={name: path.read_bytes() for name, path in made.items()}, ended=ended)


def _digest(order: Order) -> str:
    """What a film would be made of by the code that is here."""
    theme, ledger = load_theme(order.theme), read_ledger(order.ledger)
    return key(films_of(product())[order.scene], ledger, theme=theme, quality=order.quality, manim=installed_manim())


def _files(name: str, folder: Path) -> dict[str, Path]:
    return {f"{name}/{path.name}": path for path in folder.iterdir()} if folder.is_dir() else {}
