"""What every fact goes through, remembered until a file of the engine changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from build.compare.origins import Piece, key_of, origins, reached
from engine.provenance import FactsError, discover
from engine.reach import Tree


@dataclass(frozen=True, kw_only=True)
class Known:
    """The digest of each fact as the source stands (none where it cannot be read), and the pieces of all of them."""

    digests: Mapping[str, str]
    pieces: Mapping[str, Piece]

    def behind(self, starts: Iterable[tuple[str, str]]) -> dict[str, Piece]:
        """The pieces that some facts, each a (path, name), go through."""
        keys = {key for path, name in starts for key in reached(self.pieces, key_of(path, name))}
        return {key: piece for key, piece in self.pieces.items() if key in keys}


def know(root: Path, memory: Path | None = None) -> Known:
    """Read the engine below `root`, or the file `memory`, which is written where it is not of this very engine."""
    if memory is None:
        return _read(root)
    engine = _digest(root)
    try:
        said = json.loads(memory.read_text(encoding="utf-8"))
        if said["engine"] == engine:
            pieces = {key: Piece(**piece) for key, piece in said["pieces"].items()}
            return Known(digests=said["digests"], pieces=pieces)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # a memory that cannot be read is none
    known = _read(root)
    memory.parent.mkdir(parents=True, exist_ok=True)
    temporary = memory.with_name(f"{memory.name}.{os.getpid()}.part")
    temporary.write_text(json.dumps({"engine": engine, **asdict(known)}), encoding="utf-8")
    os.replace(temporary, memory)
    return known


def _read(root: Path) -> Known:
    try:
        found = discover(root)
    except FactsError:
        return Known(digests={}, pieces={})
    starts = [(one.path, name) for name, one in found.items()]
    return Known(digests={name: one.digest for name, one in found.items()}, pieces=origins(root, starts))


def _digest(root: Path) -> str:
    """The digest of all that `_read` reads, and of what reads it."""
    tree = Tree(root)
    total = hashlib.sha256()
    for path in sorted({*tree.modules.values(), *tree.data, *Path(__file__).parent.glob("*.py")}):
        total.update(f"{path}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
