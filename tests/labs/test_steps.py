"""What the labs ask: numbers from facts, and changes that end."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from engine.ledger import Ledger, read_ledger
from labs.answers import files
from labs.catalogue import catalogue
from labs.change import trial
from labs.predict import read_guesses
from labs.steps import LABS, steps_of
from labs.words import facts_in, filled, number_in, shown, worth

IDS = sorted(path.stem for path in LABS.glob("*/*.toml"))
# Names that have digits; `code` has them too.
NAMED = re.compile(
    r"GPT-2|124M|Llama [23] \d+B|SmolLM2|DeepSeek-V2|A100(?: of 80 GB)?|H100|24 GB|top-1|LAB-\d+|(?:fp|bf)\d+|`[^`]*`",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return read_ledger()


def words_of(lab_id: str) -> list[str]:
    steps = steps_of(lab_id)
    words = [steps.trouble, *(prediction.question for prediction in steps.predict)]
    words += [claim.says for claim in steps.claims] + [gate.says for gate in steps.gates]
    words += [text for change in steps.changes for text in (change.asks, change.does)]
    return words + [text for question in steps.explain for text in (question.question, question.answer)]


def test_every_lab_of_the_course_has_its_steps() -> None:
    assert set(IDS) == set(catalogue())
    for lab_id in IDS:
        steps = steps_of(lab_id)
        assert steps.minutes, lab_id
        assert steps.trouble, lab_id
        assert steps.predict, lab_id
        assert steps.changes or steps.gates, lab_id
        assert steps.explain, lab_id


@pytest.mark.parametrize("lab_id", IDS)
def test_every_number_in_a_labs_words_is_a_facts(lab_id: str, ledger: Ledger) -> None:
    for text in words_of(lab_id):
        assert not re.search(r"\{\{|\}\}", filled(text, ledger))
        typed = NAMED.sub("", re.sub(r"\{\{.*?\}\}", "", text))
        assert not re.search(r"\d", typed), typed
    for prediction in steps_of(lab_id).predict:
        assert number_in(shown(prediction.answer, ledger).text) is not None


@pytest.mark.parametrize("lab_id", IDS)
def test_a_question_does_not_show_its_own_answer(lab_id: str, ledger: Ledger) -> None:
    for prediction in steps_of(lab_id).predict:
        assert shown(prediction.answer, ledger).fact not in facts_in(prediction.question, ledger)


def test_the_answers_are_those_of_the_labs_and_the_facts(ledger: Ledger) -> None:
    for path, text in files(ledger).items():
        assert path.read_text(encoding="utf-8") == text, "run: python -m labs.answers"


def test_a_change_that_never_ends_is_told(tmp_path: Path) -> None:
    (change,) = steps_of("CH4B-LAB-02").changes
    yours = tmp_path / Path(change.file).name
    yours.write_text("while True:\n    pass\n", encoding="utf-8")
    assert trial(yours, change, os.environ, tmp_path / "out", patience=2) == "it has not ended after 2 s"


@pytest.mark.parametrize(
    ("typed", "number"), [(".5", 0.5), ("about 1.5e3", 1500), ("1,024 tokens", 1024), ("-3", -3), ("half", None)]
)
def test_a_guess_is_read_as_it_is_meant(typed: str, number: float | None) -> None:
    assert number_in(typed) == number


@pytest.mark.parametrize(
    ("content", "guesses"), [('["5", ""]', ["5", ""]), ("{bad", []), ("5", []), ("\udcff", []), (None, [])]
)
def test_damaged_guesses_are_none(content: str | None, guesses: list[str], tmp_path: Path) -> None:
    file = tmp_path / "predictions.json"
    if content is not None:
        file.write_text(content, encoding="utf-8", errors="surrogateescape")
    assert read_guesses(file) == guesses


def test_a_condition_is_worked_out_over_names_and_numbers_only() -> None:
    values = {"a.b": 4.0, "c": 2.0}
    assert worth("a.b / c == 2 and not a.b < c", values) == 1
    assert worth("a.b - 1", values) == 3
    for wrong in ("__import__('os')", "a.b.c", "d", "a.b if c else c", "'4'", "1 / 0", "(", "a.b ** c", "a.b[0]"):
        with pytest.raises(ValueError, match=r"number|more than|worked out"):
            worth(wrong, values)
