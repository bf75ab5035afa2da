"""What a deck is made from, watched: a save is seen within milliseconds, and read when it is whole."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from time import sleep

from watchfiles import watch

from build.files.code_named import code_named
from build.files.course_file import COURSE_FILE
from build.files.data_files import data_files
from build.files.pictures_named import logo_files, pictures_named
from build.files.template_named import template_named
from build.files.wanted import Wanted
from build.live.deck_state import Live
from build.live.rebuild import Draw, Read, Rebuild, Stale
from build.parse.source import read_source
from engine.ledger import here_beside

STEP, DEBOUNCE = 5, 50  # milliseconds without another change, and at most, until changes are told
WHOLE = 0.06  # seconds in which a file that seems half written must not change
LONGEST = 20  # such waits
RETURN = 1000  # milliseconds after which a folder is noticed that has gone and come back
REST = 0.04  # seconds that browsers have to draw a slide before the whole deck is made
MOST_LEFT = 5  # builds that are left for something newer before one is finished


@dataclass(frozen=True)
class Around:
    """What a deck is made from besides its spec, there or not: a folder stands for the files in it."""

    files: frozenset[Path]
    facts: Path  # the folder of the functions that facts are; slides show what was recorded of them

    def concerns(self, path: Path) -> bool:
        return path in self.files or (path.parent in self.files and not path.name.startswith("."))

    def is_fact(self, path: Path) -> bool:
        return path.parent == self.facts and path.suffix == ".py"


def around(spec: Path, wanted: Wanted) -> Around:
    """What the deck of a spec is made from, as far as the spec can be read."""
    course = wanted.course
    found = {course.root / COURSE_FILE, course.ledger, here_beside(course.ledger), wanted.look, wanted.films}
    found |= {course.figures, course.films, *course.works, template_named(wanted.look) or wanted.look}
    with suppress(OSError):
        found |= {*pictures_named(spec), *logo_files(spec), *data_files(spec), *code_named(spec, course.root)}
    return Around(frozenset(_absolute(file) for file in found), _absolute(course.facts))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def folders_of(spec: Path, what: Around) -> frozenset[Path]:
    """The folders to watch: a file that is saved under another name and then renamed is seen in its folder only."""
    found = {file if file.is_dir() else file.parent for file in what.files}
    return frozenset(folder for folder in (spec.parent, what.facts, *found) if folder.is_dir())


def read_whole(spec: Path, before: str, wait: Callable[[float], None] = sleep) -> Read:
    """A spec that somebody may still be writing: where it does not end as it did before, it is read again until it has
    been still for a while."""
    state, last = _state(spec), read_source(spec)
    for _ in range(LONGEST):
        if _ends_alike(last[0].text, before):
            break
        wait(WHOLE)
        if _state(spec) == state:
            break
        state, last = _state(spec), read_source(spec)
    return last


def _ends_alike(text: str, before: str) -> bool:
    return bool(text) and (not before or text.rstrip()[-40:] == before.rstrip()[-40:])


def _state(path: Path) -> tuple[int, int, int] | None:
    with suppress(OSError):
        stat = path.stat()
        return stat.st_ino, stat.st_mtime_ns, stat.st_size
    return None


class Watch:
    """Watches a deck's files in one thread, and has it made anew in another."""

    def __init__(self, live: Live, draw: Draw, stale: Stale) -> None:
        self._live = live
        self._spec = _absolute(live.spec)
        self._changes: SimpleQueue[set[Path]] = SimpleQueue()
        self._left = 0  # builds in a row
        self._rebuild = Rebuild(live, draw, self._is_superseded, stale, lambda: sleep(REST))
        self._stop = threading.Event()
        self._look_elsewhere = threading.Event()
        self._text = ""
        self._around = around(self._spec, live.wanted)
        self._folders = folders_of(self._spec, self._around)
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._look, self._build)]

    def start(self) -> None:
        """Make the deck a first time, and from then on after each save."""
        self._make({self._spec}, others=True)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._look_elsewhere.set()
        self._changes.put(set())
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=2)

    def _is_superseded(self) -> bool:
        """Whether something newer waits; not again and again, or what never rests would never be shown."""
        return self._left < MOST_LEFT and not self._changes.empty()

    def _look(self) -> None:
        polling: bool | None = None
        missed = False  # what was saved before a folder that is new was watched
        while not self._stop.is_set():
            self._look_elsewhere.clear()
            wanted = self._folders | {self._spec.parent}
            folders = {folder for folder in wanted if folder.is_dir()}
            if not folders:
                self._look_elsewhere.wait(RETURN / 1000)
                missed = True
                continue
            try:
                for changes in watch(
                    *folders, watch_filter=None, debounce=DEBOUNCE, step=STEP, recursive=False, force_polling=polling,
                    stop_event=self._look_elsewhere, raise_interrupt=False, rust_timeout=RETURN, yield_on_timeout=True,
                ):  # fmt: skip
                    paths = {path for _, name in changes if self._matters(path := Path(name))}
                    if missed:
                        paths, missed = paths | {self._spec}, False
                    if paths:
                        self._changes.put(paths)
                    gone = any(Path(name) in folders for _, name in changes)
                    if gone or {folder for folder in wanted if folder.is_dir()} != folders:
                        self._changes.put({self._spec})
                        missed = True
                        break
            except OSError:  # the system has no more watches to give, or a folder has just gone
                polling = True

    def _matters(self, path: Path) -> bool:
        return path == self._spec or self._around.concerns(path) or self._around.is_fact(path)

    def _build(self) -> None:
        unfinished: set[Path] = set()
        while not self._stop.is_set():
            unfinished |= self._changes.get()
            with suppress(Empty):
                while True:
                    unfinished |= self._changes.get_nowait()
            if self._stop.is_set():
                return
            facts = {path for path in unfinished if self._around.is_fact(path)}
            others = any(map(self._around.concerns, unfinished))
            if unfinished == facts or self._make(unfinished, others=others):
                if facts or others:
                    self._rebuild.check_facts(asked=bool(facts))
                unfinished = set()

    def _make(self, paths: set[Path], *, others: bool) -> bool:
        """Make the deck anew that is saved now. Whether that was done, and not left for something newer."""
        saved = max((time for path in paths if (time := _saved(path)) is not None), default=None)
        read = read_whole(self._live.spec, self._text)
        self._text = read[0].text or self._text
        done = self._rebuild.again(read, others=others, saved=saved)
        self._left = 0 if done else self._left + 1
        self._around = around(self._spec, self._live.wanted)  # the spec may name other files now
        folders = folders_of(self._spec, self._around)
        if folders != self._folders:
            self._folders = folders
            self._look_elsewhere.set()
        return done


def _saved(path: Path) -> float | None:
    with suppress(OSError):
        return path.stat().st_mtime
    return None
