"""What every fact goes through, remembered until a file of the engine changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from build.compare.origins import Piece, key_of, origins, reached
from build.files.build_cache import MEMORY, digest, is_remembered, remembered
from build.files.freshness import ROOT
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


@contextmanager
def reading_ahead(root: Path, memory: Path) -> Iterator[None]:
    """Meanwhile read the engine in a process of its own, where `memory` does not spare it and there is a second core.

    Nothing depends on it: where that process cannot start or fails, `know` reads the engine itself.
    """
    spared = (os.cpu_count() or 1) < 2 or is_remembered(memory, _state(root))
    with nullcontext() if spared else _reader(root, memory):
        yield


def _reader(root: Path, memory: Path) -> subprocess.Popen[bytes] | nullcontext[None]:
    command = [sys.executable, "-m", "build.compare.remembered_origins", str(root), str(memory.resolve())]
    try:
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return nullcontext()


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


if __name__ == "__main__":
    know(*map(Path, sys.argv[1:]))
