"""What the presenter's window says of a slide: its notes, and its facts with how they are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup, escape

from build.drawing.page import Page
from build.figures.figure_fact import in_words
from build.files.course import Course
from build.layout.notes import RULE, shown_value
from build.provenance.slide_numbers import OBTAINED, SlideNumber, numbers_on
from build.render.html.words import inline
from build.spec.deck import Deck, Slide, Text, Words
from build.spec.said import Said
from build.spec.tool_words import ToolWords, tools_of
from engine.ledger import Ledger, Record
from engine.units import Matrix, Series, Table

_MARK = re.compile(r" *(?:- |(\d+)\. )")  # what an item of a list begins with in notes
_SETTING = "settings."


@dataclass(frozen=True, kw_only=True)
class Known:
    """A number on a slide: its name in words, its value with unit (of a curve, from the least to the most), the kind of
    its chip and what that says.

    `reference` is the fact with its field, `says` what the fact says of itself, `fact` its name in words where the
    number is a part of it.
    """

    reference: str
    name: str
    fact: str
    value: str
    kind: str
    how: str
    says: str


def spoken_html(page: Page, slide: Slide, deck: Deck, ledger: Ledger, course: Course) -> Markup:
    """What is said of a page of a resolved deck, not shown: its notes, and in a template its facts.

    The second one says the slide's hour, where the deck has hours. What one looks up (commands, sources, what the slide
    had no place for) stands behind the notes.
    """
    hour, tools = deck.hour_of(slide.number), tools_of(deck)
    first = deck.slides[0].number == slide.number
    words = (*slide.notes, *(deck.introduction if first else ()))
    _, ruled, rest = page.notes.rpartition(RULE)
    return Markup('<div class="slide-notes" hidden>{}{}</div>\n<template class="known"{}>{}</template>').format(
        notes_html(words),
        _rest(rest, tools) if ruled or not any(words) else "",
        Markup(f' data-hour="{hour}"' if hour else ""),
        _facts(facts_on(slide, ledger, course, deck.said, tools)),
    )


# ---- notes ------------------------------------------------------------------------------------------
def notes_html(texts: Sequence[Text]) -> Markup:
    """Notes as paragraphs and lists: what begins with the mark of a list's item is one."""
    made = Markup("")
    for tag, items in groupby(filter(None, texts), key=_list_of):
        if tag:
            made += Markup("<{0}>{1}</{0}>").format(Markup(tag), Markup("").join(map(_item, items)))
        else:
            made += Markup("").join(Markup("<p>{}</p>").format(inline(text)) for text in items)
    return made


def _list_of(text: Text) -> str:
    """The element of the list that an item is of; nothing for a paragraph."""
    found = _mark(text)
    return ("ol" if found[1] else "ul") if found else ""


def _item(text: Text) -> Markup:
    found = _mark(text)
    number = f' value="{found[1]}"' if found and found[1] else ""
    return Markup("<li{}>{}</li>").format(Markup(number), inline(Text(text.pieces[1:])))


def _mark(text: Text) -> re.Match[str] | None:
    first = text.pieces[0]
    return _MARK.fullmatch(first.text) if isinstance(first, Words) else None


def _rest(notes: str, tools: ToolWords) -> Markup:
    """What stands behind the rule in a slide's notes."""
    parts = (part.strip().splitlines() for part in re.split(r"\n\s*\n", notes))
    made = [Markup("<p>{}</p>").format(Markup("<br>").join(map(escape, lines))) for lines in parts if lines]
    shown = Markup('<details class="rest" open><summary>{}</summary>{}</details>')
    return shown.format(tools.look_up, Markup("").join(made)) if made else Markup("")


# ---- facts ------------------------------------------------------------------------------------------
def facts_on(slide: Slide, ledger: Ledger, course: Course, said: Said, tools: ToolWords) -> tuple[Known, ...]:
    """Each number of a slide once; those in words before those that a figure or a film shows as a whole."""
    told: dict[str, Known] = {}
    for number in sorted(numbers_on(slide, course), key=lambda number: not number.text):
        for known in _known(number, ledger[number.fact], said, tools) if number.fact in ledger else ():
            first = told.setdefault(known.reference, known)
            if number.text and known.value not in first.value:  # in another unit, or to fewer digits
                told[known.reference] = replace(first, value=f"{first.value} · {known.value}")
    return tuple(told.values())


def known_of(reference: str, ledger: Ledger, said: Said, tools: ToolWords) -> Iterator[Known]:
    """The numbers of a fact, or of a field of one, that the ledger has."""
    number = SlideNumber(text="", reference=reference, places=())
    return _known(number, ledger[number.fact], said, tools)


def _known(number: SlideNumber, record: Record, said: Said, tools: ToolWords) -> Iterator[Known]:
    """A number; of a table that is shown as a whole, all its numbers, of curves each one's reach."""
    held = record.held
    if not number.text and not number.inside and isinstance(held, Table | Series):
        for field in held if isinstance(held, Table) else held.lines:
            yield from _known(replace(number, reference=f"{number.fact}.{field}"), record, said, tools)
        return
    in_table = str(held[number.inside]) if isinstance(held, Table) and number.inside in held else ""
    value = number.text or said.number(in_table)
    if not value and isinstance(held, Series):
        value = _reach(held, number.inside, said)
    elif not value and not isinstance(held, Matrix):  # how many weights there are is nothing to tell
        value = shown_value(number, record, said)
    if not value:
        return
    field = number.inside.removeprefix(_SETTING)
    line, _, x = field.removesuffix("]").replace("[", ".").rpartition(".")
    name = in_words(field or number.fact) if not line else f"{in_words(line)}, {x}"
    kind, how = record.kind, getattr(said, OBTAINED[record.kind])
    if number.inside.startswith(_SETTING):
        kind, how = "setting", tools.setting
    elif record.kind == "measured":
        how = f"{how} · {said.day(record.day)}"
    fact = in_words(number.fact) if number.inside else ""
    yield Known(
        reference=number.reference, name=name, fact=fact, value=value, kind=kind, how=how, says=record.says
    )  # fmt: skip


def _reach(curves: Series, inside: str, said: Said) -> str:
    """From where to where a line of curves goes, or its value at the place that `line[x]` says."""
    name, _, at = inside.removesuffix("]").partition("[")
    values = [value for x, value in curves[name].items() if at in ("", str(x))] if name in curves.lines else []
    if not values:
        return ""
    least, most = (said.number(str(end)) for end in (min(values), max(values)))
    if least.partition(" ")[2] == most.partition(" ")[2]:  # one unit for both
        least = least.partition(" ")[0]
    return most if least == most.partition(" ")[0] else f"{least} – {most}"


def _facts(known: Iterable[Known]) -> Markup:
    rows = Markup("").join(
        Markup(
            '<li title="{}"><span class="name">{}{}</span> <b>{}</b> <span class="chip {}">{}</span></li>'
        ).format(one.says, one.name, _small(one.fact), one.value, one.kind, one.how)
        for one in known
    )  # fmt: skip
    return Markup("<ul>{}</ul>").format(rows) if rows else rows


def _small(words: str) -> Markup:
    return Markup(" <small>{}</small>").format(words) if words else Markup("")
