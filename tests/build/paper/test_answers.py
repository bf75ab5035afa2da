"""The answers behind a deck: of the labs that its slides name, with today's numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from build.files.course import product
from build.findings.diagnostic import Span
from build.paper.answers import Answered, AnswerError, Question, answers_of
from build.spec.deck import Anchor, Slide, Text, Words
from engine.ledger import read_ledger


def slide(lab: str, number: int = 3) -> Slide:
    objective = Text((Words(text="count"),))
    anchor = Anchor(id=lab, assets=(), objective=objective, prerequisites=(), span=Span())
    return Slide(number=number, eyebrow=Text(), title=Text(), span=Span(), anchor=anchor)


def test_a_lab_has_its_questions_once_with_numbers_from_the_facts(tmp_path: Path) -> None:
    (tmp_path / "MY-LAB-01.toml").write_text(
        "[[predict]]\nquestion = 'How large?'\nanswer = 'kv_cache_gqa_4k | GB'\n"
        "[[changes]]\nasks = 'Set `x`.'\ndoes = 'It grows.'\n"
        "[[explain]]\nquestion = 'Why {{ kv_cache_gqa_4k | GB }}?'\nanswer = 'Since.'\n",
        encoding="utf-8",
    )
    course, ledger = replace(product(), labs=tmp_path), read_ledger()
    size = f"{ledger['kv_cache_gqa_4k'].quantity / 1e9:.3f} GB"
    assert answers_of([slide("MY-LAB-01"), slide("MY-LAB-01", 4), slide("NO-LAB")], course, ledger) == (
        Answered(
            lab="MY-LAB-01",
            objective="count",
            slide=3,
            questions=(
                Question(asks="How large?", answer=size),
                Question(asks="Set `x`.", answer="It grows."),
                Question(asks=f"Why {size}?", answer="Since."),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[predict]]\nquestion = 'x'\nanswer = 'no_such_fact | GB'\n", "unknown fact 'no_such_fact'"),
        ("[[explain]]\nquestion = 'x'\n", "'answer'"),
        ("predict = 3\n", "'int' object is not iterable"),
        ("[[predict\n", "Expected ']]' at the end of an array declaration (at line 1, column 10)"),
    ],
)
def test_a_lab_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "BAD-LAB.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AnswerError) as told:
        answers_of([slide("BAD-LAB")], replace(product(), labs=tmp_path), read_ledger())
    assert str(told.value) == f"{tmp_path}/BAD-LAB.toml: its questions cannot be read: {reason}"
