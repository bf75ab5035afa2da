"""A film that is to be made, as one value: what of, and where its files go."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Order:
    """One film to make."""

    scene: str
    course: Path  # its folder
    quality: str
    digest: str  # of all that it depends on
    gif: bool  # beside the movie
    theme: Path  # its file
    ledger: Path
    folder: Path  # for the film's files, and nothing else
    kept: Path  # its sections, made now or before

    def as_text(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_text(cls, text: str) -> Order:
        said = json.loads(text)
        return cls(**said | {name: Path(said[name]) for name in ("course", "theme", "ledger", "folder", "kept")})
