"""Each claim with what our facts say, and the slides that show them: found by the facts, never typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from build.claims.claim import Claim, ClaimFile
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, in_order
from build.findings.suggestion import suggestion
from build.parse.deck import parse
from build.parse.source import read_source
from build.provenance.slide_numbers import numbers_on
from build.resolve.braces import BRACES, fact_text
from build.resolve.given import with_given
from build.resolve.query import ShowError
from build.resolve.resolve import resolve
from engine.ledger import Ledger

Shown = Mapping[str, Mapping[str, tuple[int, ...]]]
"""Slide numbers by fact and by the name of the deck."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A claim, `why` with its numbers filled in, the facts that it names with their values, and where slides show them.

    `slides`: numbers by the name of the deck.
    """

    claim: Claim
    why: str
    facts: Mapping[str, str]
    slides: Mapping[str, tuple[int, ...]]


def shown_on_slides(specs: Iterable[Path], ledger: Ledger, course: Course) -> Shown:
    """Where each fact is shown. What is wrong with a spec its own deck is told."""
    found: dict[str, dict[str, list[int]]] = {}
    for spec in specs:
        deck, _ = parse(read_source(spec)[0])
        resolved, _ = resolve(deck, with_given(deck, ledger)[0], course)
        for slide in resolved.slides:
            for name in dict.fromkeys(number.fact for number in numbers_on(slide, course)):
                found.setdefault(name, {}).setdefault(spec.stem, []).append(slide.number)
    return {name: {deck: tuple(numbers) for deck, numbers in decks.items()} for name, decks in found.items()}


def judge(claims: ClaimFile, ledger: Ledger, shown: Shown) -> tuple[list[Judged], list[Diagnostic]]:
    """All claims, and what is wrong with them, both in the order of the file."""
    found: list[Diagnostic] = []
    judged = [_judged(at, claim, claims, ledger, shown, found) for at, claim in enumerate(claims.claims)]
    return judged, in_order(found)


def _judged(at: int, claim: Claim, claims: ClaimFile, ledger: Ledger, shown: Shown, found: list[Diagnostic]) -> Judged:
    def tell(code: str, key: str, message: str, hint: str = "", word: str = "") -> None:
        place = ("claims", at, key) if getattr(claim, key) else ("claims", at)
        found.append(claims.file.finding(code, place, message, hint, word))

    facts: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        try:
            text = fact_text(match[1], ledger)
        except ShowError as fault:
            tell(fault.code, "why", fault.message, fault.hint, fault.word)
            return f"⟨{match[1].strip()}⟩"
        facts[text.fact] = text.text
        return text.text

    why = BRACES.sub(fill, claim.why)
    if claim.document not in claims.documents:
        known = suggestion(claim.document, claims.documents, f"there are: {', '.join(claims.documents)}")
        tell("U201", "document", f"no document is named '{claim.document}'", known)
    if claim.verdict is None:
        tell("U202", "verdict", "a claim without a verdict", "write 'verdict: right', wrong, depends or unsupported")
    if not BRACES.search(claim.why) and not claim.no_fact:
        hint = "name our fact, {{ fact | unit }}, or write 'no_fact: …'"
        tell("U203", "why", "why says no number of ours, and not why there is none", hint)
    slides = _slides(facts, shown)
    if facts and not slides and not claim.unshown:
        names = ", ".join(dict.fromkeys(fact.partition(".")[0] for fact in facts))
        hint = "show one on a slide, or write 'unshown: …'"
        tell("U204", "why", f"no slide shows what this claim is judged by: {names}", hint)
    return Judged(claim=claim, why=why, facts=facts, slides=slides)


def _slides(facts: Iterable[str], shown: Shown) -> Mapping[str, tuple[int, ...]]:
    by_deck: dict[str, set[int]] = {}
    for fact in facts:
        for deck, numbers in shown.get(fact.partition(".")[0], {}).items():
            by_deck.setdefault(deck, set()).update(numbers)
    return {deck: tuple(sorted(numbers)) for deck, numbers in sorted(by_deck.items())}
