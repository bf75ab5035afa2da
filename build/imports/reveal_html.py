"""A reveal.js deck in HTML: its sections in order, those in Markdown and those in HTML, as the lines of one deck."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

from build.imports.html_parts import attributes_of
from build.imports.imported import Imported
from build.imports.lines import HIDDEN, Line, Reading, lines_of, text_of, without_labels
from build.imports.markdown import read_markdown
from build.imports.reveal import of_reveal

_SECTION = re.compile(
    r"<section\b(?P<said>(?:\"[^\"]*\"|'[^']*'|[^\"'>])*)>|</section\s*>|<!--.*?-->|<aside[^>]*class=[\"'][^\"']*notes",
    re.I | re.S,
)
_TEMPLATE = re.compile(
    r"<(?P<tag>textarea|script)\b[^>]*(?:data-template|text/template|x-markdown)[^>]*>(?P<inside>.*?)</(?P=tag)\s*>",
    re.I | re.S,
)
_TITLE = re.compile(r"<title[^>]*>(?P<words>.*?)</title>", re.I | re.S)


def read_reveal(path: Path) -> Imported:
    """The deck that an HTML file shows. Raises ValueError where it has no slides, and OSError."""
    from html import unescape

    text = text_of(path)
    reading = Reading(path, program="reveal html")
    lines: list[Line] = []
    at = 0
    opened: list[tuple[int, dict[str, str]]] = []
    for tag in _SECTION.finditer(text):
        if tag[0].startswith(("<!--", "<aside")) or tag.start() < at:
            continue
        if not tag[0].startswith("</"):
            said = {key: value for key, value in attributes_of(tag["said"]).items() if key.startswith("data-")}
            if opened:  # a vertical stack: what stands before its first slide is none
                opened[-1] = (tag.end(), opened[-1][1])
            opened.append((tag.end(), said))
        elif opened:
            start, said = opened.pop()
            if start <= at and not said:
                at = tag.end()
                continue
            if said.get("data-markdown") or (tag.start() > start and (start > at or "data-markdown" in said)):
                lines += _section(text, start, tag.start(), said, path, reading)
            at = tag.end()
            if opened:
                opened[-1] = (at, opened[-1][1])
    if not lines:
        raise ValueError(f"{path.name} has no slides: reveal.js shows each <section>")
    found = _TITLE.search(text)
    words = " ".join(unescape(found["words"]).split()) if found else ""
    imported = read_markdown(lines, reading, has_front=False)
    if words and imported.slides and imported.slides[0].role != "title" and "title" not in imported.front:
        reading.tell(path.name, f"<title>: {words}", "it names the page, and stands on no slide", look=True)
    return imported


def _section(text: str, start: int, end: int, said: dict[str, str], path: Path, reading: Reading) -> list[Line]:
    """One section's lines, with a ruler behind them."""
    number = text.count("\n", 0, start)
    every = lines_of(text, path)
    where = every[number].where
    ruler = [Line("", where), Line("---", where), Line("", where)]
    inside = text[start:end]
    hidden = [Line(HIDDEN, where), Line("", where)] if said.get("data-visibility") == "hidden" else []
    if "data-markdown" not in said:
        rows, is_code = [], False
        for i, row in enumerate(inside.split("\n")):
            rows.append(Line(row if is_code else row.strip(), every[min(number + i, len(every) - 1)].where))
            is_code = row.casefold().rfind("<pre") > row.casefold().rfind("</pre") or (is_code and "</pre" not in row)
        return [*hidden, *without_labels(rows), *ruler]
    if said["data-markdown"]:
        file = reading.file(said["data-markdown"])
        if file is None:
            reading.tell(
                where, f"the slides of '{said['data-markdown']}'", "the file is not there, or outside the deck's folder"
            )
            return []
        rows = lines_of(text_of(file), file)
    else:
        template = _TEMPLATE.search(inside)
        words = template["inside"] if template else inside
        number += text.count("\n", start, start + (template.start("inside") if template else 0))
        places = [every[min(number + i, len(every) - 1)].where for i in range(words.count("\n") + 1)]
        rows = [Line(row, place) for row, place in zip(dedent(words).split("\n"), places, strict=True)]
    names = {
        "data-separator": "separator",
        "data-separator-vertical": "verticalSeparator",
        "data-vertical": "verticalSeparator",
        "data-separator-notes": "notesSeparator",
        "data-notes": "notesSeparator",
    }
    separators = {names[key]: value for key, value in said.items() if key in names and value}
    return [*hidden, *without_labels(of_reveal(rows, separators, reading)), *ruler]
