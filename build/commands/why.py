"""`coursewright why`: each number of a slide, led back to the fact and the code that it comes from."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from build.compare.remembered_origins import fact_digests
from build.files.wanted import Wanted
from build.findings.diagnostic import report
from build.parse.deck import parse
from build.parse.source import read_source
from build.provenance.slide_numbers import as_data, explain
from build.resolve.given import with_given
from build.resolve.resolve import resolve
from build.spec.content import ContentSlide
from build.spec.deck import Deck
from engine.ledger import Ledger
from engine.provenance import FactsError


def why(spec: Path, number: int, ledger: Ledger, wanted: Wanted, *, as_json: bool = False) -> int:
    """Print it for the slide that shows a number, with what it says filled in; of the others little is asked.

    The exit code: 0, 1 where the facts' code has a fault, 2 where the spec cannot be read or has no such slide.
    """
    course = wanted.course
    source, diagnostics = read_source(spec)
    deck, found = parse(source)
    if not deck.slides:
        if source.text:
            from build.pipeline import checked

            diagnostics += [*found, *checked(deck, ledger, course)[1]]
        report(diagnostics)
        return 2
    shown = _as_shown(spec, deck, ledger, wanted)
    slides = [slide for slide in shown.slides if slide.number == number][:1]
    if not slides:
        numbers = [slide.number for slide in shown.slides]
        print(f"{deck.path} has no slide {number}; it has {min(numbers)} to {max(numbers)}", file=sys.stderr)
        return 2
    ledger, unread = with_given(deck, ledger)
    report(unread)
    slide = resolve(replace(shown, slides=tuple(slides)), ledger, course)[0].slides[0]
    try:
        digests: dict[str, str] = {}
        for owner in (course, course.behind) if course.behind else (course,):
            digests |= fact_digests(owner.home, course.dist)
    except FactsError as error:
        for finding in error.findings:
            print(finding, file=sys.stderr)
        return 1
    stale = {name for name in digests if name not in ledger or ledger[name].digest != digests[name]}
    if as_json:
        print(json.dumps(as_data(slide, ledger, course, stale), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(explain(slide, ledger, course, stale))
    return 0


def _as_shown(spec: Path, deck: Deck, ledger: Ledger, wanted: Wanted) -> Deck:
    """The deck with the slides that it is built with: one of ordinary Markdown may be several, and others move up."""
    if not any(isinstance(slide, ContentSlide) for slide in deck.slides):
        return deck
    from build.commands.remembered_slides import remembered_slides
    from build.pipeline import build_book
    from build.theme.choose import load_theme

    try:
        theme, memory = load_theme(wanted.look), remembered_slides(spec, wanted)
        outcome = build_book(spec, theme, ledger, clips=wanted.films, course=wanted.course, memory=memory)
    except ValueError:  # a theme that cannot be read, or nothing but drafts
        return deck
    return outcome.deck or deck
