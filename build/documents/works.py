"""What a guide cites: marks in its words, and the list of works as its last section."""

from __future__ import annotations

from dataclasses import replace

from build.citations.cite import Citing
from build.documents.model import Guide, Section
from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.spec.content import Bullets, Entry, Work
from build.spec.deck import WORK, Text, Words
from build.spec.walk import change
from engine.ledger import Ledger

ID = "works"


def cited_in(guide: Guide, ledger: Ledger, course: Course) -> tuple[Guide, list[Diagnostic]]:
    """The guide with its citations as its style says them, its works at its end, and what is wrong with them."""
    citing = Citing(guide.head, ledger, course)
    (lead, hours), works = citing.with_marks((guide.lead, guide.hours))
    found = [*citing.findings.sorted(), *citing.taken.library.found]
    if not works or not hours:
        return guide, found

    def leads(words: Words) -> Words:
        return replace(words, href=f"#{ID}") if words.href.startswith(WORK) else words

    lead, hours = change((lead, hours), Words, leads)
    last = hours[-1]
    section = _section(guide, works)
    return replace(guide, lead=lead, hours=(*hours[:-1], replace(last, sections=(*last.sections, section)))), found


def _section(guide: Guide, works: tuple[Work, ...]) -> Section:
    span = guide.hours[-1].span
    numbered = bool(works[0].mark)
    entries = (Entry(text=work.text, span=span, number=work.number if numbered else None) for work in works)
    heading = Text((Words(text=guide.head.said.works),), span)
    listed = Bullets(entries=tuple(entries), span=span)
    return Section(id=ID, heading=heading, icon="book", minutes=None, parts=(listed,), span=span)
