"""The stages from a Markdown spec to its pages, each on what the one before gave, however much that found wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from build.files.course import course_of
from build.spec.pick import EVERY_SLIDE, Pick, picked

if TYPE_CHECKING:
    from build.drawing.page import Book
    from build.drawing.text_measure import Measure
    from build.files.course import Course
    from build.files.slide_memory import SlideMemory
    from build.films.clips import Clip
    from build.findings.diagnostic import Diagnostic
    from build.parse.source import Source
    from build.spec.deck import Deck, Slide
    from build.theme.tokens import Theme
    from engine.ledger import Ledger

    Read = tuple[Source, Sequence[Diagnostic]]
    """A spec's text, and what is wrong with it as a text."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The pages of a deck, and all that was found on the way. Without pages nothing can be written.

    `deck` has the slides that the pages show, with their numbers filled in, `parsed` all as they are written; `ledger`
    also has the facts that the deck's own data give.
    """

    book: Book | None
    diagnostics: tuple[Diagnostic, ...]
    deck: Deck | None = None
    ledger: Ledger | None = None
    parsed: Deck | None = None


def build_book(
    spec: Path,
    theme: Theme,
    ledger: Ledger,
    *,
    clips: Path,
    course: Course | None = None,
    pick: Pick = EVERY_SLIDE,
    memory: SlideMemory | None = None,
    draft: bool = False,
    read: Read | None = None,
    measures: Callable[[str], Measure] | None = None,
) -> Outcome:
    """A spec's pages, of which `pick` keeps some by the numbers that they show; all of the spec is checked.

    The course is found from the spec where it is not given; `clips` is the folder of films. Pages that `memory` has
    from an earlier build are not laid out and checked again, and a spec that has been `read` is not read again.
    `measures` gives what measures the theme's fonts in a language. In a `draft`, words that do not fit are cut off.
    Raises ValueError where the deck has no such slides, CourseError.
    """
    from build.checks.laid_out import check_pages
    from build.citations.cited_facts import listed_on, with_works
    from build.drawing.text_measure import Measure
    from build.files.page_memory import PageMemory
    from build.layout.book import lay_out, lay_out_slide
    from build.layout.cut import is_unfit
    from build.parse.deck import parse
    from build.parse.source import read_source
    from build.resolve.given import with_given

    course = course or course_of(spec)
    source, told = read or read_source(spec)
    if not source.text:
        return Outcome(book=None, diagnostics=tuple(told))
    parsed, found = parse(source, draft=draft)
    deck, diagnostics = parsed, [*told, *found]
    ledger, found = with_given(deck, ledger)
    diagnostics += found
    deck, found = checked(deck, ledger, course)
    ledger = with_works(ledger, deck)
    deck, diagnostics = without_drafts(deck, [*diagnostics, *found])
    films, of_films = read_clips(deck.slides, ledger, clips, theme, course)
    measure = measures(deck.front.language) if measures else Measure(theme.fonts, deck.front.language)
    pages = PageMemory(deck, memory)
    book, found = lay_out(deck, theme, ledger, films, course, measure=measure, memory=pages)
    if is_unfit(found):
        from build.layout.split import split_long

        def fits(slide: Slide) -> bool:
            return not is_unfit(lay_out_slide(deck, slide, theme, ledger, films, course, measure=measure)[1])

        split = split_long(deck, pages, fits)
        deck, pages = split.deck, PageMemory(split.deck, memory)
        book, found = lay_out(deck, theme, ledger, films, course, measure=measure, memory=pages, cut=draft)
        diagnostics += split.told
    diagnostics += [*theme.told, *found, *check_pages(book, theme, deck, unfit=found, measure=measure, memory=pages)]
    wanted = picked(deck, pick)
    if len(wanted) < len(deck.slides):
        shown = (slide for slide in deck.slides if slide.number in wanted)
        of_films = read_clips(shown, ledger, clips, theme, course)[1]
    diagnostics += of_films
    book = replace(book, pages=tuple(page for page in book.pages if page.number in wanted))
    if any(slide.cited for slide in deck.slides):
        from build.drawing.ways import to_works

        book = replace(book, pages=to_works(book.pages, listed_on(deck.slides)))
    deck = replace(deck, slides=tuple(slide for slide in deck.slides if slide.number in wanted))
    return Outcome(book=book, diagnostics=tuple(diagnostics), deck=deck, ledger=ledger, parsed=parsed)


def checked(deck: Deck, ledger: Ledger, course: Course) -> tuple[Deck, list[Diagnostic]]:
    """A parsed deck with its numbers filled in, and all that is wrong with what it says."""
    from build.checks.course import check_course
    from build.citations.cited_facts import may_cite
    from build.resolve.resolve import resolve

    found = mistakes(deck, ledger, course)
    if deck.front.translates:
        from build.parse.source import Source
        from build.translate.check import check_translation

        found = [*found, *check_translation(Source(deck.path, deck.source), deck.front)]
    resolved, unresolved = resolve(deck, ledger, course)
    if may_cite(deck, course):
        from build.citations.cite import with_citations  # with all that reads works, which few decks cite

        resolved, uncited = with_citations(resolved, ledger, course)
        unresolved = [*unresolved, *uncited]
    return resolved, [*check_course(course), *found, *unresolved]


def mistakes(deck: Deck, ledger: Ledger, course: Course) -> Sequence[Diagnostic]:
    """What is wrong with what a deck says, before its numbers are filled in."""
    from build.checks.spec import check
    from build.drawing.art import icon_names
    from build.figures.own_figures import known_figures
    from build.films.scenes import films_of
    from build.parse.course_anchors import anchors_elsewhere
    from build.spec.deck import AnimationSlide

    return check(
        deck,
        course=course,
        ledger=ledger,
        figures=known_figures(course),
        scenes=films_of(course) if any(isinstance(slide, AnimationSlide) for slide in deck.slides) else (),
        icons=icon_names(),
        elsewhere=anchors_elsewhere(Path(deck.path), course),
    )


def without_drafts(deck: Deck, diagnostics: Sequence[Diagnostic]) -> tuple[Deck, list[Diagnostic]]:
    """A deck without the slides that are drafts, which one finding tells and no other does; numbers stay.

    Raises ValueError where it has no others.
    """
    from build.findings.diagnostic import Diagnostic, counted

    drafts = [slide for slide in deck.slides if slide.draft]
    if not drafts:
        return deck, list(diagnostics)
    if len(drafts) == len(deck.slides):
        raise ValueError("every slide is a draft: there is nothing to build")
    starts = sorted(slide.span.line for slide in deck.slides)
    ends = dict(zip(starts, [*starts[1:], deck.source.count("\n") + 2], strict=True))
    lines = {line for slide in drafts for line in range(slide.span.line, ends[slide.span.line])}
    numbers = ", ".join(str(slide.number) for slide in drafts)
    message = f"{counted(len(drafts), 'slide')} not built, as a draft: {numbers}"
    told = Diagnostic(path=deck.path, span=drafts[0].span, code="C121", message=message)
    kept = [found for found in diagnostics if found.path != deck.path or found.span.line not in lines]
    return replace(deck, slides=tuple(slide for slide in deck.slides if not slide.draft)), [*kept, told]


def read_clips(
    slides: Iterable[Slide], ledger: Ledger, folder: Path, theme: Theme, course: Course
) -> tuple[dict[str, Clip], list[Diagnostic]]:
    """The clips of the slides' scenes that show the ledger's values, by scene."""
    from build.films.clips import read_clip
    from build.spec.deck import AnimationSlide

    clips: dict[str, Clip] = {}
    diagnostics: list[Diagnostic] = []
    for slide in slides:
        if isinstance(slide, AnimationSlide) and slide.scene and slide.scene not in clips:
            clip, found = read_clip(slide.scene, ledger, folder, theme, course)
            diagnostics += found
            if clip is not None:
                clips[slide.scene] = clip
    return clips, diagnostics
