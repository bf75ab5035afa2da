"""What a lab prints: the number on the slide, the number here, and whether they agree.

An exact number has a verdict of its own; what is measured differs from machine to machine, so there the claim
behind it has one, once, in words.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build.files.places import FACTS_VARIABLE as FACTS_VARIABLE
from build.files.places import THEME_VARIABLE as THEME_VARIABLE
from engine.atomic_write import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OUTPUT_VARIABLE = "COURSEWRIGHT_LAB_OUTPUT"  # the folder in which an asset leaves its report


class DeckDiffers(ValueError):  # noqa: N818
    """A notebook's numbers are not the deck's, or what it claims does not hold."""


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
class Claim:
    """A sentence that must be true on any machine, and whether it is here."""

    says: str
    holds: bool
    but: str = ""
    name: str = ""

    @property
    def verdict(self) -> str:
        return ("holds" if self.holds else "does not hold") + (f": {self.but}" if self.but else "")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A lab's result."""

    title: str
    rows: tuple[Row, ...]
    claims: tuple[Claim, ...] = ()
    note: str = ""

    @property
    def agrees(self) -> bool:
        """False where deck and machine disagree, or a claim is false here."""
        return all(claim.holds for claim in self.claims) and not any(
            row.verdict.startswith("differs") for row in self.rows
        )


def joined(title: str, reports: Iterable[Report]) -> Report:
    """All rows and claims; what several reports say stands once."""
    parts = list(reports)
    rows = {row.name: row for report in parts for row in report.rows}
    claims: dict[str, Claim] = {}
    for claim in (claim for report in parts for claim in report.claims):
        other = claims.get(claim.says)
        claims[claim.says] = other if other and not other.holds else claim  # said of several, it is true of all
    notes = dict.fromkeys(report.note for report in parts if report.note)
    return Report(title=title, rows=tuple(rows.values()), claims=tuple(claims.values()), note="\n".join(notes))


def claimed(claims: Mapping[str, tuple[str, bool]]) -> Report:
    """A report of claims alone: each by its name, with its sentence and whether it holds here."""
    made = (Claim(name=name, says=says, holds=bool(holds)) for name, (says, holds) in claims.items())
    return Report(title="", rows=(), claims=tuple(made))


def as_text(report: Report) -> str:
    """The report as a table for a terminal, its claims below it. A column that nothing stands in is left out."""
    header, cells = ("", "deck", "here", "verdict"), [(r.says, r.deck, r.here, r.verdict) for r in report.rows]
    columns = [i for i in range(len(header)) if i in (0, 2) or any(row[i] for row in cells)]
    body = [tuple(row[i] for i in columns) for row in [header, *cells]]
    widths = [max(len(row[i]) for row in body) for i in range(len(columns))]
    body.insert(1, tuple("-" * width for width in widths))
    left = [i for i, column in enumerate(columns) if column in (0, 3)]
    lines = [report.title, ""] if report.title else []
    groups = ["", "", *(row.group for row in report.rows)]
    for before, group, row in zip(["", *groups], groups, body if report.rows else [], strict=False):
        if group and group != before:
            lines += ["", group]
        aligned = [
            cell.ljust(w) if i in left else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(aligned).rstrip())
    for claim in report.claims:
        lines += ["", f"{claim.says}\n    {claim.verdict}"]
    return "\n".join([*lines, *(["", report.note] if report.note else [])])


def output_folder() -> Path | None:
    """The folder that the runner gave this process, or None when the asset runs alone."""
    name = os.environ.get(OUTPUT_VARIABLE)
    return Path(name) if name else None


def save(folder: Path, stem: str, report: Report, figure: Figure | None = None) -> None:
    """Write `stem.json`, and the plot as PNG and SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / f"{stem}.json", report)
    if figure is not None:
        for suffix in ("png", "svg"):
            figure.savefig(folder / f"{stem}.{suffix}", dpi=160)


def write_json(path: Path, report: Report) -> None:
    """Write a report whole or not at all."""
    write_whole(path, json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n")


def read_json(path: Path) -> Report:
    """The report that an asset wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    rows, claims = (tuple(kind(**given) for given in data[name]) for kind, name in ((Row, "rows"), (Claim, "claims")))
    return Report(title=data["title"], note=data["note"], rows=rows, claims=claims)
