"""All that can be known of a deck before anybody opens it: its spec, its pages, its films, and the file it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from build.checks.written_package import Flaw, flaws
from build.commands.remembered_slides import remembered_slides
from build.documents.guide import make_guide
from build.documents.ways import broken_links_to
from build.files.course import Course
from build.files.slide_memory import SlideMemory
from build.files.wanted import Wanted
from build.findings.diagnostic import Diagnostic, Span, has_errors
from build.findings.rules import RULES
from build.parse.source import Source, kind_of
from build.pipeline import Outcome, build_book
from build.questions.outcome import build_quiz
from build.spec.deck import Deck
from build.theme.choose import load_theme
from build.theme.tokens import Theme, ThemeError
from engine.atomic_write import scratch
from engine.ledger import Ledger

_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


def check_specs(specs: Iterable[Path], wanted: Wanted, ledger: Ledger) -> tuple[bool, list[Diagnostic]]:
    """Whether all could be read, and what is wrong with them and the decks that they become.

    Raises OSError, ValueError and RuntimeError where the machine or a file fails; a theme's faults are findings.
    """
    try:
        theme = load_theme(wanted.look)
        outcomes = [_checked(spec, theme, ledger, wanted) for spec in specs]
    except ThemeError as error:
        return False, list(error.findings)
    return all(readable for readable, _ in outcomes), [diagnostic for _, found in outcomes for diagnostic in found]


def _checked(spec: Path, theme: Theme, ledger: Ledger, wanted: Wanted) -> tuple[bool, Sequence[Diagnostic]]:
    """Whether a spec could be read, and what is wrong with it; a quiz is checked in all its variants.

    Wrong with a deck is also that a guide leads to a slide that it has not.
    """
    if kind_of(spec) == "guide":
        made, found = make_guide(spec, theme, ledger, course=wanted.course)
        return made is not None or not any(one.code.startswith("P00") for one in found), found
    if kind_of(spec) == "quiz":
        quiz = build_quiz(spec, ledger, wanted.course)
        return quiz.bank is not None, quiz.diagnostics
    memory = remembered_slides(spec, wanted)
    deck = check_deck(spec, theme, ledger, wanted.course, clips=wanted.films, memory=memory)
    return deck.book is not None, [*deck.diagnostics, *broken_links_to(spec.stem, wanted.course)]


def check_deck(
    spec: Path,
    theme: Theme,
    ledger: Ledger,
    course: Course | None = None,
    *,
    clips: Path,
    memory: SlideMemory | None = None,
) -> Outcome:
    """A spec's pages with all findings. Where there is no error, the deck is written to a temporary file and read.

    `memory` has the slides that an earlier build has made, or check.
    """
    memory = memory or SlideMemory()
    outcome = build_book(spec, theme, ledger, clips=clips, course=course, memory=memory)
    if outcome.book is None or outcome.deck is None or has_errors(outcome.diagnostics):
        return outcome
    from build.render.powerpoint.write import write

    with scratch() as folder:
        file = folder / "deck.pptx"
        write(outcome.book, theme, file, memory)
        found = flaws(file, noted=[place for place, page in enumerate(outcome.book.pages, 1) if page.notes])
    memory.save()
    deck = outcome.deck
    broken = tuple(_at_its_slide(flaw, deck) for flaw in found)
    return replace(outcome, diagnostics=(*outcome.diagnostics, *broken))


def check_package(file: Path) -> list[Diagnostic]:
    """What is wrong with a .pptx file, whoever wrote it; after the schemas too where openxml-audit is installed."""
    found = flaws(file)
    if not found and find_spec("openxml_audit"):
        found = _schema_flaws(file)
    return [
        Diagnostic(path=str(file), span=Span(), code=flaw.code, message=_sentence(flaw), hint=RULES[flaw.code].remedy)
        for flaw in found
    ]


def _schema_flaws(file: Path) -> list[Flaw]:
    from openxml_audit import OpenXmlValidator

    errors = OpenXmlValidator().validate(str(file)).errors
    return [
        Flaw("W201", (error.part_uri or "").lstrip("/"), f"is not after the schema: {error.description}")
        for error in errors
        if not _is_of_equation(error)
    ]


def _is_of_equation(error: Any) -> bool:
    """Whether it is how PowerPoint itself writes the look of an equation's letters.

    The schemas have Word's `w:rPr` in `m:r` and `m:ctrlPr` alone; on slides it is `a:rPr`.
    """
    holder = str(error.path).rpartition("/")[2].partition("[")[0]
    return error.node == "rPr" and "oMath" in str(error.path) and holder in ("r", "ctrlPr")


def _at_its_slide(flaw: Flaw, deck: Deck) -> Diagnostic:
    found = _SLIDE.fullmatch(flaw.part)
    span = deck.slides[int(found[1]) - 1].span if found and int(found[1]) <= len(deck.slides) else Span()
    return Diagnostic(
        path=deck.path,
        span=span,
        code=flaw.code,
        message=f"written, {_sentence(flaw)}",
        hint=RULES[flaw.code].remedy,
        line_text=Source(deck.path, deck.source).line(span.line),
    )


def _sentence(flaw: Flaw) -> str:
    return f"{flaw.part} {flaw.message}".strip()
