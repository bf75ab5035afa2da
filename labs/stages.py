"""Stop or go between the stages of a notebook: a number is asked for before anything rests on it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.units import Quantity
from labs.lab import publish
from labs.report import Claim, DeckDiffers, Report, Row, joined, output_folder, save
from labs.session import passes
from labs.steps import Gate

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Stages:
    """A path with gates. Each number becomes a row of its report and each gate a claim; a shut one ends the path."""

    def __init__(self, stem: str, title: str) -> None:
        self.stem = stem
        self.report = Report(title=title, rows=())

    def gate(
        self, name: str, says: str, value: float, *, at_least: float | None = None, at_most: float | None = None
    ) -> None:
        """Go on, or raise DeckDiffers, with what was reached so far left for the runner. Limits are in SI units."""
        written = str(value) if isinstance(value, Quantity) else f"{value:.3g}"
        row = Row(name=name, says=says, here=written, value=float(value))
        gate = Gate(after=name, whose="the course's", says=says, value=name, at_least=at_least, at_most=at_most)
        stage = Report(title="", rows=(row,))
        goes = passes(gate, stage, sys.stdout)
        claim = Claim(name=f"{name}_goes", says=f"Go: {says}.", holds=goes)
        self.add(replace(stage, claims=(claim,)))
        if not goes:
            if folder := output_folder():
                save(folder, self.stem, self.report)
            raise DeckDiffers(f"stop: {says}: {written}; what follows would rest on it")

    def add(self, report: Report) -> None:
        """Rows and claims that are no gate, such as a fact run again."""
        self.report = joined(self.report.title, (self.report, report))

    def end(self, figure: Figure | None = None) -> None:
        """Show the whole path's table and leave it for the runner."""
        publish(self.stem, self.report, figure)
