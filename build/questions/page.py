"""A quiz as a page that checks itself, and as sheets of paper with and without answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from build.documents.ways import Way
from build.questions import words
from build.questions.draw import SETS, drawn, drawn_variant, shuffled
from build.questions.model import (
    AnyQuestion,
    Bank,
    Choice,
    Family,
    Match,
    Mistake,
    Number,
    Open,
    Order,
    Value,
    kind_of,
)
from build.questions.said_words import answer_of, heading_of, kinds_in, kinds_word, mistakes_of, share_of, within
from build.render.html.page import Shell, html, places_in
from build.spec.deck import Text
from build.spec.said import Said, said_in
from build.theme.tokens import Theme

_TOLD = (
    "answered", "answered_right", "look_again", "unanswered", "try_number", "check_again", "too_small", "too_large",
    "in_place", "pairs_right", "place_of", "decimal",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """A mistake as a page tells of it. `value` and `places` say when."""

    heading: Markup
    feedback: Markup
    answer: Markup
    value: float | None
    places: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class View:
    """One variant of a question, ready to be shown. `options` are those of a choice, the right one first."""

    kind: str
    stem: Markup
    task: str
    answer: Sequence[Markup]
    why: Sequence[Markup]
    points: Sequence[Markup] = ()
    options: Sequence[Markup] = ()
    items: Sequence[Markup] = ()
    rights: Sequence[Markup] = ()
    told: Sequence[Told] = ()
    value: Value | None = None
    tolerance: float = 0
    within: str = ""
    share: str = ""
    order: Sequence[int] = ()  # as a sheet of paper shows them


@dataclass(frozen=True, kw_only=True)
class Card:
    """A question on the page: its number, its variants, and what each set draws."""

    place: int
    id: str
    kind: str
    topic: str
    ways: Sequence[Way]
    views: Sequence[View]
    sets: str = field(default="")


def quiz_page(bank: Bank, theme: Theme, *, day: str = "") -> str:
    """The page that checks itself, with all variants and twelve sets."""
    said = said_in(bank.language)
    cards = [_card(place, family, said) for place, family in enumerate(bank.families, 1)]
    shell = _shell(bank, day)
    introduction = [_markup(text) for text in bank.introduction]
    return html("quiz.html", theme, shell=shell, bank=bank, title=words.plain(bank.title), cards=cards, sets=SETS,
                introduction=introduction, same=said.same_answer, said=said,
                kinds=kinds_in(said),
                set_drawn=escape(said.set_drawn).format(Markup('<span id="set">1</span>')),
                words={name: getattr(said, name) for name in _TOLD})  # fmt: skip


def quiz_sheet(bank: Bank, theme: Theme, *, seed: int = 1, answers: bool = False, day: str = "") -> str:
    """The page of a set for paper; with `answers` behind the questions."""
    said = said_in(bank.language)
    views = [(place, question, _view(question, seed, said)) for place, question in enumerate(drawn(bank, seed), 1)]
    introduction = [_markup(text) for text in bank.introduction]
    return html("quiz_sheet.html", theme, shell=_shell(bank, day, seed), bank=bank, title=words.plain(bank.title),
                views=views, answers=answers, seed=seed, introduction=introduction)  # fmt: skip


def _shell(bank: Bank, day: str, seed: int = 0) -> Shell:
    title = words.plain(bank.title)
    course = bank.course or title
    short, said = title.partition(":")[0], said_in(bank.language)
    foot = f"{bank.course} · {short}" if bank.course else short
    return Shell(
        title=title, course=course, language=bank.language, here=said.quizzes, day=day,
        foot=f"{foot} · {said.set_number.format(seed)}" if seed else foot, places=places_in(said), said=said,
    )  # fmt: skip


# ---- one question -----------------------------------------------------------------------------------
def _card(place: int, family: Family, said: Said) -> Card:
    first = family.first
    sets = [
        {"v": drawn_variant(family, seed), "o": _mixed(family.variants[drawn_variant(family, seed)], seed)}
        for seed in range(1, SETS + 1)
    ]
    return Card(
        place=place,
        id=first.id,
        kind=kind_of(first),
        topic=words.plain(first.topic),
        ways=first.ways,
        views=[_view(question, 1, said) for question in family.variants],
        sets=json.dumps(sets, separators=(",", ":")),
    )


def _mixed(question: AnyQuestion, seed: int) -> list[int]:
    """The order in which a set shows options, items or right sides, by their places."""
    count = _shown(question)
    return shuffled(range(count), seed, question) if count else []


def _shown(question: AnyQuestion) -> int:
    if isinstance(question, Choice):
        return 1 + len(question.mistakes)
    if isinstance(question, Order):
        return len(question.items)
    return len(question.pairs) if isinstance(question, Match) else 0


def _view(question: AnyQuestion, seed: int, said: Said) -> View:
    more: dict[str, Any] = {}
    if isinstance(question, Open):
        more["points"] = [_markup(point) for point in question.points]
    elif isinstance(question, Number):
        more = {"value": question.value, "tolerance": question.tolerance, "within": within(question, said)}
        more["share"] = share_of(question, said)
    elif isinstance(question, Choice):
        more["options"] = [_markup(text) for text in (question.answer, *(m.answer for m in question.mistakes))]
    elif isinstance(question, Order):
        more["items"] = [_markup(item) for item in question.items]
    else:
        more |= {"items": [_markup(left) for left, _ in question.pairs]}
        more |= {"rights": [_markup(right) for _, right in question.pairs]}
    return View(
        kind=kind_of(question),
        stem=_markup(question.stem),
        task=kinds_word(question, said),
        answer=[_markup(text) for text in answer_of(question)],
        why=[_markup(text) for text in question.why],
        told=[_told(mistake) for mistake in mistakes_of(question)],
        order=_mixed(question, seed),
        **more,
    )


def _told(mistake: Mistake) -> Told:
    return Told(
        heading=_markup(heading_of(mistake)),
        feedback=_markup(mistake.feedback),
        answer=_markup(mistake.answer),
        value=mistake.value.number if mistake.value else None,
        places=mistake.places,
    )


def _markup(text: Text) -> Markup:
    return Markup(words.html(text))
