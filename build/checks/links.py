"""Checks of what a spec sends its readers to: addresses, and files of the repository. Nothing is fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from build.checks.context import CheckContext
from build.files.course import is_there
from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.parse.links import can_be_opened
from build.spec.deck import PracticalSlide, Words
from build.spec.walk import texts_in

# What looks like a link and was read as words: its address is none, or has spaces in it.
_UNREAD = re.compile(
    r"\[[^\[\]]+\]\(\s*(?P<target>(?:https?:|mailto:|www\.|[./#])[^\s()]*|<[^<>]*>(?=\s*\))|[^\s()]+(?=\s*\)|\s+[\"'(])|(?=\)))"
)
_ESCAPED = re.compile(r"(?:\\\[[^\[\]]*\]|\\\]|\]\\)\(\s*<?$|\\\]\\\(\s*<?$")
_PATH = re.compile(r"(?<![\w./~-])(?:[\w-][\w.-]*/)+[\w.-]+\.[A-Za-z]\w{0,5}(?![\w/])")


def addresses(context: CheckContext) -> None:
    """Every link has an address that a browser can open."""
    for text in texts_in((context.deck.introduction, context.deck.slides)):
        for piece in text.pieces:
            if not isinstance(piece, Words):
                continue
            if piece.href and not can_be_opened(piece.href):
                span = context.findings.source.locate(text.span, piece.href)
                hint = "write it out: https://example.org/page, or mailto:name@example.org"
                context.findings.add("C501", span, f"'{piece.href}' is not an address", hint)
            for link in () if piece.code or piece.fact else _UNREAD.finditer(piece.text):
                span = context.findings.source.locate(text.span, link["target"])
                written = context.findings.source.line(span.line)
                if _ESCAPED.search(written[: span.column - 1]):
                    continue
                if can_be_opened(link["target"]) and ")" not in written[span.end - 1 :]:
                    hint = "write [words](https://…)"
                    context.findings.add("C502", span, f"a link to '{link['target']}' without its ')'", hint)
                    continue
                hint = "a link starts with https:// or mailto:; a file is named in backticks"
                context.findings.add("C502", span, f"a link to '{link['target']}' leads nowhere from a slide", hint)


def files(context: CheckContext) -> None:
    """A path in code that begins with a folder of the course, or of its labs, names a file. Each is told once.

    Of a spec that is a course by itself nothing is known: its folder may be anybody's.
    """
    course = context.course
    if not course.declared:
        return
    first: dict[str, Span] = {}
    for path, near in _paths(context):
        first.setdefault(path, near)
    for path, near in first.items():
        folder = path.partition("/")[0]
        homes = [home for home in (course.root, course.labs) if os.path.isdir(home / folder)]
        if (course.root / path).is_relative_to(course.dist) or not homes:
            continue
        if not any(map(is_there, (*(home / path for home in homes), course.file(path), course.lab(path)))):
            hint = suggestion(path, _beside(path, homes[0]), "name a file that is there")
            context.findings.add("C503", context.findings.source.locate(near, path), f"there is no file {path}", hint)


def _beside(path: str, home: Path) -> list[str]:
    """What lies in the folder of a path."""
    folder = path.rpartition("/")[0]
    with suppress(OSError):  # no such folder, or none of so long a name
        return [f"{folder}/{name}" for name in sorted(os.listdir(home / folder))]
    return []


def _paths(context: CheckContext) -> Iterator[tuple[str, Span]]:
    """What looks like a path: in code, and in the commands of a terminal."""
    for text in texts_in((context.deck.introduction, context.deck.slides)):
        for piece in text.pieces:
            if isinstance(piece, Words) and piece.code:
                yield from ((found.group(), text.span) for found in _PATH.finditer(piece.text))
    for slide in context.deck.slides:
        for command in slide.commands if isinstance(slide, PracticalSlide) else ():
            yield from ((found.group(), command.span) for found in _PATH.finditer(command.text))
