"""`coursewright diff OLD NEW`: what two builds or two revisions show otherwise, and why."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path

from build.commands.failure import FAILURES, failed
from build.compare.before_after import draw_changes
from build.compare.comparison import comparable, compare
from build.compare.side import Side
from build.files.commands import record_facts
from build.files.course import Course
from build.findings.diagnostic import counted
from build.theme.choose import load_theme

SAME, DIFFERENT = 0, 1  # exit codes, as diff(1) has them; 2 is trouble


def diff(
    old: str,
    new: str,
    course: Course,
    *,
    pictures: Path | None = None,
    theme: Path,
    as_json: bool = False,
    verbose: bool = False,
) -> int:
    """Print what differs, and draw it to the folder `pictures`, framed in the colours of a theme's file.

    The exit code is that of diff(1): 0 the same, 1 different, 2 a side cannot be read or drawn.
    """
    try:
        with _open(old, course) as left, _open(new, course) as right:
            before, after = comparable(left, right)
            found = compare(before, after)
            print(
                json.dumps(asdict(found), ensure_ascii=False, indent=1) if as_json else found.as_text(verbose=verbose)
            )
            if stale := sum(fact.stale for fact in after.content.facts.values()):
                are = "fact is" if stale == 1 else "facts are"
                told = f"{stale} {are} stale in {after.name}, and compared as recorded; run: {record_facts(course)}"
                print(told, file=sys.stderr)
            if pictures:
                drawn = draw_changes(before, after, found, pictures, load_theme(theme))
                print(f"{pictures}: {counted(len(drawn), 'picture')}", file=sys.stderr)
    except FAILURES as error:
        return failed(error)
    return DIFFERENT if found else SAME


def _open(name: str, course: Course) -> AbstractContextManager[Side]:
    if name.endswith(".pptx"):
        from build.compare.built_deck import open_package

        return nullcontext(open_package(Path(name)))
    from build.compare.source_tree import open_tree

    return open_tree(name, course)
