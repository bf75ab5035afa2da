"""What every fact goes through, remembered until a file of the engine changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from build.compare.origins import Piece, key_of, origins, reached
from build.files.build_cache import MEMORY, digest, remembered
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


def memory_in(folder: Path) -> Path:
    """Where what was read of the engine is kept, among the outputs in a folder."""
    return folder / MEMORY / "engine.json"


def know(root: Path, memory: Path | None = None) -> Known:
    """Read the engine below `root`; `memory` is a file that spares it where the engine has not changed."""
    if memory is None:
        return _read(root)
    said = remembered(memory, _state(root), lambda: asdict(_read(root)))
    pieces = {key: Piece(**{**piece, "uses": tuple(piece["uses"])}) for key, piece in said["pieces"].items()}
    return Known(digests=said["digests"], pieces=pieces)


def _read(root: Path) -> Known:
    try:
        found = discover(root)
    except FactsError:
        return Known(digests={}, pieces={})
    starts = [(one.path, name) for name, one in found.items()]
    return Known(digests={name: one.digest for name, one in found.items()}, pieces=origins(root, starts))


def _state(root: Path) -> str:
    """The digest of all that `_read` reads, and of what reads it."""
    tree = Tree(root)
    files = sorted({*tree.modules.values(), *tree.data, *Path(__file__).parent.glob("*.py")})
    return digest(*(part for path in files for part in (str(path), path.read_bytes())))
