"""What stands on the course's page: all that the course has, how each stands here, where it is, and its order."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from markupsafe import Markup

from build.commands.course_rows import KINDS, Item, Shelf, of_deck, of_guide, of_lab, of_packet, of_quiz
from build.commands.course_search import index
from build.documents.parse import parse_guide
from build.documents.ways import CoursePlaces
from build.files.commands import build_deck
from build.files.course import Course
from build.files.use_cases import FOLDER, use_cases
from build.files.wanted import Wanted
from build.order.drawing import Drawing, draw
from build.order.part import FILE as ORDER
from build.order.part import Part
from build.parse.deck import parse
from build.parse.source import read_source, specs_of
from build.questions.parse import parse_quiz
from build.render.html.page import Shell, html
from build.resolve.given import with_given
from build.spec.said import ENGLISH
from build.theme.choose import load_theme


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    name: str
    language: str
    summary: str
    items: Sequence[Item]
    counts: Mapping[str, int]  # of each kind
    order: Drawing
    rows: Mapping[str, str]  # of documents by name, where the page has them
    index: Markup  # what the search finds
    hours: str
    facts: int
    day: str
    command: str  # what builds all that is not up to date


def course_page(specs: Sequence[Path], wanted: Wanted) -> str:
    """The page as HTML. Raises OSError and ValueError as reading the specs, the theme and the ledger does."""
    course, theme = wanted.course, load_theme(wanted.look)
    ledger = course.recorded(here=wanted.here)
    decks = {spec: parse(read_source(spec)[0])[0] for spec in specs}
    whole = course.declared and all(os.path.realpath(spec.parent) == os.path.realpath(course.specs) for spec in specs)
    of_kind = {kind: specs_of(course, kind) if whole else [] for kind in ("guide", "quiz")}
    guides = {spec: parse_guide(read_source(spec)[0])[0] for spec in of_kind["guide"]}
    quizzes = {spec: parse_quiz(read_source(spec)[0])[0] for spec in of_kind["quiz"]}
    shelf = Shelf(wanted, theme, ledger)
    items = [
        item
        for spec, deck in decks.items()
        for item in of_deck(spec, deck, replace(shelf, ledger=with_given(deck, ledger)[0]))
    ]
    items += [of_guide(spec, guide, shelf) for spec, guide in guides.items()]
    items += [of_quiz(spec, quiz, shelf) for spec, quiz in quizzes.items()]
    if whole:
        shown = {item.title for item in items if item.kind == "Lab"}
        labs = CoursePlaces(course).labs
        items += [of_lab(lab, objective, shelf) for lab, objective in labs.items() if lab not in shown]  # on no slide
        items += [of_packet(file, shelf) for file in use_cases(course)]
        items.sort(key=lambda item: KINDS.index(item.kind))
    first = next(iter(decks.values()))
    counts = {kind: sum(item.kind == kind for item in items) for kind in KINDS}
    parts = _order(course) if whole else ()
    minutes = sum(part.minutes or 0 for part in parts)
    page = CoursePage(
        name=first.front.course or first.heading.plain,
        language=first.front.language,
        summary=_summary(counts),
        items=items,
        counts={kind: count for kind, count in counts.items() if count},
        order=draw(parts),
        rows=_rows(items),
        index=index(decks, guides, quizzes, ledger),
        hours=f"{minutes / 60:g} hours" if minutes else "",
        facts=len(ledger),
        day=ENGLISH.day(date.today().isoformat()),
        command=build_deck(course),
    )
    shell = Shell(title=page.name, course=page.name, language=page.language, places=(), search="")
    return html("course.html", theme, course=page, shell=shell)


def _rows(items: Sequence[Item]) -> dict[str, str]:
    """The row of each document by its name; of the packets the first."""
    rows = {item.id.partition("-")[2]: item.id for item in items if item.kind in ("Deck", "Guide", "Quiz")}
    packets = [item.id for item in items if item.kind == "Packet"]
    return rows | ({FOLDER: packets[0]} if packets else {})


def _order(course: Course) -> tuple[Part, ...]:
    if not (course.specs / ORDER).exists():
        return ()
    from build.order.parts import read_order

    return read_order(course)[0]


def _summary(counts: Mapping[str, int]) -> str:
    plural = {"Quiz": "quizzes"}
    words = [
        f"{count} {kind.lower() if count == 1 else plural.get(kind, f'{kind.lower()}s')}"
        for kind, count in counts.items()
        if count
    ]
    return f"{', '.join(words[:-1])} and {words[-1]}." if len(words) > 1 else f"{words[0]}."
