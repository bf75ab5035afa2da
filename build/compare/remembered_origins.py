"""What every fact of an engine goes through, remembered until a file of the engine changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from build.compare.origins import Origin, key_of, origins
from build.files.build_cache import MEMORY, digest, remembered
from build.files.places import DIST
from engine.provenance import FactsError, discover
from engine.reach import Tree


def memory_in(folder: Path) -> Path:
    """Where what was read of the engine is kept, among the outputs in a folder."""
    return folder / MEMORY / "engine.json"


def fact_digests(root: Path, dist: Path = DIST) -> dict[str, str]:
    """The digest of each fact as the engine stands, remembered from the last time. Raises FactsError."""
    digests, _ = read_engine(root, memory_in(dist))
    return digests or {name: fact.digest for name, fact in discover(root).items()}


def read_engine(root: Path, memory: Path | None = None) -> tuple[dict[str, str], dict[str, Origin]]:
    """The digest of each fact as the source below `root` stands, and the origins of all; none where it cannot be read.

    `memory` is a file that spares reading it where the engine has not changed.
    """
    read = remembered(memory, _state(root), lambda: _read(root)) if memory else _read(root)
    return read["digests"], {key: Origin(*origin) for key, origin in read["origins"].items()}


def _read(root: Path) -> dict[str, Any]:
    try:
        facts = discover(root)
    except FactsError:
        return {"digests": {}, "origins": {}}
    starts = [key_of(fact.path, name) for name, fact in facts.items()]
    return {"digests": {name: fact.digest for name, fact in facts.items()}, "origins": origins(root, starts)}


def _state(root: Path) -> str:
    """The digest of all that `_read` reads, and of what reads it."""
    tree = Tree(root)
    files = sorted({*tree.modules.values(), *tree.data, *Path(__file__).parent.glob("*.py")})
    return digest(*(part for path in files for part in (str(path), path.read_bytes())))
