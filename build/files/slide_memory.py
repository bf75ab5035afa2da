"""What was made of a deck's slides before, kept until anything that decides it changes.

Each value is kept under a digest of everything that it was made from, so nothing kept can be wrong, only missing. The
file may be deleted at any time; one that is damaged, or cannot be written, is no memory, and no fault.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from build.files.build_cache import digest
from engine.atomic_write import replacing

_DIGEST = 32  # bytes before the content, whose they are


class SlideMemory:
    """Values by their keys, in one file. What a build does not ask for is gone after it: no file outgrows its deck.

    `around` says all that decides every value besides what its own key names; without a `file` nothing is kept.
    """

    def __init__(self, file: Path | None = None, around: str = "") -> None:
        self._file = file
        self._around = around
        self._kept = _read(file) if file else {}
        self._used: dict[str, bytes] = {}

    def key(self, *parts: object) -> str:
        """The key of what is made from these values, which say all of themselves in their `repr`."""
        return digest(self._around, *map(repr, parts)) if self._file else ""

    def get(self, key: str) -> Any:
        """What was kept under a key, or None."""
        content = self._kept.get(key)
        if content is None:
            return None
        self._used[key] = content
        return pickle.loads(zlib.decompress(content))

    def put(self, key: str, value: object) -> None:
        if self._file:
            self._used[key] = zlib.compress(pickle.dumps(value), 1)

    def save(self) -> None:
        """Keep what this build has asked for and put."""
        if self._file is None or self._used.keys() == self._kept.keys():
            return
        content = pickle.dumps(self._used)
        with suppress(OSError), replacing(self._file) as file:
            file.write_bytes(hashlib.sha256(content).digest() + content)


def _read(file: Path) -> dict[str, bytes]:
    with suppress(OSError):
        content = file.read_bytes()
        if hashlib.sha256(content[_DIGEST:]).digest() == content[:_DIGEST]:
            kept: dict[str, bytes] = pickle.loads(content[_DIGEST:])
            return kept
    return {}
