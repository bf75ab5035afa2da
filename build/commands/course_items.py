"""What stands on the course's page: its decks, films and labs, how each stands here, and where it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote

from build.commands.remembered_slides import surroundings_of
from build.files.commands import build_deck, make_film, run_lab
from build.files.freshness import BuildRecord, digest_of, with_spec
from build.files.places import VERDICT
from build.files.wanted import Wanted
from build.films.clips import read_clip
from build.layout.id_ranges import ranges
from build.parse.deck import parse
from build.parse.source import read_source
from build.render.html.page import Shell, html
from build.resolve.given import with_given
from build.spec.deck import Anchor, AnimationSlide, Deck
from build.spec.said import ENGLISH
from build.theme.choose import load_theme
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

    kind: Literal["Deck", "Film", "Lab"]
    icon: str
    title: str
    about: str
    length: str
    state: State
    links: Sequence[Link]
    command: str
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    name: str
    language: str
    summary: str
    items: Sequence[Item]
    day: str
    command: str  # what builds all that is not up to date


def course_page(specs: Sequence[Path], wanted: Wanted) -> str:
    """The page as HTML. Raises OSError and ValueError as reading the specs, the theme and the ledger does."""
    theme, ledger = load_theme(wanted.look), wanted.course.recorded(here=wanted.here)
    decks = {spec: parse(read_source(spec)[0])[0] for spec in specs}
    items = [
        item
        for spec, deck in decks.items()
        for item in _items(spec, deck, _Shelf(wanted, theme, with_given(deck, ledger)[0]))
    ]
    first = next(iter(decks.values()))
    course = CoursePage(
        name=first.front.course or first.heading.plain,
        language=first.front.language,
        summary=_summary(items),
        items=items,
        day=ENGLISH.day(date.today().isoformat()),
        command=build_deck(wanted.course),
    )
    shell = Shell(title=course.name, course=course.name, language=course.language, places=(), search="")
    return html("course.html", theme, course=course, shell=shell)


@dataclass(frozen=True)
class _Shelf:
    """Where what was made lies."""

    wanted: Wanted
    theme: Theme
    ledger: Ledger

    def link(self, words: str, path: Path) -> Link:
        return Link(words, quote(os.path.relpath(path, self.wanted.folder).replace(os.sep, "/")))


def _items(spec: Path, deck: Deck, shelf: _Shelf) -> Iterator[Item]:
    yield _deck(spec, deck, shelf)
    for slide in deck.slides:
        if isinstance(slide, AnimationSlide) and slide.scene:
            yield _film(slide, shelf)
    for slide in deck.slides:
        if slide.anchor:
            yield _lab(slide.anchor, shelf)


def _deck(spec: Path, deck: Deck, shelf: _Shelf) -> Item:
    output, record = shelf.wanted.output_of(spec), BuildRecord(shelf.wanted.outputs)
    as_built = (replace(shelf.wanted, strict=strict) for strict in (False, True))
    if not output.exists():
        state = State("absent", "Not built")
    elif not record.untouched(output, digest_of(output)):
        state = State("good", "Edited by hand")
    elif any(record.unchanged(output, with_spec(spec, surroundings_of(spec, wanted))) for wanted in as_built):
        state = State("good", "Built")
    else:
        state = State("stale", "Older than its sources")
    minutes = sum(slide.minutes or 0 for slide in deck.slides)
    length = f"{len(deck.slides)} slides" + (f", {minutes} min" if minutes else "")
    links = [shelf.link("PPTX", output)] if output.exists() else []
    about = deck.front.footer.removeprefix(deck.front.course).strip(" ·")
    return Item(
        kind="Deck", icon="layers", title=deck.front.title or deck.heading.plain, about=about, length=length,
        state=state, links=links, command=build_deck(shelf.wanted.course, spec),
    )  # fmt: skip


def _film(slide: AnimationSlide, shelf: _Shelf) -> Item:
    clip, found = read_clip(slide.scene, shelf.ledger, shelf.wanted.films, shelf.theme, shelf.wanted.course)
    if clip is not None:
        state, length = State("good", "Rendered"), f"{clip.seconds // 60:.0f}:{clip.seconds % 60:02.0f}"
    else:
        state, length = State("absent", "Not rendered"), ""
        if any(finding.code == "A103" for finding in found):
            state = State("stale", "Shows older numbers")
    links = [shelf.link("MP4", clip.movie)] if clip else []
    return Item(
        kind="Film", icon="play", title=slide.title.plain, about=f"slide {slide.number}", length=length, state=state,
        links=links, command=make_film(shelf.wanted.course, slide.scene, shelf.wanted.look, here=shelf.wanted.here),
    )  # fmt: skip


def _lab(anchor: Anchor, shelf: _Shelf) -> Item:
    folder = shelf.wanted.outputs / "labs" / anchor.id
    try:
        last = json.loads((folder / VERDICT).read_text(encoding="utf-8"))
        ran = ENGLISH.day(last["day"])
        state = State("good", f"Agrees · {ran}") if last["agrees"] else State("stale", f"Not so here · {ran}")
        links = [shelf.link("Output", folder)]
    except (OSError, ValueError, KeyError, TypeError):
        state, links = State("absent", "Not run here"), []
    return Item(
        kind="Lab", icon="term", title=anchor.id, about=anchor.objective.plain,
        after=", ".join(ranges(anchor.prerequisites, ENGLISH.range)), length="", state=state,
        links=links, command=run_lab(shelf.wanted.course, anchor.id),
    )  # fmt: skip


def _summary(items: Iterable[Item]) -> str:
    counts = {kind: sum(item.kind == kind for item in items) for kind in ("Deck", "Film", "Lab")}
    words = [f"{count} {kind.lower()}{'s' * (count != 1)}" for kind, count in counts.items() if count]
    return f"{', '.join(words[:-1])} and {words[-1]}." if len(words) > 1 else f"{words[0]}."
