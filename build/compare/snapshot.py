"""What decks show and where each number comes from, as one value: what two builds or two revisions are compared by.

It is plain data that survives JSON, so a deck's package can carry it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.compare.origins import Piece, origins
from build.compare.seen import SeenDeck, see
from build.model import Deck
from build.why import Shown
from engine.ledger import Ledger, Record
from engine.provenance import FactsError, discover
from engine.units import Quantity, numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A record as slides show it. `numbers` holds each number by where it stands, as written and in SI units.

    `stale`: the source that the pieces were read from is not the one that gave this value.
    """

    kind: str
    unit: str
    day: str
    digest: str
    path: str
    settings: Mapping[str, str | int]
    machine: Mapping[str, str | int]
    versions: Mapping[str, str]
    numbers: Mapping[str, tuple[str, float]]
    stale: bool


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Decks by the stem of their spec, every fact that they or their labs name, and the pieces behind those."""

    decks: Mapping[str, SeenDeck]
    facts: Mapping[str, Fact]
    pieces: Mapping[str, Piece]
    theme: Mapping[str, str]


def snapshot(decks: Iterable[Deck], ledger: Ledger, root: Path) -> Snapshot:
    """What resolved decks show, read from the tree below `root`: nothing of it is imported or run."""
    seen = {Path(deck.path).stem: see(deck, ledger, root) for deck in decks}
    names = {name for deck in seen.values() for name in deck.facts if name in ledger}
    digests = _digests(root)
    facts = {name: _fact(ledger[name], digests) for name in sorted(names)}
    return Snapshot(
        decks=seen,
        facts=facts,
        pieces=origins(root, [(fact.path, name) for name, fact in facts.items()]),
        theme=_theme(root / "deck_specs" / "theme.toml"),
    )


def inside(fact: Fact, shown: Shown) -> dict[str, tuple[str, float]]:
    """The numbers of a fact that a figure or film shows: all, or those of the field or line it names."""
    name = shown.inside
    return {
        where: number
        for where, number in fact.numbers.items()
        if not name or where == name or where.startswith(f"{name}[")
    }


def _digests(root: Path) -> Mapping[str, str]:
    """Every fact's digest as the source stands; none where the source cannot be read."""
    try:
        return {name: one.digest for name, one in discover(root).items()}
    except FactsError:
        return {}


def _fact(record: Record, digests: Mapping[str, str]) -> Fact:
    return Fact(
        kind=record.kind,
        unit=record.unit,
        day=record.day,
        digest=record.digest,
        path=record.defined.rpartition(":")[0],
        settings=record.settings,
        machine=record.machine,
        versions=record.versions,
        numbers=dict(_numbers(record)),
        stale=digests.get(record.name) != record.digest,
    )


def _numbers(record: Record) -> Iterator[tuple[str, tuple[str, float]]]:
    for where, number in numbers(record.quantity).items():
        yield where, (str(number) if isinstance(number, Quantity) else f"{number:.3g}", float(number))


def _theme(path: Path) -> dict[str, str]:
    """Every entry of a theme by its dotted name; nothing where there is none."""
    try:
        return dict(_entries(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError):
        return {}


def _entries(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _entries(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(value)
