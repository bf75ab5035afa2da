"""A small quiz with a question of every kind, against the ledger of `tests/build/conftest.py`."""

from __future__ import annotations

from pathlib import Path

from build.files.course import Course
from build.questions.model import Bank
from build.questions.outcome import QuizOutcome, build_quiz
from engine.ledger import Ledger

QUIZ = """---
kind: quiz
title: A small quiz
course: Small course
---
# A small quiz

Five questions.

# Memory

## Q size: A model keeps {{ model_heads }} heads. How large is its cache?
Answer: {{ cache_4k | MB(1) }}
Tolerance: 1%
Mistake: heads that are not kept were counted -> {{ curve["MHA"][4096] | MB(1) }}: query heads share what is kept.
Why: A head keeps **keys and values**.

## Q grows: How large is the cache of GQA at {{ variant }} tokens?
Variants: curve
Answer: {{ curve["GQA"][variant] | GB(2) }}
Mistake: every head counted -> {{ curve["MHA"][variant] | GB(2) }}: heads share.<br>~~{{ model_heads }}~~ fewer

# Time

## Q phases: How do prefill and decode differ?
Answer: Prefill reads **all tokens at once**.

Decode makes `one` a pass.
Points:
- All at once, one by one
- Who waits for what

## Q order: Put one request in order.
Order:
1. The prompt is cut
2. A pass fills the cache
3. A token appears
Mistake: a token before its pass -> 3 before 2: no token is known before a pass.

## Q which: Which phase reads the weights for one token?
Answer: Decode
Mistake: the phases were confused -> Prefill: prefill reads them for the whole prompt.
Mistake: a phase that is none -> Training: nothing is learnt here.

## Q match: What does each measure?
Match:
| Name | Meaning |
| --- | --- |
| TTFT | until the first token |
| TPOT | from token to token |
| E2E | until the last token |
Mistake: first and next confused -> TTFT = from token to token: the first token has a prompt to wait for.
"""


def quiz_of(text: str, folder: Path, ledger: Ledger, course: Course) -> QuizOutcome:
    """A quiz's outcome, from a file in a folder."""
    spec = folder / "small_quiz.md"
    spec.write_text(text, encoding="utf-8")
    return build_quiz(spec, ledger, course)


def small_bank(folder: Path, ledger: Ledger, course: Course) -> Bank:
    """The small quiz with its numbers."""
    outcome = quiz_of(QUIZ, folder, ledger, course)
    assert outcome.bank is not None
    assert not outcome.diagnostics
    return outcome.bank
