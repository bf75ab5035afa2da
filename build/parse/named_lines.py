"""Lines that other lines refer to by a name, `[^1]: a note` and `[logo]: pictures/logo.png`, wherever they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from build.parse.blocks import SourceLine
from build.parse.kept_lines import KeptLines, OpenFence
from build.parse.source import reference_key

_NOTE = re.compile(r" {0,3}\[\^(?P<name>[^\[\]\s]+)\]:[ \t]*")
_LINK = re.compile(r" {0,3}\[(?P<name>(?:\\.|[^\[\]\\^])(?:\\.|[^\[\]\\]){0,200})\]:[ \t]*(?=\S)")
_REFERRED = re.compile(r"\[([^\[\]]{1,200})\](?!:)")


@dataclass
class NamedLines:
    footnotes: dict[str, tuple[SourceLine, ...]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


def take_named(lines: KeptLines) -> NamedLines:
    """Takes footnotes and addresses out of the lines, which stay as many. The first of a name counts.

    footnote_text = "[^" name "]:" line ("    " line)*       also over lines that go on right below
    named_address = "[" name "]:" address title?
    """
    found = NamedLines()
    used = {reference_key(name) for line in lines.lines for name in _REFERRED.findall(line)}
    fence = OpenFence()
    note = ""
    blank = False
    for index, line in enumerate(lines.lines):
        if fence.holds(line):
            note = ""
            continue
        number, moved = lines.numbers[index], lines.moved[index]
        if named := _NOTE.match(line):
            note, blank = reference_key(named["name"]), False
            if note in found.footnotes:
                note = ""
                continue
            found.footnotes[note] = (SourceLine(number, 1 + moved, line).cut(named.end()),)
            lines.lines[index] = ""
        elif not line.strip():
            blank = True
        elif note and (
            line.startswith(("    ", "\t")) if blank else not line.startswith(("#", "-", "*", ">", "|", ":"))
        ):
            found.footnotes[note] += (SourceLine(number, 1 + moved, line).cut(0),)
            lines.lines[index] = ""
        else:
            note = ""
            if (named := _LINK.match(line)) and (name := reference_key(named["name"])) in used:
                if not (href := _address(line, named.end())):
                    continue
                found.links.setdefault(name, href)
                lines.lines[index] = ""
    return found


def _address(line: str, at: int) -> str:
    """The address that all the rest of a line is, with a title or not; empty where it is more."""
    found = parseLinkDestination(line, at, len(line))
    if not found.ok or not found.str:
        return ""
    rest = line[found.pos :]
    start = found.pos + len(rest) - len(rest.lstrip())
    if start < len(line):
        title = parseLinkTitle(line, start, len(line)) if start > found.pos else None
        if title is None or not title.ok or line[title.pos :].strip():
            return ""
    return found.str
