"""The step that runs: each asset of a lab as a process, then one joined table with what the lab claims."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
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
from labs.report import OUTPUT_VARIABLE, Claim, Report, joined, read_json
from labs.steps import Steps
from labs.words import filled, values_of, worth

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
) -> LabRun:
    """Run the assets of one lab. With `notebook` a lab's cells are run as one, which is left in the lab's folder."""
    began = time.monotonic()
    folder = folder_of(anchor.id)
    folder.mkdir(parents=True, exist_ok=True)
    for shared in folder.glob(".*.run.json"):  # each lab runs its facts anew, once
        shared.unlink()
    reports, stopped = [], []
    for number, asset in enumerate(anchor.assets, start=1):
        stem, start = Path(asset).stem, time.monotonic()
        flags = flags_for(stem, steps, quick=quick)
        print(f"[{number}/{len(anchor.assets)}] {' '.join([asset, *flags])}", file=say, flush=True)
        code = run_asset(
            the_course().lab(asset), folder, environment, flags, lab_id=anchor.id, notebook=notebook, say=say
        )
        result = folder / f"{stem}.json"
        if code not in (0, 1) or not result.exists():
            print(f"      stopped with exit code {code}", file=say)
            stopped.append(stem)
            continue
        reports.append(named(stem, read_json(result), title=Path(asset).name))
        print(f"      done in {time.monotonic() - start:.0f} s", file=say)
    report = joined(anchor.objective.plain, reports)
    if not stopped:
        report = replace(report, claims=report.claims + _claims(steps, values_in(report)))
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
    values = values_of(deck_ledger())
    for report in reports:
        values |= {row.name: row.value for row in report.rows if row.value is not None}
        values |= {claim.name: float(claim.holds) for claim in report.claims if claim.name}
    return values


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
    what, command = target(path, lab_id), [sys.executable, "-u", "-P", "-m"]
    if path.suffix == ".ipynb" and (notebook or what == str(path)):
        command += ["labs.notebook", what, str(folder)]
    else:
        command += ["labs.start", what.replace(".ipynb::", ".py::"), *flags]
    environment = {**in_its_folder(environment), OUTPUT_VARIABLE: str(folder)}
    with subprocess.Popen(
        command, env=environment, cwd=the_course().root, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", file=say, flush=True)
    return process.returncode
