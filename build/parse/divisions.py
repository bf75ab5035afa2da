"""pandoc's divisions, `::: columns`, and Slidev's slots, `::right::`: lines that part a slide into regions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from build.findings.diagnostic import Span
from build.parse.attributes import PAIR, value_of
from build.parse.blocks import SourceLine
from build.parse.kept_lines import KeptLines, OpenFence

DEEPEST = 16  # regions in regions; others are words
_COLONS = re.compile(r" {0,3}(?P<colons>:{3,})\s*(?P<rest>.*?)\s*:*\s*")
_SLOT = re.compile(r"::(?P<name>[a-z][\w-]*)::\s*")
_CLASS = re.compile(r"(?:\.|^|(?<=\s))(?P<name>[A-Za-z][\w-]*)(?=[\s.}#]|$)")


@dataclass
class Division:
    """A region of a slide; the slide itself has no classes. `parts` are lines and regions, in order."""

    classes: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    slot: str = ""
    heading: SourceLine | None = None
    opening: SourceLine | None = None
    parts: list[KeptLines | Division] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return self.opening.span if self.opening else Span()

    def add(self, line: str, number: int, moved: int) -> None:
        if not self.parts or isinstance(self.parts[-1], Division):
            self.parts.append(KeptLines())
        last = self.parts[-1]
        assert isinstance(last, KeptLines)
        last.add(line, number, moved)


def divisions(lines: KeptLines, *, slots: bool) -> Division:
    """Lines as regions. With `slots` a line `::name::` begins one that ends at the next.

    division = ":::" class ":"* line* ":::" | ":::" "{" attribute* "}" line* ":::"      three colons or more
    """
    whole = Division()
    within = [whole]
    fence = OpenFence()
    for line, number, moved in zip(lines.lines, lines.numbers, lines.moved, strict=True):
        if fence.holds(line):
            pass
        elif slots and (slot := _SLOT.fullmatch(line)):
            del within[1:]
            within.append(Division(slot=slot["name"], opening=SourceLine(number, 1 + moved, line.rstrip())))
            whole.parts.append(within[-1])
            continue
        elif (found := _COLONS.fullmatch(line)) and (not found["rest"] or len(within) <= DEEPEST):
            if found["rest"]:
                opening = SourceLine(number, found.start("colons") + 1 + moved, line.strip())
                opened = _opened(SourceLine(number, found.start("rest") + 1 + moved, found["rest"]), opening)
                within[-1].parts.append(opened)
                within.append(opened)
            elif len(within) > 1:
                within.pop()
            continue
        within[-1].add(line, number, moved)
    return whole


def depths(lines: KeptLines) -> list[int]:
    """How many divisions each line stands in."""
    found: list[int] = []
    depth = 0
    fence = OpenFence()
    for line in lines.lines:
        colons = None if fence.holds(line) else _COLONS.fullmatch(line)
        if colons:
            depth = max(0, depth + (1 if colons["rest"] else -1))
        found.append(depth)
    return found


def _opened(rest: SourceLine, line: SourceLine) -> Division:
    """A region from what stands behind its colons: `{.column width="40%"}`, `columns`, `tip Title`, `{note} Title`."""
    braces = re.search(r"\{(?P<inside>[^{}]*)\}", rest.text)
    words = braces["inside"] if braces else rest.text
    attributes = {pair["key"]: value_of(pair) for pair in PAIR.finditer(words)}
    if braces:
        classes = [found["name"] for found in _CLASS.finditer(PAIR.sub(" ", words))]
        heading = rest.cut(braces.end())
        return Division((*rest.text[: braces.start()].split(), *classes), attributes, "", heading, line)
    name = words.split()[0]
    return Division((name.lstrip("."),), attributes, "", rest.cut(len(name)), line)
