"""Completion of the works that a text cites: keys behind `@`."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from build.citations.library import library
from build.citations.short import short
from build.editor.choice import MOST, Choice, fitting
from build.editor.line_choices import offer
from build.editor.names import Names
from build.editor.point import Point
from build.parse.source import FindingCollector, Source
from build.spec.said import said_in

_KEYED = re.compile(r"(?<![\w@./\\])@(?P<typed>[\w:.#$%&+?<>~/-]*)$")


def work_choices(point: Point, names: Names, spec: Path) -> list[Choice] | None:
    """The keys of the spec's works; None where no key is written, or the spec has no works."""
    keyed = _KEYED.search(point.ahead)
    if keyed is None:
        return None
    from build.parse.front_matter import read_front_matter

    findings = FindingCollector(Source(str(spec), point.written.text))
    front, _ = read_front_matter(findings)
    if not (front.bibliography or names.course.bibliography):
        return None
    with suppress(ModuleNotFoundError):  # a build tells what to install
        entries = library(front, spec, names.course, findings).entries
        fitted = fitting(entries, keyed["typed"])[:MOST]
        words = said_in(front.language, front.words)
        return offer(point, keyed["typed"], {key: short(entries[key].read(), words) for key in fitted}, "value")
    return None
