"""What is no text says in words what it shows, and lists are lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from build.checks.pages.parts import paragraphs
from build.checks.pages.view import Fault, View
from build.drawing.find_picture import FILE_NAME
from build.drawing.page import Chart, Group, Movie, NativeTable, Picture, every
from engine.quoted import quoted

_NEEDS_WORDS = {Chart: "chart", Group: "group", Movie: "film", Picture: "picture", NativeTable: "table"}
_TYPED_BULLET = re.compile(r"\s*[•◦▪‣◆·*-]\s")


def has_alt_text(view: View) -> Iterator[Fault]:
    """Pictures, charts, tables, films and groups have alt text, which is no file's name. A group speaks for its own."""
    for item in view.page.items:
        kind = _NEEDS_WORDS.get(type(item))
        if kind and not item.decorative and not item.alt.strip():
            yield Fault("L304", f"the {kind} {quoted(item.name)} has no alt text", item)
    for item in every(view.page.items):
        if FILE_NAME.fullmatch(item.alt.strip()):
            yield Fault("L305", f"the alt text of {quoted(item.name)} is the name of a file: {quoted(item.alt)}", item)


def real_lists(view: View) -> Iterator[Fault]:
    """Bullets are those of list paragraphs; in code they are code."""
    for item in view.leaves:
        for paragraph in paragraphs(item):
            first = paragraph.runs[0] if paragraph.runs else None
            if first and first.style.face != "mono" and not paragraph.bullet and _TYPED_BULLET.match(first.text):
                typed = first.text
                message = f"{quoted(item.name)} has a typed bullet where a list belongs: {quoted(typed)}"
                in_table = isinstance(item, NativeTable)
                words = f"| {typed.strip()}" if in_table else typed.strip()
                hint = "leave the sign out: a cell of a table holds no list" if in_table else ""
                yield Fault("L306", message, item, words, hint)
