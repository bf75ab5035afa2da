"""The way back of every number on a slide: to its fact, its code, and how it was obtained."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from build.model import Call, Slide, Words
from engine.ledger import Ledger, Record
from engine.units import Quantity, numbers

KINDS = {"computed": "calculated", "measured": "measured", "published": "published"}
PLACES = {
    "clusters": "annotations",
    "visual": "figure",
    "wisdom": "wisdom box",
    "beginner": "Beginner's Corner",
    "rest": "notes",
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A number as a slide shows it. A figure shows a whole fact and has no text of its own."""

    text: str
    reference: str
    places: tuple[str, ...]

    @property
    def fact(self) -> str:
        """`decode_cache` of `decode_cache.speedup`, or of `decode_cache["cached"][1024]`."""
        return self.reference.partition(".")[0].partition("[")[0]


def shown_on(slide: Slide) -> list[Shown]:
    """Every number of a resolved slide, in reading order, each once with all its places."""
    places: dict[tuple[str, str], dict[str, None]] = {}
    for field in dataclasses.fields(slide):
        place = PLACES.get(field.name, field.name.replace("_", " "))
        for text, reference in _references(getattr(slide, field.name)):
            places.setdefault((text, reference), {})[place] = None
    return [Shown(text=text, reference=reference, places=tuple(at)) for (text, reference), at in places.items()]


def _references(value: object) -> Iterator[tuple[str, str]]:
    match value:
        case Words():
            if value.fact:
                yield value.text, value.fact
        case Call():
            yield from (("", fact) for fact in value.facts)
        case tuple():
            for one in value:
                yield from _references(one)
        case _ if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                yield from _references(getattr(value, field.name))


def explain(slide: Slide, ledger: Ledger, stale: Collection[str] = ()) -> str:
    """The text that `coursewright why` prints."""
    head = f"Slide {slide.number}: {slide.title.plain}"
    shown = shown_on(slide)
    if not shown:
        return f"{head}\n\nIt shows no number."
    return "\n\n".join([head, *("\n    ".join(_lines(one, ledger[one.fact], one.fact in stale)) for one in shown)])


def as_data(slide: Slide, ledger: Ledger, stale: Collection[str] = ()) -> list[dict[str, Any]]:
    """The same as plain data, a number an entry."""
    return [
        {
            "slide": slide.number,
            "shown": one.text,
            "in": list(one.places),
            "reference": one.reference,
            "fact": one.fact,
            "stale": one.fact in stale,
            "record": {key: value for key, value in ledger[one.fact].to_json().items() if key != "digest"},
            "spread": _spread(one, ledger[one.fact]),
            "again": _commands(ledger[one.fact]),
        }
        for one in shown_on(slide)
    ]


def _lines(shown: Shown, record: Record, is_stale: bool) -> Iterator[str]:
    """One number's story."""
    yield f"{shown.text or shown.reference}  ({', '.join(shown.places)})"
    yield f"{shown.reference}: {record.says}"
    yield f"{_obtained(shown, record)} · {record.defined}"
    if record.settings:
        yield "with " + _listed(record.settings)
    if record.source:
        yield f"source: {record.source}"
    if is_stale:
        yield "stale: the code or data behind it has changed since; run: make facts"
    yield "again: " + "; ".join(
        f"{command} ({what})" if what else command for what, command in _commands(record).items()
    )


def _obtained(shown: Shown, record: Record) -> str:
    """Kind, machine, day and spread."""
    words = [KINDS[record.kind]]
    if record.kind == "measured":
        words += [_machine(record.machine), record.day]
        if spread := _spread(shown, record):
            words.append(f"{spread['low']} to {spread['high']} in {spread['samples']} samples")
        if record.rejected:
            words.append(f"{record.rejected} disturbed samples rejected")
        words.append(_listed(record.versions))
    else:
        words.append(record.day)
    return " · ".join(filter(None, words))


def _spread(shown: Shown, record: Record) -> dict[str, Any]:
    """The lowest and highest sample of what is shown; nothing where that is a whole curve or is not measured."""
    field = shown.reference.removeprefix(record.name).removeprefix(".") or "value"
    quantity = numbers(record.quantity).get(field)
    samples = record.samples.get(field)
    if not samples or not isinstance(quantity, Quantity):
        return {}
    low, high = (str(type(quantity)(edge, digits=3)) for edge in (min(samples), max(samples)))
    return {"low": low, "high": high, "samples": len(samples)}


def _machine(machine: Mapping[str, str | int]) -> str:
    said = [str(machine.get("cpu", "")), f"{machine.get('cores', '?')} cores"]
    if "memory_gib" in machine:
        said.append(f"{machine['memory_gib']} GiB")
    return ", ".join(filter(None, said))


def _listed(pairs: Mapping[str, str | int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in pairs.items())


def _commands(record: Record) -> dict[str, str]:
    """What repeats a number: into the ledger, and for a measured one also on the machine at hand."""
    if record.kind != "measured":
        return {"": f"make facts NAME={record.name}"}
    return {
        "for everybody": f"make facts NAME={record.name}",
        "for this machine only": f"make facts FACTS=here NAME={record.name}",
    }
