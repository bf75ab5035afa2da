"""The spec that a live deck is made from, read for a browser's text field and saved from it.

A field knows lines that end in line feeds; how the file ends its own, and what stands at its beginning, is kept.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from build.files.build_cache import digest
from build.parse.source import LARGEST
from engine.atomic_write import replacing

_MARK = b"\xef\xbb\xbf"


class ChangedOutsideError(ValueError):
    """The file is not as it was when it was read."""


@dataclass
class SourceFile:
    """One file, which nobody else names: the digest of its bytes is what a save must know."""

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> tuple[str, str]:
        """Its text in lines of line feeds, and its digest. Raises OSError; ValueError for what is no text in UTF-8."""
        data = self._bytes()
        try:
            text = data.removeprefix(_MARK).decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError(f"{self.path.name} is not UTF-8: it can be seen here, not edited") from None
        return text.replace("\r\n", "\n").replace("\r", "\n"), digest(data)

    def save(self, text: str, before: str) -> str:
        """Write a text where the file is as it was `before`, and give its new digest.

        Raises ChangedOutsideError, then nothing is written; OSError; ValueError for what is no spec's text.
        """
        with self._lock:
            old = self._bytes()
            if digest(old) != before:
                raise ChangedOutsideError(f"{self.path.name} was changed outside")
            new = _as_in(old, text)
            if len(new) > LARGEST:
                raise ValueError(f"a spec has at most {LARGEST:,} bytes")
            with replacing(self.path) as file:
                file.write_bytes(new)
            return digest(new)

    def _bytes(self) -> bytes:
        if self.path.exists() and not self.path.is_file() and not self.path.is_dir():
            raise ValueError(f"{self.path.name} is no ordinary file")  # who opens a pipe waits for its other end
        if self.path.stat().st_size > LARGEST:
            raise ValueError(f"{self.path.name} is larger than a spec can be")
        return self.path.read_bytes()


def _as_in(old: bytes, text: str) -> bytes:
    """A text as a file has it whose lines all end in CR LF, and which begins with a byte-order mark, if it did."""
    new = text.encode("utf-8")  # UnicodeEncodeError, a ValueError, for half a character
    crlf = old.count(b"\r\n")
    if crlf and crlf == old.count(b"\n"):
        new = new.replace(b"\n", b"\r\n")
    return _MARK + new if old.startswith(_MARK) else new
