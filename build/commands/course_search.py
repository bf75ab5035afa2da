"""What the course's page finds: titles of slides and sections, labs, questions, packets, and facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from build.documents.model import Guide
from build.layout.id_ranges import ranges
from build.questions.model import Quiz
from build.spec.deck import Deck
from build.spec.said import Said
from build.spec.tool_words import ToolWords
from engine.ledger import Ledger
from engine.units import Quantity

_WORD = re.compile(r"[a-z]\w+")
MOST_SLIDES = 4  # that a fact's line names


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of results: `bold` stands behind the words, `where` at the right."""

    kind: str
    words: str
    where: str
    href: str
    bold: str = ""


def index(
    decks: Mapping[Path, Deck],
    guides: Mapping[Path, Guide],
    quizzes: Mapping[Path, Quiz],
    ledger: Ledger,
    said: Said,
    tools: ToolWords,
) -> Markup:
    """All that can be found, as JSON that may stand in a page, in a language's words."""
    entries = [
        *(entry for spec, guide in guides.items() for entry in _of_guide(spec, guide, said, tools)),
        *(entry for spec, deck in decks.items() for entry in _of_deck(spec, deck, tools)),
        *(entry for spec, quiz in quizzes.items() for entry in _of_quiz(spec, quiz, tools)),
        *_of_facts(decks, ledger, said, tools),
    ]
    told = json.dumps([list(asdict(entry).values()) for entry in entries], ensure_ascii=False, separators=(",", ":"))
    return Markup(told.replace("<", "\\u003c").replace("&", "\\u0026"))


def short(deck: Deck) -> str:
    """What a deck is called in a line: its footer's part, `Chapter 3`."""
    about = deck.front.footer.removeprefix(deck.front.course).strip(" ·").partition("·")[0].strip()
    return about or deck.front.title or deck.heading.plain


def _of_deck(spec: Path, deck: Deck, tools: ToolWords) -> Iterator[Entry]:
    name, row = short(deck), f"#deck-{spec.stem}"
    for slide in deck.slides:
        yield Entry(kind="slide", words=slide.title.plain, where=tools.at_slide.format(name, slide.number), href=row)
    for slide in deck.slides:
        if slide.anchor:
            lab = slide.anchor
            where = tools.at_slide.format(name, slide.number)
            yield Entry(kind="lab", words=f"{lab.id}: {lab.objective.plain}", where=where, href=f"#lab-{lab.id}")


def _of_guide(spec: Path, guide: Guide, said: Said, tools: ToolWords) -> Iterator[Entry]:
    page = quote(f"{spec.stem}.html")
    for hour in guide.hours:
        where = tools.in_guide.format(said.named_hour(hour.name)) if hour.name else tools.found_guide
        yield Entry(kind="guide", words=hour.heading.plain, where=where, href=f"{page}#{hour.id}")
        for section in hour.sections:
            yield Entry(kind="guide", words=section.heading.plain, where=where, href=f"{page}#{section.id}")


def _of_quiz(spec: Path, quiz: Quiz, tools: ToolWords) -> Iterator[Entry]:
    for question in quiz.questions:
        yield Entry(kind="question", words=question.stem.plain, where=tools.found_quiz, href=quote(f"{spec.stem}.html"))


def _of_facts(decks: Mapping[Path, Deck], ledger: Ledger, said: Said, tools: ToolWords) -> Iterator[Entry]:
    """Facts that a slide names, with their value where that is one number, and the slides."""
    for name, slides in _shown(decks, ledger).items():
        record = ledger[name]
        value = said.number(str(record.held)) if isinstance(record.held, Quantity) else ""
        where = "; ".join(_where(deck, numbers, said, tools) for deck, numbers in slides.items())
        href = f"#deck-{next(spec.stem for spec, deck in decks.items() if short(deck) in slides)}"
        yield Entry(kind="fact", words=f"{record.says.rstrip('.')} ({name})", bold=value, where=where, href=href)


def _shown(decks: Mapping[Path, Deck], ledger: Ledger) -> Mapping[str, dict[str, list[int]]]:
    """Facts by name with the slides whose lines name them: a look at words, as the page is made at each build."""
    found: dict[str, dict[str, list[int]]] = {}
    for deck in decks.values():
        lines = deck.source.splitlines()
        starts = [*(slide.span.line - 1 for slide in deck.slides), len(lines)]
        for slide, end in zip(deck.slides, starts[1:], strict=True):
            words = set(_WORD.findall("\n".join(lines[slide.span.line - 1 : end])))
            for name in words & ledger.keys():
                found.setdefault(name, {}).setdefault(short(deck), []).append(slide.number)
    return dict(sorted(found.items()))


def _where(deck: str, numbers: Sequence[int], said: Said, tools: ToolWords) -> str:
    told = ranges([str(number) for number in numbers], said.range)
    more = "" if len(told) <= MOST_SLIDES else " …"
    words = tools.at_slides if len(numbers) > 1 else tools.at_slide
    return words.format(deck, said.comma.join(told[:MOST_SLIDES]) + more)
