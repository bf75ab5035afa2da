"""Run facts and write what came out to the ledger: the only way a number gets there."""

from __future__ import annotations

import importlib
import math
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from engine.atomic_write import followed, locked
from engine.did_you_mean import nearest
from engine.fact import Marks, marks_of
from engine.home import ENGINE, Home
from engine.ledger import Ledger, Record, read_ledger, value_to_json, write_ledger
from engine.machine import machine, versions
from engine.measure import BusyError, Samples, pinned, sample
from engine.provenance import Definition, discover
from engine.units import Matrix, Series, Table, Value, numbers

TERMINATED = 128 + signal.SIGTERM  # the exit code of somebody who was told to end, as shells count


class FactError(ValueError):
    """A fact could not be recorded: it failed, returned something else than it says, or its claim is false."""


@contextmanager
def _kept_going() -> Iterator[None]:
    """Raises FactError where what runs would end Python, and all facts behind it with that."""
    try:
        yield
    except SystemExit as error:
        if error.code == TERMINATED:
            raise
        raise FactError(f"it ends Python, by sys.exit({error.code!r}): raise an error there, or return") from None


def load(definition: Definition, home: Home = ENGINE) -> tuple[Callable[[], Value], Marks]:
    """The fact's function and marks. Raises FactError where its module is not the one below the home's root."""
    home.make_importable()
    name = home.module_of(definition.path)
    with _kept_going():
        module = importlib.import_module(name)
    if Path(module.__file__ or "").resolve() != (home.root / definition.path).resolve():
        raise FactError(f"{name} is loaded from {module.__file__}, not from {home.root}; run it from there")
    function = getattr(module, definition.name)
    marks = marks_of(function)
    if marks is None or marks.kind != definition.kind:
        raise FactError(f"{definition.defined} is a {definition.kind} fact, and {name} loads otherwise")
    return function, marks


def run(
    definition: Definition,
    function: Callable[[], Value],
    marks: Marks,
    *,
    sampler: Callable[..., Samples] = sample,
) -> Record:
    """Run one fact. Raises FactError or BusyError, and then there is nothing to record."""
    samples = samples_of(function, marks, sampler)
    value = checked(samples.median if marks.kind == "measured" else samples.values[0], definition)
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


def samples_of(function: Callable[[], Value], marks: Marks, sampler: Callable[..., Samples]) -> Samples:
    """What a fact's function returns: once, or as often as its measurement asks for."""
    with _kept_going():
        if marks.kind != "measured":
            return Samples(values=(function(),))
        with pinned(marks.settings.threads if marks.settings else 1):
            return sampler(function, repeats=marks.repeats, warm_up=marks.warm_up)


def checked(value: Value, definition: Definition) -> Value:
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


def unknown_fact(what: str, name: str, known: Iterable[str]) -> ValueError:
    """The error for a name that no fact has."""
    near = nearest(name, known)
    hint = f"did you mean {near!r}?" if near else "coursewright facts --list shows them all"
    return ValueError(f"unknown {what} {name!r}; {hint}")


def make_facts(
    names: Sequence[str] | None = None,
    *,
    here: bool = False,
    address: str = "",
    home: Home = ENGINE,
    say: Callable[[str], None] = _print_progress,
) -> int:
    """Record what is stale or missing, or the named facts whether or not they are. Returns the exit code.

    With `here` only the measured facts, into the file that git ignores. With the `address` of a cluster, those that are
    marked for one are run by its workers meanwhile. A fact that fails leaves its old record as it was, and the others
    are still recorded. Raises ValueError for an unknown name, and for a cluster that cannot be used: its workers know
    the product's facts only.
    """
    if address and not home.has_engine:
        raise ValueError("a course's own facts are run here, not by a cluster; leave --cluster out")
    definitions = discover(home)
    if here:
        definitions = {name: definition for name, definition in definitions.items() if definition.kind == "measured"}
    for name in names or ():
        if name not in definitions:
            raise unknown_fact("measured fact" if here else "fact", name, definitions)
    path = home.ledger_here if here else home.ledger
    old = read_ledger(path)
    for name in sorted(old.keys() - definitions.keys()):
        say(f"{name}: removed, no fact has this name any more")
    records = _refreshed(old, definitions)
    chosen = sorted(names or [name for name in definitions if _is_due(records.get(name), definitions[name], here=here)])
    failed = 0
    recorded: dict[str, Record] = {}
    away = [name for name in chosen if _goes_away(definitions[name], home)] if address and not here else []
    order = sorted(chosen, key=lambda name: (name in away, definitions[name].kind == "measured"))
    try:
        with _runs(address, [definitions[name] for name in away]) as runs:
            for done, name in enumerate(order, 1):
                run_it = runs.get(name) or partial(run_timed, definitions[name], home)
                record = _record_fact(definitions[name], records.get(name), run_it, say, left=len(chosen) - done)
                if record is None:
                    failed += 1
                    continue
                recorded[name] = record
                if record.kind == "measured":  # minutes went into it, and a process may be killed
                    _add(recorded, definitions, path)
    finally:  # what was measured before an interruption is kept
        records = _add(recorded, definitions, path)
    made = f"{len(chosen) - failed} recorded, " if chosen else ""
    say(
        f"{path.relative_to(home.root).as_posix()}: {made}{len(records)} facts"
        + (f", {failed} failed" if failed else "")
    )
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


def run_timed(definition: Definition, home: Home) -> Record:
    """Run one fact; of a measured one the record says how long that took."""
    start = time.perf_counter()
    record = run(definition, *load(definition, home))
    return replace(record, took=round(time.perf_counter() - start)) if record.kind == "measured" else record


def _record_fact(
    definition: Definition, was: Record | None, run_it: Callable[[], Record], say: Callable[[str], None], *, left: int
) -> Record | None:
    """Run one fact. None, with a line that says why, where it failed; `was` where nothing but the day would differ."""
    name, start = definition.name, time.perf_counter()
    if definition.kind == "measured":
        notes = [f"about {was.took} s the last time"] if was and was.took else []
        notes += [f"{left} more after it"] if left else []
        say(f"{name}: measuring …" + (f" ({', '.join(notes)})" if notes else ""))
    try:
        record = run_it()
    except Exception as error:  # a fact's own bug must not cost the others their run
        reason = str(error) if isinstance(error, (FactError, BusyError)) else f"{type(error).__name__}: {error}"
        say(str(definition.finding("F206", f"is not recorded: {reason}", f"coursewright facts {name}")))
        return None
    if was and record.kind != "measured" and replace(was, day="") == replace(record, day=""):
        record = was
    took = time.perf_counter() - start
    note = f", {record.rejected} samples rejected" if record.rejected else ""
    say(f"{name}: {_short(record.quantity)} ({record.kind}, {took:.1f} s{note})")
    return record


# ---- by a cluster ---------------------------------------------------------------------------------------
def _goes_away(definition: Definition, home: Home) -> bool:
    """Whether a fact is marked for a cluster. One that cannot be loaded is told of where it is run, here."""
    try:
        return load(definition, home)[1].cluster
    except Exception:
        return False


@contextmanager
def _runs(address: str, away: Sequence[Definition]) -> Iterator[dict[str, Callable[[], Record]]]:
    """For each of some facts what waits for its record; they have begun."""
    if not away:
        yield {}
        return
    from engine.cluster import cluster

    with cluster(address, rooms=("engine",)) as workers:
        tasks = {definition.name: workers.submit(run_away, definition) for definition in away}
        yield {name: partial(workers.outcome, task) for name, task in tasks.items()}


def run_away(definition: Definition) -> Record:
    """On a worker: run one fact, if it is the same there. Raises FactError where it is not."""
    if discover().get(definition.name) != definition:
        raise FactError("the worker has another version of it")
    return run_timed(definition, ENGINE)
