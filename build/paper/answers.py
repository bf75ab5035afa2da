"""The questions of the labs that a deck sends its learners to, with their answers, filled in from the facts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from build.files.course import Course
from build.findings.file_messages import display_path
from build.resolve.braces import BRACES, fact_text
from build.resolve.query import ShowError
from build.spec.deck import Slide
from engine.ledger import Ledger


@dataclass(frozen=True, kw_only=True)
class Question:
    asks: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A lab by its id, what it is for, and the slide that sends learners to it."""

    lab: str
    objective: str
    slide: int
    questions: tuple[Question, ...]


class AnswerError(ValueError):
    """A lab's file whose questions cannot be read, or name a number that there is not."""


def answers_of(slides: Iterable[Slide], course: Course, ledger: Ledger) -> tuple[Answered, ...]:
    """The labs of some slides that have questions, in their order, each once. Raises AnswerError and OSError."""
    found: dict[str, Answered] = {}
    for slide in slides:
        anchor = slide.anchor
        if anchor is None or anchor.id in found:
            continue
        file = course.lab_file(anchor.id)
        if file and (questions := tuple(_questions(file, ledger))):
            found[anchor.id] = Answered(
                lab=anchor.id, objective=anchor.objective.plain, slide=slide.number, questions=questions
            )
    return tuple(found.values())


def _questions(file: Path, ledger: Ledger) -> Iterator[Question]:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        for one in told.get("predict", ()):
            yield Question(asks=_filled(one["question"], ledger), answer=_shown(one["answer"], ledger))
        for one in told.get("changes", ()):
            yield Question(asks=_filled(one["asks"], ledger), answer=_filled(one["does"], ledger))
        for one in told.get("explain", ()):
            yield Question(asks=_filled(one["question"], ledger), answer=_filled(one["answer"], ledger))
    except (ValueError, LookupError, TypeError, AttributeError, ShowError) as error:
        raise AnswerError(f"{display_path(file)}: its questions cannot be read: {error}") from None


def _shown(query: str, ledger: Ledger) -> str:
    return fact_text(query, ledger).text


def _filled(text: str, ledger: Ledger) -> str:
    return BRACES.sub(lambda match: _shown(match[1], ledger), text)
