"""A fact as a figure gets it: the name the spec wrote, its record, and the value with its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from engine.ledger import Record
from engine.units import Quantity, Ratio, Table, UnitScale, Value

V = TypeVar("V", bound=Value)

SHORT = {
    "ttft": "TTFT",
    "tpot": "TPOT",
    "kv": "KV",
    "mha": "MHA",
    "gqa": "GQA",
    "mla": "MLA",
    "moe": "MoE",
    "swa": "SWA",
}


class MismatchError(ValueError):
    """What a spec asks of a figure and its facts do not go together; the message says it in the spec's words."""


@dataclass(frozen=True)
class Fact(Generic[V]):
    """`reference` is what the spec wrote (`decode_cache.with_cache`), `field` the part behind the dot."""

    reference: str
    field: str
    record: Record
    value: V

    def show(self, unit: str = "") -> str:
        """The value as text in a scale of its unit, `GiB.1` or empty for the unit's own."""
        return as_text(self.value, unit) if isinstance(self.value, Quantity) else str(self.value)

    @property
    def samples(self) -> Sequence[float]:
        """The raw samples behind a measured quantity, else none."""
        return self.record.samples.get(self.field or "value", ())

    @property
    def whisker(self) -> tuple[float, float]:
        """How far the samples reach below and above a measured quantity."""
        if not self.samples or not isinstance(self.value, Quantity):
            return (0.0, 0.0)
        middle = float(self.value)
        return (max(0.0, middle - min(self.samples)), max(0.0, max(self.samples) - middle))

    @property
    def label(self) -> str:
        """A name in words: the field's, else the fact's; of a cell its column and row."""
        if self.field.endswith("]"):
            column, _, row = self.field[:-1].partition("[")
            return f"{in_words(column)}, {row}" if column else row
        return in_words(self.field or self.record.name)

    def need(self: Fact[Table], *fields: str) -> tuple[Quantity, ...]:
        """These fields of a Table. Raises MismatchError naming those that it lacks."""
        missing = [name for name in fields if name not in self.value]
        if missing:
            has = ", ".join(self.value)
            raise MismatchError(f"{self.reference} has no field {', '.join(map(repr, missing))}; it has: {has}")
        return tuple(self.value[name] for name in fields)

    def maybe(self: Fact[Table], name: str) -> Quantity | None:
        """A field that a Table may have."""
        return self.value.get(name)


def as_text(value: Quantity, unit: str = "") -> str:
    """A quantity as text. Raises MismatchError where its unit has no such scale."""
    try:
        return format(value, unit)
    except ValueError as error:
        raise MismatchError(str(error)) from error


PARTS = (
    "",
    "the same",
    "half",
    "a third",
    "a quarter",
    "a fifth",
    "a sixth",
    "a seventh",
    "an eighth",
    "a ninth",
    "a tenth",
)


def part_of(part: Quantity, whole: Quantity) -> str:
    """How much of the whole a part is, as one says it: `a sixth`, or `1.76%` where no simple part is near."""
    times = float(whole) / float(part) if part else 0.0
    near = round(times)
    if 0 < near < len(PARTS) and abs(times - near) <= 0.01 * near:
        return PARTS[near]
    return format(Ratio(float(part) / float(whole)), "percent") if whole else "nothing"


def scale_of(largest: Quantity, unit: str) -> UnitScale:
    """The scale that a chart's numbers are written in: the named one, else the natural one of the largest."""
    try:
        return largest.scale_in(unit)
    except ValueError as error:
        raise MismatchError(str(error)) from error


def in_words(name: str) -> str:
    """`with_cache` → `With cache`, `tpot_without` → `TPOT without`, `n_heads` → `Heads`."""
    parts = [SHORT.get(part, part) for part in name.removeprefix("n_").split("_")]
    first = parts[0]
    return " ".join([first[:1].upper() + first[1:], *parts[1:]])


def compact(number: float) -> str:
    """A length on an axis: 4,096 → 4k, 200 → 200, 1,000,000 → 1,000,000."""
    if number >= 1024 and number % 1024 == 0:
        thousands = number / 1024
        return f"{thousands / 1024:,.0f}M" if thousands % 1024 == 0 else f"{thousands:,.0f}k"
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:g}"
