"""`coursewright pdf SPEC`: a deck as a PDF that all can read, or as a handout. All that is wrong is said at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from build.commands.built import one_at_a_time, outcome_of, told
from build.commands.failure import FAILURES, failed
from build.commands.remembered_slides import remembered_slides, surroundings_of
from build.files.build_cache import digest
from build.files.freshness import BuildRecord, Built, with_spec
from build.files.installed import not_installed
from build.files.wanted import Wanted
from build.findings.diagnostic import counted, warnings_in
from build.findings.file_messages import display_path
from build.paper.how import How
from build.theme.choose import load_theme
from engine.atomic_write import replacing

if TYPE_CHECKING:
    from build.paper.document import Paper
    from build.pipeline import Outcome
    from build.theme.tokens import Theme


def make_pdfs(specs: Sequence[Path], wanted: Wanted, how: How) -> int:
    """Put several decks on paper. The exit code: 0 written or unchanged, 2 an error or a package that is missing."""
    return max(make_one(spec, wanted, how) for spec in specs)


def pdf_of(spec: Path, wanted: Wanted, how: How) -> Path:
    """Where a spec's PDF goes."""
    deck = wanted.output_of(spec)
    return wanted.out or deck.with_name(f"{deck.stem}{'.handout' if how.handout else ''}.pdf")


def all_there(specs: Sequence[Path], wanted: Wanted, how: How) -> bool:
    """Whether the course's page knows them: it says no more of a PDF than that it is there."""
    return all(pdf_of(spec, wanted, how).exists() for spec in specs)


def make_one(spec: Path, wanted: Wanted, how: How) -> int:
    """Put a deck on paper, unless its PDF is up to date."""
    started = time.perf_counter()
    wanted = replace(wanted, out=pdf_of(spec, wanted, how))
    output = wanted.output_of(spec)
    try:
        with one_at_a_time(output, wanted):
            return _make(spec, output, wanted, how, started)
    except ModuleNotFoundError as error:
        print(not_installed(error), file=sys.stderr)
        return 2
    except FAILURES as error:
        return failed(error, spec)


def _make(spec: Path, output: Path, wanted: Wanted, how: How, started: float) -> int:
    surroundings = digest(surroundings_of(spec, wanted), repr(how))
    inputs, record = with_spec(spec, surroundings), BuildRecord(wanted.outputs)
    summary = record.unchanged(output, inputs)
    if summary is not None:
        print(f"{display_path(output)}: nothing changed ({summary})")
        return 0
    from build.paper.make import make_pdf

    memory = remembered_slides(spec, wanted, surroundings)
    theme = load_theme(wanted.look)
    outcome = outcome_of(spec, wanted, theme, memory)
    if not told(outcome, wanted) or outcome.book is None or outcome.deck is None:
        return 2
    paper = _paper(outcome, theme, wanted, output, how)
    if not paper.pages:
        raise ValueError("every slide is hidden: there is nothing to print")
    made = make_pdf(paper, how, memory)
    output.parent.mkdir(parents=True, exist_ok=True)
    with replacing(output) as file:
        file.write_bytes(made)
    memory.save()
    summary = f"{counted(len(paper.pages), 'slide')}, {counted(warnings_in(outcome.diagnostics), 'warning')}"
    built = Built(titles=tuple(page.title for page in paper.pages), pick=wanted.pick.suffix)
    record.note(output, inputs, summary, spec=spec, built=built)
    print(f"{display_path(output)}: {summary}, {len(made) / 1e6:.2f} MB, {time.perf_counter() - started:.2f} s")
    return 0


def _paper(outcome: Outcome, theme: Theme, wanted: Wanted, output: Path, how: How) -> Paper:
    """The deck with all that stands beside its slides on paper."""
    from build.commands.beside_slides import beside_slides, ways_on
    from build.paper.answers import answers_of
    from build.paper.document import Paper
    from build.resolve.braces import newest_day
    from build.spec.deck import Call, Words
    from build.spec.walk import parts_in

    book, deck, ledger = outcome.book, outcome.deck, outcome.ledger
    assert book
    assert deck
    assert ledger is not None
    shown = [slide for slide in deck.slides if not slide.hidden]
    facts = {words.fact for words in parts_in(shown, Words) if words.fact}
    facts |= {fact for call in parts_in(shown, Call) for fact in call.facts}
    return Paper(
        book=book,
        theme=theme,
        said=deck.said,
        day=newest_day(facts, ledger),
        folder=output.parent,
        footer=deck.front.footer or deck.front.course,
        ways=ways_on(shown, wanted, output.parent),
        beside=beside_slides(deck, ledger, theme, wanted, output.parent) if how.handout else {},
        answers=answers_of(shown, wanted.course, ledger) if how.answers else (),
    )
