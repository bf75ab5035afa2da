"""A lab from the first question to the last, a step of it, its check, a path of labs with gates, or all labs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, TextIO

from build.files.places import THEME
from build.spec.deck import Anchor
from labs import change, predict
from labs.again import deck_ledger
from labs.catalogue import below_root, catalogue, in_order, order
from labs.parameters import read
from labs.report import FACTS_VARIABLE, THEME_VARIABLE, Report, as_text
from labs.runner import LabRun, folder_of, run, values_in
from labs.steps import Gate, Steps, steps_of
from labs.words import filled, worth

Step = Literal["predict", "run", "change", "explain"]
STEPS: tuple[Step, ...] = ("predict", "run", "change", "explain")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How to go through a lab. Without `step` all are taken; as JSON the one that runs."""

    step: Step | None = None
    answers: Sequence[str] = ()
    quick: bool = False
    notebook: bool = False
    as_json: bool = False
    here: bool = False
    settings: Sequence[str] = ()  # name=value, of the lab's parameters
    theme: Path = THEME  # a theme's file

    @property
    def steps(self) -> Sequence[Step]:
        return [self.step] if self.step else ["run"] if self.as_json else STEPS

    def run(self, anchor: Anchor, steps: Steps, say: TextIO) -> LabRun:
        values = read(self.settings, steps.parameters) if self.settings else None
        return run(anchor, steps, self.environment, say=say, quick=self.quick, notebook=self.notebook, values=values)

    @property
    def environment(self) -> Mapping[str, str]:
        return {**os.environ, THEME_VARIABLE: str(self.theme), FACTS_VARIABLE: "here" if self.here else ""}


def run_lab(lab_id: str, wanted: Wanted | None = None, *, with_prerequisites: bool = False) -> int:
    """Go through a lab. Exit code 0 where all agrees, 1 where a verdict differs, an asset fails or a gate is shut,
    2 for an unknown lab."""
    wanted = wanted or Wanted()
    try:
        labs = catalogue()
        path = order(lab_id, labs)
        steps = steps_of(lab_id)
        if wanted.notebook and not any(asset.endswith(".ipynb") for asset in labs[lab_id].assets):
            raise ValueError(f"{lab_id} has no notebook; it runs {', '.join(labs[lab_id].assets)}")
        if steps.gates and "run" in wanted.steps:
            return walk([labs[step] for step in path[:-1]], labs[lab_id], steps, wanted)
        for before in path[:-1] if with_prerequisites else ():
            if code := _lab(labs[before], steps_of(before), replace(wanted, step="run", settings=())):
                return code
        return _lab(labs[lab_id], steps, wanted)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2


def check_lab(lab_id: str, wanted: Wanted | None = None) -> int:
    """Say whether the learner's own change does what the lab asked: exit code 0, or 1."""
    wanted = wanted or Wanted()
    try:
        order(lab_id, catalogue())
        return change.check(lab_id, steps_of(lab_id), wanted.environment)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2


def run_all(wanted: Wanted) -> int:
    """Run every lab: a line each with the seconds it took and its verdict. A path's gates look at what has run."""
    try:
        labs = catalogue()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    agrees, reports = True, {}
    print(f"{'lab':<18} {'seconds':>7}  verdict")
    for lab_id in in_order(labs):
        steps = steps_of(lab_id)
        if steps.gates:  # a path over labs that have run already
            print(f"{lab_id:<18} {0:>7}  its gates, over the labs above:")
            for gate in steps.gates:
                agrees &= passes(gate, reports[gate.after], sys.stdout)
            continue
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            done = wanted.run(labs[lab_id], steps, nowhere)
        print(f"{lab_id:<18} {done.seconds:>7.0f}  {done.verdict}", flush=True)
        reports[lab_id] = done.report
        agrees &= done.agrees
    return 0 if agrees else 1


def _lab(anchor: Anchor, steps: Steps, wanted: Wanted) -> int:
    say = sys.stderr if wanted.as_json else sys.stdout
    minutes = f" (about {steps.minutes} minutes)" if steps.minutes else ""
    print(f"{anchor.id}: {anchor.objective.plain}{minutes}", file=say)
    if anchor.prerequisites:
        print(f"Builds on: {', '.join(anchor.prerequisites)}", file=say)
    code = 0
    for number, step in enumerate(wanted.steps, start=1):
        if len(wanted.steps) > 1:
            print(f"\n---- step {number} of {len(wanted.steps)}: {step}", file=say)
        if step == "predict" and steps.predict:
            predict.ask(anchor.id, steps, wanted.answers)
        elif step == "run":
            code = 0 if _run(anchor, steps, wanted).agrees else 1
        elif step == "change" and steps.changes:
            change.ask(anchor.id, steps)
        elif step == "explain" and steps.explain:
            _explain(steps)
        else:
            print("Nothing to do here.", file=say)
    return code


def _run(anchor: Anchor, steps: Steps, wanted: Wanted) -> LabRun:
    done = wanted.run(anchor, steps, sys.stderr if wanted.as_json else sys.stdout)
    if wanted.as_json:
        print(json.dumps({"lab": anchor.id, **asdict(done.report)}, ensure_ascii=False))
        return done
    report = replace(done.report, title="")  # it stands above
    print(f"\n{as_text(report)}\n\n" if report.rows or report.claims else "", end="")
    predict.look_back(anchor.id, steps)
    print(f"Files: {below_root(folder_of(anchor.id))}")
    return done


def _explain(steps: Steps) -> None:
    ledger = deck_ledger()
    for number, question in enumerate(steps.explain, start=1):
        print(f"\n{number}. {filled(question.question, ledger)}")
    if (answers := steps.home / "ANSWERS.md").is_file():
        print(f"\nWrite it down first, then compare: {below_root(answers)}")


def walk(labs: Sequence[Anchor], last: Anchor, steps: Steps, wanted: Wanted) -> int:
    """Labs in order, with a gate behind some: the first that disagrees or is shut ends the path."""
    say = sys.stderr if wanted.as_json else sys.stdout
    print(f"{last.id}: {last.objective.plain}\n", file=say)
    if wanted.step is None and not wanted.as_json:
        predict.ask(last.id, steps, wanted.answers)
    reports = []
    for lab in labs:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            done = wanted.run(lab, steps_of(lab.id), nowhere)
        reports.append(done.report)
        print(f"{lab.id:<18} {done.seconds:>5.0f} s  {done.verdict}", file=say, flush=True)
        if not done.agrees:
            print("stop: what follows would rest on a lab that does not hold", file=say)
            return 1
        if not all(passes(gate, done.report, say) for gate in steps.gates if gate.after == lab.id):
            return 1
    if wanted.as_json:
        print(json.dumps({"lab": last.id, "reports": [asdict(report) for report in reports]}, ensure_ascii=False))
    elif wanted.step is None:
        predict.look_back(last.id, steps)
        _explain(steps)
    return 0


def passes(gate: Gate, report: Report, say: TextIO) -> bool:
    """Whether a path goes on behind a lab, by its numbers, said with whose goal it is and how much."""
    value = worth(gate.value, values_in(report))
    limits = {"at least": gate.at_least, "at most": gate.at_most}
    if gate.at_least == gate.at_most:
        limits = {"exactly": gate.at_least}
    asked = " and ".join(f"{words} {limit:g}{gate.unit}" for words, limit in limits.items() if limit is not None)
    go = (gate.at_least is None or value >= gate.at_least) and (gate.at_most is None or value <= gate.at_most)
    says = filled(gate.says, deck_ledger())
    print(f"    {'go' if go else 'stop'}: {says}: {value:.3g}{gate.unit}; {gate.whose} goal is {asked}", file=say)
    return go
