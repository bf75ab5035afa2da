"""What a lab prints: the number on the slide, the number here, and whether they agree.

Without flags a lab runs the facts it names again and prints deck · here · verdict. With flags it prints
the table for those settings and no verdict. `--json` prints one object instead.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build.files.installed import not_installed
from engine.atomic_write import replacing
from engine.ledger import Record, deck_facts
from engine.units import Quantity, Series, Table, Value

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHORT = frozenset({"mha", "gqa", "mqa", "mla", "moe", "kv", "ttft", "tpot"})
# What the runner says to an asset, which is a process of its own: its output folder, its plots' theme, and `here`
# where it is beside a deck with this machine's measurements that it is set.
OUTPUT_VARIABLE, THEME_VARIABLE, FACTS_VARIABLE = "COURSEWRIGHT_LAB_OUTPUT", "COURSEWRIGHT_THEME", "COURSEWRIGHT_FACTS"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line: a fact (or one field of it) or, with flags, a computed value without deck and verdict.

    Rows of one `group`, a fact's sentence, stand together under it.
    """

    name: str
    says: str
    here: str
    group: str = ""
    deck: str = ""
    verdict: str = ""
    value: float | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """A lab's result."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def agrees(self) -> bool:
        """False where a verdict says that deck and machine disagree."""
        return not any(row.verdict.startswith("differs") for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Lab:
    """One asset: which facts it repeats, which flags it takes, and what it computes for them.

    `table` gets the parsed flags and returns a report; with `always` it runs without flags too. `figure` draws
    the plot saved beside it.
    """

    says: str
    facts: tuple[str, ...]
    options: Callable[[argparse.ArgumentParser], None] | None = None
    table: Callable[[argparse.Namespace], Report] | None = None
    figure: Callable[[argparse.Namespace], Figure | None] | None = None
    always: bool = False

    def main(self, asset: str, arguments: Sequence[str] | None = None) -> int:
        """Run as a script. `asset` is the script's `__file__`. Exit 1 where deck and here differ, 2 on bad flags."""
        parser = argparse.ArgumentParser(description=self.says, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--out", type=Path, default=output_folder(), help="save the table (and the plot) in this folder"
        )
        parser.add_argument(
            "--repeats", type=_positive, default=1, help="samples of a measured fact, without other flags"
        )
        common = set(vars(parser.parse_args([])))
        if self.options:
            self.options(parser)
        args = parser.parse_args(arguments)
        chosen = any(value != parser.get_default(name) for name, value in vars(args).items() if name not in common)
        try:
            own = self.table if self.always or chosen else None
            report = own(args) if own else compare(self.says, self.facts, repeats=args.repeats)
            drawing = self.figure(args) if self.figure and args.out else None
        except ValueError as error:
            print(f"{Path(asset).name}: {error}", file=sys.stderr)
            return 2
        except ModuleNotFoundError as error:
            print(f"{Path(asset).name}: {not_installed(error)}", file=sys.stderr)
            return 2
        if output_folder() is None:  # else the runner joins the tables
            print(json.dumps(asdict(report), ensure_ascii=False) if args.json else as_text(report))
        if args.out:
            save(args.out, Path(asset).stem, report, drawing)
        return 0 if report.agrees else 1


def compare(title: str, facts: Sequence[str], *, repeats: int = 1) -> Report:
    """Run each fact again and set it beside the deck's. Raises ValueError for a fact not in the ledger."""
    ledger = deck_facts(here=os.environ.get(FACTS_VARIABLE) == "here")
    missing = [name for name in facts if name not in ledger]
    if missing:
        raise ValueError(f"no fact {missing[0]!r} in the ledger; run: make facts NAME={missing[0]}")
    rows = [row for name in facts for row in _rows(ledger[name], repeats)]
    return Report(title=title, rows=tuple(rows))


def publish(stem: str, report: Report, figure: Figure | None = None) -> None:
    """Show a notebook's report, and leave it and a plot for the runner. Raises ValueError where it differs."""
    print(as_text(report))
    if folder := output_folder():
        save(folder, stem, report, figure)
    if not report.agrees:
        raise ValueError("deck and notebook differ, see the table")


def save(folder: Path, stem: str, report: Report, figure: Figure | None = None) -> None:
    """Write `stem.json`, and the plot as PNG and SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / f"{stem}.json", report)
    if figure is not None:
        for suffix in ("png", "svg"):
            figure.savefig(folder / f"{stem}.{suffix}", dpi=160)


def _rows(record: Record, repeats: int) -> list[Row]:
    """The rows of one fact: one, or one a field. Two assets of one lab show the same run of it."""
    folder = output_folder()
    shared = folder / f".{record.name}.run.json" if folder else None
    if shared and shared.exists():
        return list(read_json(shared).rows)
    rows = list(_run(record, repeats))
    if shared:
        write_json(shared, Report(title=record.name, rows=tuple(rows)))
    return rows


def _run(record: Record, repeats: int) -> Iterator[Row]:
    from engine.again import run_again  # torch, where the fact needs it

    print(f"running {record.name} …", file=sys.stderr, flush=True)
    again = run_again(record.name, repeats=repeats)
    verdict = again.verdict(record)
    deck, here = record.quantity, again.value
    if isinstance(deck, Table) and isinstance(here, Table):
        for field, quantity in deck.items():
            name, shown = f"{record.name}.{field}", here[field]
            yield Row(
                name=name,
                group=record.says,
                says=_words(field),
                deck=str(quantity),
                here=str(shown),
                verdict=verdict,
                value=float(shown),
            )
    else:
        yield Row(name=record.name, says=record.says, deck=_one_line(deck), here=_one_line(here), verdict=verdict)


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


def as_text(report: Report) -> str:
    """The report as a table for a terminal."""
    compared = any(row.deck for row in report.rows)
    header = ("", "deck", "here", "verdict") if compared else ("", "here")
    body = [(r.says, r.deck, r.here, r.verdict) if compared else (r.says, r.here) for r in report.rows]
    widths = [max(len(row[i]) for row in [header, *body]) for i in range(len(header))]
    lines = [report.title, ""] if report.title else []
    groups = ["", "", *(row.group for row in report.rows)]
    for before, group, row in zip(["", *groups], groups, [header, tuple("-" * w for w in widths), *body], strict=False):
        if group and group != before:
            lines += ["", group]
        cells = [
            cell.ljust(w) if i in (0, 3) else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([*lines, *(["", report.note] if report.note else [])])


def output_folder() -> Path | None:
    """The folder that the runner gave this process, or None when the asset runs alone."""
    name = os.environ.get(OUTPUT_VARIABLE)
    return Path(name) if name else None


def write_json(path: Path, report: Report) -> None:
    """Write a report whole or not at all."""
    with replacing(path) as file:
        file.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_json(path: Path) -> Report:
    """The report that an asset wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Report(title=data["title"], note=data["note"], rows=tuple(Row(**row) for row in data["rows"]))


def seed(text: str) -> int:
    """The type of a flag that is a random state's seed."""
    from engine.sampling import SEEDS

    number = int(text)
    if not SEEDS[0] <= number <= SEEDS[1]:
        raise argparse.ArgumentTypeError(f"{text} is not from -2^63 to 2^64 - 1")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number
