"""The slides of reveal.js in Markdown: what parts them, and what the speaker says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from build.imports.lines import Line, Reading, with_code

_NOTE = re.compile(r"(?:speaker )?notes?:\s*", re.I)


def of_reveal(lines: Sequence[Line], separators: dict[str, str], reading: Reading) -> list[Line]:
    """Slides between rulers, whatever parts them, and what the speaker says behind `Note:`."""
    whole = "\n".join(line.text for line in lines)
    ends = sorted(
        found.span()
        for name, usual in (("separator", r"\n---\n"), ("verticalSeparator", r"\n----\n"))
        for found in _pattern(separators.get(name, usual), lines, reading).finditer(whole)
        if found.group()
    )
    note = _pattern(separators["notesSeparator"], lines, reading) if "notesSeparator" in separators else _NOTE
    made: list[Line] = []
    number, at = 0, 0  # the line that a slide begins with, and its place in the whole
    for start, end in [*ends, (len(whole), len(whole))]:
        if start < at:
            continue
        stop = whole.count("\n", 0, start) + (start > 0 and whole[start - 1] != "\n")
        made += _noted(lines[number : stop if end > start else len(lines)], note)
        at, number = end, whole.count("\n", 0, end) + (end > 0 and whole[end - 1] != "\n")
        if end > start and number < len(lines):
            ruler = lines[number].now("---")
            made += [ruler.now(""), ruler, ruler.now("")]
    return made


def _pattern(written: str, lines: Sequence[Line], reading: Reading) -> re.Pattern[str]:
    """A separator as a pattern; a ruler where it cannot be one. Signs alone are a line of their own."""
    bare = (
        written.removeprefix("/").removesuffix("/gm").replace("\\r?", "").replace("^\\n", "\\n").replace("\\n$", "\\n")
    )
    try:
        return re.compile(bare if re.search(r"\w|\\|\^|\$", bare) else f"^{re.escape(bare)}$", re.M | re.I)
    except re.error:
        reading.tell(lines[0].where if lines else "", f"the separator '{written}'", "rulers '---' part the slides")
        return re.compile("^---$", re.M)


def _noted(lines: Sequence[Line], note: re.Pattern[str]) -> list[Line]:
    """One slide's lines, its rulers not taken for others', and its notes as such."""
    made: list[Line] = []
    for place, (line, is_code) in enumerate(with_code(lines)):
        if not is_code and (found := note.match(line.text)):
            rest = [line.now(line.text[found.end() :]), *lines[place + 1 :]]
            return [*made, line.now(""), line.now("::: notes"), *rest, line.now(""), line.now(":::")]
        is_ruler = not is_code and re.fullmatch(r" {0,3}(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}", line.text)
        made.append(line.now("") if is_ruler else line)
    return made
