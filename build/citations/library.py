"""The works that a deck can cite: the files of its front matter, or of its course."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path, PurePath

from build.citations.bibtex import BibTexFile
from build.citations.csl_json import CslJsonFile
from build.citations.entry import Broken, Entry
from build.files.course import Course
from build.findings.diagnostic import Diagnostic, Span
from build.findings.file_messages import display_path
from build.findings.suggestion import suggestion
from build.parse.source import FindingCollector
from build.spec.data import Written
from build.spec.deck import FrontMatter
from engine.quoted import quoted

LARGEST = 2**25  # bytes, of about fifty thousand works
KINDS = (".bib", ".bibtex", ".json")
_ARXIV = re.compile(r"(?<!\d)\d{4}\.\d{4,5}(?!\d)")


@dataclass
class Library:
    """Entries by key, those of the first file first; what is `lost` could not be read, and where it stands."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    places: dict[str, tuple[Path, tuple[str, ...]]] = field(default_factory=dict)  # of entries: file, and its lines

    @cached_property
    def on_arxiv(self) -> dict[str, str]:
        """The keys of papers by their numbers on arXiv."""
        return {number: key for key, entry in reversed(self.entries.items()) for number in arxiv_ids(entry.written)}

    def tell(self, key: str, code: str, message: str, hint: str) -> None:
        """A finding at an entry."""
        path, lines = self.places[key]
        line = self.entries[key].line
        self.found.append(_diagnostic(path, lines, line, code, message, hint))


def named(front: FrontMatter, spec: Path, course: Course) -> list[Path]:
    """The files that a deck's citations are looked for in, there or not."""
    own = [spec.parent / file.text for file in front.bibliography]
    return own or ([course.bibliography] if course.bibliography else [])


def library(front: FrontMatter, spec: Path, course: Course, findings: FindingCollector) -> Library:
    """All works of a deck's files, and what is wrong with those."""
    made = Library()
    for file in front.bibliography:
        _add(made, spec.parent / file.text, file, findings)
    if not front.bibliography and course.bibliography:
        _add(made, course.bibliography, Written(text=course.bibliography.name, span=Span()), findings)
    return made


def _add(made: Library, path: Path, file: Written, findings: FindingCollector) -> None:
    content, fault, hint = _content(path, file.text)
    if fault:
        findings.add("C811", file.span, fault, hint)
        return
    text = content.decode("utf-8-sig", "replace")
    lines = tuple(text.split("\n"))
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")  # the error is of the bytes behind a mark of their order
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        fault = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
        made.found.append(_diagnostic(path, lines, line, "C811", fault, "save it as UTF-8", column))
        return
    try:
        entries, broken = _read(text, path.suffix.lower())
    except json.JSONDecodeError as error:
        made.found.append(_diagnostic(path, lines, error.lineno, "C811", f"not JSON: {error.msg}", "", error.colno))
        return
    except ValueError as error:
        made.found.append(_diagnostic(path, lines, 1, "C811", str(error), 'write CSL JSON: [{"id": …}, …]'))
        return
    if not entries and not broken:
        made.found.append(_diagnostic(path, lines, 1, "C811", "it has no works", "write '@article{key, …}'"))
    for one in broken:
        made.found.append(_diagnostic(path, lines, one.line, "C813" if one.lost else "C814", one.message, ""))
        if one.lost and one.key:
            made.lost.setdefault(one.key, f"{display_path(path)}:{one.line}")
    for entry in entries:
        if entry.key in made.entries:
            other = display_path(made.places[entry.key][0])
            message = f"the key '{entry.key}' stands in {other} too, which counts"
            made.found.append(_diagnostic(path, lines, entry.line, "C814", message, ""))
            continue
        made.entries[entry.key] = entry
        made.places[entry.key] = (path, lines)


@lru_cache(maxsize=4)
def _read(text: str, suffix: str) -> tuple[tuple[Entry, ...], tuple[Broken, ...]]:
    """The entries of a file's text, read once as it stands."""
    file = CslJsonFile(text) if suffix == ".json" else BibTexFile(text)
    entries = tuple(replace(entry, read=cache(entry.read)) for entry in file.entries())
    return entries, tuple(file.broken)


def _content(path: Path, name: str) -> tuple[bytes, str, str]:
    """A file's bytes; else why they hold no works, and what to do."""
    shown = quoted(name)
    if path.suffix.lower() not in KINDS:
        return b"", f"the file {shown} is neither BibTeX nor CSL JSON", "name a .bib or a .json"
    try:
        if not path.is_file():
            beside = path.parent.iterdir() if path.parent.is_dir() else ()
            there = sorted(file.name for file in beside if file.suffix.lower() in KINDS)
            otherwise = f"it is looked for in {display_path(path.parent)}"
            return (
                b"",
                f"there is no file {shown}",
                suggestion(path.name, there, otherwise, write=lambda near: str(PurePath(name).with_name(near))),
            )
        if (size := path.stat().st_size) > LARGEST:
            return b"", f"the file {shown} has {size:,} bytes; at most {LARGEST:,} are read", "name a smaller one"
        return path.read_bytes(), "", ""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return b"", f"the file {shown} cannot be read: {reason}", "check its path and its rights"


def _diagnostic(
    path: Path, lines: Sequence[str], line: int, code: str, message: str, hint: str, column: int = 1
) -> Diagnostic:
    from build.findings.rules import RULES

    text = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
    span = Span(line, column, max(column + 1, len(text) + 1))
    hint = hint or RULES[code].remedy
    return Diagnostic(path=display_path(path), span=span, code=code, message=message, hint=hint, line_text=text)


def arxiv_ids(text: str) -> Iterator[str]:
    """The numbers of papers on arXiv that a text names."""
    return (found[0] for found in _ARXIV.finditer(text))
