"""Zip files that somebody else may have written: none is opened that would fill the memory."""

from __future__ import annotations

import zipfile
from pathlib import Path

ALWAYS = 256 * 2**20  # bytes that any file may hold
MOST = 40  # times a file's own size; XML comes to a tenth, films and pictures to themselves


def require_modest(path: Path) -> None:
    """Raises ValueError where a file's parts are far larger than it; OSError or zipfile.BadZipFile where it is none.

    What an archive says of a part's size is a bound: `zipfile` reads no more.
    """
    with zipfile.ZipFile(path) as archive:
        whole = sum(part.file_size for part in archive.infolist())
    if whole > max(ALWAYS, MOST * path.stat().st_size):
        raise ValueError(f"it has {path.stat().st_size:,} bytes and would unpack to {whole:,}")
