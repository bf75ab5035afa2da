"""Where an answer is shown: slides of the course's decks, and hands-on anchors."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.parse.course_anchors import anchors_in
from build.parse.source import FindingCollector, Source, read_source, specs_of
from build.questions.model import Lead, Quiz
from build.spec.walk import change

if TYPE_CHECKING:
    from build.questions.read_answers import Part

_SLIDE = re.compile(r"(?P<deck>[\w.-]+)\s+slide\s+(?P<slide>\d{1,4})", re.IGNORECASE)
_ANCHOR = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")
_FORM = "write 'See: ch04 slide 8' or 'See: CH4B-LAB-03', several with a comma between them"


def read_leads(part: Part, findings: FindingCollector) -> tuple[Lead, ...]:
    """What stands behind `See:`.

    leads = lead ((";" | ",") lead)*
    lead  = deck " slide " number | anchor        a deck by how its name begins
    """
    leads = []
    for line in part.lines:
        for match in re.finditer(r"[^;,]+", line.text):
            piece = line.cut(match.start(), match.end())
            if slide := _SLIDE.fullmatch(piece.text):
                lead = Lead(written=piece.text, span=piece.span, deck=slide["deck"], slide=int(slide["slide"]))
            elif _ANCHOR.fullmatch(piece.text):
                lead = Lead(written=piece.text, span=piece.span, anchor=piece.text)
            else:
                if piece.text:
                    findings.add("Q109", piece.span, f"'{piece.text}' is neither a slide nor an anchor", _FORM)
                continue
            leads.append(lead)
    return tuple(leads)


def with_titles(quiz: Quiz, course: Course) -> tuple[Quiz, list[Diagnostic]]:
    """A quiz whose leads have the titles of what they lead to, and what leads nowhere."""
    findings = FindingCollector(Source(quiz.path, quiz.source))
    homes = [owner for owner in (course, course.behind) if owner]
    decks = {path.stem: path for owner in reversed(homes) for path in specs_of(owner)}
    anchors: dict[str, str] = {}

    def titled(lead: Lead) -> Lead:
        if lead.anchor:
            if not anchors:
                anchors.update(
                    {found.id: found.objective.plain for path in decks.values() for found in anchors_in(path)}
                )
            if lead.anchor not in anchors:
                hint = "anchors stand on slides: [Hands-on Anchor: ID | …]"
                findings.add("Q110", lead.span, f"no slide has the anchor {lead.anchor}", hint)
            return replace(lead, title=anchors.get(lead.anchor, ""))
        fitting = [path for stem, path in sorted(decks.items()) if stem.startswith(lead.deck)]
        if not fitting:
            hint = f"the decks are {', '.join(sorted(decks)) or 'none'}"
            findings.add("Q110", lead.span, f"no deck begins with '{lead.deck}'", hint)
            return lead
        titles = _titles(fitting[0])
        if lead.slide not in titles:
            hint = f"{fitting[0].stem} has the slides 1 to {max(titles, default=0)}"
            findings.add("Q109", lead.span, f"there is no slide {lead.slide}", hint)
        return replace(lead, deck=fitting[0].stem, title=titles.get(lead.slide, ""))

    questions = tuple(change(question, Lead, titled) for question in quiz.questions)
    return replace(quiz, questions=questions), findings.sorted()


@cache
def _titles(spec: Path) -> dict[int, str]:
    """The titles of a deck's slides by number."""
    from build.parse.deck import parse

    deck, _ = parse(read_source(spec)[0])
    return {slide.number: slide.title.plain for slide in deck.slides}
