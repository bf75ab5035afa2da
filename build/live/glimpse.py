"""The one slide that a save has changed, long before the whole spec is read again.

What is made here of a slide is what the whole way makes of it wherever nothing else of the spec has changed, and where
that cannot be said, nothing is made. The whole way comes behind each glimpse and has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from build.checks.laid_out import check_pages
from build.citations.cited_facts import listed_on, may_cite, with_works
from build.drawing.page import Book, Page
from build.drawing.ways import to_works
from build.findings.diagnostic import Span, has_errors
from build.layout.book import lay_out_slide
from build.parse.deck import parse
from build.parse.source import Source
from build.pipeline import mistakes, read_clips
from build.resolve.given import with_given
from build.resolve.resolve import resolve
from build.spec.content import SectionSlide, WorksSlide
from build.spec.deck import AgendaSlide, AnimationSlide, Deck, Slide
from build.spec.walk import change

if TYPE_CHECKING:
    from build.drawing.text_measure import Measure
    from build.files.course import Course
    from build.theme.tokens import Theme
    from engine.ledger import Ledger


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """All but its spec that a page is made from."""

    course: Course
    theme: Theme
    ledger: Ledger
    clips: Path


@dataclass(frozen=True)
class Change:
    """A deck as it is parsed now, and those of its slides that are made first."""

    deck: Deck
    slides: tuple[Slide, ...]


def changed(old: Deck, new: Source) -> Change | None:
    """The slide within which all lines lie that a save has changed, in the deck as it then is.

    None where it cannot be told alone: several slides, front matter, minutes, which an agenda shows, or what stands
    outside of slides. That others show its title too is seen when the whole deck is made.
    """
    before, now = old.source.split("\n"), new.lines
    first, behind = _alike(before, now), _alike(before[::-1], now[::-1])
    behind = min(behind, min(len(before), len(now)) - first)
    starts = sorted(slide.span.line for slide in old.slides)
    start = max((line for line in starts if line <= first + 1), default=0)
    end = next((line for line in starts if line > start), len(before) + 1)
    if not start or len(before) - behind >= end or len(set(starts)) < len(starts):
        return None
    was = next(slide for slide in old.slides if slide.span.line == start)
    longer = len(now) - len(before)
    slide = _alone(new, start, end + longer) if old.numbered else _among(new, start, end + longer, len(old.slides))
    if slide is None or slide.number != was.number or type(slide) is not type(was) or slide.minutes != was.minutes:
        return None
    if slide.draft or was.draft or isinstance(slide, AgendaSlide | SectionSlide):
        return None
    if isinstance(slide, AnimationSlide) and not slide.scene:  # one that is listed apart
        return None
    slides = tuple(slide if one is was else one for one in old.slides)
    return Change(replace(old, source=new.text, slides=slides), (slide,))


def _alone(source: Source, start: int, end: int) -> Slide | None:
    """The numbered slide in the lines from `start` on, read by itself; None where it is wrong or none."""
    shared = (line for line in source.lines if _is_shared(line))
    deck, found = parse(replace(source, text="\n".join([*source.lines[start - 1 : end - 1], "", *shared])))
    if len(deck.slides) != 1 or deck.slides[0].span.line != 1 or has_errors(found):
        return None
    moved: Slide = change(deck.slides[0], Span, lambda span: replace(span, line=span.line + start - 1))
    return moved


def _among(source: Source, start: int, end: int, count: int) -> Slide | None:
    """The same in ordinary Markdown, where all of a spec says what a slide is, if there are still so many slides."""
    deck, found = parse(source)
    if len(deck.slides) != count or has_errors(one for one in found if start <= one.span.line < end):
        return None
    return next((slide for slide in deck.slides if slide.span.line == start), None)


Made = tuple[Page, Slide, Deck, "Ledger"]
"""A page with its resolved slide, in its deck, and the facts that the deck may name."""


def laid_out(change: Change, around: Surroundings, measure: Measure, last: Deck | None = None) -> list[Made]:
    """The slides to be made first, without those on which anything is wrong; agendas are left out.

    Where the deck cites, works have the numbers that they have in the `last` whole deck, and a slide that does not cite
    the same ones in the same order is left out.
    """
    made: list[Made] = []
    deck = change.deck
    cites = may_cite(deck, around.course)
    given, found = with_given(deck, around.ledger)
    if has_errors(found) or (cites and last is None):
        return made
    lists = [slide for slide in last.slides if isinstance(slide, WorksSlide)] if last else []
    for slide in change.slides:
        if isinstance(slide, AgendaSlide):
            continue
        alone, found = resolve(replace(deck, slides=(slide,), introduction=()), given, around.course)
        ledger = given
        if cites and last:
            from build.citations.cite import cited_alone  # with all that reads works

            cited = cited_alone(alone, given, around.course, last)
            if cited is None:
                continue
            alone, ledger = cited, with_works(given, cited)
        resolved = alone.slides[0]
        clips, of_films = read_clips(alone.slides, ledger, around.clips, around.theme, around.course)
        others = (resolved if one is slide else one for one in deck.slides)
        seen = replace(alone, slides=(*others, *lists))
        page, unfit = lay_out_slide(seen, resolved, around.theme, ledger, clips, around.course, measure=measure)
        if has_errors([*found, *unfit, *of_films]):
            continue
        book = Book(title="", author="", language=deck.front.language, pages=(page,))
        if not has_errors(check_pages(book, around.theme, seen, unfit=unfit, measure=measure)):
            (page,) = to_works([page], listed_on(lists))
            made.append((page, resolved, seen, ledger))
    return made


def says_worse(change: Change, old: Deck, around: Surroundings) -> bool:
    """Whether a slide has a mistake in what it says that it had not before."""
    for slide in change.slides:
        now = _mistakes(slide, change.deck, around)
        was = next((one for one in old.slides if one.number == slide.number), None)
        if now and now - (_mistakes(was, old, around) if was else set()):
            return True
    return False


def _mistakes(slide: Slide, deck: Deck, around: Surroundings) -> set[tuple[str, str]]:
    """The errors in what a slide says, seen by itself: some are none beside the others, and are there before too."""
    found = mistakes(replace(deck, slides=(slide,)), around.ledger, around.course)
    return {(one.code, one.message) for one in found if one.severity == "error"}


def _alike(some: Sequence[str], others: Sequence[str]) -> int:
    """How many lines two texts begin with alike."""
    for number, (one, other) in enumerate(zip(some, others, strict=False)):
        if one != other:
            return number
    return min(len(some), len(others))


def _is_shared(line: str) -> bool:
    """Whether a line may say what all slides use: the address of a name."""
    return line.lstrip(" ").startswith("[") and "]:" in line
