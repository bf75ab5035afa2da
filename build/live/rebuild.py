"""A deck made anew after each save: first the slide that was changed, or those that are looked at, then all of it.

One thread builds. A slide with an error keeps the last good page that it had, and what is wrong is told beside it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from build.drawing.page import Page
from build.drawing.text_measure import Measure
from build.files.course import Course, course_of
from build.findings.diagnostic import Diagnostic, FindingsError
from build.findings.file_messages import error_text
from build.live.deck_state import Live, Shown, ShownSlide
from build.live.glimpse import Change, Surroundings, changed, laid_out, says_worse
from build.live.page import Drawing
from build.live.pairs import numbers_now
from build.live.shown_files import shown_files
from build.live.warm_memory import SupersededError, WarmMemory, without_lines
from build.parse.source import Source
from build.pipeline import Outcome, build_book
from build.spec.content import WorksSlide
from build.spec.deck import Deck, Slide
from build.theme.choose import load_theme

Read = tuple[Source, Sequence[Diagnostic]]
Draw = Callable[[Page, Slide, Drawing], str]
"""A slide as browsers have it, from its page and from what the spec says."""

Stale = Callable[[Course], Sequence[Diagnostic]]
"""The facts of a course that are not what its ledger says."""

FAILURES = (OSError, ValueError, RuntimeError)  # of the user's files; any other is a bug
MOST_LOOKED_AT = 2  # slides that are made first where all may have changed


class Rebuild:
    """Builds one deck again and again, and tells its browsers.

    `superseded` says whether something newer waits; the build of all slides then stops. Before that, `rest` lets
    browsers draw what they have just been told.
    """

    def __init__(
        self,
        live: Live,
        draw: Draw,
        superseded: Callable[[], bool] = lambda: False,
        stale: Stale = lambda _: (),
        rest: Callable[[], None] = lambda: None,
    ) -> None:
        self._live = live
        self._draw = draw
        self._find_stale = stale
        self._rest = rest
        self._memory = WarmMemory(superseded)
        self._around: Surroundings | None = None
        self._wrong: Exception | None = None  # with the surroundings
        self._stale: Sequence[Diagnostic] = ()  # facts that are not recorded as they are defined
        self._measures: dict[str, Measure] = {}
        self._parsed: Deck | None = None  # the spec as all slides were last made from it
        self._done: Read | None = None
        self._shown_with: set[tuple[str, str, str]] = set()  # errors of no slide in spite of which the deck is shown
        self._drawn: dict[int, tuple[Page, str, str]] = {}  # by its number: the page, what was said, what was made

    def again(self, read: Read, *, others: bool = False, saved: float | None = None) -> bool:
        """Show what the spec says now; False where that was left, because something newer waits.

        `others`: what is around the spec may have changed too. `saved` is when that was, in seconds since 1970.
        """
        if others or self._around is None:
            self._look_around()
        elif read == self._done:
            return True
        self._done = None
        try:
            if self._around:
                with suppress(Exception):  # the whole way has the last word
                    self._glimpse(read[0], self._around, others=others, saved=saved)
                self._whole(read, self._around, saved)
            elif self._wrong:
                raise self._wrong
        except SupersededError:
            return False
        except FAILURES as error:
            self._tell(_kept(self._live.shown, error), saved)
        except Exception as error:  # a bug: the next save may do without it
            traceback.print_exc()
            self._tell(_kept(self._live.shown, RuntimeError(f"a fault of Coursewright: {error!r}")), saved)
        self._done = read
        return True

    def check_facts(self, *, asked: bool) -> None:
        """Tell which facts are to be recorded anew, where any were changed, or were told before."""
        if not self._around or not (asked or self._stale):
            return
        shown, was = self._live.shown, set(self._stale)
        try:
            self._stale = self._find_stale(self._around.course)
        except FAILURES as error:
            self._tell(replace(shown, failure=error_text(error)), None)
            return
        kept = tuple(found for found in shown.findings if found not in was)
        self._tell(replace(shown, findings=(*kept, *self._stale)), None)

    def _look_around(self) -> None:
        """Read what is around the spec; what cannot be read stays as it was."""
        self._memory.clear()
        self._drawn.clear()
        wanted = self._live.wanted
        try:
            course = course_of(self._live.spec)
            if wanted.course.theme == wanted.look:
                wanted = replace(wanted, theme=None)
            wanted = self._live.wanted = replace(wanted, course=course)
            theme, ledger = load_theme(wanted.look), course.recorded(here=wanted.here)
        except FAILURES as error:
            self._wrong = error
            return
        if self._around is None or theme.fonts != self._around.theme.fonts:
            self._measures.clear()
        self._around = Surroundings(course=course, theme=theme, ledger=ledger, clips=wanted.films)
        self._wrong = None

    def _measure(self, language: str) -> Measure:
        assert self._around is not None
        if language not in self._measures:
            self._measures[language] = Measure(self._around.theme.fonts, language)
        return self._measures[language]

    def _glimpse(self, source: Source, around: Surroundings, *, others: bool, saved: float | None) -> None:
        """Show what can be made at once."""
        old, shown = self._parsed, self._live.shown
        if old is None or shown.deck is None or self._wrong:
            return
        listed = sum(isinstance(slide, WorksSlide) for slide in shown.deck.slides)  # which the spec does not write
        if len(old.slides) + listed != len(shown.slides):
            return
        if others:
            seen = (
                [*dict.fromkeys(reversed(self._live.at.values()))][:MOST_LOOKED_AT] if old.source == source.text else []
            )
            change = Change(old, tuple(slide for slide in old.slides if slide.number in seen))
        else:
            found = changed(old, source)
            if found is None or says_worse(found, old, around):
                return
            change = found
        measure = self._measure(old.front.language)
        slides = {slide.number: slide for slide in shown.slides}
        for page, slide, deck, ledger in laid_out(change, around, measure, shown.deck):
            slides[page.number] = self._slide(page, slide, Drawing(deck, ledger, around, measure))
        self._publish(replace(shown, slides=tuple(slides.values())), saved)
        self._rest()

    def _whole(self, read: Read, around: Surroundings, saved: float | None) -> None:
        """Show the whole deck, and tell all that is wrong with it."""
        self._memory.source = read[0].text
        outcome = build_book(
            self._live.spec,
            around.theme,
            around.ledger,
            clips=around.clips,
            course=around.course,
            memory=self._memory,
            read=read,
            measures=self._measure,
        )
        self._parsed = outcome.parsed
        self._tell(self._shown(outcome, around), saved)
        self._memory.save()

    def _shown(self, outcome: Outcome, around: Surroundings) -> Shown:
        """The deck as it is made now, with the last good pages of slides that have errors."""
        old, told = self._live.shown, _told((*outcome.diagnostics, *self._stale), self._wrong)
        if outcome.book is None or outcome.deck is None or outcome.ledger is None or not outcome.book.pages:
            return replace(old, **told, slides=_all_kept(old.slides))
        shown = Shown(
            **told, book=outcome.book, deck=outcome.deck, ledger=outcome.ledger, theme=around.theme,
            files=shown_files(outcome.book),
        )  # fmt: skip
        errors = [found for found in outcome.diagnostics if found.severity == "error"]
        wrong = {shown.slide_of(found) for found in errors}
        of_all = {(found.path, found.code, found.message) for found in errors if not shown.slide_of(found)}
        if old.slides and of_all - self._shown_with:  # with those that were there the deck is written on all the same
            return replace(shown, slides=_all_kept(old.slides))
        self._shown_with = of_all
        good = {slide.number: slide for slide in old.slides if slide.good}
        if len(old.slides) != len(outcome.book.pages):
            good = {}
        drawing = Drawing(outcome.deck, outcome.ledger, around, self._measure(outcome.deck.front.language))
        slides = []
        for page, slide in zip(outcome.book.pages, outcome.deck.slides, strict=True):
            if page.number in wrong and page.number in good:
                slides.append(replace(good[page.number], kept=True))
            else:
                slides.append(replace(self._slide(page, slide, drawing), good=page.number not in wrong))
        return replace(shown, slides=tuple(slides))

    def _slide(self, page: Page, slide: Slide, drawing: Drawing) -> ShownSlide:
        """A slide as browsers have it; one that is as it was is not drawn again."""
        deck = drawing.deck
        said = without_lines((slide, deck.front, deck.introduction), deck.source)
        was = self._drawn.get(page.number)
        html = was[2] if was and was[:2] == (page, said) else self._draw(page, slide, drawing)
        self._drawn[page.number] = (page, said, html)
        return ShownSlide(page.number, page.title, html)

    def _tell(self, shown: Shown, saved: float | None) -> None:
        self._publish(shown, saved)
        self._live.broadcast("findings", {**shown.told, "saved": saved})

    def _publish(self, shown: Shown, saved: float | None) -> None:
        """Let browsers have what is not as they have it."""
        old, self._live.shown = self._live.shown, shown
        if [slide.number for slide in old.slides] == [slide.number for slide in shown.slides] and (
            old.title == shown.title
        ):
            others = {slide.number: slide.html for slide in old.slides}
            for slide in shown.slides:
                if slide.html != others[slide.number]:
                    data = {"number": slide.number, "digest": slide.digest, "html": slide.html, "saved": saved}
                    self._live.broadcast("slide", data)
            return
        moved = numbers_now(old.slides, shown.slides)
        self._live.broadcast("deck", {"slides": shown.order, "title": shown.title, "moved": moved, "saved": saved})


def _told(found: Sequence[Diagnostic], wrong: Exception | None) -> dict[str, Any]:
    """What is wrong with the spec, and with what is around it."""
    more = wrong.findings if isinstance(wrong, FindingsError) else ()
    return {"findings": (*found, *more), "failure": error_text(wrong) if wrong and not more else ""}


def _kept(shown: Shown, error: Exception) -> Shown:
    """The last good pages, where an error lets nothing be made."""
    return replace(shown, **_told((), error), slides=_all_kept(shown.slides))


def _all_kept(slides: Sequence[ShownSlide]) -> tuple[ShownSlide, ...]:
    return tuple(replace(slide, kept=True) for slide in slides)
