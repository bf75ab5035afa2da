"""What changes when a file is written: the key of what was read from it."""

from __future__ import annotations

from pathlib import Path


def written_state(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size
