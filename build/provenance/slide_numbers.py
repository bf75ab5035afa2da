"""The way back of every number on a slide: to its fact, its code, and how it was obtained."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from build.files.commands import record_facts
from build.files.course import Course
from build.films.scenes import films_of
from build.provenance.given_place import place_of as given_place
from build.spec.content import ContentSlide
from build.spec.deck import AnimationSlide, Call, Slide, Words
from build.spec.walk import texts_in
from engine.ledger import GIVEN, Ledger, Record
from engine.sheet import numbers_of
from engine.units import Quantity

OBTAINED = {
    "computed": "calculated",
    "measured": "measured",
    "published": "published",
    "graded": "graded",
    GIVEN: GIVEN,
}
PLACES = {
    "clusters": "annotations",
    "visual": "figure",
    "wisdom": "wisdom box",
    "beginner": "Beginner's Corner",
    "rest": "notes",
}
LAST = ("notes", "rest")  # what learners do not see comes behind what they do


@dataclass(frozen=True, kw_only=True)
class SlideNumber:
    """A number as a slide shows it. A figure or a film shows a whole fact and has no text of its own."""

    text: str
    reference: str
    places: tuple[str, ...]

    @property
    def fact(self) -> str:
        """`decode_cache` of `decode_cache.speedup`."""
        return self.reference.partition(".")[0]

    @property
    def inside(self) -> str:
        """`speedup` of `decode_cache.speedup`; empty for the fact as a whole."""
        return self.reference.partition(".")[2]

    @property
    def key(self) -> str:
        """Where `engine.units.numbers` has it in the fact's value: `line[x]` of `fact.line.x`, or of `fact.line[x]`."""
        if self.inside.endswith("]"):
            return self.inside
        line, _, x = self.inside.rpartition(".")
        return f"{line}[{x}]" if line else x or "value"


def place_of(field: str) -> str:
    """What people call the place on a slide that a field of the spec goes to."""
    return PLACES.get(field, field.replace("_", " "))


def numbers_on(slide: Slide, course: Course) -> list[SlideNumber]:
    """Every number of a resolved slide, in reading order, each once with all its places."""
    places: dict[tuple[str, str], dict[str, None]] = {}
    fields = sorted(dataclasses.fields(slide), key=lambda field: field.name in LAST)
    for field in fields:
        for text, reference in _references(getattr(slide, field.name)):
            places.setdefault((text, reference), {})[place_of(field.name)] = None
    if isinstance(slide, AnimationSlide):
        for name in film_facts(slide.scene, course):
            places.setdefault(("", name), {})["film"] = None
    return [SlideNumber(text=text, reference=reference, places=tuple(at)) for (text, reference), at in places.items()]


def film_facts(scene: str, course: Course) -> tuple[str, ...]:
    """The facts that a scene names."""
    film = films_of(course).get(scene)
    return film.facts if film else ()


def _references(value: object) -> Iterator[tuple[str, str]]:
    """Each number in a value with the fact that it shows; a figure shows facts as a whole."""
    if isinstance(value, Call):
        yield from (("", fact) for fact in value.facts)
    for text in texts_in(value):
        yield from ((words.text, words.fact) for words in text.pieces if isinstance(words, Words) and words.fact)


def explain(slide: Slide, ledger: Ledger, course: Course, stale: Collection[str] = ()) -> str:
    """The text that `coursewright why` prints: a paragraph a fact, with the numbers that show it."""
    head = f"Slide {slide.number}: {slide.title.plain}"
    if isinstance(slide, ContentSlide):
        head += f"\nIts kind: {slide.rule}."
    by_fact: dict[str, list[SlideNumber]] = {}
    for number in numbers_on(slide, course):
        by_fact.setdefault(number.fact, []).append(number)
    if not by_fact:
        return f"{head}\n\nIt shows no number."
    return "\n\n".join(
        [
            head,
            *(
                "\n    ".join(_lines(name, ledger.get(name), many, name in stale, course))
                for name, many in by_fact.items()
            ),
        ]
    )


def _lines(name: str, record: Record | None, shown: list[SlideNumber], is_stale: bool, course: Course) -> Iterator[str]:
    """One fact's story."""
    if record is None:
        yield f"{name} · never recorded"
        yield f"record it: {record_facts(course, name)}"
        return
    yield " · ".join(filter(None, [name, *_obtained(record), record.defined]))
    if record.says:
        yield record.says
    width = max(len(number.text or "all of it") for number in shown)
    for number in shown:
        text, places = number.text or "all of it", f"({', '.join(number.places)})"
        found = [_range(number, record), given_place(record, number.inside) if record.kind == GIVEN else ""]
        yield "  ".join(filter(None, [f"{text:<{width}}", number.inside, places, *found]))
    if record.settings:
        yield "with " + _listed(record.settings)
    if record.source:
        yield f"source: {record.source}"
    if is_stale:
        yield f"stale: the code or data behind it has changed since; run: {record_facts(course.owner_of(record))}"
    for what, command in _commands(record, course).items():
        yield f"{what}: {command}"


def as_data(slide: Slide, ledger: Ledger, course: Course, stale: Collection[str] = ()) -> dict[str, Any]:
    """The same as one plain object. A fact that was never recorded has no record."""
    entries = []
    for number in numbers_on(slide, course):
        record = ledger.get(number.fact)
        entry: dict[str, Any] = {"shown": number.text, "in": list(number.places), "reference": number.reference}
        entry |= {"fact": number.fact, "stale": number.fact in stale}
        if record is not None:
            entry |= {"record": record.to_json(), "spread": spread(number, record), "again": _commands(record, course)}
            entry |= {"stands": given_place(record, number.inside)} if record.kind == GIVEN else {}
        entries.append(entry)
    rule = {"rule": slide.rule} if isinstance(slide, ContentSlide) else {}
    return {"slide": slide.number, "title": slide.title.plain, **rule, "numbers": entries}


def _obtained(record: Record) -> list[str]:
    """Kind, day and, where it matters, machine."""
    if record.kind != "measured":
        return [OBTAINED[record.kind], record.day]
    rejected = f"{record.rejected} disturbed samples rejected" if record.rejected else ""
    parts = [OBTAINED[record.kind], record.day, _machine(record.machine), _listed(record.versions), rejected]
    return list(filter(None, parts))


def _range(number: SlideNumber, record: Record) -> str:
    found = spread(number, record)
    if not found:
        return ""
    low, high = found["low"], found["high"]
    return (
        f"{low} in all {found['samples']} samples" if low == high else f"{low} to {high} in {found['samples']} samples"
    )


def spread(number: SlideNumber, record: Record) -> dict[str, Any]:
    """The lowest and highest sample of a number, written as that is: in its unit, to its digits.

    Nothing for a whole fact, for what is not measured, and where every sample is the same.
    """
    quantity = numbers_of(record.held).get(number.key)
    samples = record.samples.get(number.key, [])
    if not number.text or not isinstance(quantity, Quantity) or not min(samples, default=0) < max(samples, default=0):
        return {}
    low, high = (_written_like(number.text, quantity, edge) for edge in (min(samples), max(samples)))
    return {"low": low, "high": high, "samples": len(samples)}


def _written_like(text: str, quantity: Quantity, other: float) -> str:
    """Another number in the scale, and rounded at the place, at which `text` writes a quantity: so it contains that."""
    scales = [(len(scale.suffix), name) for name, scale in quantity.scales.items() if text.endswith(scale.suffix)]
    name = max(scales)[1]
    whole, _, decimals = text.removesuffix(quantity.scales[name].suffix).replace(",", "").lstrip("−").partition(".")
    zeros = len(whole) - len(whole.rstrip("0"))
    place = len(decimals) or -min(zeros, max(0, len(whole) - (quantity.digits or len(whole))))
    factor = quantity.scales[name].factor
    digits = quantity.digits or len(whole + decimals)  # zeros at the end are kept
    return format(type(quantity)(round(other / factor, place) * factor, digits=digits), f"{name}.{max(0, place)}")


def _machine(machine: Mapping[str, str | int]) -> str:
    parts = [str(machine.get("cpu", "")), f"{machine.get('cores', '?')} cores"]
    if "memory_gib" in machine:
        parts.append(f"{machine['memory_gib']} GiB")
    return ", ".join(filter(None, parts))


def _listed(pairs: Mapping[str, str | int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in pairs.items())


def _commands(record: Record, course: Course) -> dict[str, str]:
    """What repeats a number: into the ledger, and for a measured one also for the machine at hand."""
    if record.kind == GIVEN:
        return {}
    course = course.owner_of(record)
    again = {"again": record_facts(course, record.name)}
    if record.kind == "measured":
        again["again, for this machine alone"] = record_facts(course, record.name, here=True)
    return again
