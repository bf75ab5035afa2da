"""Filling a deck in: every `{{ }}` becomes words that name their fact, every listing its code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from build.files.commands import record_facts
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, Span
from build.findings.suggestion import suggestion
from build.parse.source import FindingCollector, Source
from build.resolve.code_file import lines_of_file
from build.resolve.fact_text import FactText, fill_in, no_part, quantity_of
from build.resolve.listing import Listings
from build.resolve.query import ShowError
from build.resolve.sheet_part import NoPartError, part_of
from build.spec.content import CodeBlock
from build.spec.deck import Call, Deck, Expression, Listing, Piece, Slide, Text, Words
from build.spec.said import Said
from build.spec.walk import change
from engine.did_you_mean import nearest
from engine.ledger import Ledger
from engine.sheet import Sheet
from engine.units import Table

T = TypeVar("T")


def resolve(deck: Deck, ledger: Ledger, course: Course) -> tuple[Deck, list[Diagnostic]]:
    """The deck with every number and listing in its place, and what could not be filled in.

    An expression at fault shows what it asks for, `⟨decode_cache.speed⟩`, so that a slide stays readable beside its
    finding.
    """
    slides = tuple(map(_unspoken, deck.slides)) if deck.front.wisdom == "off" else deck.slides
    filled, found = fill((slides, deck.introduction, deck.heading), deck, ledger, course)
    slides, introduction, heading = filled
    return replace(deck, slides=slides, introduction=introduction, heading=heading), found


def fill(value: T, deck: Deck, ledger: Ledger, course: Course) -> tuple[T, list[Diagnostic]]:
    """Anything that a spec says, filled in alike. `deck` is the spec's: its path, source, front matter and words."""
    given = frozenset(data.name for data in deck.front.data)
    work = _Work(FindingCollector(Source(deck.path, deck.source)), ledger, deck.said, course, Listings(course), given)
    return change(value, (Text, Listing, Call, CodeBlock), work.part), work.findings.sorted()


def _unspoken(slide: Slide) -> Slide:
    """A slide whose wisdom stands in its notes."""
    return replace(slide, wisdom=Text(), rest=(*slide.rest, slide.wisdom)) if slide.wisdom else slide


def _asked(source: str) -> str:
    """What an expression asks for, without its unit."""
    return source.partition("|")[0].strip() or source.strip()


@dataclass
class _Work:
    findings: FindingCollector
    ledger: Ledger
    said: Said
    course: Course
    listings: Listings
    given: frozenset[str]  # names of the deck's own data
    filled: dict[str, FactText | ShowError] = field(default_factory=dict)
    unrecorded: set[str] = field(default_factory=set)

    def part(self, value: Text | Listing | Call | CodeBlock) -> Text | Listing | Call | CodeBlock:
        if isinstance(value, Text):
            return self.text(value)
        if isinstance(value, CodeBlock):
            return self.code(value)
        if isinstance(value, Listing):
            return self.listing(value)
        self.facts(value)
        return value

    def text(self, text: Text) -> Text:
        if not any(isinstance(piece, Expression) for piece in text.pieces):
            return text
        return replace(text, pieces=tuple(map(self.piece, text.pieces)))

    def piece(self, piece: Piece) -> Piece:
        if isinstance(piece, Words):
            return piece
        found = self.filled.get(piece.source)
        if found is None:
            found = self.filled[piece.source] = self.evaluate(piece.source)
        if isinstance(found, FactText):
            return Words(text=found.text, fact=found.fact, bold=piece.bold, italic=piece.italic, strike=piece.strike)
        self.add_fault(found, piece.span)
        return Words(text=f"⟨{_asked(piece.source)}⟩", bold=piece.bold, italic=piece.italic, missing=True)

    def evaluate(self, source: str) -> FactText | ShowError:
        from build.resolve.expression import read_query  # Jinja with it, which many decks do without

        try:
            query = read_query(source)
            missing = self.unknown_fact(query.fact) if query.fact not in self.ledger else ShowError("", "")
            return fill_in(query, self.ledger, missing, self.said)
        except ShowError as fault:
            return fault

    def listing(self, listing: Listing) -> Listing:
        listing = replace(listing, heading=self.text(listing.heading))
        try:
            return self.listings.fill(listing)
        except ShowError as fault:
            self.add_fault(fault, listing.span)
            return replace(listing, text=(f"⟨{listing.target}⟩",))

    def code(self, block: CodeBlock) -> CodeBlock:
        """A block with the lines of the file that it is taken from."""
        if block.taken is None:
            return block
        try:
            if "::" in block.taken.target:
                taken = self.listings.fill(block.taken)
                text, marked = taken.text, taken.marked
            else:
                text, marked = lines_of_file(block.taken, (Path(self.findings.source.path).parent, self.course.root))
        except ShowError as fault:
            self.add_fault(fault, block.span)
            return block
        return replace(block, text=text, marked=block.marked or marked)

    def facts(self, call: Call) -> None:
        """A figure's facts exist, with their fields."""
        for fact in call.facts:
            try:
                self.look_up(*fact.split(".", 1))
            except ShowError as fault:
                self.add_fault(fault, call.span)

    def look_up(self, name: str, inner: str = "") -> None:
        """Raises ShowError where a fact or its field does not exist."""
        if name not in self.ledger:
            raise self.unknown_fact(name)
        value = quantity_of(self.ledger[name])
        if isinstance(value, Sheet):
            try:
                part_of(value, inner)
            except NoPartError as error:
                raise no_part(name, error) from None
            return
        known = list(value) if isinstance(value, Table) else []
        if inner and inner not in known:
            hint = suggestion(inner, known, f"its fields: {', '.join(known) or 'none'}")
            raise ShowError("F102", f"'{name}' has no field '{inner}'", hint, inner)

    def unknown_fact(self, name: str) -> ShowError:
        """An unknown fact, with the likely one and where it is defined; or one not recorded yet."""
        if name in self.given:
            return ShowError("F101", f"fact '{name}' could not be read", "see what is wrong with its data", name)
        place = self.definitions.get(name)
        if place:
            command = record_facts(self.course, "" if self.ledger.here else name, here=self.ledger.here)
            hint = f"it is defined in {place}: {command}"
            return ShowError("F101", f"fact '{name}' is not recorded", hint, name)
        likely = nearest(name, self.ledger)
        if likely:
            place = self.ledger[likely].defined
            hint = f"did you mean '{likely}'?" + (f" ({place})" if place else "")
        else:
            folder = self.course.home.folder
            hint = f"facts are functions in {folder}/; 'coursewright facts --list' lists them"
        return ShowError("F101", f"unknown fact '{name}'", hint, name)

    @cached_property
    def definitions(self) -> dict[str, str]:
        """Every function among the facts with its place, read where something is missing only."""
        found = {}
        for path in sorted(self.course.facts.glob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if match := re.match(r"def ([a-z]\w*)\(", line):
                    found[match[1]] = f"{path.relative_to(self.course.root)}:{number}"
        return found

    def add_fault(self, fault: ShowError, span: Span) -> None:
        """A fault where it stands; a fact that is not recorded once, for its command mends every place."""
        if fault.code == "F101" and fault.word in self.definitions:
            if fault.word in self.unrecorded:
                return
            self.unrecorded.add(fault.word)
        self.findings.add(fault.code, self.at(fault, span), fault.message, fault.hint)

    def at(self, fault: ShowError, span: Span) -> Span:
        """The word at fault within a span, or the span."""
        line = self.findings.source.line(span.line)
        match = (
            re.compile(rf"(?<!\w){re.escape(fault.word)}(?!\w)").search(line, span.column - 1, span.end)
            if fault.word
            else None
        )
        return Span(span.line, match.start() + 1, match.end() + 1) if match else span
