"""What stands behind `See:` in a guide or a quiz.

links = link (("," | ";") link)*
link  = deck " slide " number | anchor | document     a deck by how its name begins
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from build.documents.model import DocumentLink, LabLink, Link, SlideLink
from build.parse.blocks import SourceLine
from build.parse.source import FindingCollector

EXAMPLE = "See: ch04 slide 7, CH4B-LAB-03"
_LINK = re.compile(
    r"(?:(?P<deck>[\w-]+)\s+slide\s+(?P<number>\d{1,4})|(?P<anchor>[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)|(?P<document>[a-z][\w-]*))"
)


def read_links(lines: Iterable[SourceLine], findings: FindingCollector) -> Iterator[Link]:
    """The links of some lines, which may be items of a list. Whether they lead anywhere is not asked here."""
    for line in lines:
        items = line.cut(len(line.text) - len(line.text.lstrip("-* ")))
        for match in re.finditer(r"[^,;]+", items.text):
            place = items.cut(*match.span())
            found = _LINK.fullmatch(place.text)
            if found and found["deck"]:
                yield SlideLink(deck=found["deck"], number=int(found["number"]), span=place.span)
            elif found and found["anchor"]:
                yield LabLink(anchor=found["anchor"], span=place.span)
            elif found:
                yield DocumentLink(name=found["document"], span=place.span)
            elif place.text:
                message = f"'{place.text}' is no slide, no lab and no document"
                findings.add("D105", place.span, message, f"write '{EXAMPLE}'")
