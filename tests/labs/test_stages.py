"""A path through a notebook: numbers, gates, and an end where one is shut."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.units import Bytes, Count
from labs.report import OUTPUT_VARIABLE, DeckDiffers, Report, Row, read_json
from labs.stages import Stages


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(OUTPUT_VARIABLE, str(tmp_path))
    return tmp_path


def test_a_path_whose_gates_are_open_leaves_all_its_numbers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Stages("path", "Two stages")
    path.gate("moved", "how far the past moves", 0.0, at_most=0)
    path.add(Report(title="", rows=(Row(name="beside", says="beside", here="1", value=1.0),)))
    path.gate("held", "held", Bytes(2048), at_least=1024, at_most=4096)
    path.end()
    report = read_json(folder / "path.json")
    assert report.agrees
    assert [(row.name, row.here) for row in report.rows] == [("moved", "0"), ("beside", "1"), ("held", "2.05 kB")]
    assert capsys.readouterr().out.splitlines()[:2] == [
        "    go: how far the past moves: 0; the course's goal is at most 0",
        "    go: held: 2.05e+03; the course's goal is at least 1024 and at most 4096",
    ]


def test_a_shut_gate_ends_the_path_and_leaves_what_was_reached(folder: Path) -> None:
    path = Stages("path", "Two stages")
    path.gate("first", "first", Count(1), at_least=1)
    with pytest.raises(DeckDiffers, match="stop: second: 3; what follows would rest on it"):
        path.gate("second", "second", Count(3), at_most=2)
    report = read_json(folder / "path.json")
    assert [claim.holds for claim in report.claims] == [True, False]
    assert not report.agrees
