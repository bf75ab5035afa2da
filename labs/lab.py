"""One asset of a lab as a script: its flags, its facts, its table.

Without flags it runs the facts it names again and prints deck · here. With flags it prints the table for those
settings. `--json` prints one object instead.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from build.files.installed import not_installed
from labs.again import compare
from labs.report import DeckDiffers, Report, as_text, joined, output_folder, save

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, kw_only=True)
class Lab:
    """One asset: which facts it repeats, which flags it takes, and what it computes for them.

    `claims` are what measured facts claim, in words. `table` gets the parsed flags, and in `given` the names of
    those that were typed, and returns a report; with `always` it runs without flags too. `figure` draws the plot
    saved beside it.
    """

    says: str
    facts: tuple[str, ...]
    claims: Mapping[str, str] = field(default_factory=dict)
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
            "--repeats", type=positive, default=1, help="samples of a measured fact, without other flags"
        )
        common = set(vars(parser.parse_args([])))
        if self.options:
            self.options(parser)
        args = parser.parse_args(arguments)
        args.given = typed(parser, arguments)
        try:
            report = self.report(args, chosen=bool(args.given - common))
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

    def report(self, args: argparse.Namespace, *, chosen: bool) -> Report:
        """The table for the flags, the facts once more where there are none, or both."""
        parts = [self.table(args)] if self.table and (self.always or chosen) else []
        if self.facts and not chosen:
            parts.append(compare(self.says, self.facts, self.claims, repeats=args.repeats))
        return joined(parts[0].title if parts else self.says, parts)


def typed(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> frozenset[str]:
    """The names of the flags that stand on the command line, whatever their values."""
    unset = object()
    names = vars(parser.parse_args([]))
    found = parser.parse_args(arguments, argparse.Namespace(**dict.fromkeys(names, unset)))
    return frozenset(name for name, value in vars(found).items() if value is not unset)


def publish(stem: str, report: Report, figure: Figure | None = None) -> None:
    """Show a notebook's report, and leave it and a plot for the runner. Raises DeckDiffers where it differs."""
    if not output_folder() or "ipykernel" in sys.modules:  # else the runner joins the tables
        print(as_text(report))
    if folder := output_folder():
        save(folder, stem, report, figure)
    if not report.agrees:
        raise DeckDiffers("deck and notebook differ, see the table")


def seed(text: str) -> int:
    """The type of a flag that is a random state's seed."""
    from engine.sampling import SEEDS

    number = int(text)
    if not SEEDS[0] <= number <= SEEDS[1]:
        raise argparse.ArgumentTypeError(f"{text} is not from -2^63 to 2^64 - 1")
    return number


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number
