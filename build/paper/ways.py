"""Where the words of a page lead: addresses, other slides of the deck, labs, files of the course."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from build.drawing.page import Run
from build.spec.slide_references import REFERENCE, numbers_named

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, kw_only=True)
class Ways:
    """`slides` are the numbers of the pages that there are, `labs` the slides of anchors by their ids, `files` the
    addresses of files by how a slide names them."""

    slides: frozenset[int] = frozenset()
    labs: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def away_from(self, slide: int) -> Ways:
        """The ways of a slide, none of which leads to itself."""
        labs = {lab: number for lab, number in self.labs.items() if number != slide}
        return replace(self, slides=self.slides - {slide}, labs=labs)

    def of(self, run: Run) -> Iterator[tuple[int, int, str | int]]:
        """The parts of a run by where they begin and end, each with where it leads; empty where nowhere."""
        at = 0
        for start, end, to in sorted(self._found(run)) if not run.href else [(0, len(run.text), run.href)]:
            if start < at:
                continue
            if at < start:
                yield at, start, ""
            yield start, end, to
            at = end
        if at < len(run.text) or not run.text:
            yield at, len(run.text), ""

    def _found(self, run: Run) -> Iterator[tuple[int, int, str | int]]:
        text = run.text
        for named in REFERENCE.finditer(text) if "lide" in text else ():
            begin = named.start("numbers")
            for number, one in zip(numbers_named(named), _NUMBER.finditer(named["numbers"]), strict=False):
                if number in self.slides:
                    yield begin + one.start(), begin + one.end(), number
        known: dict[str, str | int] = {**self.labs, **self.files}
        for name, to in known.items():
            if name in text:
                found = re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
                yield from ((one.start(), one.end(), to) for one in found)
