"""What is asked of a quiz: one right answer, mistakes that can be told apart, numbers that are facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from build.checks.numbers import loose_in, own_words
from build.findings.diagnostic import Diagnostic, Span
from build.parse.source import FindingCollector, Source
from build.questions.model import AnyQuestion, Bank, Choice, Match, Number, Order, Question, Quiz, Value
from build.questions.words import plain
from build.spec.deck import Text
from build.spec.walk import texts_in

_COUNTED = re.compile(
    r"(?<![\w.,-])\d[\d,.]*\s(?:layers|heads|sets|users|requests|cards|GPUs|blocks|experts|bits|numbers|parameters)\b"
)
_NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


def check_quiz(quiz: Quiz, bank: Bank) -> list[Diagnostic]:
    """All that is wrong with what the questions say, each variant looked at."""
    findings = FindingCollector(Source(quiz.path, quiz.source))
    for text in texts_in((quiz.introduction, quiz.questions)):
        for found in (*loose_in(text), *(match.group() for match in _COUNTED.finditer(own_words(text)))):
            hint = "record it as a fact and write {{ fact | unit }}"
            findings.add("Q111", findings.source.locate(text.span, found), f"a number without a fact: '{found}'", hint)
    for family in bank.families:
        for question in family.variants:
            for span, code, message, hint in _wrong(question):
                where = f" ({question.variant})" if question.variant else ""
                findings.add(code, span, message + where, hint)
    return findings.sorted()


_Found = tuple[Span, str, str, str]


def _wrong(question: AnyQuestion) -> Iterator[_Found]:
    if isinstance(question, Number | Choice):
        yield from _alike(question)
    if isinstance(question, Number):
        yield from _written(question)
    if isinstance(question, Order):
        yield from _twice(question, question.items, "items")
    if isinstance(question, Match):
        yield from _twice(question, [left for left, _ in question.pairs], "left sides")
        yield from _twice(question, [right for _, right in question.pairs], "right sides")


def _alike(question: Number | Choice) -> Iterator[_Found]:
    """Answers that nobody can tell apart: within the tolerance, or the same words."""
    given = [
        (question.answer, question.value, "the right answer", question.answer.span),
        *((m.answer, m.value, f"'{plain(m.name)}'", m.span) for m in question.mistakes),
    ]
    for (text, value, one, _), (other_text, other_value, other, span) in combinations(given, 2):
        if value and other_value and value.unit != other_value.unit and isinstance(question, Number):
            hint = f"write it in {value.unit or 'the same unit'} too"
            yield span, "Q202", f"{other} is in {other_value.unit or 'no unit'}, {one} in {value.unit or 'none'}", hint
        elif _same(text, value, other_text, other_value, question.tolerance):
            hint = "narrow the tolerance, leave one out, or ask with other numbers"
            message = f"{other} gives {plain(other_text)}, which cannot be told from {one}, {plain(text)}"
            yield span, "Q201", message, hint


def _same(a: Text, one: Value | None, b: Text, other: Value | None, tolerance: float) -> bool:
    if one and other:
        return one.is_near(other, tolerance)
    return plain(a).casefold() == plain(b).casefold()


def _written(question: Number) -> Iterator[_Found]:
    """The answer as it is shown counts as right: its rounding stays within half of the tolerance."""
    found = _NUMBER.search(plain(question.answer))
    if not found or question.value is None:
        return
    shown = Value(float(found.group().replace(",", "").replace("−", "-")), question.value.unit)
    if not shown.is_near(question.value, question.tolerance / 2):
        hint = "show more digits, as in '| GB(2)', or widen the tolerance"
        message = f"the answer as it is shown, {plain(question.answer)}, is too far from the number itself"
        yield question.answer.span, "Q203", message, hint


def _twice(question: Question, texts: Sequence[Text], what: str) -> Iterator[_Found]:
    seen: set[str] = set()
    for text in texts:
        words = plain(text).casefold()
        if words in seen:
            yield text.span, "Q201", f"two {what} are the same: '{plain(text)}'", "say in each what is its own"
        seen.add(words)
