"""Where the words of a page lead: addresses, other slides of the deck, labs, files of the course."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from build.drawing.page import Drawable, Group, NativeTable, Page, Paragraph, Run, Shape, TextBox
from build.spec.deck import WORK
from build.spec.slide_references import REFERENCE, numbers_named

_NUMBER = re.compile(r"\d+")

Change = Callable[[Run], Iterator[Run]]


@dataclass(frozen=True, kw_only=True)
class Ways:
    """`slides` are the numbers of the pages that there are, `labs` the slides of anchors by their ids, `files` the
    addresses of files by how a slide names them."""

    slides: frozenset[int] = frozenset()
    labs: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def away_from(self, slide: int) -> Ways:
        """The ways of a slide, none of which leads to itself."""
        labs = {lab: number for lab, number in self.labs.items() if number != slide}
        return replace(self, slides=self.slides - {slide}, labs=labs)

    def of(self, run: Run) -> Iterator[tuple[int, int, str | int]]:
        """The parts of a run by where they begin and end, each with where it leads; empty where nowhere."""
        at = 0
        for start, end, to in (
            sorted(self._found(run)) if not run.href else [(0, len(run.text), self._of_link(run.href))]
        ):
            if start < at:
                continue
            if at < start:
                yield at, start, ""
            yield start, end, to
            at = end
        if at < len(run.text) or not run.text:
            yield at, len(run.text), ""

    def _of_link(self, href: str) -> str | int:
        """Where a link leads: `#31` to a slide, if there is one."""
        if not href.startswith("#"):
            return href
        number = int(href[1:]) if href[1:].isdecimal() else 0
        return number if number in self.slides else ""

    def _found(self, run: Run) -> Iterator[tuple[int, int, str | int]]:
        text = run.text
        for named in REFERENCE.finditer(text) if "lide" in text else ():
            begin = named.start("numbers")
            for number, one in zip(numbers_named(named), _NUMBER.finditer(named["numbers"]), strict=False):
                if number in self.slides:
                    yield begin + one.start(), begin + one.end(), number
        known: dict[str, str | int] = {**self.labs, **self.files}
        for name, to in known.items():
            if name in text:
                found = re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
                yield from ((one.start(), one.end(), to) for one in found)


def linked(page: Page, ways: Ways) -> Page:
    """The page with links where its words lead somewhere else; `#17` is its deck's slide 17."""
    others = ways.away_from(page.number)
    return _changed(page, lambda run: _runs(run, others))


def to_works(pages: Iterable[Page], slides: Mapping[int, int]) -> tuple[Page, ...]:
    """Pages whose marks of works lead to the slides that list those: `slides` has them by the numbers of works."""

    def moved(run: Run) -> Iterator[Run]:
        if run.href.startswith(WORK):
            slide = slides.get(int(run.href.removeprefix(WORK)))
            run = replace(run, href=f"#{slide}" if slide else "")
        yield run

    return tuple(_changed(page, moved) for page in pages)


def within(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Pages whose words lead to no slide that is not among them."""
    known = {f"#{page.number}" for page in pages}

    def kept(run: Run) -> Iterator[Run]:
        yield replace(run, href="") if run.href.startswith("#") and run.href not in known else run

    return tuple(_changed(page, kept) if set(leads_of(page)) - known else page for page in pages)


def leads_of(page: Page) -> tuple[str, ...]:
    """Where its runs lead, each once."""
    found: dict[str, None] = {}

    def look(run: Run) -> Iterator[Run]:
        if run.href:
            found[run.href] = None
        yield run

    _changed(page, look)
    return tuple(found)


def _changed(page: Page, how: Change) -> Page:
    return replace(page, items=tuple(_item(item, how) for item in page.items))


def _item(item: Drawable, how: Change) -> Drawable:
    match item:
        case TextBox() | Shape():
            return replace(item, paragraphs=_paragraphs(item.paragraphs, how))
        case NativeTable():
            rows = (
                tuple(replace(cell, paragraphs=_paragraphs(cell.paragraphs, how)) for cell in row) for row in item.rows
            )
            return replace(item, rows=tuple(rows))
        case Group() if not item.alt:  # a figure is a picture
            return replace(item, children=tuple(_item(child, how) for child in item.children))
    return item


def _paragraphs(paragraphs: Sequence[Paragraph], how: Change) -> tuple[Paragraph, ...]:
    return tuple(replace(one, runs=tuple(part for run in one.runs for part in how(run))) for one in paragraphs)


def _runs(run: Run, ways: Ways) -> Iterator[Run]:
    found = list(ways.of(run))
    if len(found) == 1 and found[0][2] == run.href:
        yield run
        return
    for start, end, to in found:
        yield replace(run.part(start, end), href=f"#{to}" if isinstance(to, int) else to)
