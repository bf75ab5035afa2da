"""The stages from a quiz's Markdown to its questions with their numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from build.documents.ways import CoursePlaces, ways_of
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, in_order
from build.parse.source import FindingCollector, Source, read_source
from build.questions.check import check_quiz
from build.questions.draw import with_numbers
from build.questions.labels import LABELS
from build.questions.model import Bank, Quiz
from build.questions.parse import parse_quiz
from build.resolve.given import with_given
from build.spec.tool_words import tools_of
from build.translate.check import check_translation
from engine.ledger import Ledger


@dataclass(frozen=True, kw_only=True)
class QuizOutcome:
    """The questions of a spec, and all that was found on the way. Without a bank nothing can be written."""

    bank: Bank | None
    diagnostics: tuple[Diagnostic, ...]
    ledger: Ledger


def build_quiz(spec: Path, ledger: Ledger, course: Course) -> QuizOutcome:
    """A quiz's questions, each with all its variants."""
    return from_source(*read_source(spec), ledger, course)


def from_source(source: Source, found: list[Diagnostic], ledger: Ledger, course: Course) -> QuizOutcome:
    """The same from a text that was read, with what was found on the way."""
    if not source.text:
        return QuizOutcome(bank=None, diagnostics=tuple(found), ledger=ledger)
    quiz, of_parsing = parse_quiz(source)
    quiz, of_links = _with_ways(quiz, course)
    ledger, of_data = with_given(quiz.around, ledger)
    bank, of_numbers = with_numbers(quiz, ledger, course)
    of_answers = [*check_quiz(quiz, bank), *check_translation(source, quiz.front, LABELS)]
    told = in_order([*found, *of_parsing, *of_links, *of_data, *of_numbers, *of_answers])
    return QuizOutcome(bank=bank if quiz.questions else None, diagnostics=tuple(told), ledger=ledger)


def _with_ways(quiz: Quiz, course: Course) -> tuple[Quiz, list[Diagnostic]]:
    """The quiz with where its questions lead, and what leads nowhere."""
    places = CoursePlaces(course, quiz.around.said, tools_of(quiz.around))
    findings = FindingCollector(Source(quiz.path, quiz.source))
    questions = tuple(
        replace(question, ways=tuple(ways_of(question.links, places, findings).values())) for question in quiz.questions
    )
    return replace(quiz, questions=questions), findings.sorted()
