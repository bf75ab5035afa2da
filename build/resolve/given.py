"""Facts of the kind *given*: the numbers and tables that a deck's front matter names, read from their files.

They are made anew at each build, so they are always those of today's file; the ledger's file never has them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from build.files.build_cache import digest
from build.files.data_files import has_data
from build.findings.diagnostic import Diagnostic, has_errors, in_order
from build.findings.suggestion import suggestion
from build.parse.deck import parse
from build.parse.source import FindingCollector, Source, read_source, source_from
from build.spec.data import SHEETS, TABLES, Data, DeclaredUnit
from build.spec.deck import Deck
from engine.ledger import GIVEN, Ledger, Record
from engine.quoted import quoted
from engine.units import CURRENCIES, Quantity, unit, unit_text

LARGEST = 2**20  # bytes: more is not for slides


def with_given(deck: Deck, ledger: Ledger) -> tuple[Ledger, list[Diagnostic]]:
    """The ledger with the facts that a deck's data give it, and what is wrong with those; they have no fact then."""
    if not deck.front.data:
        return ledger, []
    findings = FindingCollector(Source(deck.path, deck.source))
    units = Units(deck.front.units, deck.front.language)
    found: list[Diagnostic] = []
    records: dict[str, Record] = {}
    for data in deck.front.data:
        if data.name in ledger:
            place = ledger[data.name].defined
            findings.add(
                "F405", data.span, f"there is a fact {quoted(data.name)} already", f"see {place}" if place else ""
            )
        elif data.file:
            record, told = _from_file(data, Path(deck.path).parent, units, findings)
            found += told
            records |= {data.name: record} if record else {}
        elif record := _from_value(data, Path(deck.path).name, units, findings):
            records[data.name] = record
    return Ledger({**ledger.records, **records}, here=ledger.here), [*findings.sorted(), *in_order(found)]


def with_given_of(specs: Iterable[Path], ledger: Ledger) -> Ledger:
    """The ledger with what the data of several specs give, for a film that shows it; what is wrong a build says."""
    for spec in filter(has_data, specs):
        ledger, _ = with_given(parse(read_source(spec)[0])[0], ledger)
    return ledger


@dataclass(frozen=True)
class Units:
    """How a deck writes units: as it declares them, else as its language does."""

    declared: Iterable[DeclaredUnit]
    language: str

    def named(self, name: str) -> type[Quantity]:
        """The unit of that name, which can be one."""
        declared = {each.name: each for each in self.declared}.get(name)
        before = name in CURRENCIES and self.language.casefold().startswith("en")
        if declared is None:
            return unit(name, before=before)
        return unit(name, before=before if declared.before is None else declared.before, prefixes=declared.prefixes)


def _from_value(data: Data, spec: str, units: Units, findings: FindingCollector) -> Record | None:
    from build.resolve.given_number import NumberError, read_number

    assert data.value is not None
    try:
        number = read_number(data.value.text, ".")
    except NumberError as error:
        findings.add("F403", data.value.span, str(error), error.hint)
        return None
    if number.told:
        findings.add("F407", data.value.span, number.told, "round it")
    kind = units.named(data.unit.text if data.unit else "")
    return Record(
        name=data.name,
        kind=GIVEN,
        says="",
        unit=unit_text(kind),
        value=[number.value, number.digits],
        digest=digest(data.value.text, unit_text(kind)),
        defined=f"{spec}:{data.value.span.line}",
        day="",
        source=data.source,
    )


def _from_file(
    data: Data, folder: Path, units: Units, findings: FindingCollector
) -> tuple[Record | None, list[Diagnostic]]:
    from build.resolve.given_sheet import SheetReader  # with all that reads tables, which few decks bring

    assert data.file is not None
    path = folder / data.file.text
    content, fault, hint = _content(path, data.file.text)
    if fault:
        findings.add("F401", data.file.span, fault, hint)
        return None, []
    source, told = source_from(str(path), content)
    if not source.text or has_errors(told):
        return None, told
    collector = FindingCollector(source, told)
    value = SheetReader(data, units.named, collector, findings).read(source.text, path.suffix.lower())
    if value is None:
        return None, collector.found
    record = Record(
        name=data.name,
        kind=GIVEN,
        says="",
        unit="Sheet",
        value=value,
        digest=digest(content, repr(sorted((name, its["unit"]) for name, its in value["columns"].items()))),
        defined=f"{data.file.text}:1",
        day="",
        source=data.source,
    )
    return record, collector.found


def _likely(path: Path, name: str) -> str:
    """The file beside a missing one that is most likely meant; else where it was looked for."""
    there = sorted(file.name for file in path.parent.glob("*.*") if file.suffix.lower() in TABLES)
    otherwise = f"it is looked for from the spec's folder, in {path.parent}"
    return suggestion(path.name, there, otherwise, write=lambda near: str(PurePath(name).with_name(near)))


def _content(path: Path, name: str) -> tuple[bytes, str, str]:
    """A file's bytes; else why they cannot be a table, and what to do."""
    shown = quoted(name)
    if os.path.isabs(name):
        return b"", f"the file {shown} is on one machine only", "put it beside the spec and name it from there"
    if path.suffix.lower() in SHEETS:
        return b"", f"the file {shown} is a workbook", "save its table as CSV in UTF-8"
    try:
        if not path.exists():
            return b"", f"there is no file {shown}", _likely(path, name)
        if not path.is_file():
            return b"", f"{shown} is no ordinary file", "name a CSV, TSV or JSON file"
        if (size := path.stat().st_size) > LARGEST:
            return (
                b"",
                f"the file {shown} has {size:,} bytes; at most {LARGEST:,} are read",
                "keep the rows that slides show",
            )
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return b"", f"the file {shown} cannot be read: {reason}", "check its path and its rights"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b"", f"the file {shown} is UTF-16", "save it as CSV in UTF-8"
    if b"\0" in content:
        return b"", f"the file {shown} is binary, not a text", "save its table as CSV in UTF-8"
    if not content.removeprefix(b"\xef\xbb\xbf").strip():
        return b"", f"the file {shown} is empty", "its first line names the columns, each other one is a row"
    return content, "", ""
