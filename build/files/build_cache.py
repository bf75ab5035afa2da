"""What was worked out before, kept in files that may be deleted at any time: the next build then takes longer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from build.files.writing import replacing

MEMORY = ".memory"  # the folder, among the outputs


def remembered(file: Path, key: str, work_out: Callable[[], Any]) -> Any:
    """What `work_out` gives, as JSON gives it back: from the file where it was kept under this key, else worked out.

    A file that cannot be read or written is no memory, and no fault. The key must say all that decides the result.
    """
    with suppress(LookupError):
        return _kept(file, key)
    kept = json.dumps({"key": key, "value": work_out()})
    with suppress(OSError), replacing(file) as new:
        new.write_text(kept, encoding="utf-8")
    return json.loads(kept)["value"]


def is_remembered(file: Path, key: str) -> bool:
    """Whether `remembered` would have nothing to work out."""
    with suppress(LookupError):
        _kept(file, key)
        return True
    return False


def _kept(file: Path, key: str) -> Any:
    """Raises LookupError where the file has nothing that was kept under this key."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["key"] == key:
            return said["value"]
    except (OSError, ValueError, TypeError):
        pass
    raise LookupError(key)


def digest(*parts: str | bytes) -> str:
    """A key of all that decides a result."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(b"%d\n" % len(content) + content)
    return total.hexdigest()
