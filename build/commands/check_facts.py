"""The facts of a course, checked: is each what the ledger says?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from build.compare.remembered_origins import fact_digests
from build.files.commands import record_facts
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, Span
from build.findings.rules import RULES
from engine.check_facts import stale
from engine.home import Home
from engine.ledger import Ledger, deck_facts
from engine.provenance import Definition, FactsError, Finding, discover

Recompute = Callable[[Ledger, Mapping[str, Definition], Home], list[Finding]]


def check_facts(course: Course, recompute: Recompute | None) -> tuple[int, list[Diagnostic]]:
    """How many facts are defined, and which are not what the ledger says, or not what `recompute` finds."""
    ledger = deck_facts(course.ledger)
    definitions: Mapping[str, Definition] = {}
    try:
        digests = fact_digests(course.home, course.dist)
        if not recompute and digests == {name: record.digest for name, record in ledger.items()}:
            return len(digests), []
        definitions = discover(course.home)
        found = stale(ledger, definitions)
        if recompute:
            found += recompute(ledger, definitions, course.home)
    except FactsError as error:
        found = list(error.findings)
    return len(definitions), [_as_diagnostic(finding, course) for finding in found]


def _as_diagnostic(finding: Finding, course: Course) -> Diagnostic:
    """With what mends it in the course."""
    remedy = record_facts(course) if finding.code in ("F203", "F204") else RULES[finding.code].remedy
    return Diagnostic(
        path=finding.path, span=Span(finding.line), code=finding.code, message=finding.message,
        hint=finding.hint or remedy,
    )  # fmt: skip
