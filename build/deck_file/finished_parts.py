"""The parts of a deck that are written already, outside of memory where a deck is long."""

from __future__ import annotations

import os
import weakref
from tempfile import SpooledTemporaryFile

_IN_MEMORY = 2**25  # bytes; some hundred slides


class FinishedParts:
    """Contents of parts by their names."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (it is closed with what holds it)
        self._places: dict[str, tuple[int, int]] = {}
        weakref.finalize(self, self._file.close)

    def add(self, name: str, content: bytes) -> None:
        """Take the content of a part. Raises OSError where no disk has room for it."""
        self._places[name] = (self._file.seek(0, os.SEEK_END), len(content))
        self._file.write(content)

    def content(self, name: str) -> bytes:
        """What was added under a name; nothing where nothing was."""
        if name not in self._places:
            return b""
        at, size = self._places[name]
        self._file.seek(at)
        return self._file.read(size)
