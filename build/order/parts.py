"""In which order a course is taken: its parts, each a document or an hour of one, and what each needs first.

`order.yaml` beside the specs lists them. A course without that file has no order of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from statistics import fmean

from pydantic import BaseModel, ConfigDict, Field

from build.documents.parse import parse_guide
from build.files.course import Course
from build.files.yaml_file import YamlError, YamlFile
from build.findings.diagnostic import Diagnostic
from build.findings.suggestion import suggestion
from build.order.part import FILE, Part, before
from build.parse.course_anchors import anchors_in
from build.parse.front_matter import read_front_matter
from build.parse.originals import original_of
from build.parse.source import FindingCollector, kind_of, read_source, specs_of

PACKETS = "packets"
HOUR = 60  # minutes
_TEXT = "one text"


class PartEntry(BaseModel):
    """A part: a document by its name, `packets` for the use cases, or an hour of a guide."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    name: str = Field(min_length=1, description=_TEXT, examples=["attention"])
    document: str = Field(min_length=1, description="the name of a spec", examples=["ch03_attention_mechanics"])
    title: str = Field(min_length=1, description=_TEXT, examples=["Chapter 3"])
    says: str = Field("", description=_TEXT, examples=["Attention mechanics"])
    questions: str = Field("", description="the name of a quiz", examples=["bank_ch03"])
    hour: int | None = Field(None, ge=1, le=99, description="a whole number of 1 or more", examples=["2"])
    after: list[str] = Field([], description="a list of parts", examples=["[transformer]"])


class OrderFile(BaseModel):
    """All parts."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    parts: list[PartEntry] = Field(min_length=1, description="a list of parts")


def read_order(course: Course) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """The parts of a course in the order of its file, and what is wrong with them; none where there is no file."""
    path = course.specs / FILE
    if not path.exists():
        return (), []
    try:
        file = YamlFile(path, what="order of parts")
        entries = file.held_to(OrderFile).parts
    except YamlError as error:
        return (), [*error.findings]
    specs = {spec.stem: spec for spec in specs_of(course, None)}
    found = [*_wrong(file, entries, specs), *_against_labs(file, entries, specs)]
    if any(one.severity == "error" for one in found):
        return (), found
    columns = _columns(entries)
    rows = _rows(entries, columns)
    parts = []
    for entry in entries:
        parts.append(
            Part(
                name=entry.name, title=entry.title, says=entry.says, document=entry.document, hour=entry.hour,
                minutes=_minutes(entry, specs), after=tuple(entry.after), column=columns[entry.name],
                row=rows[entry.name], questions=entry.questions,
            )
        )  # fmt: skip
    return tuple(parts), found


def _wrong(file: YamlFile, entries: Sequence[PartEntry], specs: Mapping[str, Path]) -> Iterator[Diagnostic]:
    names = [entry.name for entry in entries]
    documents = (*specs, PACKETS)
    for at, entry in enumerate(entries):
        if entry.name in names[:at]:
            message = f"two parts have the name '{entry.name}'"
            yield file.finding("U401", ("parts", at, "name"), message, "give each its own")
        if entry.document not in documents:
            hint = suggestion(entry.document, documents, f"there are: {', '.join(documents)}")
            yield file.finding("U402", ("parts", at, "document"), f"no document is named '{entry.document}'", hint)
        if entry.questions and (entry.questions not in specs or kind_of(specs[entry.questions]) != "quiz"):
            quizzes = [name for name, spec in specs.items() if kind_of(spec) == "quiz"]
            hint = suggestion(entry.questions, quizzes, f"there are: {', '.join(quizzes) or 'none'}")
            yield file.finding("U402", ("parts", at, "questions"), f"no quiz is named '{entry.questions}'", hint)
        for place, name in enumerate(entry.after):
            if name not in names:
                hint = suggestion(name, names, f"there are: {', '.join(names)}")
                yield file.finding(
                    "U403", ("parts", at, "after", place), f"'{entry.name}' needs '{name}', which is no part", hint
                )
    needs = {entry.name: tuple(entry.after) for entry in entries}
    for at, entry in enumerate(entries):
        circle = _circle(entry.name, needs)
        if circle and min(circle, key=names.index) == entry.name:  # told once
            told = " → ".join((*circle, circle[0]))
            hint = "take one of these prerequisites away"
            yield file.finding("U404", ("parts", at, "after"), f"parts need one another in a circle: {told}", hint)
    shown = {name for entry in entries for name in (entry.document, entry.questions)}
    for name, spec in specs.items():
        if name not in shown and not original_of(spec):
            hint = "add a part with it as 'document'"
            yield file.finding("U405", ("parts",), f"'{name}' stands in no part of the order", hint)


def _against_labs(file: YamlFile, entries: Sequence[PartEntry], specs: Mapping[str, Path]) -> Iterator[Diagnostic]:
    """A lab that needs another document's lab: that document must come first."""
    needs = {entry.name: tuple(entry.after) for entry in entries}
    labs = {stem: anchors_in(spec) for stem, spec in specs.items() if kind_of(spec) == "deck"}
    home = {anchor.id: stem for stem, anchors in labs.items() for anchor in anchors}
    for at, entry in enumerate(entries):
        earlier = {other.document for other in entries if other.name in before(entry.name, needs)}
        for anchor in labs.get(entry.document, ()):
            for wanted in anchor.prerequisites:
                other = home.get(wanted, entry.document)
                if other not in (entry.document, *earlier):
                    message = f"lab {anchor.id} needs {wanted} of '{other}', which does not come before '{entry.name}'"
                    hint = f"add the part of '{other}' to 'after'"
                    yield file.finding("U406", ("parts", at), message, hint)


def _circle(name: str, needs: Mapping[str, Sequence[str]]) -> list[str]:
    """A circle from a part back to it, the shortest; nothing where there is none."""
    ways: dict[str, list[str]] = {name: [name]}
    waiting = [name]
    for one in waiting:
        for needed in needs.get(one, ()):
            if needed == name:
                return ways[one]
            if needed not in ways:
                ways[needed] = [*ways[one], needed]
                waiting.append(needed)
    return []


def _rows(entries: Sequence[PartEntry], columns: Mapping[str, int]) -> dict[str, int]:
    """Each part's place in its column: beside the parts that come before it, so that few arrows cross."""
    rows: dict[str, int] = {}
    for column in sorted(set(columns.values())):
        here = [entry for entry in entries if columns[entry.name] == column]
        here.sort(key=lambda entry: fmean([rows[name] for name in entry.after] or [0]))
        rows |= {entry.name: row for row, entry in enumerate(here)}
    return rows


def _columns(entries: Sequence[PartEntry]) -> dict[str, int]:
    """How many parts stand before each, on the longest way."""
    needs = {entry.name: entry.after for entry in entries}
    columns: dict[str, int] = {}

    def column(name: str) -> int:
        if name not in columns:
            columns[name] = 1 + max((column(needed) for needed in needs[name]), default=-1)
        return columns[name]

    for entry in entries:
        column(entry.name)
    return columns


def _minutes(entry: PartEntry, specs: Mapping[str, Path]) -> int | None:
    """Of an hour of a guide as it says, of a deck its hours; None of what has none."""
    spec = specs.get(entry.document)
    kind = kind_of(spec) if spec else None
    if spec and kind == "guide":
        hours = _hours(spec, spec.stat().st_mtime_ns)
        if entry.hour is None:
            return sum(minutes or 0 for minutes in hours) or None
        return hours[entry.hour - 1] if entry.hour <= len(hours) else None
    if spec and kind == "deck":
        front, _ = read_front_matter(FindingCollector(read_source(spec)[0]))
        return HOUR * len(front.hours) or None
    return None


@lru_cache(maxsize=16)
def _hours(guide: Path, _mtime: int) -> tuple[int | None, ...]:
    """The minutes of a guide's hours."""
    return tuple(hour.minutes for hour in parse_guide(read_source(guide)[0])[0].hours)
