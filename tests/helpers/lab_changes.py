"""What a lab asks to be changed, tried: by itself nothing does it, and the lab's own change does."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from warm_start import warm

from labs.cells import target
from labs.change import line_of, trial, works
from labs.report import Report
from labs.steps import LABS, Change, steps_of

RACES = ("CH3-LAB-09", "CH3-LAB-APP-B")  # they race: `make bench` changes them, in test_chapter3.py
_UNCHANGED: dict[tuple[str, ...], Report | str] = {}


def changes() -> list[tuple[str, Change]]:
    """The changes that labs ask for but those that race, each with its lab."""
    ids = sorted(path.stem for path in LABS.glob("*/*.toml"))
    return [(lab_id, change) for lab_id in ids if lab_id not in RACES for change in steps_of(lab_id).changes]


def changed_text(change: Change, text: str) -> str:
    """The file with the lab's own change made."""
    place = line_of(change, text) - 1
    lines = text.splitlines(keepends=True)
    lines[place] = lines[place].replace(change.line, change.to)
    return "".join(lines)


def hold_to_its_words(change: Change, folder: Path) -> None:
    """Fails where a change does not do what its lab says, or where the lab says so without it."""
    text = (LABS / change.file).read_text(encoding="utf-8")
    assert line_of(change, text)
    yours = folder / Path(change.file).name
    yours.write_text(changed_text(change, text), encoding="utf-8")
    before = unchanged(change)
    assert not works(change, before, before)
    assert works(change, before, tried(yours, change, folder / "after"))


def tried(path: Path, change: Change, folder: Path) -> Report | str:
    """`trial` in a process that needs not import PyTorch first."""
    return trial(path, change, os.environ, folder, run=warm().run)


def unchanged(change: Change) -> Report:
    """What the script says as it is, run once for all changes with the same flags."""
    run = (target(LABS / change.file, change.lab), *change.flags)
    if run not in _UNCHANGED:
        with tempfile.TemporaryDirectory() as folder:
            _UNCHANGED[run] = tried(LABS / change.file, change, Path(folder))
    report = _UNCHANGED[run]
    assert isinstance(report, Report), report
    return report
