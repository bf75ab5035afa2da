"""All that a spec of a course may name: what completion offers, hover tells of and definition leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from build.documents.ways import CoursePlaces
from build.drawing.art import icon_names
from build.editor.point import Written
from build.figures.figure_table import FigureGuide
from build.figures.own_figures import guide
from build.files.course import Course
from build.films.scenes import Film, films_of
from build.parse.course_anchors import anchors_elsewhere, anchors_in
from build.parse.source import FindingCollector, Source
from build.resolve.given import with_given
from build.resolve.listing import Listings
from build.spec.deck import Anchor, Deck, Text
from engine.ledger import Ledger, Record
from engine.sheet import Sheet
from engine.units import Quantity, Table

_EXPRESSION = re.compile(r"\{\{\s*([A-Za-z_]\w*)")


@dataclass(frozen=True)
class Entry:
    """A number that `{{ }}` can show: how it is named, and the record that has it."""

    written: str
    record: Record
    number: Quantity


@dataclass(frozen=True)
class Names:
    """The names of a course, of which each is looked for once it is asked for. `ledger` is the course's."""

    course: Course
    ledger: Ledger
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def of(self, written: Written, spec: Path) -> Names:
        """The names that one spec may say: also the facts of the data in its front matter."""
        if not any(line.startswith("data:") for line in written.lines[: written.front]):
            return self
        from build.parse.front_matter import read_front_matter

        source = Source(str(spec), written.text)
        front, _ = read_front_matter(FindingCollector(source))
        head = Deck(path=source.path, source=source.text, front=front, heading=Text(), slides=())
        ledger, _ = with_given(head, self.ledger)
        own = {name: entries_of(ledger[name]) for name in ledger if name not in self.ledger}
        return Names(self.course, ledger, {**self.numbers, **own})

    @cached_property
    def numbers(self) -> Mapping[str, tuple[Entry, ...]]:
        """What each fact holds. Of curves and matrices, which hold many, nothing here: see `points_of`."""
        return self.entries or {name: entries_of(record) for name, record in self.ledger.items()}

    @cached_property
    def figures(self) -> Mapping[str, FigureGuide]:
        return {one.name: one for one in guide(self.course)}

    @cached_property
    def films(self) -> Mapping[str, Film]:
        return films_of(self.course)

    @cached_property
    def icons(self) -> tuple[str, ...]:
        return icon_names()

    @cached_property
    def places(self) -> CoursePlaces:
        return CoursePlaces(self.course)

    @cached_property
    def listings(self) -> Listings:
        return Listings(self.course)

    @cached_property
    def code_files(self) -> tuple[str, ...]:
        """The files whose functions a slide can show."""
        return tuple(self.listings.files())

    def anchors(self, spec: Path) -> Mapping[str, tuple[Path, Anchor]]:
        """Anchors by id, with the specs that they stand in."""
        own = {anchor.id: (spec, anchor) for anchor in anchors_in(spec)}
        return {**anchors_elsewhere(spec, self.course), **own}

    def asset(self, asset: str) -> Path:
        return self.course.lab(asset)

    @cached_property
    def assets(self) -> tuple[str, ...]:
        """The files that an anchor may name."""
        every = (file.relative_to(self.course.labs) for file in sorted(self.course.labs.rglob("*.*")))
        return tuple(file.as_posix() for file in every if file.suffix in (".py", ".ipynb") and len(file.parts) > 1)


def entries_of(record: Record) -> tuple[Entry, ...]:
    """The numbers of a fact that have a name each; none of one that holds many, or that was damaged by hand."""
    try:
        held = record.held
    except (IndexError, KeyError, TypeError, ValueError):
        return ()
    if isinstance(held, Quantity):
        return (Entry(record.name, record, held),)
    if isinstance(held, Table):
        return tuple(Entry(f"{record.name}.{name}", record, number) for name, number in held.items())
    return tuple(points_of(record)) if isinstance(held, Sheet) else ()


def points_of(record: Record) -> Iterator[Entry]:
    """The points of a curve, and the cells of a matrix or of a table that somebody brought."""
    held = record.held
    if isinstance(held, Sheet):
        for column in held.columns:
            for row, number in held[column].items():
                yield Entry(f'{record.name}["{row}"].{column}', record, number)
    elif isinstance(held, Quantity | Table):
        yield from entries_of(record)
    else:
        for line in held.lines if hasattr(held, "lines") else held.rows:
            for point, number in held[line].items():
                at = f'"{point}"' if isinstance(point, str) else f"{point:.15g}"
                yield Entry(f'{record.name}["{line}"][{at}]', record, number)


def facts_in(written: Written) -> frozenset[str]:
    """The facts that a text names already, which are the likeliest to be named again."""
    return frozenset(_EXPRESSION.findall(written.text))
