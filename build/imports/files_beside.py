"""The files that an import puts beside its spec: the same bytes are one file, and no two have one name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

PICTURES = "pictures"
"""The folder that an import's pictures lie in."""


@dataclass
class FilesBeside:
    """`data` are bytes by their paths from the spec's folder."""

    data: dict[str, bytes] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)

    def add(self, folder: str, stem: str, ending: str, content: bytes) -> str:
        """The path of a file; `ending` has its dot. Where the name is taken, it gets a number."""
        key = f"{folder}{ending}{hashlib.sha256(content).hexdigest()}"
        if key not in self._paths:
            path, number = f"{folder}/{stem}{ending}", 1
            while path.casefold() in map(str.casefold, self.data):
                number += 1
                path = f"{folder}/{stem}-{number}{ending}"
            self.data[path], self._paths[key] = content, path
        return self._paths[key]
