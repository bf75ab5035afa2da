"""Which specs translate another one, and which stand for themselves."""

from __future__ import annotations

from pathlib import Path

from build.files.course import Course
from build.parse.records import translated_from
from build.parse.source import specs_of
from build.spec.deck import Kind

_FRONT = 16_384  # bytes in which front matter stands


def originals_of(course: Course, kind: Kind | None = "deck") -> list[Path]:
    """The specs of a course, by name, without those that translate another; of a kind, with None of all."""
    return [path for path in specs_of(course, kind) if not original_of(path)]


def original_of(spec: Path) -> Path | None:
    """The spec that another one says it translates, which may not be there; None where it says none."""
    try:
        if not spec.is_file():  # who opens a pipe waits for its other end
            return None
        with spec.open("rb") as file:
            front = file.read(_FRONT).decode("utf-8-sig", "replace")
    except OSError:
        return None
    name = translated_from(front.replace("\r\n", "\n"))
    return spec.parent / name if name else None
