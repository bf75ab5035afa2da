"""A fact run once more, and whether it comes out as it is recorded: nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from engine.fact import Marks
from engine.home import ENGINE, Home
from engine.ledger import Record
from engine.measure import sample
from engine.provenance import Definition, discover
from engine.record import checked, load, samples_of, unknown_fact
from engine.units import Quantity, Series, Value, numbers

TOLERANCE = 1e-12  # relative: what one machine's libm may differ from another's in the last digits


@dataclass(frozen=True, kw_only=True)
class Again:
    """A fact run once more, for a lab or a check."""

    value: Value
    marks: Marks
    busy: bool

    def difference(self, record: Record) -> str:
        """Where a computed value is not the recorded one; or nothing."""
        return differs(record.quantity, self.value, atol=self.marks.atol)

    def verdict(self, record: Record) -> str:
        """`same`, `claim holds`, or `differs: …`, compared with what the ledger says."""
        if self.marks.kind == "measured":
            holds = self.marks.claim is None or self.marks.claim(self.value)
            return ("claim holds" if holds else "differs: the claim is false here") + ", machine busy" * self.busy
        return f"differs: {wrong}" if (wrong := self.difference(record)) else "same"


def run_again(name: str, *, repeats: int | None = None, home: Home = ENGINE) -> Again:
    """Run a fact in front of somebody. Disturbed samples are kept, and it is said that they are."""
    definitions = discover(home)
    if name not in definitions:
        raise unknown_fact("fact", name, definitions)
    return again(definitions[name], home, repeats=repeats)


def again(definition: Definition, home: Home = ENGINE, *, repeats: int | None = None) -> Again:
    """Run the fact of a definition, as `run_again` does by name."""
    function, marks = load(definition, home)
    marks = replace(marks, repeats=repeats or marks.repeats)
    samples = samples_of(function, marks, partial(sample, reject=False))
    value = samples.median if marks.kind == "measured" else samples.values[0]
    return Again(value=checked(value, definition), marks=marks, busy=samples.is_contended)


def differs(recorded: Value, fresh: Value, *, atol: float) -> str:
    """Where two values of a computed fact part, beyond `atol` and the last digits of a float; or nothing."""
    if type(recorded) is not type(fresh):
        return f"it was {type(recorded).__name__} and is {type(fresh).__name__}"
    if isinstance(recorded, Series) and isinstance(fresh, Series) and recorded.unit is not fresh.unit:
        return f"it was in {recorded.unit.__name__} and is in {fresh.unit.__name__}"
    was, now = numbers(recorded), numbers(fresh)
    if list(was) != list(now):
        return f"it has other fields: {', '.join(now)}"
    for name, number in now.items():
        unlike_unit = isinstance(number, Quantity) and type(number) is not type(was[name])
        if unlike_unit or abs(number - was[name]) > max(atol, TOLERANCE * abs(number)):
            return f"{name} was {was[name]!r} and is {number!r}"
    return ""
