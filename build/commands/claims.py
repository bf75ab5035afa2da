"""`coursewright claims`: what a course's documents say in numbers, our verdict, our facts, and the slides with them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill
from typing import Any

from build.claims.claim import FILE, VERDICTS, ClaimFile, read_claims
from build.claims.judge import Judged, judge, shown_on_slides
from build.commands.failure import failed
from build.files.course import Course
from build.findings.diagnostic import counted, has_errors, report
from build.findings.file_messages import display_path
from build.layout.id_ranges import ranges
from build.parse.originals import originals_of
from build.spec.said import ENGLISH
from engine.ledger import Ledger

WIDTH = 110
_INDENT = " " * 13


def claims(course: Course, ledger: Ledger, *, as_json: bool) -> int:
    """Print them. The exit code: 0, 1 where something is wrong with them, 2 where the file cannot be read."""
    path = course.specs / FILE
    if not path.exists():
        print(f"there is no {display_path(path)}: this course keeps no list of claims", file=sys.stderr)
        return 2
    try:
        file = read_claims(path)
        judged, found = judge(file, ledger, shown_on_slides(originals_of(course), ledger, course))
    except (OSError, ValueError) as error:
        return failed(error)
    report(found)
    if as_json:
        print(json.dumps(_as_data(file, judged), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(file, judged)))
    return 1 if has_errors(found) else 0


def _lines(file: ClaimFile, judged: Sequence[Judged]) -> Iterator[str]:
    for document, title in file.documents.items():
        yield f"{title}\n"
        for at, claim in file.of(document):
            one = judged[at]
            shown = [one.why, f"facts: {', '.join(one.facts)}" if one.facts else f"no fact: {claim.no_fact}"]
            shown += [_where(one.slides) or (f"on no slide: {claim.unshown}" if claim.unshown else "")]
            yield _paragraph(f"{claim.verdict or '–':<13}", f"{claim.section}: {claim.says}")
            yield "\n".join(_paragraph(_INDENT, text) for text in shown if text) + "\n"
    yield summary(judged)


def summary(judged: Sequence[Judged]) -> str:
    """`3 claims: 1 right, 2 wrong, 0 without a verdict`."""
    counts = Counter(one.claim.verdict for one in judged)
    told = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS]
    return f"{counted(len(judged), 'claim')}: {', '.join(told)}, {counts[None]} without a verdict"


def _where(slides: Mapping[str, tuple[int, ...]]) -> str:
    told = [
        f"{deck} slide{'s' * (len(numbers) > 1)} {', '.join(ranges([*map(str, numbers)], ENGLISH.range))}"
        for deck, numbers in slides.items()
    ]
    return "; ".join(told)


def _paragraph(first: str, text: str) -> str:
    return fill(text, WIDTH, initial_indent=first, subsequent_indent=_INDENT, break_on_hyphens=False)


def _as_data(file: ClaimFile, judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "documents": dict(file.documents),
        "claims": [
            {
                **one.claim.model_dump(exclude={"why"}),
                "why": one.why,
                "facts": dict(one.facts),
                "slides": {deck: list(numbers) for deck, numbers in one.slides.items()},
            }
            for one in judged
        ],
        "counts": {str(verdict): sum(one.claim.verdict == verdict for one in judged) for verdict in (*VERDICTS, None)},
    }
