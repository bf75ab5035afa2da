"""Citations of a resolved deck: marks in its words, short forms for the feet of slides, and the list at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from build.citations.entry import Item
from build.citations.marks import Marks
from build.citations.short import main_title, short, shortest
from build.citations.sources import sources
from build.citations.style import USUAL, StyleError, style_names
from build.citations.styled_works import StyledWorks, styled_works
from build.citations.taken import Taken
from build.files.course import Course
from build.files.installed import OURS, installing
from build.findings.diagnostic import Diagnostic, Span, has_errors
from build.findings.suggestion import suggestion
from build.parse.source import FindingCollector
from build.parse.source import Source as Spec
from build.provenance.slide_numbers import LAST, film_facts
from build.spec.content import Work, WorksSlide
from build.spec.deck import ALL_AT_ONCE, AnimationSlide, Call, Cite, Cited, Deck, Slide, Text, Words
from build.spec.walk import parts_in
from engine.ledger import Ledger

T = TypeVar("T")
_RANKS = {"eyebrow": 0, "title": 0, "wisdom": 2, "beginner": 2, "anchor": 2, "footnotes": 3, "notes": 4, "rest": 4}


def with_citations(deck: Deck, ledger: Ledger, course: Course) -> tuple[Deck, list[Diagnostic]]:
    """The deck with its citations as its style says them, a slide of works at its end where it cites any, and what is
    wrong with them and with the files of works. A deck without citations is the same value."""
    work = Citing(deck, ledger, course)
    made = work.deck_with_marks()
    in_files = work.taken.library.found  # first: a file that is not there is told in the deck, cited or not
    return made, [*work.findings.sorted(), *in_files]


def cited_alone(deck: Deck, ledger: Ledger, course: Course, last: Deck) -> Deck | None:
    """A resolved deck of one slide with its citations, numbered as in the `last` whole deck.

    None where its works are not those of that, in the same order, or anything is wrong with them.
    """
    (slide,) = deck.slides
    keys = [work.key for one in last.slides if isinstance(one, WorksSlide) for work in one.works]
    work = Citing(deck, ledger, course, keys)
    made = work.deck_with_marks().slides[0]
    was = next((one for one in last.slides if one.number == slide.number), None)
    wrong = has_errors(one for one in work.findings.found if one.span.line >= slide.span.line)
    if wrong or [*work.taken.items] != keys or was is None or _places(made) != _places(was):
        return None
    return replace(deck, slides=(made,))


def _places(slide: Slide) -> list[tuple[int, int]]:
    return [(one.number, one.place) for one in slide.cited]


@dataclass
class _Use:
    """What cites a work on one slide."""

    seen: bool = False
    facts: dict[str, None] = field(default_factory=dict)


class Citing:
    """The citations of one deck, or of a guide's parts; works that are `numbered` before come first, as they did."""

    def __init__(self, deck: Deck, ledger: Ledger, course: Course, numbered: Sequence[str] = ()) -> None:
        self.deck, self.ledger, self.course = deck, ledger, course
        self.findings = FindingCollector(Spec(deck.path, deck.source))
        self.taken = Taken(deck, course, self.findings)
        for key in numbered:
            self.taken.known(Cite(key=key, span=Span()))

    # ---- a deck ---------------------------------------------------------------------------------------
    def deck_with_marks(self) -> Deck:
        deck = self.deck
        introduced = [cite for words in parts_in(deck.introduction, Words) for cite in words.cites]
        uses = {id(slide): self._uses(slide) for slide in deck.slides if not slide.draft}
        for cite in introduced:
            self.taken.known(cite)
        if not self.taken.items or self.styled is None:
            return deck
        marked = tuple(self._marked(slide, uses.get(id(slide), {})) for slide in deck.slides)
        made = replace(deck, introduction=self.marks.in_words(deck.introduction), slides=marked)
        return replace(made, slides=(*marked, self._list()))

    # ---- anything else --------------------------------------------------------------------------------
    def with_marks(self, value: T) -> tuple[T, tuple[Work, ...]]:
        """A value whose words cite as the style does, and the works."""
        for words in parts_in(value, Words):
            for cite in words.cites:
                self.taken.known(cite)
        if not self.taken.items or self.styled is None:
            return value, ()
        return self.marks.in_words(value), self._works()

    def _uses(self, slide: Slide) -> dict[str, _Use]:
        """The works of a slide in the order in which it is read, with what cites each."""
        uses: dict[str, _Use] = {}
        facts: dict[str, bool] = {}  # and whether learners see them
        if isinstance(slide, AnimationSlide):
            facts |= dict.fromkeys(film_facts(slide.scene, self.course), True)
        for name in sorted((one.name for one in fields(slide)), key=lambda name: _RANKS.get(name, 1)):
            seen = name not in LAST
            for part in parts_in(getattr(slide, name), (Words, Call)):
                for fact in part.facts if isinstance(part, Call) else [part.fact] if part.fact else ():
                    fact = fact.partition(".")[0]
                    facts[fact] = facts.get(fact, False) or seen
                for cite in part.cites if isinstance(part, Words) else ():
                    if self.taken.known(cite):
                        uses.setdefault(cite.key, _Use()).seen |= seen
        if self.deck.front.bibliography or self.course.bibliography:
            for fact, seen in facts.items():
                record = self.ledger.get(fact)
                for key in sources(record, self.taken.library) if record else ():
                    if self.taken.of_fact(fact, key, slide):
                        use = uses.setdefault(key, _Use())
                        use.seen |= seen
                        use.facts[fact] = None
        return uses

    def _marked(self, slide: Slide, uses: Mapping[str, _Use]) -> Slide:
        if not uses:
            return slide
        cited = (self._cited(key, place, use) for place, (key, use) in enumerate(uses.items()))
        return replace(self.marks.in_words(slide), cited=tuple(sorted(cited, key=lambda one: one.number)))

    def _cited(self, key: str, place: int, use: _Use) -> Cited:
        assert self.styled is not None
        item, said = self.styled.items[key], self.taken.said
        full = Text(tuple(self._entries[key]))
        return Cited(
            number=self.styled.numbers[key],
            place=place,
            mark=self._mark(key),
            short=self._short(item, full),
            shortest=shortest(item, said) if self.styled.has_numbers else "",
            full=full,
            seen=use.seen,
            facts=tuple(use.facts),
        )

    def _short(self, item: Item, full: Text) -> str:
        assert self.styled is not None
        if self.styled.is_note:
            return full.plain
        if self.styled.is_numeric:
            return short(item, self.taken.said)
        return main_title(item)

    def _mark(self, key: str) -> str:
        assert self.styled is not None
        mark = self.styled.mark(key)
        number = str(self.styled.numbers[key])
        return f"[{number}]" if mark.strip("[]().") == number else mark

    def _list(self) -> WorksSlide:
        """All that is cited, behind the last line of the spec."""
        end = Span(len(self.findings.source.lines) + 1, 1)
        number = max((slide.number for slide in self.deck.slides), default=0) + 1
        title = Text((Words(text=self.deck.said.works),), end)
        return WorksSlide(
            number=number, eyebrow=Text(), title=title, span=end, works=self._works(), reveal=ALL_AT_ONCE,
            rule="works that the deck cites",
        )  # fmt: skip

    def _works(self) -> tuple[Work, ...]:
        assert self.styled is not None
        return tuple(
            Work(
                key=key,
                number=self.styled.numbers[key],
                mark=self._mark(key) if self.styled.has_numbers else "",
                text=Text(tuple(words)),
            )
            for key, words in self._entries.items()
        )

    @cached_property
    def styled(self) -> StyledWorks | None:
        """The works as the style shows them; None where it cannot be used."""
        own = self.deck.front.csl
        name, span = (own.text, own.span) if own else (self.course.csl or USUAL, Span())
        path = Path(self.deck.path).parent / name if own else self.course.root / name
        is_file = name.endswith(".csl")
        try:
            changed = path.stat().st_mtime_ns if is_file and path.is_file() else 0
            if is_file and not changed:
                there = sorted(file.name for file in path.parent.glob("*.csl"))
                hint = suggestion(path.name, there, "write a name, such as 'apa', or a file beside the spec")
                self.findings.add("C816", span, f"there is no style '{name}'", hint)
                return None
            return styled_works(str(path) if is_file else name, self.taken.language, changed, self.taken.items)
        except StyleError as error:
            hint = suggestion(name, style_names()) if not error.line else ""
            place = f" ({name}:{error.line})" if error.line else ""
            self.findings.add("C816", span, f"{error}{place}", hint or "write 'csl: ieee', or take another style")
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] in OURS:
                raise
            self.findings.add("C818", span, "citations need packages that are not installed", installing("citeproc"))
        except Exception as error:  # of citeproc, which meets anything that a style or an entry says
            self.findings.add("C816", span, f"the style '{name}' cannot show these works: {error}", "take another one")
        return None

    @cached_property
    def _entries(self) -> dict[str, list[Words]]:
        assert self.styled is not None
        return self.styled.entries

    @cached_property
    def marks(self) -> Marks:
        assert self.styled is not None
        told = bool(self.deck.front.bibliography or self.course.bibliography)
        return Marks(self.styled, self.taken.said, told=told)
