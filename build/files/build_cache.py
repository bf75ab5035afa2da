"""What was worked out before, kept in files that may be deleted at any time: the next build then takes longer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.atomic_write import replacing

MEMORY = ".memory"  # the folder, among the outputs


def remembered(file: Path, key: str, work_out: Callable[[], Any]) -> Any:
    """What `work_out` gives, as JSON gives it back: from the file where it was kept under this key, else worked out.

    A file that cannot be read or written is no memory, and no fault. The key must say all that decides the result.
    """
    with suppress(OSError, ValueError, TypeError, LookupError):
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return kept["value"]
    text = json.dumps({"key": key, "value": work_out()})
    with suppress(OSError), replacing(file) as new:
        new.write_text(text, encoding="utf-8")
    return json.loads(text)["value"]


def digest(*parts: str | bytes) -> str:
    """A key of all that decides a result."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(b"%d\n" % len(content) + content)
    return total.hexdigest()
