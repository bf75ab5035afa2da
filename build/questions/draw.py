"""A quiz with its numbers: every variant of every question, and which of them a seed draws."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.findings.suggestion import suggestion
from build.parse.source import FindingCollector, Source
from build.questions.model import AnyQuestion, Bank, Choice, Family, Number, Quiz, Value
from build.resolve.expression import read_query
from build.resolve.fact_text import number_of
from build.resolve.query import FACT_NAME, ShowError
from build.resolve.resolve import fill
from build.spec.deck import Expression, Piece, Text, Words
from build.spec.walk import change, texts_in
from engine.ledger import Ledger
from engine.sheet import Sheet
from engine.units import Matrix, Series

SETS = 12  # that a page offers: `seed` 1 to 12
_SEVERAL = "name a fact with a curve or a matrix, or a table of your data"
_VARIANT = re.compile(r"\[\s*variant\s*\]")
T = TypeVar("T")


def with_numbers(quiz: Quiz, ledger: Ledger, course: Course) -> tuple[Bank, list[Diagnostic]]:
    """The quiz with every number in its place, a question a variant, and what could not be filled in."""
    findings = FindingCollector(Source(quiz.path, quiz.source))
    families, diagnostics = [], list[Diagnostic]()
    for question in quiz.questions:
        variants = []
        for point in _points(question, ledger, findings):
            asked = _at(question, point)
            numbered = _with_values(asked, ledger)
            _check_holds(asked, ledger, findings)
            filled, found = fill(numbered, quiz.around, ledger, course)
            diagnostics += found
            variants.append(filled)
        families.append(Family(variants=tuple(variants)))
    outside = (quiz.heading, quiz.introduction)
    (heading, introduction), found = fill(outside, quiz.around, ledger, course)
    facts = sorted({words.fact for family in families for text in texts_in(family.variants) for words in text.pieces
                    if isinstance(words, Words) and words.fact})  # fmt: skip
    name = Path(quiz.path).stem
    bank = Bank(
        name=name,
        title=Text((Words(text=quiz.front.title),)) if quiz.front.title else heading or Text((Words(text=name),)),
        course=quiz.front.course,
        language=quiz.front.language,
        introduction=introduction,
        families=tuple(families),
        facts=tuple(facts),
    )
    return bank, [*findings.sorted(), *dict.fromkeys(diagnostics + found)]


def drawn(bank: Bank, seed: int) -> tuple[AnyQuestion, ...]:
    """The questions of a set, in their order: of each the variant that comes next after that of the set before."""
    return tuple(family.variants[drawn_variant(family, seed)] for family in bank.families)


def drawn_variant(family: Family, seed: int) -> int:
    """The place of a set's variant. Sets one after the other have different ones, where there are several."""
    return (seed - 1 + sum(map(ord, family.first.id))) % len(family.variants)


def shuffled(items: Sequence[T], seed: int, question: AnyQuestion) -> list[T]:
    """Options or items as a set shows them: mixed, and where there are several never as they are."""
    mixed = list(items)
    dice = random.Random(f"{seed} {question.id}")
    for _ in range(9):
        dice.shuffle(mixed)
        if mixed != list(items) or isinstance(question, Choice):
            break
    return mixed


# ---- variants ---------------------------------------------------------------------------------------
def _points(question: AnyQuestion, ledger: Ledger, findings: FindingCollector) -> list[str | float]:
    """The points of the fact that a question varies over, of a table its rows; without one, a single empty one."""
    if not question.variants:
        if any(_asks_variant(piece) for text in texts_in(question) for piece in text.pieces):
            hint = "add a line 'Variants: ' with a fact that has several points"
            findings.add("Q112", question.span, f"question '{question.id}' has no variants to draw", hint)
        return [""]
    record = ledger.get(question.variants)
    value = record.held if record else None
    if isinstance(value, Series):
        return list(value.x)
    if isinstance(value, Matrix):
        return list(value.columns)
    if isinstance(value, Sheet):
        return list(value.rows)
    name, _, inside = question.variants.partition(".")
    if inside and name in ledger and isinstance(ledger[name].held, Sheet):
        hint = f"name the whole table: 'Variants: {name}'"
    else:
        hint = suggestion(question.variants, ledger, _SEVERAL) if record is None else _SEVERAL
    message = f"'{question.variants}' is no fact with several points"
    findings.add("Q112", question.variants_span, message, hint)
    return [""]


def _asks_variant(piece: Piece) -> bool:
    return isinstance(piece, Expression) and bool(_VARIANT.search(piece.source) or piece.source.strip() == "variant")


def _at(question: AnyQuestion, point: str | float) -> AnyQuestion:
    """A question with a point in the place of `variant`."""
    if point == "":
        return question
    literal = f'["{point}"]' if isinstance(point, str) else f"[{point:g}]"
    shown = point if isinstance(point, str) else f"{point:,g}"

    def put(piece: Piece) -> Piece:
        if not isinstance(piece, Expression):
            return piece
        if piece.source.strip() == "variant":
            return Words(text=shown, bold=piece.bold, italic=piece.italic, fact=question.variants)
        return replace(piece, source=_VARIANT.sub(lambda _: literal, piece.source))

    def at_point(text: Text) -> Text:
        return replace(text, pieces=tuple(map(put, text.pieces)))

    return replace(change(question, Text, at_point), variant=shown)


# ---- values -----------------------------------------------------------------------------------------
def _with_values(question: AnyQuestion, ledger: Ledger) -> AnyQuestion:
    """A question whose answers that are numbers are known as such."""
    if not isinstance(question, Number | Choice):
        return question
    mistakes = tuple(replace(mistake, value=_value(mistake.answer, ledger)) for mistake in question.mistakes)
    return replace(question, value=_value(question.answer, ledger), mistakes=mistakes)


def _check_holds(question: AnyQuestion, ledger: Ledger, findings: FindingCollector) -> None:
    """What an answer relies on is still so: each of the facts is larger than the next."""
    if not question.holds:
        return
    facts = [piece for piece in question.holds.pieces if isinstance(piece, Expression)]
    marks = [piece.text.strip() for piece in question.holds.pieces if isinstance(piece, Words)]
    values = [_value(Text((fact,)), ledger) for fact in facts]
    known = [value.number for value in values if value]
    if len(facts) < 2 or marks != [">"] * (len(facts) - 1) or len({value.unit for value in values if value}) > 1:
        hint = "write '{{ one.fact }} > {{ another.fact }}', in one unit"
        findings.add("Q107", question.holds.span, "what the answer relies on cannot be read", hint)
    elif any(one <= other for one, other in pairwise(known)):
        shown = " > ".join(f"{number:.4g}" for number in known)
        hint = "ask again: facts have changed since the answer was written"
        findings.add("Q204", question.holds.span, f"what the answer relies on is not so: {shown}", hint)


def _value(text: Text, ledger: Ledger) -> Value | None:
    """The number of a text that is one fact, in the unit in which it is written; None for any other."""
    piece = text.pieces[0] if len(text.pieces) == 1 else None
    if not isinstance(piece, Expression) or not FACT_NAME.match(piece.source):
        return None
    try:
        quantity, scale = number_of(read_query(piece.source), ledger, ShowError("", ""))
    except ShowError:
        return None  # told where it is filled in
    return Value(float(quantity) / scale.factor, scale.sign)
