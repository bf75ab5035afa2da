"""What would mend a finding, where it says so itself: the name that was meant, the letter, the fact behind a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from build.editor.fact_choices import plain_unit
from build.editor.known import natural_unit
from build.editor.names import Entry, Names, facts_in
from build.editor.point import Written
from build.findings.diagnostic import Diagnostic, Span
from build.resolve.query import fact_named

MOST = 3  # facts that are offered for one number

_MEANT = re.compile(r"did you mean (?P<mark>['\"])(?P<name>.+?)(?P=mark)\?")
_QUOTED = re.compile(r"'([^']+)'")
_WRITE = re.compile(r"write '(?P<letters>.+)'")


@dataclass(frozen=True, slots=True)
class Mend:
    """What a button says, and what it puts in a span's place."""

    title: str
    span: Span
    insert: str


def mends(found: Diagnostic, written: Written, names: Names) -> tuple[Mend, ...]:
    """The ways to mend a finding of a text; none where the finding does not carry what it takes."""
    span = written.clamped(found.span)
    stands = written.lines[span.line - 1][span.column - 1 : span.end - 1]
    return tuple(_mends(found, span, stands, written, names))


def _mends(found: Diagnostic, span: Span, stands: str, written: Written, names: Names) -> Iterator[Mend]:
    if found.code == "C401":
        for entry, unit in facts_for(stands, names.of(written, Path(found.path)), written):
            expression = f"{{{{ {entry.written} | {plain_unit(unit)} }}}}"
            yield Mend(f"Use the fact {expression}", span, expression)
    elif found.code == "P006" and (write := _WRITE.search(found.hint)):
        yield Mend(f"Write {write['letters']}", span, write["letters"])
    elif meant := _MEANT.search(found.hint):
        wrong = next((name for name in _QUOTED.findall(found.message) if name in stands), "")
        if wrong and wrong != (name := meant["name"].removesuffix(":")):
            start = span.column + stands.index(wrong)
            yield Mend(f"Write {name}", Span(span.line, start, start + len(wrong)), name)


def facts_for(number: str, names: Names, written: Written) -> list[tuple[Entry, str]]:
    """The facts whose value is written like a number that somebody typed, those that the text names first."""
    wanted, used = _plain(number), facts_in(written)
    if not re.match(r"\d", wanted):
        return []
    found = [
        (fact_named(entry.written) not in used, unit != natural_unit(entry.number), entry, unit)
        for entries in names.numbers.values()
        for entry in entries
        for unit in entry.number.scales
        if _plain(format(entry.number, unit)) == wanted
    ]
    found.sort(key=lambda one: one[:2])
    likely = [one for one in found if not one[0]] or (found if len(found) <= MOST else [])
    return [(entry, unit) for *_, entry, unit in likely[:MOST]]


def _plain(number: str) -> str:
    """A number without what people write in several ways."""
    bare = re.sub(r"[\s,\u00a0\u202f]", "", number).replace("×", "x").replace("times", "x")
    return bare.replace("percent", "%")
