"""What every fact of a home goes through, remembered until a file that one may read changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.compare.origins import Origin, key_of, origins
from build.files.build_cache import MEMORY, digest, remembered
from engine.home import Home
from engine.provenance import Definition, FactsError, discover
from engine.reach import Tree

_READ: dict[Home, tuple[Mapping[str, Definition], dict[str, Any]]] = {}
"""What was read for each home, with its facts then: `discover` gives the same ones while no file has changed."""


def fact_digests(home: Home, outputs: Path) -> dict[str, str]:
    """The digest of each fact as its source stands, remembered from the last time. Raises FactsError."""
    digests, _ = read_facts(home, outputs)
    return digests or {name: fact.digest for name, fact in discover(home).items()}


def read_facts(home: Home, outputs: Path | None = None) -> tuple[dict[str, str], dict[str, Origin]]:
    """The digest of each fact as its source stands, and the origins of all; none where it cannot be read.

    What was read is kept among the outputs in a folder, which spares reading it again where nothing has changed.
    """
    memory = outputs / MEMORY / f"{home.package.partition('.')[0]}.json" if outputs else None
    read = remembered(memory, _state(home), lambda: _read(home)) if memory else _read(home)
    return read["digests"], {key: Origin(*origin) for key, origin in read["origins"].items()}


def _read(home: Home) -> dict[str, Any]:
    try:
        facts = discover(home)
    except FactsError:
        return {"digests": {}, "origins": {}}
    if home not in _READ or _READ[home][0] is not facts:
        starts = [key_of(fact.path, name) for name, fact in facts.items()]
        digests = {name: fact.digest for name, fact in facts.items()}
        _READ[home] = facts, {"digests": digests, "origins": origins(home, starts)}
    return _READ[home][1]


def _state(home: Home) -> str:
    """The digest of all that `_read` reads, and of what reads it."""
    tree = Tree(home)
    files = sorted({*tree.modules.values(), *tree.data, *Path(__file__).parent.glob("*.py")}, key=str)
    return digest(*(part for path in files for part in (str(path), path.read_bytes())))
