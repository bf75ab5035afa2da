"""A lab's four steps as a learner meets them, its check, and the gates of a path."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from lab_changes import changed_text
from warm_start import started_warm, warm

from build.findings.diagnostic import Span
from build.spec.deck import Anchor, Text, Words
from engine.ledger import read_ledger
from labs import change, predict
from labs.report import Report, Row
from labs.runner import named, values_in
from labs.session import Wanted, check_lab, passes, run_lab, walk
from labs.steps import LABS, Gate, Steps, steps_of

LAB = "CH4B-LAB-04"
ESTIMATOR = "ch04/04_gqa/memory_estimator_gqa.py"
GATE = Gate(
    after=LAB, whose="the course's", says="smaller", value="memory_estimator_gqa.times", at_least=2, unit="×"
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's own files, away from those of whoever runs the tests."""
    for module in ("change", "predict", "runner", "session"):
        monkeypatch.setattr(f"labs.{module}.folder_of", lambda lab_id: tmp_path / lab_id)
    monkeypatch.setattr("labs.runner.started", started_warm)
    monkeypatch.setattr("labs.change.trial", partial(change.trial, run=warm().run))
    return tmp_path


def anchor(lab_id: str, *assets: str) -> Anchor:
    objective = Text((Words(text="learn"),))
    return Anchor(id=lab_id, assets=assets, objective=objective, prerequisites=(), span=Span())


def test_a_guess_stands_beside_the_decks_number_once_the_lab_has_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lab(LAB, Wanted(answers=["530 MB", "50"])) == 0
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line.startswith("---- ")] == [
        f"---- step {number} of 4: {step}" for number, step in enumerate(("predict", "run", "change", "explain"), 1)
    ]
    before, after = said.split("step 2 of 4")
    assert "537 MB" not in before, "a question does not tell its answer"
    assert "you: 530 MB   deck: 537 MB   close" in after
    assert "you: 50   deck: 75%   1.5 times off" in after
    assert "ANSWERS.md" in after


@pytest.mark.parametrize(
    ("guess", "verdict"),
    [("75", "exactly"), ("-1", "not close"), ("most of it", ""), ("1,500", "20.0 times off")],
)
def test_a_guess_is_judged_by_how_many_times_it_is_off(guess: str, verdict: str) -> None:
    share = steps_of(LAB).predict[1]
    assert predict.judged(guess, share, read_ledger()) == verdict


def test_a_check_says_what_is_left_to_do_and_then_that_it_is_done(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_lab(LAB) == 1
    assert "as it was" in capsys.readouterr().out
    yours = folder / LAB / "yours" / "1" / "memory_estimator_gqa.py"
    asked = steps_of(LAB).changes[0]
    text = yours.read_text(encoding="utf-8")
    yours.write_text(text.replace("n_kv_heads=8", "n_kv_heads=2"), encoding="utf-8")
    assert check_lab(LAB) == 1
    assert capsys.readouterr().out.startswith("not yet: The cache is an eighth")
    yours.write_text(changed_text(asked, text), encoding="utf-8")
    assert check_lab(LAB) == 0
    assert capsys.readouterr().out.startswith("yes: The cache is an eighth")
    for stops, said in {
        "import nothing_of_that_name": f"{yours.name}: nothing_of_that_name is not installed\n",
        "print(": f"{yours.name}:2: SyntaxError: ",
        "print(nothing_of_that_name)": f"{yours.name}:2: NameError: ",
    }.items():
        yours.write_text(f"# mine\n{stops}\n", encoding="utf-8")
        assert check_lab(LAB) == 1
        assert f"yours stops: {said}" in capsys.readouterr().out


def test_a_guess_is_not_called_kept_where_it_cannot_be(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / LAB).write_text("a file in the way", encoding="utf-8")
    with pytest.raises(FileExistsError):
        run_lab(LAB, Wanted(step="predict", answers=("7",)))
    assert "Kept" not in capsys.readouterr().out


def test_a_learners_copy_is_never_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lab(LAB, Wanted(step="change")) == 0
    yours = folder / LAB / "yours" / "1" / "memory_estimator_gqa.py"
    assert yours.read_bytes() == (LABS / ESTIMATOR).read_bytes()
    yours.write_text("# mine\n", encoding="utf-8")
    assert run_lab(LAB, Wanted(step="change")) == 0
    assert yours.read_text(encoding="utf-8") == "# mine\n"
    place = change.line_of(steps_of(LAB).changes[0], (LABS / ESTIMATOR).read_text(encoding="utf-8"))
    assert f"{yours}:{place}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        (GATE, "    go: smaller: 4×; the course's goal is at least 2×\n"),
        (replace(GATE, at_least=4, at_most=4), "    go: smaller: 4×; the course's goal is exactly 4×\n"),
        (replace(GATE, at_least=5), "    stop: smaller: 4×; the course's goal is at least 5×\n"),
        (replace(GATE, at_most=3), "    stop: smaller: 4×; the course's goal is at least 2× and at most 3×\n"),
    ],
)
def test_a_gate_says_whose_goal_and_how_much(gate: Gate, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(title="t", rows=(Row(name="memory_estimator_gqa.times", says="times", here="4×", value=4.0),))
    assert passes(gate, report, sys.stdout) == said.strip().startswith("go")
    assert capsys.readouterr().out == said


def test_a_path_ends_where_a_gate_is_shut(capsys: pytest.CaptureFixture[str]) -> None:
    shut = replace(GATE, value="100 * gqa_estimate.saved", at_least=90, unit="%")
    first, second = anchor(LAB, ESTIMATOR), anchor("CH4B-LAB-09", ESTIMATOR)
    assert walk([first, second], anchor("PATH"), Steps(gates=(shut,)), Wanted(step="run")) == 1
    said = capsys.readouterr().out
    assert "stop: smaller: 75%; the course's goal is at least 90%" in said
    assert "CH4B-LAB-09" not in said
    assert walk([first, second], anchor("PATH"), Steps(), Wanted(step="run")) == 0


def test_a_condition_may_name_facts_rows_and_claims() -> None:
    row = Row(name="cache", says="cache", here="1 B", value=1.0)
    values = values_in(named("script", Report(title="t", rows=(row,))))
    assert values["script.cache"] == 1.0
    assert values["gqa_estimate.ratio"] == 4.0
