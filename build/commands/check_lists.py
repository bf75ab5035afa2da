"""What is wrong with a course's lists beside its specs: the order of its parts, its claims, and its use cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from build.files.course import Course
from build.files.use_cases import use_cases
from build.findings.diagnostic import Diagnostic
from build.order.part import FILE as ORDER
from engine.ledger import Ledger


def check_lists(course: Course, ledger: Ledger) -> list[Diagnostic]:
    """All findings about those that there are. Pydantic, which reads them, is imported for them alone."""
    return [*_order(course), *_claims(course, ledger), *_use_cases(course)] if course.declared else []


def _order(course: Course) -> list[Diagnostic]:
    if not (course.specs / ORDER).exists():
        return []
    from build.order.parts import read_order

    return read_order(course)[1]


def _claims(course: Course, ledger: Ledger) -> list[Diagnostic]:
    path = course.specs / "claims.yaml"
    if not path.exists():
        return []
    from build.claims.claim import read_claims
    from build.claims.judge import judge, shown_on_slides
    from build.files.yaml_file import YamlError
    from build.parse.originals import originals_of

    try:
        return judge(read_claims(path), ledger, shown_on_slides(originals_of(course), ledger, course))[1]
    except YamlError as error:
        return [*error.findings]


def _use_cases(course: Course) -> Iterator[Diagnostic]:
    for path in use_cases(course):
        from build.files.yaml_file import YamlError
        from build.packet.use_case_file import read_use_case

        try:
            yield from read_use_case(path, date.today())[1]
        except YamlError as error:
            yield from error.findings
