"""What is asked of a guide besides its form: minutes that add up, figures and ways that exist, no loose numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from build.checks import formulas, links, pictures, plain
from build.checks.context import CheckContext
from build.checks.numbers import tell_loose
from build.documents.model import Figure, Guide, Hour
from build.documents.section_parts import LABELS
from build.documents.ways import CoursePlaces, check_ways
from build.drawing.art import icon_names
from build.figures.own_figures import known_figures
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, Span
from build.findings.suggestion import suggestion
from build.parse.source import FindingCollector
from build.parse.source import Source as Written
from build.spec.content import ContentSlide, Image, MixedSlide
from build.spec.deck import Text
from build.spec.walk import parts_in, texts_in
from build.translate.check import check_translation
from engine.ledger import Ledger


def check_guide(guide: Guide, course: Course, ledger: Ledger, places: CoursePlaces) -> list[Diagnostic]:
    """All findings, in the order of the source. `guide` has its expressions still."""
    findings = FindingCollector(Written(guide.head.path, guide.head.source))
    for hour in guide.hours:
        _minutes(hour, findings)
    _names(guide, course, findings)
    check_ways(guide, places, findings)
    texts = tuple(texts_in((guide.lead, guide.hours)))
    images = tuple(parts_in(guide.hours, Image))
    head = replace(guide.head, introduction=texts, slides=_slides(images))
    context = CheckContext(head, findings, course, ledger, None, None, None)
    for look in (links.addresses, links.files, pictures.pictures, formulas.inline, plain.harsh_words):
        look(context)
    tell_loose(context, _prose(guide, texts), everywhere=True)
    findings.found += check_translation(findings.source, guide.head.front, LABELS)
    return findings.sorted()


def _minutes(hour: Hour, findings: FindingCollector) -> None:
    """The sections of an hour take as long as it does, and what it gives to read no longer."""
    if hour.minutes is None:
        return
    called = hour.name or hour.heading.plain
    sections = sum(section.minutes or 0 for section in hour.sections)
    if sections != hour.minutes and any(section.minutes for section in hour.sections):
        off = abs(hour.minutes - sections)
        hint = f"{'add' if sections < hour.minutes else 'take away'} {off} min, or correct the hour's 'Minutes:'"
        message = f"the sections of '{called}' take {sections} min, and it has {hour.minutes}"
        findings.add("D203", hour.span, message, hint)
    reading = sum(source.minutes for source in hour.sources)
    if reading > hour.minutes:
        message = f"'{called}' gives {reading} min to read, and has {hour.minutes}"
        findings.add("D203", hour.span, message, "leave one out, or name a part of it")


def _names(guide: Guide, course: Course, findings: FindingCollector) -> None:
    """Figures and icons are some that there are."""
    known = known_figures(course)
    for figure in (figure for hour in guide.hours for figure in hour.parts(Figure)):
        if (name := figure.call.figure) not in known:
            span = findings.source.locate(figure.call.span, name)
            findings.add("C301", span, f"unknown figure '{name}'", suggestion(name, sorted(known)))
    icons = icon_names()
    for section in (section for hour in guide.hours for section in hour.sections if section.icon):
        if section.icon not in icons:
            span = findings.source.locate(section.span, f"{section.icon})", reach=1)
            hint = suggestion(section.icon, icons, f"there are: {', '.join(icons)}")
            findings.add("C303", span, f"unknown icon '{section.icon}'", hint)


def _prose(guide: Guide, texts: tuple[Text, ...]) -> Iterator[tuple[Text | str, Span]]:
    """All words of a guide, those that its figures show too."""
    yield from ((text, text.span) for text in (guide.heading, *texts))
    for figure in (figure for hour in guide.hours for figure in hour.parts(Figure)):
        yield figure.heading, figure.call.span
        yield from ((value, figure.call.span) for key, value in figure.call.parameters if key != "highlight")


def _slides(images: tuple[Image, ...]) -> tuple[ContentSlide, ...]:
    """Pictures where the checks of a deck look for them."""
    if not images:
        return ()
    return (MixedSlide(number=1, eyebrow=Text(), title=Text(), span=images[0].span, blocks=images),)
