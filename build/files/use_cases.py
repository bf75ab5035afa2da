"""The use cases of a course, whose readiness packets are made: the YAML files in the folder `packets` of its specs."""

from __future__ import annotations

from pathlib import Path

from build.files.course import Course

FOLDER = "packets"
PREFIX = "packet_"
"""What the names of a packet's files begin with."""


def use_cases(course: Course) -> list[Path]:
    return sorted((course.specs / FOLDER).glob("*.yaml"))
