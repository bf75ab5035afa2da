"""The documents that an editor has open, each with its course's names and what was found in it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from build.editor.findings import Reading, kept, placed, read
from build.editor.names import Names
from build.editor.point import Written, column_of
from build.files.course import Course, course_of
from build.files.course_file import COURSE_FILE, CourseError, read_course_file
from build.files.slide_memory import SlideMemory
from build.files.written_state import written_state
from build.findings.diagnostic import Diagnostic, Span
from build.parse.source import looks_like_one
from build.pipeline import build_book
from build.theme.choose import load_theme
from build.theme.tokens import ThemeError
from engine.ledger import Ledger


@dataclass(frozen=True)
class Change:
    """A stretch of a text that another takes the place of; without lines, all of it. Lines count from 0, as
    characters do, in units of the editor's encoding."""

    text: str
    start: tuple[int, int] | None = None
    end: tuple[int, int] = (0, 0)


def changed(written: Written, changes: Iterable[Change], encoding: str = "utf-16") -> Written:
    """A text after an editor's changes, each of what the one before left."""
    for change in changes:
        if change.start is None:
            written = Written(change.text)
            continue
        start, end = (_offset(written, *place, encoding) for place in (change.start, change.end))
        written = Written(written.text[:start] + change.text + written.text[max(start, end) :])
    return written


def _offset(written: Written, line: int, units: int, encoding: str) -> int:
    """How many characters stand ahead of a place; of one behind the last line, all."""
    if line >= len(written.lines):
        return len(written.text)
    return written.starts[line] + column_of(written.lines[line], units, encoding) - 1


@dataclass
class Document:
    """One text. `reading` is what was found as it was written, `built` what its pages showed when it was saved."""

    path: Path
    written: Written
    version: int = 0
    reading: Reading | None = None
    built: tuple[Diagnostic, ...] = ()
    memory: SlideMemory = field(default_factory=SlideMemory)


@dataclass
class Desk:
    """Courses by their folders, with all that can be named in them; looked up again when their files change."""

    _names: dict[tuple[object, ...], Names] = field(default_factory=dict)

    def names(self, spec: Path) -> Names:
        """The names of a spec's course. Raises CourseError, OSError and ValueError."""
        course = course_of(spec)
        ledgers = [owner.ledger for owner in (course, course.behind) if owner]
        key = (course.root, *(written_state(path) for path in ledgers if path.exists()))
        if key not in self._names:
            self._names = {known: names for known, names in self._names.items() if known[0] != course.root}
            self._names[key] = Names(course, course.recorded())
        return self._names[key]

    def forget(self) -> None:
        """Look for all names again: files have been saved."""
        self._names = {key: Names(names.course, names.ledger) for key, names in self._names.items()}

    def read(self, document: Document) -> tuple[Diagnostic, ...]:
        """All that is wrong with a document: what its words say, and what its pages showed where its lines still stand.

        Never raises where a course or a file is at fault: that is a finding of the first line.
        """
        path, written = document.path, document.written
        try:
            if path.name == COURSE_FILE:
                read_course_file(path)
                return ()
            names = self.names(path)
            if not is_spec(document, names.course):
                return ()
            document.reading = read(written, path, names)
        except CourseError as error:
            return tuple(placed(written, path, list(error.findings)))
        except (OSError, ValueError) as error:
            return (_at_once(path, written, "K101" if path.name == COURSE_FILE else "P001", str(error)),)
        told = document.reading.findings
        return (*told, *kept(document.built, written, told))

    def build(self, document: Document) -> None:
        """Lay out what was saved of a deck, for what only its pages show."""
        path = document.path
        if document.written.kind != "deck" or path.suffix != ".md" or not path.is_file():
            return
        try:
            names = self.names(path)
            if is_spec(document, names.course):
                document.built = built_findings(path, names.course, names.ledger, document.memory)
        except (OSError, ValueError):  # told where the text is read
            document.built = ()


def built_findings(spec: Path, course: Course, ledger: Ledger, memory: SlideMemory) -> tuple[Diagnostic, ...]:
    """What a deck's pages show to be wrong. Raises OSError, ValueError."""
    try:
        theme = load_theme(course.theme)
    except ThemeError as error:
        return tuple(error.findings)
    outcome = build_book(spec, theme, ledger, clips=course.dist / "animations", course=course, memory=memory)
    return tuple(one for one in outcome.diagnostics if one.path == str(spec))


def is_spec(document: Document, course: Course) -> bool:
    """Whether a file is one of a course's specs, and not any Markdown that lies about."""
    path = document.path
    if path.suffix != ".md" or path.stem.isupper():
        return False
    if course.declared:
        return os.path.realpath(path.parent) == os.path.realpath(course.specs)
    return looks_like_one(document.written.data)


def _at_once(path: Path, written: Written, code: str, message: str) -> Diagnostic:
    found = Diagnostic(path=str(path), span=Span(), code=code, message=message)
    return replace(found, span=written.clamped(found.span))
