"""A deck's facts run again in front of the learner."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from build.files.commands import record_facts
from engine.ledger import Ledger, Record
from engine.units import Quantity, Series, Table, Value
from labs.course import the_course
from labs.report import FACTS_VARIABLE, Claim, Report, Row, joined, output_folder, read_json, write_json

_SHORT = frozenset({"mha", "gqa", "mqa", "mla", "moe", "kv", "ttft", "tpot"})


def deck_ledger() -> Ledger:
    """The facts that stand beside a lab's numbers."""
    return the_course().recorded(here=os.environ.get(FACTS_VARIABLE) == "here")


def compare(title: str, facts: Sequence[str], claims: Mapping[str, str] | None = None, *, repeats: int = 1) -> Report:
    """Run each fact again and set it beside the deck's. Raises ValueError for a fact not in the ledger."""
    ledger = deck_ledger()
    missing = [name for name in facts if name not in ledger]
    if missing:
        raise ValueError(f"no fact {missing[0]!r} in the ledger; run: {record_facts(the_course(), missing[0])}")
    return joined(title, [_again(ledger[name], (claims or {}).get(name, ""), repeats) for name in facts])


def _again(record: Record, claim: str, repeats: int) -> Report:
    """One fact run once more. Two assets of one lab show the same run of it."""
    folder = output_folder()
    shared = folder / f".{record.name}.run.json" if folder else None
    if shared and shared.exists():
        return read_json(shared)
    report = _run(record, claim, repeats)
    if shared:
        write_json(shared, report)
    return report


def _run(record: Record, claim: str, repeats: int) -> Report:
    from engine.again import run_again  # torch, where the fact needs it

    print(f"running {record.name} …", file=sys.stderr, flush=True)
    again = run_again(record.name, repeats=repeats, home=the_course().owner_of(record).home)
    verdict, claims = again.verdict(record), ()
    if record.kind == "measured":
        says = claim or f"{record.says} What the deck claims of it is true here."
        claims = (Claim(says=says, holds=not verdict.startswith("differs"), but="machine busy" * again.busy),)
        verdict = ""
    return Report(title=record.says, rows=tuple(_rows(record, again.value, verdict)), claims=claims)


def _rows(record: Record, here: Value, verdict: str) -> Iterator[Row]:
    """One row, or one a field."""
    deck = record.quantity
    if not isinstance(deck, Table) or not isinstance(here, Table):
        value = float(here) if isinstance(here, Quantity) else None
        yield Row(
            name=record.name,
            says=record.says,
            deck=_one_line(deck),
            here=_one_line(here),
            verdict=verdict,
            value=value,
        )
        return
    for name, quantity in deck.items():
        yield Row(
            name=f"{record.name}.{name}",
            group=record.says,
            says=_words(name),
            deck=str(quantity),
            here=str(here[name]),
            verdict=verdict,
            value=float(here[name]),
        )


def _words(field: str) -> str:
    """`cache_mha` → `cache MHA`."""
    return " ".join(word.upper() if word in _SHORT else word for word in field.split("_"))


def _one_line(value: Value) -> str:
    """A value in one cell: a series by the ends of its first line."""
    if isinstance(value, Quantity):
        return str(value)
    if isinstance(value, Series):
        name, line = next(iter(value.lines.items()))
        return f"{name}: {value.unit(line[0])} … {value.unit(line[-1])}"
    return f"{len(value.rows)} × {len(value.columns)}" if not isinstance(value, Table) else f"{len(value)} values"
