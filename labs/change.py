"""The step that changes: the learner's own copy of a file, and whether the change does what the lab asked."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from labs.again import deck_ledger
from labs.catalogue import below_root
from labs.cells import part, target
from labs.course import in_its_folder, the_course
from labs.report import OUTPUT_VARIABLE, Report, read_json
from labs.runner import folder_of, named, values_in
from labs.script import STOPPED
from labs.steps import Change, Steps
from labs.words import filled, worth

PATIENCE = 600
"""Seconds after which a run that a change was made to is taken for one without an end; ours take seconds."""


def copies(lab_id: str, steps: Steps) -> Iterator[tuple[Change, Path]]:
    """Each change with the learner's copy of its file, which is made where it is missing and never overwritten."""
    for number, change in enumerate(steps.changes, start=1):
        path = folder_of(lab_id) / "yours" / str(number) / Path(change.file).name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(the_course().lab(change.file), path)
        yield change, path


def ask(lab_id: str, steps: Steps) -> None:
    """Say what to change, where, and what it should do."""
    ledger = deck_ledger()
    for change, path in copies(lab_id, steps):
        place = line_of(change, the_course().lab(change.file).read_text(encoding="utf-8"))
        print(f"\n{filled(change.asks, ledger)}\n")
        print(f"    {below_root(path)}:{place}\n        {change.line}\n")
        print(f"What it should do: {filled(change.does, ledger)}")
    print(f"\nThe copies are yours to edit. Then: coursewright lab {lab_id} --check")


def check(lab_id: str, steps: Steps, environment: Mapping[str, str]) -> int:
    """Run the learner's copies and say of each whether it does what was asked. Exit code 0 where all do."""
    if not steps.changes:
        print("This lab asks for no change.")
        return 0
    done = [_check(change, path, environment) for change, path in copies(lab_id, steps)]
    return 0 if all(done) else 1


def _check(change: Change, yours: Path, environment: Mapping[str, str]) -> bool:
    original = the_course().lab(change.file)
    where = f"{below_root(yours)}:{line_of(change, original.read_text(encoding='utf-8'))}"
    if yours.read_bytes() == original.read_bytes():
        print(f"not yet: {where} is as it was")
        return False
    print(f"running {change.file} as it was, and yours …", file=sys.stderr, flush=True)
    before, after = (trial(path, change, environment, yours.parent / name) for path, name in
                     ((original, "before"), (yours, "after")))  # fmt: skip
    if isinstance(before, str):
        print(f"{change.file} does not run here, so nothing can be said of the change: {before}")
        return False
    if isinstance(after, str):
        print(f"    yours stops: {after}")
    does = works(change, before, after)
    print(f"{'yes' if does else 'not yet'}: {filled(change.does, deck_ledger())}\n    {where}")
    return does


def works(change: Change, before: Report, after: Report | str) -> bool:
    """Whether the change does what it should, by its condition on the numbers before and after."""
    stem = Path(change.file).stem
    values = values_in(named(stem, before))
    values["yours.stops"] = float(isinstance(after, str) and change.stops_with in after)
    if isinstance(after, Report):
        values["yours.loop_stops"] = float(any(claim.but.startswith(STOPPED) for claim in after.claims))
        changed = named("yours", after)
        values |= {name: value for name, value in values_in(changed).items() if name.startswith("yours.")}
    try:
        return bool(worth(change.holds, values))
    except ValueError:
        if isinstance(after, str):  # it has no numbers
            return False
        raise


Run = Callable[[Sequence[str], Mapping[str, str], Path, float], "subprocess.CompletedProcess[str]"]


def started(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, patience: float
) -> subprocess.CompletedProcess[str]:
    """A script with its flags in a process of its own. Raises subprocess.TimeoutExpired after `patience` seconds."""
    command = [sys.executable, "-P", "-m", "labs.start", *arguments]
    return subprocess.run(
        command, env=environment, cwd=folder, check=False, capture_output=True, text=True, timeout=patience
    )


def trial(
    path: Path,
    change: Change,
    environment: Mapping[str, str],
    folder: Path,
    patience: float = PATIENCE,
    run: Run = started,
) -> Report | str:
    """The report of one run, or where and why it stops. `run` starts its process."""
    folder.mkdir(parents=True, exist_ok=True)
    result = folder / f"{path.stem}.json"
    result.unlink(missing_ok=True)
    variables = {**in_its_folder(environment), OUTPUT_VARIABLE: str(folder)}
    try:
        done = run([target(path, change.lab), *change.flags], variables, the_course().root, patience)
    except subprocess.TimeoutExpired:
        return f"it has not ended after {patience} s"
    if done.returncode in (0, 1) and result.exists():
        return read_json(result)
    return said_last(done.stderr or done.stdout, path.name)


def said_last(said: str, name: str) -> str:
    """The last line of what a run said, hints apart, behind the line of the file where it stopped, if that is said."""
    lines = [line.strip() for line in said.splitlines()]
    last = next((line for line in reversed(lines) if line and not line.startswith("hint:")), "")
    places = re.findall(rf'^ *File "(?:[^"\n]*/)?{re.escape(name)}", line (\d+)', said, re.MULTILINE)
    return f"{name}:{places[-1]}: {last}" if places else last


def line_of(change: Change, text: str) -> int:
    """The number of the line to change. Raises ValueError where what is run has no such line, or several."""
    lines = part(text, change.lab).splitlines()
    found = [number for number, line in enumerate(lines, start=1) if line.strip() == change.line]
    if len(found) != 1:
        raise ValueError(f"{change.file} has {len(found)} lines {change.line!r}")
    return found[0]
