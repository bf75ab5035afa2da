"""What is wrong with the order of a course's parts, where it has one."""

from __future__ import annotations

from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.order.part import FILE


def check_order(course: Course) -> list[Diagnostic]:
    """All findings about `order.yaml`."""
    if not course.declared or not (course.specs / FILE).exists():
        return []
    from build.order.parts import read_order  # with pydantic, which other courses do without

    return read_order(course)[1]
