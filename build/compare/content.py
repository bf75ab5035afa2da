"""What decks show and where each number comes from, as one value: what two builds or two revisions are compared by.

It is plain data that survives JSON, so a deck's package can carry it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from build.compare.origins import Origin, flat, key_of, reached
from build.compare.remembered_origins import read_facts
from build.compare.slide_content import DeckContent, deck_content
from build.files.course import Course
from build.files.places import THEME
from build.provenance.given_place import places_in
from build.spec.deck import Deck
from engine.ledger import GIVEN, Ledger, Record
from engine.sheet import numbers_of
from engine.units import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class FactContent:
    """A record as slides show it. `numbers` holds each number by where it stands, as written and in SI units.

    `stale`: the source that the origins were read from is not the one that gave this value. `places` says where the
    numbers of a given fact stand in its file: `growth.csv:3:12`; `source` says whose they are.
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
    places: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """Decks by the stem of their spec, every fact that they or their labs name, and the origins behind those."""

    decks: Mapping[str, DeckContent]
    facts: Mapping[str, FactContent]
    origins: Mapping[str, Origin]
    theme: Mapping[str, str]


def content_of(
    decks: Iterable[Deck], ledger: Ledger, course: Course, *, theme: Path | None = None, outputs: Path | None = None
) -> Content:
    """What resolved decks of a course show: nothing of its code is imported or run.

    `theme` is a file that says what differs from the course's own; `outputs` is a folder that keeps what was read.
    """
    contents = {Path(deck.path).stem: deck_content(deck, ledger, course) for deck in decks}
    names = {name for content in contents.values() for name in content.facts if name in ledger}
    digests: dict[str, str] = {}
    origins: dict[str, Origin] = {}
    for home in {course.owner_of(ledger[name]).root: course.owner_of(ledger[name]).home for name in names}.values():
        found = read_facts(home, outputs)
        digests |= found[0]
        origins |= found[1]
    facts = {name: _fact(ledger[name], digests) for name in sorted(names)}
    looks = (THEME if course.behind else None, course.theme, theme)
    return Content(
        decks=contents,
        facts=facts,
        origins=reached(origins.get, (key_of(fact.path, name) for name, fact in facts.items())),
        theme={name: value for look in looks if look for name, value in _theme(look).items()},
    )


def numbers_in(fact: FactContent, name: str) -> dict[str, tuple[str, float]]:
    """The numbers of a fact that a figure or film shows: all, or those of the field or line it names."""
    return {
        where: number
        for where, number in fact.numbers.items()
        if not name or where == name or where.startswith(f"{name}[") or (name[0] == "[" and where.endswith(name))
    }


def _fact(record: Record, digests: Mapping[str, str]) -> FactContent:
    return FactContent(
        kind=record.kind,
        unit=record.unit,
        day=record.day,
        digest=record.digest,
        path=record.defined.rpartition(":")[0],
        settings=record.settings,
        machine=record.machine,
        versions=record.versions,
        numbers=dict(_numbers(record)),
        stale=record.kind != GIVEN and bool(digests) and digests.get(record.name) != record.digest,
        places=dict(places_in(record)) if record.kind == GIVEN else {},
        source=record.source if record.kind == GIVEN else "",
    )


def _numbers(record: Record) -> Iterator[tuple[str, tuple[str, float]]]:
    for where, number in numbers_of(record.held).items():
        yield where, (str(number) if isinstance(number, Quantity) else f"{number:.3g}", float(number))


def _theme(path: Path) -> dict[str, str]:
    """Every entry of a theme by its dotted name; nothing where there is none."""
    try:
        return {name: str(value) for name, value in flat(tomllib.loads(path.read_text(encoding="utf-8")))}
    except (OSError, ValueError):
        return {}
