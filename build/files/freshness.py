"""Whether a deck would come out as it is: digests of all that went into it, and of what came out.

The digest covers whole rooms, not just the files that a deck happened to read, so no dependency can be
overlooked: a lab's file that a slide names and that was moved away, a drawing, a line of this code.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from build.files.places import ROOT
from engine.atomic_write import replacing

ROOMS = ("build", "engine", "labs", "deck_specs")
RECORD = ".made.json"
_PASSED_OVER = ("__pycache__", ".ipynb_checkpoints")


def digest_of(path: Path) -> str:
    """A file's digest; empty where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def inputs_digest(
    spec: Path, *, clips: Path, options: Iterable[str], beside: Iterable[Path] = (), root: Path = ROOT
) -> str:
    """The digest of everything that decides what a deck becomes; `beside`: files that its spec names."""
    total = hashlib.sha256()
    for word in (sys.version, str(spec.resolve()), digest_of(spec), *options):
        total.update(f"{word}\n".encode())
    files = [file for room in ROOMS for file in _files(root / room)]
    files += sorted(clips.glob("*.*")) if clips.is_dir() else []
    files += beside
    for file in files:
        total.update(f"{file}\n{digest_of(file)}\n".encode())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        for name in sorted(names):
            yield Path(place, name)


class BuildRecord:
    """What was built when, in one folder for outputs anywhere. A record that cannot be read is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / RECORD
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            entries = {}
        self._entries: dict[str, dict[str, str]] = entries if isinstance(entries, dict) else {}

    def unchanged(self, output: Path, inputs: str) -> str | None:
        """The summary of the output when it was built, if nothing has changed since: neither inputs nor output."""
        entry = self._entry(output)
        if entry.get("inputs") == inputs and self.untouched(output):
            return entry.get("said")
        return None

    def untouched(self, output: Path) -> bool:
        """Whether the output is there and still as it was built."""
        digest = self._entry(output).get("output")
        return digest is not None and digest_of(output) == digest

    def edited(self, output: Path) -> bool:
        """Whether the output holds anything that no build has put there."""
        return output.exists() and not (self.untouched(output) and not self._entry(output).get("edits"))

    def note(self, output: Path, inputs: str, summary: str, *, edits: str = "") -> None:
        """Remember an output that has just been written, and what was kept in it of somebody's edits."""
        summary = f"{summary}, {edits}" if edits else summary
        self._entries[_name(output)] = {"inputs": inputs, "output": digest_of(output), "said": summary, "edits": edits}
        # An output that is not noted counts as edited: nothing of it is lost.
        with suppress(OSError), replacing(self._path) as file:
            file.write_text(json.dumps(self._entries, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    def _entry(self, output: Path) -> dict[str, str]:
        entry = self._entries.get(_name(output))
        return entry if isinstance(entry, dict) else {}


def _name(output: Path) -> str:
    return str(output.resolve())
