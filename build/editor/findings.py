"""What is wrong with a text as it is written, and what stands in it: no page is laid out and nothing is run for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from build.documents.checks import check_guide
from build.documents.parse import parse_guide
from build.editor.names import Names
from build.editor.point import Written
from build.findings.diagnostic import Diagnostic, Span, in_order
from build.parse.deck import parse
from build.parse.source import Source, source_from
from build.pipeline import checked, without_drafts
from build.questions.model import kind_of
from build.questions.outcome import from_source
from build.resolve.given import with_given
from build.resolve.resolve import fill


@dataclass(frozen=True, slots=True)
class Heading:
    """A slide, an hour, a section or a question; its lines go from `line` to before `end`. `number` is a slide's."""

    title: str
    line: int
    end: int
    level: int = 1
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says and what is wrong with it. Every span lies in the text."""

    findings: tuple[Diagnostic, ...]
    outline: tuple[Heading, ...]


def read(written: Written, spec: Path, names: Names) -> Reading:
    """Read a deck's, a guide's or a quiz's text, whatever state it is in. Raises CourseError, OSError, ValueError."""
    source, found = source_from(str(spec), written.data)
    if not source.text:
        return Reading(tuple(placed(written, spec, found)), ())
    told, headings = _READERS[written.kind](source, names)
    lines = sorted([*(heading.line for heading in headings), len(written.lines) + 1])
    outline = tuple(replace(one, end=lines[bisect_right(lines, one.line)]) for one in headings)
    return Reading(tuple(placed(written, spec, [*found, *told])), outline)


def placed(written: Written, spec: Path, found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Findings as the text's own; those of another file, as of its data, at its first line with their place."""
    for one in in_order(found):
        if one.path == str(spec):
            yield replace(one, span=written.clamped(one.span))
        else:
            place = f"{one.path}:{one.span.line}:{one.span.column}"
            yield replace(one, path=str(spec), span=written.clamped(Span()), message=f"{place}: {one.message}")


def _deck(source: Source, names: Names) -> tuple[list[Diagnostic], list[Heading]]:
    deck, found = parse(source)
    ledger, of_data = with_given(deck, names.ledger)
    resolved, told = checked(deck, ledger, names.course)
    found = [*found, *of_data, *told]
    if not all(slide.draft for slide in resolved.slides):
        found = without_drafts(resolved, found)[1]
    slides = sorted(deck.slides, key=lambda slide: slide.span.line)
    return found, [Heading(slide.title.plain, slide.span.line, 0, number=slide.number) for slide in slides]


def _guide(source: Source, names: Names) -> tuple[list[Diagnostic], list[Heading]]:
    guide, found = parse_guide(source)
    ledger, of_data = with_given(guide.head, names.ledger)
    told = check_guide(guide, names.course, ledger, names.places)
    unfilled = fill((guide.heading, guide.lead, guide.hours), guide.head, ledger, names.course)[1]
    outline: list[Heading] = []
    for hour in guide.hours:
        outline.append(Heading(hour.heading.plain or hour.name, hour.span.line, 0))
        outline += (Heading(part.heading.plain, part.span.line, 0, level=2) for part in hour.sections)
    return [*found, *of_data, *told, *unfilled], sorted(outline, key=lambda heading: heading.line)


def _quiz(source: Source, names: Names) -> tuple[list[Diagnostic], list[Heading]]:
    outcome = from_source(source, [], names.ledger, names.course)
    questions = [family.first for family in outcome.bank.families] if outcome.bank else []
    outline = [Heading(f"{one.id} ({kind_of(one)}): {one.stem.plain}", one.span.line, 0) for one in questions]
    return list(outcome.diagnostics), sorted(outline, key=lambda heading: heading.line)


_READERS = {"deck": _deck, "guide": _guide, "quiz": _quiz}


def kept(before: Iterable[Diagnostic], written: Written, told: Iterable[Diagnostic] = ()) -> Iterator[Diagnostic]:
    """Findings of the last build in a text that has changed since: where their line stands now, if it still does.

    What is `told` of the text already is not told again.
    """
    lines, own = written.lines, {(one.span.line, one.code, one.message) for one in told}
    for one in before:
        near = sorted(
            (abs(number - one.span.line), number)
            for number, line in enumerate(lines, 1)
            if one.line_text and line == one.line_text
        )
        if near and (near[0][1], one.code, one.message) not in own:
            yield replace(one, span=written.clamped(replace(one.span, line=near[0][1])))
