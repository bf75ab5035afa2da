"""The main job: a Markdown spec in, an editable deck out. Everything that is wrong is said at once."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import partial
from pathlib import Path

from build.commands.built import one_at_a_time, outcome_of, told
from build.commands.failure import FAILURES, failed
from build.commands.remembered_slides import remembered_slides, surroundings_of
from build.commands.replace_deck import RefusedError, Replacement, replace_deck
from build.files.freshness import BuildRecord, Built, with_spec
from build.files.wanted import Wanted
from build.findings.diagnostic import counted, warnings_in
from build.findings.file_messages import display_path
from build.theme.choose import load_theme


def make_decks(specs: Sequence[Path], wanted: Wanted) -> int:
    """Build several decks. The worst of their exit codes."""
    return side_by_side(specs, partial(make_deck, wanted=wanted))


def side_by_side(specs: Sequence[Path], make: Callable[[Path], int]) -> int:
    """Build several specs over the cores; the worst exit code. What each build says comes whole, in the specs' order.

    `make` is a function that a process can be given.
    """
    workers = min(len(specs), os.cpu_count() or 1)
    if workers == 1:
        return max(make(spec) for spec in specs)
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

    from build.files.orphans import end_with_parent

    codes = []
    try:
        with ProcessPoolExecutor(workers, initializer=end_with_parent) as pool:
            for code, said, complained in pool.map(partial(_told, make), specs):
                print(complained, end="", file=sys.stderr)
                print(said, end="", flush=True)
                codes.append(code)
    except BrokenExecutor:
        print("a build was killed; is there enough memory?", file=sys.stderr)
        return 2
    return max(codes)


def _told(make: Callable[[Path], int], spec: Path) -> tuple[int, str, str]:
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(io.StringIO()) as complained:
        code = make(spec)
    return code, said.getvalue(), complained.getvalue()


def make_deck(spec: Path, wanted: Wanted = Wanted()) -> int:
    """Build a spec's deck. The exit code: 0 built or unchanged, 2 an error and no file.

    What somebody has changed in the deck that is there is kept. Of two builds of a deck the second waits.
    """
    output = wanted.output_of(spec)
    try:
        with one_at_a_time(output, wanted):
            return _make(spec, output, wanted)
    except RefusedError as error:
        print(error, file=sys.stderr)
    except FAILURES as error:
        code = failed(error, spec)
        if isinstance(error, PermissionError) and wanted.out is None:
            print("  hint: --out FILE.pptx writes elsewhere", file=sys.stderr)
        return code
    return 2


def _make(spec: Path, output: Path, wanted: Wanted) -> int:
    started = time.perf_counter()
    surroundings = surroundings_of(spec, wanted)
    inputs = with_spec(spec, surroundings)
    record = BuildRecord(wanted.outputs)
    summary = record.unchanged(output, inputs)
    if summary is not None and not (wanted.fresh and record.holds_edits(output)):
        print(f"{display_path(output)}: nothing changed ({summary})")
        return 0
    from build.compare.content_part import recorded
    from build.deck_file.spec_part import place_of

    memory = remembered_slides(spec, wanted, surroundings)
    theme = load_theme(wanted.look)
    outcome = outcome_of(spec, wanted, theme, memory)
    outcome = recorded(outcome, course=wanted.course, theme=wanted.look, folder=wanted.outputs)
    if not told(outcome, wanted) or outcome.book is None or outcome.deck is None or not outcome.book.pages:
        if output.exists():
            print(f"{display_path(output)} is still the deck that was made before", file=sys.stderr)
        return 2
    replacement = Replacement(
        book=replace(outcome.book, spec=place_of(spec), pick=wanted.pick.suffix),
        deck=outcome.deck,
        told=outcome.diagnostics,
        theme=theme,
        output=output,
        spec=spec,
        record=record,
        fresh=wanted.fresh,
        strict=wanted.strict,
        memory=memory,
    )
    replaced = replace_deck(replacement)
    memory.save()
    found = set(outcome.diagnostics)
    errors = sum(one.severity == "error" for one in found)
    parts = (counted(replaced.slides, "slide"), counted(errors, "error") if errors else "")
    summary = ", ".join([*filter(None, parts), counted(warnings_in(found), "warning")])
    built = Built(titles=tuple(page.title for page in outcome.book.pages), pick=wanted.pick.suffix)
    record.note(output, inputs, summary, spec=spec, edits=replaced.edits, copies=replaced.copies, built=built)
    summary = ", ".join(filter(None, (summary, replaced.edits)))
    print(f"{display_path(output)}: {summary}, {time.perf_counter() - started:.2f} s")
    return 0
