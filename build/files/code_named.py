"""The files whose code a spec shows, for a look at whether they have changed."""

from __future__ import annotations

import re
from pathlib import Path

from build.files.spec_bytes import bytes_of

_NAMED = re.compile(r"\bfile=[\"']?(?P<fence>[^\s\"'}]+)|\bcode\(\s*[\"'](?P<call>[^\"':]+)")


def code_named(spec: Path, root: Path) -> list[Path]:
    """Where the files may lie that a spec names as code: beside it, and below the course's folder."""
    text = bytes_of(spec).decode("utf-8", "replace")
    named = dict.fromkeys(found["fence"] or found["call"] for found in _NAMED.finditer(text))
    places = dict.fromkeys(folder / name for name in named for folder in (spec.parent, root))
    return [file for file in places if file.is_file()]
