"""What is recorded of a slide's lab: the deck's numbers that it gives again, with how and when each was obtained.

They are those that the lab's own file compares, else the facts that its assets name, else those that it lets one guess.
What a lab prints beside them is recorded nowhere; whoever wants it runs the lab.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from build.browser.presenter import known_of
from build.files.commands import run_lab
from build.files.course import Course
from build.layout.notes import obtained
from build.provenance.slide_numbers import numbers_on
from build.spec.deck import Anchor, Deck, Slide
from build.spec.tool_words import tools_of
from engine.ledger import Ledger, Record

NAMERS = {"Lab", "compare", "where_installed", "main"}  # what an asset calls with the facts that it gives again
_CELL = re.compile(r"# %%.*?(?:tags=(\[.*\]))?\s*")


class Given(NamedTuple):
    """A number that a lab gives again: a fact or a field of one, and what the lab calls it."""

    reference: str
    says: str = ""

    @property
    def fact(self) -> str:
        return self.reference.partition(".")[0]


def recorded_html(slide: Slide, deck: Deck, ledger: Ledger, course: Course) -> Markup:
    """The numbers of a slide's lab, not shown, for the panel beside it; nothing where it has none. Where the slide
    shows one of them too, it is as there."""
    anchor = slide.anchor
    if anchor is None:
        return Markup("")
    shown = {number.reference: number.text for number in reversed(numbers_on(slide, course)) if number.text}
    tables = Markup("").join(
        _table(ledger[fact], _rows(given, shown, ledger, deck), deck)
        for fact, given in groupby(given_again(anchor, ledger, course), key=lambda one: one.fact)
    )
    tools = tools_of(deck)
    none = Markup('<p class="quiet">{}</p>').format(tools.none_recorded)
    return Markup(
        '<template class="recorded"><h3>{}</h3><p lang="{}">{}</p><pre><code>{}</code></pre>{}'
        '<p class="quiet">{}</p></template>'
    ).format(
        anchor.id,
        deck.front.language,
        deck.said.capital(anchor.objective.plain),
        run_lab(course, anchor.id),
        tables or none,
        tools.only_numbers,
    )


def _rows(given: Iterable[Given], shown: Mapping[str, str], ledger: Ledger, deck: Deck) -> Markup:
    return Markup("").join(
        Markup('<tr><th scope="row"><bdi>{}</bdi></th><td><bdi>{}</bdi></td></tr>').format(
            one.says or known.name, shown.get(known.reference, known.value)
        )
        for one in given
        for known in known_of(one.reference, ledger, deck.said, tools_of(deck))
    )


def _table(record: Record, rows: Markup, deck: Deck) -> Markup:
    """The numbers of one fact, and how it was obtained; nothing where none of them is one to tell."""
    tools, how = tools_of(deck), deck.said.capital(obtained(record, deck.said))
    return rows and Markup(
        '<table><caption><bdi>{}</bdi></caption><thead><tr><th scope="col"><span class="unseen">{}</span></th>'
        '<th scope="col"><span class="unseen">{}</span></th></tr></thead><tbody>{}</tbody></table>'
        '<p class="how" lang="{}">{}</p>'
    ).format(record.says, tools.number, tools.in_deck, rows, deck.front.language, how)


# ---- which numbers a lab gives again ----------------------------------------------------------------
def given_again(anchor: Anchor, ledger: Ledger, course: Course) -> list[Given]:
    """The lab's numbers that the ledger has, each once; those of a fact stand together."""
    file = course.lab_file(anchor.id)
    compared, asked = (_entries(file, what) if file else [] for what in ("compared", "predict"))
    found = [Given(str(one.get("fact")), str(one.get("says", ""))) for one in compared]
    found = found or [Given(name) for name in _named(anchor, ledger, course)]
    found = found or [Given(str(one.get("answer")).partition("|")[0].strip()) for one in asked]
    there = [one for one in dict.fromkeys(found) if one.fact in ledger]
    places = {fact: place for place, fact in enumerate(dict.fromkeys(one.fact for one in there))}
    return sorted(there, key=lambda one: places[one.fact])


def _entries(file: Path, what: str) -> list[dict[str, Any]]:
    """What a lab's file has of one kind; nothing where it cannot be read, which the lab itself tells."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8")).get(what)
    except (OSError, ValueError):
        return []
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _named(anchor: Anchor, ledger: Ledger, course: Course) -> Iterator[str]:
    """The facts that a lab's assets name, or their fields where they name those too."""
    for asset in anchor.assets:
        path = course.lab(asset).with_suffix(".py")
        try:
            stat = path.stat()
        except OSError:
            continue
        for words in _calls(path, anchor.id, stat.st_mtime_ns, stat.st_size):
            facts = [word for word in words if word in ledger]
            for fact in facts:
                record = ledger[fact]
                fields = [word for word in words if record.unit == "Table" and word in record.value]
                yield from (f"{fact}.{field}" for field in fields) if len(facts) == 1 and fields else (fact,)


@lru_cache(maxsize=64)
def _calls(script: Path, lab: str, _mtime: int, _size: int) -> tuple[tuple[str, ...], ...]:
    """The words that a lab's part of a script gives to each call that names facts."""
    try:
        tree = ast.parse("\n".join(_part(script.read_text(encoding="utf-8").splitlines(), lab)))
    except (OSError, ValueError, SyntaxError):
        return ()
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = (node for node in calls if isinstance(node.func, ast.Name) and node.func.id in NAMERS)
    return tuple(tuple(_words(node)) for node in sorted(named, key=lambda node: node.lineno))


def _part(lines: Iterable[str], lab: str) -> Iterator[str]:
    """A notebook's script without the cells that are other labs'."""
    needed = True
    for line in lines:
        if cell := _CELL.fullmatch(line):
            needed = not cell[1] or lab in json.loads(cell[1])
        yield line if needed else ""


def _words(call: ast.Call) -> Iterator[str]:
    for node in ast.walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
