"""Whether a deck would come out as it is: digests of all that went into it, and of what came out.

The digest covers whole rooms and the course, not just the files that a deck happened to read, so no dependency can be
overlooked: a lab's file that a slide names and that was moved away, a drawing, a line of this code.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import Any

from build.files.course import Course
from build.files.course_file import COURSE_FILE
from build.files.places import ROOT, THEME
from engine.atomic_write import locked, replacing
from engine.ledger import here_beside

ROOMS = ("animations", "build", "engine", "labs")
RECORD = ".made.json"
LARGE = 2**22  # bytes, from which on a file of a course is known by its size and date
_ANCHOR = re.compile(rb"hands-on anchor", re.IGNORECASE)
_PASSED_OVER = ("__pycache__", ".ipynb_checkpoints")


def digest_of(path: Path) -> str:
    """A file's digest; empty where there is none, or none that ends."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def with_spec(spec: Path, surroundings: str) -> str:
    """The digest of everything, of that of the surroundings."""
    return hashlib.sha256(f"{surroundings}\n{digest_of(spec)}\n".encode()).hexdigest()


def surroundings_digest(
    spec: Path, *, course: Course, clips: Path, options: Iterable[str], beside: Iterable[Path] = (), root: Path = ROOT
) -> str:
    """The digest of everything but the spec itself that decides what its deck becomes. `root` is the product's."""
    total = hashlib.sha256()
    itself = os.path.realpath(spec)
    for word in (sys.version, itself, *options):
        total.update(f"{word}\n".encode("utf-8", "surrogatepass"))
    files = [*(file for room in ROOMS for file in _files(root / room)), str(root / THEME.relative_to(ROOT))]
    files = [*dict.fromkeys((*files, *_files_of(course)))]
    files += map(str, sorted(clips.glob("*.*")) if clips.is_dir() else ())
    files += map(os.path.abspath, beside)  # a spec may be named from any folder
    specs = f"{course.specs}{os.sep}"
    for file in files:
        if file.endswith(spec.name) and os.path.realpath(file) == itself:
            content = ""
        elif file.endswith(".md") and file.startswith(specs) and os.sep not in file.removeprefix(specs):
            content = _anchors_digest(Path(file))
        else:
            content = _content(file)
        total.update(f"{file}\n{content}\n".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _files_of(course: Course) -> Iterator[str]:
    """The files of a course, besides pictures, that a deck of it may depend on."""
    yield from map(str, (course.root / COURSE_FILE, course.ledger, here_beside(course.ledger), *course.works))
    yield from map(str, sorted(course.specs.glob("*.md")) if course.declared else ())
    yield from _files(course.labs)
    yield from (file for file in _files(course.facts) if file.endswith(".py"))
    yield from (str(file) for folder in (course.films, course.figures) for file in sorted(folder.glob("*.py")))


def _content(file: str) -> str:
    """A file's digest; of a large one, such as a film, its size and date; empty as `digest_of` is."""
    try:
        stat = os.stat(file)
        if not S_ISREG(stat.st_mode):
            return ""
        if stat.st_size > LARGE:
            return f"{stat.st_size} {stat.st_mtime_ns}"
        return _read_digest(file, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=4096)
def _read_digest(file: str, *_state: int) -> str:
    """A file's digest, read once as it stands: a process that builds often asks for all rooms each time."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()  # at once: `file_digest` has a buffer to clear for each


def _anchors_digest(spec: Path) -> str:
    """All that a deck asks of another one: which anchors it has."""
    try:
        lines = spec.read_bytes().splitlines()
    except OSError:
        return ""
    return hashlib.sha256(b"\n".join(line for line in lines if _ANCHOR.search(line))).hexdigest()


def _files(folder: Path) -> Iterator[str]:
    """As text: of more than a thousand, paths would take longer to make than all are to look at."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        for name in sorted(names):
            yield os.path.join(place, name)


@dataclass(frozen=True, kw_only=True)
class Built:
    """Which slides a deck has, by their titles and by what was asked for: `pick` is None where nobody knows."""

    titles: tuple[str, ...] = ()
    pick: str | None = None


class BuildRecord:
    """What was built when, in one folder for outputs anywhere. A record that cannot be read is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / RECORD
        self._entries = _read(self._path)

    def unchanged(self, output: Path, inputs: str) -> str | None:
        """The summary of the output when it was built, if nothing has changed since: neither inputs nor output."""
        entry = self._entry(output)
        if entry.get("inputs") == inputs and self.untouched(output, digest_of(output)):
            return entry.get("said")
        return None

    def untouched(self, output: Path, digest: str) -> bool:
        """Whether an output with this digest is as it was built."""
        return bool(digest) and self._entry(output).get("output") == digest

    def edited(self, output: Path, digest: str) -> bool:
        """Whether an output with this digest holds anything that no build has put there."""
        return bool(digest) and (self.holds_edits(output) or not self.untouched(output, digest))

    def holds_edits(self, output: Path) -> bool:
        """Whether edits were kept in the output when it was built."""
        return bool(self._entry(output).get("edits"))

    def spec_of(self, output: Path) -> Path | None:
        """The spec that the output was last built from, where that is known."""
        spec = self._entry(output).get("spec")
        return Path(spec) if isinstance(spec, str) else None

    def built_of(self, output: Path) -> Built:
        """Which slides the output had when it was last built, where that is known."""
        entry = self._entry(output)
        titles, pick = entry.get("titles"), entry.get("pick")
        return Built(
            titles=tuple(map(str, titles)) if isinstance(titles, list) else (),
            pick=pick if isinstance(pick, str) else None,
        )

    def specs_named(self, stem: str) -> list[Path]:
        """The specs of that name, without suffix, that anything was built from and that are still there."""
        paths = dict.fromkeys(
            Path(str(entry.get("spec"))) for entry in self._entries.values() if isinstance(entry, dict)
        )
        return [path for path in paths if path.stem == stem and path.is_file()]

    def copies(self, output: Path) -> dict[str, str]:
        """The files beside the output in which edited decks were kept, the oldest first, with their digests."""
        copies = self._entry(output).get("copies")
        pairs = [pair for pair in copies if isinstance(pair, list)] if isinstance(copies, list) else []
        return {str(pair[0]): str(pair[1]) for pair in pairs if len(pair) == 2}

    def note(
        self,
        output: Path,
        inputs: str,
        summary: str,
        *,
        spec: Path,
        edits: str = "",
        copies: Mapping[str, str] | None = None,
        built: Built | None = None,
    ) -> None:
        """Remember an output that has just been written, and what was kept in it, or beside it, of somebody's edits."""
        entry = {
            "inputs": inputs,
            "output": digest_of(output),
            "said": f"{summary}, {edits}" if edits else summary,
            "edits": edits,
            "spec": os.path.realpath(spec),
            **(asdict(built) if built else {}),
            "copies": [*(self.copies(output) if copies is None else copies).items()],
        }
        # An output that is not noted counts as edited: nothing of it is lost.
        with suppress(OSError), locked(self._path.parent), replacing(self._path) as file:
            self._entries = _read(self._path) | {_name(output): entry}  # others note theirs meanwhile
            text = json.dumps(self._entries, indent=1, sort_keys=True)
            file.write_text(f"{text}\n", encoding="utf-8")

    def _entry(self, output: Path) -> dict[str, Any]:
        entry = self._entries.get(_name(output))
        return entry if isinstance(entry, dict) else {}


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _name(output: Path) -> str:
    return os.path.realpath(output)
