"""What stands on the course's page: all that the course has, how each stands here, where it is, and its order."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
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
from build.spec.said import Said
from build.spec.tool_words import ToolWords, tools_of
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
    first = next(iter(decks.values()))
    said, tools = first.said, tools_of(first)
    shelf = Shelf(wanted, theme, ledger, said, tools)
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
    counts = {kind: sum(item.kind == kind for item in items) for kind in KINDS}
    parts = _order(course) if whole else ()
    minutes = sum(part.minutes or 0 for part in parts)
    page = CoursePage(
        name=first.front.course or first.heading.plain,
        language=first.front.language,
        summary=_summary(counts, said, tools),
        items=items,
        counts={kind: count for kind, count in counts.items() if count},
        order=draw(parts),
        rows=_rows(items),
        index=index(decks, guides, quizzes, ledger, said, tools),
        hours=_hours(minutes, said) if minutes else "",
        facts=sum(course.owner_of(record) == course for record in ledger.values()),
        day=said.day(date.today().isoformat()),
        command=build_deck(course),
    )
    shell = Shell(title=page.name, course=page.name, language=page.language, places=(), search="", said=said)
    return html(
        "course.html",
        theme,
        course=page,
        shell=shell,
        said=said,
        tools=tools,
        kinds=_kinds(said, tools),
        found={"lab": tools.found_lab, "question": tools.found_question, "fact": tools.found_fact},
        needs=_needs(parts, said, tools),
        command=Markup("<code>{}</code>").format(page.command),
    )


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


def _summary(counts: Mapping[str, int], said: Said, tools: ToolWords) -> str:
    """`3 decks, 2 guides and 1 lab.`"""
    forms = {
        "Deck": tools.counted_decks, "Guide": tools.counted_guides, "Quiz": tools.counted_quizzes,
        "Film": tools.counted_films, "Lab": tools.counted_labs, "Packet": tools.counted_packets,
    }  # fmt: skip
    return tools.sentence.format(
        _listed([said.counted(forms[kind], count) for kind, count in counts.items() if count], said)
    )


def _listed(items: Sequence[str], said: Said) -> str:
    return "".join(said.before_item(place, len(items)) + item for place, item in enumerate(items))


def _needs(parts: Sequence[Part], said: Said, tools: ToolWords) -> Mapping[str, str]:
    """What stands before each part that anything stands before, by the part's name."""
    titles = {part.name: [other.title for other in parts if other.name in part.after] for part in parts}
    return {name: tools.needs.format(_listed(before, said)) for name, before in titles.items() if before}


def _hours(minutes: int, said: Said) -> str:
    hours = Decimal(f"{minutes / 60:g}")
    return said.form(said.hours, hours).format(said.number(f"{hours}"))


def _kinds(said: Said, tools: ToolWords) -> Mapping[str, tuple[str, str, str]]:
    """What each kind is called, alone and all of it, and the name of its button in an address."""
    return {
        "Deck": (tools.deck, said.decks, "decks"),
        "Guide": (said.guide, said.guides, "guides"),
        "Quiz": (tools.quiz, said.quizzes, "quizzes"),
        "Film": (said.film, tools.films, "films"),
        "Lab": (said.lab, said.labs, "labs"),
        "Packet": (tools.packet, tools.packets, "packets"),
    }
