"""What was made of a deck's slides before, kept until anything that decides it changes.

Each value is kept under a digest of everything that it was made from, so nothing kept can be wrong, only missing. The
file may be deleted at any time; one that is damaged, or cannot be written, is no memory, and no fault.
"""

from __future__ import annotations

import pickle
import zipfile
import zlib
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from build.files.build_cache import digest
from engine.atomic_write import replacing

_DAMAGED = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


class SlideMemory:
    """Values by their keys, in one file. What a build does not ask for is gone after it: no file outgrows its deck.

    `around` says all that decides every value besides what its own key names; without a `file` nothing is kept. What it
    has not, a memory `behind` it may have, which is of the same surroundings.
    """

    def __init__(self, file: Path | None = None, around: str = "", *, behind: SlideMemory | None = None) -> None:
        self._file = file
        self._around = around
        self._behind = behind
        self._asked: set[str] = set()
        self._new: dict[str, bytes] = {}

    def key(self, *parts: object) -> str:
        """The key of what is made from these values, which say all of themselves in their `repr`."""
        return digest(self._around, *map(repr, parts)) if self._file else ""

    def get(self, key: str) -> Any:
        """What was kept under a key, or None."""
        content = _content(self._kept, key)
        if content is None:
            found = self._behind.get(key) if self._behind else None
            if found is not None:
                self.put(key, found)
            return found
        self._asked.add(key)
        return pickle.loads(content)

    def put(self, key: str, value: object) -> None:
        if self._file:
            self._new[key] = zlib.compress(pickle.dumps(value), 1)

    def save(self) -> None:
        """Keep what this build has put, and of what was kept all that it has asked for."""
        kept = self._kept
        if self._file is None or not (self._new or (kept and self._asked != set(kept.namelist()))):
            return
        with suppress(*_DAMAGED), replacing(self._file) as file, zipfile.ZipFile(file, "w") as archive:
            asked = {key: kept.read(key) for key in self._asked} if kept else {}
            for key, content in (asked | self._new).items():
                archive.writestr(key, content)

    @cached_property
    def _kept(self) -> zipfile.ZipFile | None:
        """What earlier builds have kept, of which a part is read when it is asked for."""
        with suppress(*_DAMAGED):
            return zipfile.ZipFile(self._file) if self._file else None
        return None


def _content(archive: zipfile.ZipFile | None, name: str) -> bytes | None:
    """A part of an archive, which notices where it is damaged; None where it has none."""
    with suppress(*_DAMAGED):
        return zlib.decompress(archive.read(name)) if archive else None
    return None
