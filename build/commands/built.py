"""A deck as a command asks for it, with all that is wrong told; what is made of it is made by one build at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from build.files.build_cache import MEMORY, digest
from build.files.wanted import Wanted
from build.findings.diagnostic import has_errors, report
from build.findings.file_messages import display_path
from build.spec.pick import Pick
from engine.atomic_write import locked

if TYPE_CHECKING:
    from build.files.slide_memory import SlideMemory
    from build.pipeline import Outcome
    from build.theme.tokens import Theme


@contextmanager
def one_at_a_time(output: Path, wanted: Wanted) -> Iterator[None]:
    """Of two builds of an output the second waits."""
    lock = wanted.outputs / MEMORY / f"{digest(os.path.realpath(output))[:16]}.lock"
    with locked(lock, lambda: print(f"waiting: {display_path(output)} is being built", file=sys.stderr)):
        yield


def outcome_of(spec: Path, wanted: Wanted, theme: Theme, memory: SlideMemory, pick: Pick | None = None) -> Outcome:
    """What becomes of a spec; of its slides those of another `pick` than is wanted, where there is one."""
    from build.pipeline import build_book  # what is not needed where nothing has changed

    return build_book(
        spec,
        theme,
        wanted.course.recorded(here=wanted.here),
        clips=wanted.films,
        course=wanted.course,
        pick=pick or wanted.pick,
        memory=memory,
        draft=wanted.draft,
    )


def told(outcome: Outcome, wanted: Wanted) -> bool:
    """Tell all that was found; whether something may be made of the outcome."""
    report(outcome.diagnostics)
    return wanted.draft or not has_errors(outcome.diagnostics, strict=wanted.strict)
