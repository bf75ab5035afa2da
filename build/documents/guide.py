"""The stages from a spec to a guide to be written: read, checked, filled in, its figures drawn, its ways found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from build.citations.cited_facts import may_cite
from build.documents.checks import check_guide
from build.documents.figures import Artist, Drawn
from build.documents.model import Figure, Guide, Link, WaysOn
from build.documents.parse import parse_guide
from build.documents.ways import CoursePlaces, Way
from build.drawing.find_picture import PictureError
from build.drawing.mathml import FormulaError
from build.drawing.text_measure import Measure
from build.files.course import Course, course_of
from build.findings.diagnostic import Diagnostic, Span, has_errors, in_order
from build.parse.source import FindingCollector, read_source
from build.provenance.chip import CHIP_LOOKS, chip_words
from build.resolve.braces import newest_day
from build.resolve.given import with_given
from build.resolve.resolve import fill
from build.spec.content import Formula, Image
from build.spec.deck import Call, Words
from build.spec.said import Said
from build.spec.tool_words import tools_of
from build.spec.walk import parts_in
from build.theme.tokens import Theme
from engine.ledger import Ledger


@dataclass(frozen=True, kw_only=True)
class Chip:
    """How the numbers of a figure are known. `kind` is a record's: measured, computed, published …"""

    kind: str
    words: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class Pictured:
    """A figure's drawings; without a narrow one, a phone scrolls the wide one."""

    wide: Drawn
    narrow: Drawn | None
    chips: tuple[Chip, ...]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A guide with all that a page needs of it. `day` is that of its newest number, ISO; empty where it has none."""

    guide: Guide
    pictures: Mapping[Call, Pictured] = field(default_factory=dict)
    set_apart: Mapping[Formula | Image, Drawn] = field(default_factory=dict)
    ways: Mapping[Link, Way] = field(default_factory=dict)
    day: str = ""

    @property
    def said(self) -> Said:
        return self.guide.head.said


def make_guide(
    spec: Path, theme: Theme, ledger: Ledger, *, course: Course | None = None
) -> tuple[Made | None, list[Diagnostic]]:
    """A spec's guide, and all that is wrong with it; None where it cannot be read or has errors."""
    course = course or course_of(spec)
    source, found = read_source(spec)
    if not source.text:
        return None, found
    guide, told = parse_guide(source)
    found += told
    if guide.head.front.kind == "quiz":  # whose page and PDF have the same names
        collector = FindingCollector(source)
        collector.add("P143", Span(1, 1, 4), "a quiz, and no guide", "coursewright quiz makes it")
        return None, collector.found
    ledger, told = with_given(guide.head, ledger)
    found += told
    places = CoursePlaces(course, guide.head.said, tools_of(guide.head))
    found += check_guide(guide, course, ledger, places)
    filled, told = fill((guide.heading, guide.lead, guide.hours), guide.head, ledger, course)
    found += told
    guide = replace(guide, heading=filled[0], lead=filled[1], hours=filled[2])
    if may_cite(guide.head, course):
        from build.documents.works import cited_in  # which few guides cite

        guide, told = cited_in(guide, ledger, course)
        found += told
    measure = Measure(theme.fonts, guide.head.front.language)
    artist = Artist(theme=theme, ledger=ledger, course=course, head=guide.head, measure=measure)
    pictures: dict[Call, Pictured] = {}
    for figure in parts_in(guide.hours, Figure):
        wide, narrow, told = artist.both(figure.call)
        found += told
        if wide:
            pictures[figure.call] = Pictured(wide=wide, narrow=narrow, chips=_chips(figure.call, ledger, guide))
    apart: dict[Formula | Image, Drawn] = {}
    collector = FindingCollector(source)
    for block in parts_in(guide.hours, Formula):
        try:
            apart[block] = artist.formula(block)
        except FormulaError as error:
            collector.add("L208", block.span, str(error))
    for image in parts_in(guide.hours, Image):
        try:
            apart[image] = artist.picture(image)
        except PictureError as error:
            if not has_errors(found):  # one that is not there is told by the checks
                collector.add("D108", image.span, str(error), error.hint)
    found = in_order([*found, *collector.found])
    if has_errors(found):
        return None, found
    ways = {link: places.way(link) for part in parts_in(guide.hours, WaysOn) for link in part.links}
    return Made(guide=guide, pictures=pictures, set_apart=apart, ways=ways, day=_newest(guide, ledger)), found


def _chips(call: Call, ledger: Ledger, guide: Guide) -> tuple[Chip, ...]:
    names = dict.fromkeys(reference.partition(".")[0] for reference in call.facts)
    records = [ledger[name] for name in names if name in ledger]
    chips = chip_words(records, guide.head.said)
    return tuple(
        Chip(kind=kind, words=forms[min(1, len(forms) - 1)], icon=CHIP_LOOKS[kind][2]) for kind, forms in chips
    )


def _newest(guide: Guide, ledger: Ledger) -> str:
    """The day of the newest number that the guide shows."""
    names = {piece.fact for piece in parts_in((guide.lead, guide.hours), Words) if piece.fact}
    names |= {fact for call in parts_in(guide.hours, Call) for fact in call.facts}
    return newest_day(names, ledger)
