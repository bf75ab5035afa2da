"""A spec's bytes, for a look at which files it may name: nothing is parsed, and nothing raised."""

from __future__ import annotations

import re
from pathlib import Path

LARGEST = 4 * 2**20  # of a spec
_HEAD = 70_000  # in which front matter ends
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n(.*?)\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.DOTALL)


def bytes_of(spec: Path, most: int = LARGEST) -> bytes:
    """The first bytes of a spec; none of what cannot be read, or is no file."""
    try:
        if not spec.is_file():  # a pipe would wait for its writer
            return b""
        with spec.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError):
        return b""


def front_matter_of(spec: Path) -> bytes:
    """The YAML at a spec's top; nothing where there is none."""
    found = _FRONT_MATTER.match(bytes_of(spec, _HEAD).removeprefix(b"\xef\xbb\xbf"))
    return found[1] if found else b""
