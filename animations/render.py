"""Bring the clips up to date: only films whose code, facts or quality changed are made again. Loads no manim itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from animations.film import NO_MANIM
from animations.key import ROOT, key
from animations.progress import Progress
from animations.quality import read_quality
from build.files.places import THEME
from build.films.clips import STAGES, clip_files, command
from build.films.scenes import Film, scenes
from build.findings.file_messages import display_path, error_text
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.atomic_write import locked, scratch
from engine.did_you_mean import unknown
from engine.ledger import Ledger, write_ledger

PROCESSES = os.cpu_count() or 1  # films at once: each has one thread
KEPT = ".sections"  # where the sections of films are, to be taken again


@dataclass(frozen=True)
class Job:
    """One film to make."""

    film: Film
    theme: Path
    quality: str
    digest: str
    folder: Path
    ledger: Path
    kept: Path
    again: str  # the command that makes it


def render_all(
    ledger: Ledger,
    folder: Path,
    *,
    theme: Path = THEME,
    quality: str = "1080p",
    only: Sequence[str] | None = None,
    force: bool = False,
    manim: str | None = None,
) -> int:
    """Make the films of a folder that are not up to date, one closing line each.

    The exit code: 0, 1 a film failed, 2 a wrong name, or a folder that cannot be written.

    `theme` is a theme's file. `manim` is the version that would make them: the installed one, or empty where it is
    missing. Then a line says how to get the film, and that is no failure.
    """
    manim = installed_manim() if manim is None else manim
    try:
        look = load_theme(theme)
        chosen = _chosen(only)
        read_quality(quality)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, lambda: print(f"waiting: films are made in {display_path(folder)}", file=sys.stderr)):
            return _render(chosen, ledger, look, quality, folder, force=force, manim=manim)
    except OSError as error:
        print(error_text(error), file=sys.stderr)
        return 2


def _render(
    chosen: Sequence[Film], ledger: Ledger, look: Theme, quality: str, folder: Path, *, force: bool, manim: str
) -> int:
    """Make those of some films that are not up to date. Raises OSError where the folder cannot be written."""
    failed = False
    stale: list[tuple[Film, str]] = []
    for film in chosen:
        missing = [name for name in film.facts if name not in ledger]
        if missing:
            record = f"make facts {'FACTS=here ' if ledger.here else ''}NAME={missing[0]}"
            print(f"{film.name}: no fact {missing[0]!r} in the ledger; {record}", file=sys.stderr)
            failed = True
            continue
        digest = key(film.name, film.facts, ledger, theme=look, quality=quality, manim=manim)
        if not force and _is_made(film.name, digest, folder):
            print(f"{film.name}: up to date")
        else:
            stale.append((film, digest))
    if force:
        for film, _ in stale:
            shutil.rmtree(folder / KEPT / film.name, ignore_errors=True)
    if stale and not manim:
        for film, _ in stale:
            again = command(film.name, ledger, look)
            print(f"{film.name}: no film, manim is not installed; {again} gets it and makes the film")
        return int(failed)
    return max(int(failed), _make(stale, ledger, look, quality, folder)) if stale else int(failed)


def _chosen(only: Sequence[str] | None) -> list[Film]:
    known = scenes()
    for name in only or ():
        if name not in known:
            raise unknown("scene", name, known)
    return [known[name] for name in dict.fromkeys(only or known)]


def installed_manim() -> str:
    """The version of manim; empty where it is not installed."""
    try:
        return version("manim")
    except PackageNotFoundError:
        return ""


def _is_made(scene: str, digest: str, folder: Path) -> bool:
    """Whether a clip with this digest is there, whole."""
    try:
        sidecar = json.loads((folder / f"{scene}.json").read_text(encoding="utf-8"))
        return bool(sidecar["digest"] == digest) and all(path.exists() for path in clip_files(scene, folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _make(stale: Sequence[tuple[Film, str]], ledger: Ledger, theme: Theme, quality: str, folder: Path) -> int:
    progress = Progress(STAGES * len(stale))
    with scratch(folder, prefix=".making-") as making:
        facts = making / "facts.json"
        write_ledger(Ledger({name: ledger[name] for film, _ in stale for name in film.facts}), facts)
        jobs = [
            Job(
                film, theme.file, quality, digest, making / film.name, facts, folder / KEPT / film.name,
                command(film.name, ledger, theme),
            )
            for film, digest in stale
        ]  # fmt: skip
        running: list[subprocess.Popen[str]] = []
        with ThreadPoolExecutor(max_workers=PROCESSES) as pool:
            try:
                return max(pool.map(lambda job: _run(job, folder, progress, running), jobs))
            except KeyboardInterrupt:
                for process in running:
                    process.kill()
                raise


def _run(job: Job, folder: Path, progress: Progress, running: list[subprocess.Popen[str]]) -> int:
    """Make one film in a process of its own, which is put among the running ones; then put its files in place."""
    started = time.perf_counter()
    job.folder.mkdir()
    errors = job.folder / "errors.txt"
    name = job.film.name
    order = [
        *(sys.executable, "-W", "ignore", "-m", "animations.film", name, "--quality", job.quality),
        *("--theme", str(job.theme), "--ledger", str(job.ledger), "--digest", job.digest, "--folder", str(job.folder)),
        *("--kept", str(job.kept)),
    ]
    with errors.open("wb") as stderr:
        process = subprocess.Popen(  # it ends with its input
            order,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        with process:
            for stage in process.stdout or ():
                progress.step(name, stage.strip())
    if process.returncode == -signal.SIGKILL:
        progress.line(f"{name}: killed before it was done")
        return 1
    if process.returncode == NO_MANIM:
        reason = _last_line(errors)
        progress.line(f"{name}: no film, manim cannot be loaded ({reason}); {job.again} makes it once it can")
        return 0
    if process.returncode:
        progress.line(f"{name}: failed: {_last_line(errors)}\n{errors.read_text(encoding='utf-8', errors='replace')}")
        return 1
    movie = _put_in_place(name, job.folder, folder)
    seconds = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["seconds"]
    took = time.perf_counter() - started
    size = movie.stat().st_size / 1e6
    progress.line(f"{display_path(movie)}: {seconds:.0f} s in {job.quality}, {size:.1f} MB, made in {took:.0f} s")
    return 0


def _put_in_place(scene: str, made: Path, folder: Path) -> Path:
    """Rename a finished film's files. The sidecar goes first and comes last: it never vouches for another's film."""
    sidecar, *files = clip_files(scene, folder)
    sidecar.unlink(missing_ok=True)
    for path in (*files, sidecar):
        os.replace(made / path.name, path)
    return folder / f"{scene}.mp4"


def _last_line(errors: Path) -> str:
    lines = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "no message"
