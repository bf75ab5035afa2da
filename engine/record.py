"""Run facts and write what came out to the ledger: the only way a number gets there."""

from __future__ import annotations

import importlib
import math
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from engine.atomic_write import followed, locked
from engine.did_you_mean import nearest
from engine.fact import Marks, marks_of
from engine.ledger import LEDGER, LEDGER_HERE, Ledger, Record, read_ledger, value_to_json, write_ledger
from engine.machine import machine, versions
from engine.measure import BusyError, Samples, pinned, sample
from engine.provenance import ROOT, Definition, discover
from engine.units import Matrix, Quantity, Series, Table, Value, numbers

TOLERANCE = 1e-12  # relative: what one machine's libm may differ from another's in the last digits


class FactError(ValueError):
    """A fact could not be recorded: it failed, returned something else than it says, or its claim is false."""


def load(definition: Definition, root: Path = ROOT) -> tuple[Callable[[], Value], Marks]:
    """The fact's function and marks. Raises FactError where `engine` is not the one below `root`."""
    module = importlib.import_module(definition.module)
    if Path(module.__file__ or "").resolve() != (root / definition.path).resolve():
        raise FactError(f"{definition.module} is loaded from {module.__file__}, not from {root}; run it from there")
    function = getattr(module, definition.name)
    marks = marks_of(function)
    if marks is None or marks.kind != definition.kind:
        raise FactError(f"{definition.defined} is a {definition.kind} fact, and {definition.module} loads otherwise")
    return function, marks


def run(
    definition: Definition,
    function: Callable[[], Value],
    marks: Marks,
    *,
    sampler: Callable[..., Samples] = sample,
) -> Record:
    """Run one fact. Raises FactError or BusyError, and then there is nothing to record."""
    samples = _samples(function, marks, sampler)
    value = _checked(samples.median if marks.kind == "measured" else samples.values[0], definition)
    if marks.claim and not marks.claim(value):
        raise FactError(f"its claim is false here: {_short(value)}")
    unit, number = value_to_json(value)
    record = Record(
        name=definition.name,
        kind=definition.kind,
        says=definition.says,
        unit=unit,
        value=number,
        digest=definition.digest,
        defined=definition.defined,
        day=date.today().isoformat(),
        source=marks.source,
    )
    if marks.kind != "measured":
        return record
    return replace(
        record,
        samples=samples.raw,
        rejected=samples.rejected,
        settings=marks.settings.as_dict() if marks.settings else {},
        machine=machine(),
        versions=versions(),
    )


def _samples(function: Callable[[], Value], marks: Marks, sampler: Callable[..., Samples]) -> Samples:
    if marks.kind != "measured":
        return Samples(values=(function(),))
    with pinned(marks.settings.threads if marks.settings else 1):
        return sampler(function, repeats=marks.repeats, warm_up=marks.warm_up)


def _checked(value: Value, definition: Definition) -> Value:
    """The value, if it is what the fact says and JSON can hold it."""
    if type(value).__name__ != definition.unit:
        raise FactError(f"it says {definition.unit} and returned {type(value).__name__} {value!r}")
    wrong = [name for name, number in numbers(value).items() if not math.isfinite(number)]
    if wrong:
        raise FactError(f"it is not a finite number: {', '.join(wrong)}")
    return value


def _short(value: Value) -> str:
    """A value in one line."""
    match value:
        case Table():
            return ", ".join(f"{name} {quantity}" for name, quantity in value.items())
        case Series():
            return f"{len(value.lines)} lines of {len(value.x)} points"
        case Matrix():
            return f"{len(value.rows)} by {len(value.columns)} values"
    return str(value)


# ---- the ledger ---------------------------------------------------------------------------------------
def _print_progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _unknown(what: str, name: str, known: Iterable[str]) -> ValueError:
    near = nearest(name, known)
    hint = f"did you mean {near!r}?" if near else "coursewright facts --list shows them all"
    return ValueError(f"unknown {what} {name!r}; {hint}")


def make_facts(
    names: Sequence[str] | None = None,
    *,
    here: bool = False,
    root: Path = ROOT,
    say: Callable[[str], None] = _print_progress,
) -> int:
    """Record what is stale or missing, or the named facts whether or not they are. Returns the exit code.

    With `here` only the measured facts, into the file that git ignores. A fact that fails leaves its old
    record as it was, and the others are still recorded.
    """
    definitions = discover(root)
    if here:
        definitions = {name: definition for name, definition in definitions.items() if definition.kind == "measured"}
    for name in names or ():
        if name not in definitions:
            raise _unknown("measured fact" if here else "fact", name, definitions)
    path = root / "engine" / (LEDGER_HERE if here else LEDGER).name
    old = read_ledger(path)
    for name in sorted(old.keys() - definitions.keys()):
        say(f"{name}: removed, no fact has this name any more")
    records = _refreshed(old, definitions)
    chosen = sorted(names or [name for name in definitions if _is_due(records.get(name), definitions[name], here=here)])
    failed = 0
    recorded: dict[str, Record] = {}
    try:
        for done, name in enumerate(sorted(chosen, key=lambda name: definitions[name].kind == "measured"), 1):
            record = _record_fact(definitions[name], records.get(name), root, say, left=len(chosen) - done)
            if record is None:
                failed += 1
                continue
            recorded[name] = record
            if record.kind == "measured":  # minutes went into it, and a process may be killed
                _add(recorded, definitions, path)
    finally:  # what was measured before an interruption is kept
        records = _add(recorded, definitions, path)
    made = f"{len(chosen) - failed} recorded, " if chosen else ""
    say(f"{path.relative_to(root).as_posix()}: {made}{len(records)} facts" + (f", {failed} failed" if failed else ""))
    return 1 if failed else 0


def _add(recorded: Mapping[str, Record], definitions: Mapping[str, Definition], path: Path) -> dict[str, Record]:
    """Put records into a ledger file, beside those that others may have put there meanwhile. All that it has then."""
    with locked(followed(path).parent):
        there = dict(read_ledger(path))
        records = _refreshed(there, definitions) | dict(recorded)
        if records != there:
            write_ledger(Ledger(records), path)
    return records


def _refreshed(records: Mapping[str, Record], definitions: Mapping[str, Definition]) -> dict[str, Record]:
    """The records of facts that are defined, with what can change without the number: their words and their place."""
    return {
        name: replace(record, says=definitions[name].says, defined=definitions[name].defined)
        for name, record in records.items()
        if name in definitions
    }


def _is_due(record: Record | None, definition: Definition, *, here: bool) -> bool:
    """Whether a fact must run: never recorded, stale, or measured on a machine that is not the one at hand."""
    if record is None or record.digest != definition.digest or record.kind != definition.kind:
        return True
    return here and dict(record.machine) != dict(machine())


def _record_fact(
    definition: Definition, was: Record | None, root: Path, say: Callable[[str], None], *, left: int
) -> Record | None:
    """Run one fact. None, with a line that says why, where it failed; `was` where nothing but the day would differ."""
    name, start = definition.name, time.perf_counter()
    if definition.kind == "measured":
        notes = [f"about {was.took} s the last time"] if was and was.took else []
        notes += [f"{left} more after it"] if left else []
        say(f"{name}: measuring …" + (f" ({', '.join(notes)})" if notes else ""))
    try:
        record = run(definition, *load(definition, root))
    except Exception as error:  # a fact's own bug must not cost the others their run
        reason = str(error) if isinstance(error, (FactError, BusyError)) else f"{type(error).__name__}: {error}"
        say(str(definition.finding("F206", f"is not recorded: {reason}", f"make facts NAME={name}")))
        return None
    if was and record.kind != "measured" and replace(was, day="") == replace(record, day=""):
        record = was
    took = time.perf_counter() - start
    if record.kind == "measured":
        record = replace(record, took=round(took))
    note = f", {record.rejected} samples rejected" if record.rejected else ""
    say(f"{name}: {_short(record.quantity)} ({record.kind}, {took:.1f} s{note})")
    return record


# ---- the same fact once more ----------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Again:
    """A fact run once more, for a lab or a check: nothing is written."""

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


def run_again(name: str, *, repeats: int | None = None, root: Path = ROOT) -> Again:
    """Run a fact in front of somebody. Disturbed samples are kept, and it is said that they are."""
    definitions = discover(root)
    if name not in definitions:
        raise _unknown("fact", name, definitions)
    return again(definitions[name], root, repeats=repeats)


def again(definition: Definition, root: Path = ROOT, *, repeats: int | None = None) -> Again:
    """Run the fact of a definition, as `run_again` does by name."""
    function, marks = load(definition, root)
    marks = replace(marks, repeats=repeats or marks.repeats)
    samples = _samples(function, marks, partial(sample, reject=False))
    value = samples.median if marks.kind == "measured" else samples.values[0]
    return Again(value=_checked(value, definition), marks=marks, busy=samples.is_contended)


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
