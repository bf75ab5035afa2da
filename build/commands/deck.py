"""The main job: a Markdown spec in, an editable deck out. Everything that is wrong is said at once."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from build.commands.failure import FAILURES, failed
from build.drawing.logo import logo_files
from build.files.freshness import BuildRecord, inputs_digest
from build.files.wanted import Wanted
from build.findings.diagnostic import report
from build.findings.wording import display_path
from build.theme.choose import load_theme

if TYPE_CHECKING:
    from build.edits.keep import KeptEdits
    from build.pipeline import Outcome
    from build.theme.tokens import Theme


def make_deck(spec: Path, wanted: Wanted = Wanted()) -> int:
    """Build a spec's deck. The exit code: 0 built or unchanged, 2 an error and no file.

    What somebody has changed in the deck that is there is kept in the new one.
    """
    started = time.perf_counter()
    output = wanted.output_of(spec)
    inputs = inputs_digest(spec, clips=wanted.films, options=wanted.options, beside=logo_files(spec))
    record = BuildRecord(wanted.dist)
    summary = record.unchanged(output, inputs)
    if summary is not None and not (wanted.fresh and record.edited(output)):
        print(f"{display_path(output)}: nothing changed ({summary})")
        return 0
    from build.compare.content_part import recorded
    from build.pipeline import build_book
    from engine.ledger import deck_facts

    try:
        theme, ledger = load_theme(wanted.theme), deck_facts(here=wanted.here)
        outcome = build_book(spec, theme, ledger, clips=wanted.films, pick=wanted.pick)
        outcome = recorded(outcome, ledger, theme=wanted.theme, folder=wanted.dist)
        return _finish(outcome, theme, output, record, inputs, wanted, started)
    except FAILURES as error:
        return failed(error, spec)


def _finish(
    outcome: Outcome, theme: Theme, output: Path, record: BuildRecord, inputs: str, wanted: Wanted, started: float
) -> int:
    from build.findings.diagnostic import counted, has_errors

    report(outcome.diagnostics)
    if outcome.book is None or has_errors(outcome.diagnostics, strict=wanted.strict):
        return _unwritten(output)
    from build.render.powerpoint.write import write

    edits = ""
    if record.edited(output):
        with TemporaryDirectory(dir=output.parent, prefix=f"{output.name}.", suffix=".part") as folder:
            new = Path(folder, output.name)
            write(outcome.book, theme, new)
            kept = _keep(new, output, fresh=wanted.fresh)
            if wanted.strict and kept.doubtful:
                return _unwritten(output)
            if kept.beside:
                beside = _free_name(output)
                os.replace(output, beside)
                print(f"the edited deck is now {display_path(beside)}", file=sys.stderr)
            os.replace(new, output)
        edits = kept.summary
    else:
        write(outcome.book, theme, output)
    summary = f"{counted(len(outcome.book.pages), 'slide')}, {counted(len(set(outcome.diagnostics)), 'warning')}"
    record.note(output, inputs, summary, edits=edits)
    print(f"{display_path(output)}: {', '.join(filter(None, (summary, edits)))}, {time.perf_counter() - started:.2f} s")
    return 0


def _keep(new: Path, output: Path, *, fresh: bool) -> KeptEdits:
    """Bring into the new deck what somebody changed in the one that is there, and tell it."""
    from build.edits.keep import KeptEdits, keep_edits

    kept = KeptEdits.nothing() if fresh else keep_edits(new, output)
    for line in kept.lines:
        print(line, file=sys.stderr)
    return kept


def _unwritten(output: Path) -> int:
    if output.exists():
        print(f"{display_path(output)} is still the deck that was made before", file=sys.stderr)
    return 2


def _free_name(output: Path) -> Path:
    numbers = (f"{output.stem}.edited{i or ''}{output.suffix}" for i in range(10_000))
    return next(path for name in numbers if not (path := output.with_name(name)).exists())
