"""Rows of the course's page: how each deck, guide, quiz, film, lab and packet stands here, and where it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

from build.commands.remembered_slides import surroundings_of
from build.documents.model import Guide
from build.files.commands import build_deck, make_film, run_lab
from build.files.freshness import BuildRecord, digest_of, with_spec
from build.files.places import VERDICT
from build.files.use_cases import PREFIX
from build.files.wanted import Wanted
from build.films.clips import read_clip
from build.layout.id_ranges import ranges
from build.questions.model import Quiz
from build.spec.deck import AnimationSlide, Deck
from build.spec.said import Said
from build.spec.tool_words import ToolWords
from build.theme.tokens import Theme
from engine.ledger import Ledger


class State(NamedTuple):
    look: Literal["good", "stale", "absent"]
    words: str


class Link(NamedTuple):
    words: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """A row. `command` is what makes it, shown where there is nothing to open."""

    kind: Literal["Deck", "Guide", "Quiz", "Film", "Lab", "Packet"]
    icon: str
    title: str
    about: str
    length: str
    state: State
    links: Sequence[Link]
    command: str
    after: str = ""
    id: str = ""


KINDS = ("Deck", "Guide", "Quiz", "Film", "Lab", "Packet")


@dataclass(frozen=True)
class Shelf:
    """Where what was made lies, and the words for it."""

    wanted: Wanted
    theme: Theme
    ledger: Ledger
    said: Said
    tools: ToolWords

    def link(self, words: str, path: Path) -> Link:
        return Link(words, quote(os.path.relpath(path, self.wanted.folder).replace(os.sep, "/")))

    def made(self, stem: str, suffixes: Mapping[str, str]) -> list[Link]:
        """What there is of these files."""
        files = {words: self.wanted.folder / f"{stem}{suffix}" for words, suffix in suffixes.items()}
        return [self.link(words, path) for words, path in files.items() if path.exists()]

    def state(self, source: Path, links: Sequence[Link]) -> State:
        """Of files that are made of a source and of the ledger."""
        if not links:
            return State("absent", self.tools.not_built)
        made = min((self.wanted.folder / unquote(link.href)).stat().st_mtime_ns for link in links)
        sources = [path for path in (source, self.wanted.course.ledger) if path.exists()]
        if any(path.stat().st_mtime_ns > made for path in sources):
            return State("stale", self.tools.older)
        return State("good", self.tools.built)


def of_deck(spec: Path, deck: Deck, shelf: Shelf) -> Iterator[Item]:
    """A deck, its films and its labs."""
    yield _deck(spec, deck, shelf)
    for slide in deck.slides:
        if isinstance(slide, AnimationSlide) and slide.scene:
            yield _film(slide, deck, shelf)
    for slide in deck.slides:
        if slide.anchor:
            after = ranges(slide.anchor.prerequisites, shelf.said.range)
            yield of_lab(slide.anchor.id, slide.anchor.objective.plain, shelf, after=shelf.said.comma.join(after))


def _deck(spec: Path, deck: Deck, shelf: Shelf) -> Item:
    said, tools = shelf.said, shelf.tools
    output, record = shelf.wanted.output_of(spec), BuildRecord(shelf.wanted.outputs)
    as_built = (replace(shelf.wanted, strict=strict) for strict in (False, True))
    links = [shelf.link("PPTX", output)] if output.exists() else []
    links += shelf.made(output.stem, {"HTML": ".html", "PDF": ".pdf", said.handout: ".handout.pdf"})
    if not output.exists():  # somebody may want it for a browser or on paper alone
        state = shelf.state(spec, links)
    elif not record.untouched(output, digest_of(output)):
        state = State("good", tools.edited)
    elif any(record.unchanged(output, with_spec(spec, surroundings_of(spec, wanted))) for wanted in as_built):
        state = State("good", tools.built)
    else:
        state = State("stale", tools.older)
    minutes = sum(slide.minutes or 0 for slide in deck.slides)
    length = said.counted(said.slides, len(deck.slides))
    length += f"{said.comma}{minutes} {said.min}" if minutes else ""
    about = deck.front.footer.removeprefix(deck.front.course).strip(" ·")
    return Item(
        kind="Deck", icon="layers", title=_title(deck), about=about, length=length,
        state=state, links=links, command=build_deck(shelf.wanted.course, spec), id=f"deck-{spec.stem}",
    )  # fmt: skip


def _title(deck: Deck) -> str:
    return deck.front.title or deck.heading.plain


def _film(slide: AnimationSlide, deck: Deck, shelf: Shelf) -> Item:
    tools = shelf.tools
    clip, found = read_clip(slide.scene, shelf.ledger, shelf.wanted.films, shelf.theme, shelf.wanted.course)
    if clip is not None:
        state, length = State("good", tools.rendered), f"{clip.seconds // 60:.0f}:{clip.seconds % 60:02.0f}"
    else:
        state, length = State("absent", tools.not_rendered), ""
        if any(finding.code == "A103" for finding in found):
            state = State("stale", tools.older_numbers)
    links = [shelf.link("MP4", clip.movie)] if clip else []
    about = tools.at_slide.format(_title(deck), slide.number)
    return Item(
        kind="Film", icon="play", title=slide.title.plain, about=about, length=length, state=state,
        links=links, command=make_film(shelf.wanted.course, slide.scene, shelf.wanted.look, here=shelf.wanted.here),
    )  # fmt: skip


def of_lab(lab: str, objective: str, shelf: Shelf, *, after: str = "") -> Item:
    folder, tools = shelf.wanted.outputs / "labs" / lab, shelf.tools
    try:
        last = json.loads((folder / VERDICT).read_text(encoding="utf-8"))
        ran = shelf.said.day(last["day"])
        agrees = last["agrees"]
        state = State("good" if agrees else "stale", (tools.agrees_on if agrees else tools.not_so_on).format(ran))
        links = [shelf.link(tools.output, folder)]
    except (OSError, ValueError, KeyError, TypeError):
        state, links = State("absent", tools.not_run_here), []
    return Item(
        kind="Lab", icon="term", title=lab, about=objective, after=after, length="", state=state, links=links,
        command=run_lab(shelf.wanted.course, lab), id=f"lab-{lab}",
    )  # fmt: skip


def of_guide(spec: Path, guide: Guide, shelf: Shelf) -> Item:
    said, minutes = shelf.said, sum(hour.minutes or 0 for hour in guide.hours)
    links = shelf.made(spec.stem, {"HTML": ".html", "PDF": ".pdf", "DOCX": ".docx"})
    length = f"{minutes} {said.min}" if minutes else said.counted(said.hours, len(guide.hours))
    title = guide.head.front.title or guide.heading.plain
    return Item(
        kind="Guide", icon="book", title=title, length=length,
        about=said.counted(said.ticks, sum(hour.ticks for hour in guide.hours)),
        state=shelf.state(spec, links), links=links, command=f"coursewright guide {spec.stem}", id=f"guide-{spec.stem}",
    )  # fmt: skip


def of_quiz(spec: Path, quiz: Quiz, shelf: Shelf) -> Item:
    said = shelf.said
    files = {
        "HTML": ".html", "PDF": ".pdf", said.answers: ".answers.pdf", "GIFT": ".gift", "QTI 1.2": ".qti12.zip",
        "QTI 2.1": ".qti21.zip", "Anki": ".apkg",
    }  # fmt: skip
    links = shelf.made(spec.stem, files)
    return Item(
        kind="Quiz", icon="target", title=quiz.front.title or quiz.heading.plain, about="",
        length=said.counted(shelf.tools.counted_questions, len(quiz.questions)),
        state=shelf.state(spec, links), links=links,
        command=f"coursewright quiz --files {spec.stem}", id=f"quiz-{spec.stem}",
    )  # fmt: skip


def of_packet(file: Path, shelf: Shelf) -> Item:
    links = shelf.made(f"{PREFIX}{file.stem}", {"HTML": ".html", "PDF": ".pdf", "DOCX": ".docx", "MD": ".md"})
    links += shelf.made(f"{PREFIX}{file.stem}_slides", {"PPTX": ".pptx"})
    return Item(
        kind="Packet", icon="check", title=file.stem.replace("_", " ").capitalize(), about=shelf.tools.readiness,
        length="", state=shelf.state(file, links), links=links, command="make packets", id=f"packet-{file.stem}",
    )  # fmt: skip
