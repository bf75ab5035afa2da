"""`coursewright quiz SPEC`: go through a quiz here; with `--files`, as a page, on paper, and for learning platforms."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from build.commands.failure import FAILURES, failed
from build.commands.write_kinds import write_kinds
from build.documents.pdf import write_pdf
from build.files.wanted import Wanted
from build.findings.diagnostic import counted, has_errors, report, warnings_in
from build.findings.file_messages import display_path
from build.questions.anki import write_anki
from build.questions.gift import gift
from build.questions.model import Bank
from build.questions.outcome import QuizOutcome, build_quiz
from build.questions.page import quiz_page, quiz_sheet
from build.questions.qti12 import write_qti12
from build.questions.qti21 import write_qti21
from build.questions.terminal import ask
from build.resolve.braces import newest_day
from build.spec.said import said_in
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.atomic_write import write_whole


def ask_quiz(spec: Path, wanted: Wanted, *, seed: int) -> int:
    """Ask a quiz's questions in the terminal. The exit code: 0 asked, 2 an error in the spec."""
    try:
        outcome = build_quiz(spec, wanted.course.recorded(here=wanted.here), wanted.course)
    except FAILURES as error:
        return failed(error, spec)
    if outcome.bank is None or has_errors(outcome.diagnostics, strict=wanted.strict):
        report(outcome.diagnostics)
        return 2
    ask(outcome.bank, seed)
    return 0


def make_quizzes(specs: Sequence[Path], wanted: Wanted, *, seed: int) -> int:
    """Write all files of some quizzes. The exit code: 0 written, 1 some kinds left out, 2 an error and no file."""
    return max(_make(spec, wanted, seed) for spec in specs)


def _make(spec: Path, wanted: Wanted, seed: int) -> int:
    started = time.perf_counter()
    try:
        outcome = build_quiz(spec, wanted.course.recorded(here=wanted.here), wanted.course)
        report(outcome.diagnostics)
        if outcome.bank is None or has_errors(outcome.diagnostics, strict=wanted.strict):
            return 2
        base = wanted.folder / f"{spec.stem}.html"
        kinds, complete = write_kinds(_writers(outcome.bank, load_theme(wanted.look), base, seed, _day(outcome)))
    except FAILURES as error:
        return failed(error, spec)
    questions = counted(len(outcome.bank.families), "question")
    warnings = counted(warnings_in(outcome.diagnostics), "warning")
    took = f"{time.perf_counter() - started:.2f} s"
    print(f"{display_path(base)}: {questions}, {', '.join(kinds)}, {warnings}, {took}")
    return 0 if complete else 1


def _writers(bank: Bank, theme: Theme, base: Path, seed: int, day: str) -> dict[str, Callable[[], None]]:
    """What writes the page, and each kind of file beside it."""
    sheet, answers = base.with_suffix(".pdf"), base.with_suffix(".answers.pdf")
    return {
        "HTML": lambda: write_whole(base, quiz_page(bank, theme, day=day)),
        "PDF": lambda: write_pdf(quiz_sheet(bank, theme, seed=seed, day=day), sheet),
        "PDF with answers": lambda: write_pdf(quiz_sheet(bank, theme, seed=seed, answers=True, day=day), answers),
        "GIFT": lambda: write_whole(base.with_suffix(".gift"), gift(bank)),
        "QTI 1.2": lambda: write_qti12(bank, base.with_suffix(".qti12.zip")),
        "QTI 2.1": lambda: write_qti21(bank, base.with_suffix(".qti21.zip")),
        "Anki": lambda: write_anki(bank, base.with_suffix(".apkg"), seed=seed),
    }


def _day(outcome: QuizOutcome) -> str:
    """The newest day of the facts that are shown, as the foot of a page says it."""
    assert outcome.bank is not None
    day = newest_day(outcome.bank.facts, outcome.ledger)
    said = said_in(outcome.bank.language)
    return said.facts_of.format(said.day(day)) if day else ""
