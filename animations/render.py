"""Bring the clips up to date: only films whose code, facts or quality changed are made again. Loads no manim itself."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event

from animations.key import key
from animations.making import ROOMS, Ended, installed_manim, make_elsewhere, make_here
from animations.order import Order
from animations.progress import Progress
from animations.quality import read_quality
from build.files.commands import make_film, record_facts
from build.files.course import Course, product
from build.files.installed import installing
from build.files.places import THEME
from build.films.clips import STAGES, clip_files, gif_file
from build.films.scenes import Film, films_in, films_of
from build.findings.file_messages import display_path, error_text
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.atomic_write import locked, scratch
from engine.cluster import ClusterError, cluster
from engine.did_you_mean import unknown
from engine.ledger import Ledger, write_ledger

PROCESSES = os.cpu_count() or 1  # films at once: each has one thread
KEPT = ".sections"  # where the sections of films are, to be taken again
FORMATS = ("mp4", "gif")


@dataclass(frozen=True, kw_only=True)
class How:
    """How films are to be made: with `gif` that too, beside the movie; with a `cluster`'s address by its workers."""

    course: Course = field(default_factory=product)
    theme: Path = THEME
    quality: str = "1080p"
    format: str = "mp4"
    cluster: str = ""
    force: bool = False
    manim: str | None = None  # the version that makes them, empty where it is missing; else the installed one

    @property
    def gif(self) -> bool:
        return self.format == "gif"


def render_all(ledger: Ledger, folder: Path, how: How, only: Sequence[str] | None = None) -> int:
    """Make the films of a folder that are not up to date, one closing line each.

    The exit code: 0, 1 a film failed, 2 a wrong name, or a cluster or a folder that cannot be used.

    Where manim is missing, a line says how to get the film, and that is no failure.
    """
    try:
        look = load_theme(how.theme)
        chosen = _chosen(only, how)
        read_quality(how.quality)
        if how.format not in FORMATS:
            raise unknown("format", how.format, FORMATS)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, lambda: print(f"waiting: films are made in {display_path(folder)}", file=sys.stderr)):
            return _render(chosen, ledger, look, how, folder)
    except (OSError, ClusterError) as error:
        print(error_text(error), file=sys.stderr)
        return 2


def _render(chosen: Sequence[Film], ledger: Ledger, look: Theme, how: How, folder: Path) -> int:
    """Make those of some films that are not up to date. Raises OSError where the folder cannot be written."""
    failed = False
    stale: list[tuple[Film, str]] = []
    manim = installed_manim() if how.manim is None else how.manim
    for film in chosen:
        missing = [name for name in film.facts if name not in ledger]
        if missing:
            record = record_facts(how.course, missing[0], here=ledger.here)
            print(f"{film.name}: no fact {missing[0]!r} in the ledger; {record}", file=sys.stderr)
            failed = True
            continue
        digest = key(film, ledger, theme=look, quality=how.quality, manim=manim)
        if not how.force and _is_made(film.name, digest, folder, gif=how.gif):
            print(f"{film.name}: up to date")
        else:
            stale.append((film, digest))
    if how.force:
        for film, _ in stale:
            shutil.rmtree(folder / KEPT / film.name, ignore_errors=True)
    if stale and not manim:
        for film, _ in stale:
            again = make_film(how.course, film.name, how.theme, here=ledger.here)
            cure = f"{again} gets it and" if how.course.brings_engine else f"{installing('manim')} gets it, and {again}"
            print(f"{film.name}: no film, manim is not installed; {cure} makes the film")
        return int(failed)
    return max(int(failed), _make(stale, ledger, how, folder)) if stale else int(failed)


def _chosen(only: Sequence[str] | None, how: How) -> list[Film]:
    """The named films, else all that are the course's own. Raises ValueError."""
    known, own = films_of(how.course), [film.name for film in films_in(how.course.films)]
    for name in only or ():
        if name not in known:
            raise unknown("scene", name, known)
    chosen = [known[name] for name in dict.fromkeys(only or own)]
    if how.cluster and how.course.behind and any(film.name in own for film in chosen):
        raise ValueError("a course's own films are made here, not by a cluster; leave --cluster out")
    return chosen


def _is_made(scene: str, digest: str, folder: Path, *, gif: bool) -> bool:
    """Whether a clip with this digest is there, whole."""
    try:
        sidecar = json.loads((folder / f"{scene}.json").read_text(encoding="utf-8"))
        files = [*clip_files(scene, folder), *([gif_file(scene, folder)] if gif else [])]
        return bool(sidecar["digest"] == digest) and all(path.exists() for path in files)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _make(stale: Sequence[tuple[Film, str]], ledger: Ledger, how: How, folder: Path) -> int:
    progress = Progress(STAGES * len(stale))
    with scratch(folder, prefix=".making-") as making, _maker(how.cluster, progress, len(stale)) as maker:
        facts = making / "facts.json"
        write_ledger(Ledger({name: ledger[name] for film, _ in stale for name in film.facts}), facts)

        def run(film: Film, digest: str) -> int:
            started = time.perf_counter()
            order = Order(
                scene=film.name, course=how.course.root, quality=how.quality, digest=digest,
                gif=how.gif, theme=how.theme, ledger=facts,
                folder=making / film.name, kept=folder / KEPT / film.name,
            )  # fmt: skip
            ended = maker.make(order)
            if ended.no_manim:
                again = make_film(how.course, film.name, how.theme, here=ledger.here)
                progress.line(
                    f"{film.name}: no film, manim cannot be loaded ({ended.fault}); {again} makes it once it can"
                )
                return 0
            if ended.fault:
                progress.line(f"{film.name}: {ended.fault}" + f"\n{ended.details}" * bool(ended.details))
                return ended.code
            progress.line(_put_in_place(order, folder, time.perf_counter() - started))
            return 0

        with ThreadPoolExecutor(max_workers=maker.at_once) as pool:
            try:
                return max(pool.map(run, *zip(*stale, strict=True)))
            except BaseException:
                maker.stop()
                raise


@dataclass(frozen=True)
class Maker:
    """What makes films of orders, `at_once` so many; after `stop` none is wanted any more."""

    make: Callable[[Order], Ended]
    stop: Callable[[], None]
    at_once: int


@contextmanager
def _maker(address: str, progress: Progress, films: int) -> Iterator[Maker]:
    """This machine, or the cluster whose scheduler has an address."""
    if address:
        with cluster(address, rooms=ROOMS) as workers:
            workers.listen(progress.step)
            stop = partial(workers.shutdown, cancel_futures=True)
            yield Maker(partial(make_elsewhere, workers=workers), stop, films)
        return
    unwanted = Event()
    make = partial(make_here, tell=progress.step, wanted=lambda: not unwanted.is_set())
    yield Maker(make, unwanted.set, PROCESSES)


def _put_in_place(order: Order, folder: Path, took: float) -> str:
    """Rename a film's files, and tell of it. The sidecar goes first and comes last: it vouches for no other film."""
    sidecar, *files = clip_files(order.scene, folder)
    gif = gif_file(order.scene, folder)
    for path in (sidecar, gif):
        path.unlink(missing_ok=True)
    for path in (*files, *([gif] if order.gif else []), sidecar):
        os.replace(order.folder / path.name, path)
    seconds = json.loads(sidecar.read_text(encoding="utf-8"))["seconds"]
    movie = folder / f"{order.scene}.mp4"
    size = movie.stat().st_size / 1e6
    also = f", and a GIF of {gif.stat().st_size / 1e6:.1f} MB" if order.gif else ""
    return f"{display_path(movie)}: {seconds:.0f} s in {order.quality}, {size:.1f} MB{also}, made in {took:.0f} s"
