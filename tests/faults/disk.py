"""A disk that fills up, or lets nothing be written: a sentence, exit code 2, and the old files as they were.

The disk is a small tmpfs where one can be mounted; elsewhere no file may grow beyond a limit, which is another error
("File too large") on the same way.
"""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from attempt import Checkout, Counter, Done, judge
from kills import FILM, edit_deck, words_of
from outcome import Outcome

NAME = "full and read-only disks"
TRIES = 60
_SIZE = 4096  # KiB of the small disk
_COMMANDS = (("deck",), ("stills",), ("facts", "kv_cache_gqa_4k"), FILM)


def run(seed: int) -> Outcome:
    chance, counter = random.Random(seed), Counter(NAME)
    with tempfile.TemporaryDirectory() as folder:
        copy = Checkout.copied(Path(folder) / "copy")
        with _small_disk(copy.root / "dist") as mounted:
            if not mounted:
                print("  no tmpfs can be mounted: files are limited in size instead")
            assert copy.run("deck").code == 0
            edit_deck(copy.deck)
            for number in range(1, TRIES + 1):
                copy.write_spec(number)
                command = _COMMANDS[number % len(_COMMANDS)]
                full = mounted and command[0] != "facts"
                before = _state(copy)
                with _filled(copy.root / "dist", chance.randrange(0, 300) if full else None):
                    limit = None if full else partial(_limit, chance.randrange(0, 60_000))
                    _count(copy, counter, copy.run(*command, before=limit), before)
            if mounted:
                _read_only(copy, counter)
        if "My words" not in words_of(copy.deck) if copy.deck.exists() else not mounted:
            counter.add("lost", "the edit is gone")
    return counter.outcome


def _count(copy: Checkout, counter: Counter, done: Done, before: dict[str, bytes]) -> None:
    counter.add("tried")
    if not judge(counter, done):
        return
    lines = [line for line in done.said.splitlines() if "space" in line or "large" in line or "Read-only" in line]
    if done.code == 0:
        faults = [*copy.torn()]
    else:
        faults = [*copy.torn()] + [f"{name} has changed" for name, old in before.items() if _read(Path(name)) != old]
        faults += [] if len(lines) == 1 and ".md:" not in lines[0] else [f"said: {done.said}"]
    faults += [f"{name} stayed" for name in copy.litter() if name != "filling"]
    counter.add("lost" if faults else "refused" if done.code else "passed", str(faults))


def _state(copy: Checkout) -> dict[str, bytes]:
    """What somebody would miss: the deck and the ledger."""
    return {str(path): _read(path) for path in (copy.deck, copy.root / "engine" / "facts.json")}


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _limit(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextmanager
def _small_disk(place: Path) -> Iterator[bool]:
    place.mkdir(exist_ok=True)
    order = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(order, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=True)


@contextmanager
def _filled(place: Path, left: int | None) -> Iterator[None]:
    """A disk with so many KiB left; None fills nothing."""
    filling = place / "filling"
    if left is not None:
        with filling.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                file.truncate(max(0, file.tell() - left * 1024))
    try:
        yield
    finally:
        filling.unlink(missing_ok=True)


def _read_only(copy: Checkout, counter: Counter) -> None:
    place = str(copy.root / "dist")
    for number, command in enumerate(_COMMANDS[:2], TRIES + 1):
        copy.write_spec(number)
        before = _state(copy)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        done = copy.run(*command)
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
        _count(copy, counter, done, before)
