"""The step that runs: each asset of a lab as a process, then one joined table with what the lab claims."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TextIO

from build.files.places import VERDICT
from build.spec.deck import Anchor
from engine.atomic_write import write_whole
from labs.again import deck_ledger
from labs.cells import target
from labs.course import in_its_folder, lab_folders, the_course
from labs.parameters import Setting
from labs.parameters import flags_for as flags_of
from labs.report import OUTPUT_VARIABLE, Claim, Report, Row, joined, read_json
from labs.steps import Steps
from labs.tell import tell
from labs.verdict import claim_event, deck_number, row_event
from labs.words import filled, values_of, worth

Start = Callable[[str, Sequence[str], Mapping[str, str], "TextIO | None"], int]
"""Runs a module with its arguments, in an environment, says its lines, and gives its exit code."""

QUICK = ("--new-tokens", "24")  # of the GPT scripts, where a lab has no flags of its own for it


@dataclass(frozen=True, kw_only=True)
class LabRun:
    """What came of running a lab: its table, and the assets that stopped."""

    report: Report
    stopped: tuple[str, ...]
    seconds: float

    @property
    def agrees(self) -> bool:
        return self.report.agrees and not self.stopped

    @property
    def verdict(self) -> str:
        if self.stopped:
            return f"{', '.join(self.stopped)} stopped"
        if self.agrees:
            return "all agrees"
        wrong = [claim.says for claim in self.report.claims if not claim.holds]
        wrong += [row.name for row in self.report.rows if row.verdict.startswith("differs")]
        return f"not so here: {'; '.join(wrong)}"


def folder_of(lab_id: str) -> Path:
    return the_course().dist / "labs" / lab_id


def run(
    anchor: Anchor,
    steps: Steps,
    environment: Mapping[str, str],
    *,
    say: TextIO,
    quick: bool = False,
    notebook: bool = False,
    values: Mapping[str, Setting] | None = None,
    start: Start | None = None,
) -> LabRun:
    """Run the assets of one lab. With `notebook` a lab's cells are run as one, which is left in the lab's folder.

    `values` are those of its parameters; `start` runs each asset. What comes is told as it comes.
    """
    began = time.monotonic()
    folder = folder_of(anchor.id)
    folder.mkdir(parents=True, exist_ok=True)
    for shared in folder.glob(".*.run.json"):  # each lab runs its facts anew, once
        shared.unlink()
    own = {} if values is None else dict(values)
    as_the_deck = not quick and all(own.get(p.name, p.default) == p.default for p in steps.parameters)
    reports, stopped, compared = [], [], Report(title="", rows=())
    for number, asset in enumerate(anchor.assets, start=1):
        stem, since = Path(asset).stem, time.monotonic()
        flags = [*flags_for(stem, steps, quick=quick), *flags_of(stem, own, steps.parameters)]
        tell({"stage": {"number": number, "of": len(anchor.assets), "says": Path(asset).name}})
        print(f"[{number}/{len(anchor.assets)}] {' '.join([asset, *flags])}", file=say, flush=True)
        code = run_asset(
            the_course().lab(asset),
            folder,
            environment,
            flags,
            lab_id=anchor.id,
            notebook=notebook,
            say=say,
            start=start,
        )
        result = folder / f"{stem}.json"
        if code not in (0, 1) or not result.exists():
            print(f"      stopped with exit code {code}", file=say)
            stopped.append(stem)
            continue
        reports.append(named(stem, read_json(result), title=Path(asset).name))
        now = _compared(steps, rows_in(*reports)) if as_the_deck else compared
        _tell_rows([*reports[-1].rows, *(row for row in now.rows if row not in compared.rows)])
        compared = now
        print(f"      done in {time.monotonic() - since:.0f} s", file=say)
    report = joined(anchor.objective.plain, [*reports, compared])
    if not stopped:
        report = replace(report, claims=report.claims + _claims(steps, values_in(report)))
    for claim in report.claims:
        tell({"claim": claim_event(claim)})
    done = LabRun(report=report, stopped=tuple(stopped), seconds=time.monotonic() - began)
    last = {"day": f"{date.today()}", "agrees": done.agrees, "verdict": done.verdict}  # for the course's page
    write_whole(folder / VERDICT, json.dumps(last, ensure_ascii=False))
    return done


def flags_for(stem: str, steps: Steps, *, quick: bool) -> list[str]:
    if quick and stem in steps.quick:
        return steps.quick[stem]
    own = steps.flags.get(stem, [])
    return [*own, *QUICK] if quick and not own and stem.startswith(("gpt_ch04", "gpt_with")) else own


def named(stem: str, report: Report, *, title: str = "") -> Report:
    """Rows that are no fact's by their asset, since two assets have rows of one name; its dashes are underscores."""
    stem = stem.replace("-", "_")  # a dash would be a minus in a condition
    group, ledger = f"{title}: {report.title}" if title else "", deck_ledger()
    rows = (
        row
        if row.name.partition(".")[0] in ledger
        else replace(row, name=f"{stem}.{row.name}", group=row.group or group)
        for row in report.rows
    )
    claims = (replace(claim, name=claim.name and f"{stem}.{claim.name}") for claim in report.claims)
    return replace(report, rows=tuple(rows), claims=tuple(claims))


def values_in(*reports: Report) -> dict[str, float]:
    """The numbers that a condition may name: the deck's, over them the rows, and claims as 1 or 0."""
    return values_of(deck_ledger()) | rows_in(*reports)


def rows_in(*reports: Report) -> dict[str, float]:
    """The numbers of this run alone."""
    values: dict[str, float] = {}
    for report in reports:
        values |= {row.name: row.value for row in report.rows if row.value is not None}
        values |= {claim.name: float(claim.holds) for claim in report.claims if claim.name}
    return values


def _compared(steps: Steps, values: Mapping[str, float]) -> Report:
    """The deck's numbers that the rows so far give again."""
    ledger, rows = deck_ledger(), []
    for compared in steps.compared:
        number = deck_number(compared.fact, ledger)
        with suppress(ValueError):  # a later asset has the rest
            rows += [number.row(worth(compared.value, values), compared.says)] if number else []
    return Report(title="", rows=tuple(rows))


def _tell_rows(rows: Sequence[Row]) -> None:
    ledger = deck_ledger()
    for row in rows:
        tell({"row": row_event(row, ledger)})


def _claims(steps: Steps, values: Mapping[str, float]) -> tuple[Claim, ...]:
    ledger = deck_ledger()
    return tuple(
        Claim(says=filled(claim.says, ledger), holds=bool(worth(claim.holds, values))) for claim in steps.claims
    )


def run_asset(
    path: Path,
    folder: Path,
    environment: Mapping[str, str] = os.environ,
    flags: Sequence[str] = (),
    *,
    lab_id: str = "",
    notebook: bool = False,
    say: TextIO | None = None,
    start: Start | None = None,
) -> int:
    """Run one script or notebook, or the cells that a lab needs, as a process that writes its report into `folder`.

    Cells of a lab are run as a script, with `notebook` as a notebook. What the process prints is said line by line.
    """
    (folder / f"{path.stem}.json").unlink(missing_ok=True)
    if not any(path.resolve().is_relative_to(home) for home in (*lab_folders(), the_course().dist / "labs")):
        print(f"{path} is outside labs/ and is not run", file=sys.stderr)
        return 2
    if not path.is_file():
        print(f"{path} is not there", file=sys.stderr)
        return 2
    what = target(path, lab_id)
    environment, start = {**in_its_folder(environment), OUTPUT_VARIABLE: str(folder)}, start or started
    if path.suffix == ".ipynb" and (notebook or what == str(path)):
        return start("labs.notebook", [what, str(folder)], environment, say)
    return start("labs.start", [what.replace(".ipynb::", ".py::"), *flags], environment, say)


def started(module: str, arguments: Sequence[str], environment: Mapping[str, str], say: TextIO | None) -> int:
    """Run a module as a process of its own."""
    command = [sys.executable, "-u", "-P", "-m", module, *arguments]
    with subprocess.Popen(
        command, env=environment, cwd=the_course().root, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", file=say, flush=True)
    return process.returncode
