"""What the reader of a content slide knows, and what it gathers on the way through its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from build.findings.diagnostic import Span
from build.parse.blocks import SourceLine
from build.parse.dialects import Dialect
from build.parse.source import FindingCollector
from build.spec.content import Image
from build.spec.deck import Step, every_part, every_point

_CLICKS = re.compile(r"</?(?P<points>v-clicks)\b|<[^>]*\bv-(?:click|after)\b")  # Slidev's
_STEPS = re.compile(r"\{[\d,|*-]*(?:all|[\d*])\}\s*")  # what Slidev marks of a formula, one after the other
RAISED = dict(zip("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", strict=True))  # letters that Unicode has so


@dataclass
class Reading:
    """One slide's. `footnotes` and `links` are the deck's, by name; `pictures` and `referred` wait to be placed.

    `reveal` is what another program's marks make appear bit by bit.
    """

    findings: FindingCollector
    dialect: Dialect
    footnotes: Mapping[str, tuple[SourceLine, ...]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    pictures: list[Image] = field(default_factory=list)
    referred: dict[str, tuple[str, tuple[SourceLine, ...]]] = field(default_factory=dict)
    reveal: tuple[Step, ...] = ()

    def mark_of(self, name: str, lines: tuple[SourceLine, ...]) -> str:
        """The raised number of a footnote, counted on its slide."""
        if name not in self.referred:
            mark = "".join(RAISED[digit] for digit in str(len(self.referred) + 1))
            self.referred[name] = (mark, lines)
        return self.referred[name][0]

    def tag(self, written: str, span: Span) -> None:
        """A tag of HTML: never on a slide. Slidev's `<v-clicks>` and `v-click` say what appears."""
        if self.dialect.name == "slidev" and (clicks := _CLICKS.match(written)):
            self.points_appear() if clicks["points"] else self.pauses()
            return
        if self.dialect.takes_tags:
            self.dialect.tell("<" + written.split()[0].strip("</>") + ">", span)
        else:
            self.findings.add("P128", span, f"HTML on a slide: '{written}'", "write Markdown; only <br> is read")

    def points_appear(self) -> None:
        """The points of the slide's lists appear one by one."""
        self.reveal = every_point()

    def pauses(self) -> None:
        """The slide's blocks appear one by one; the first is there from the start."""
        self.reveal = self.reveal or every_part(after=1)

    def without_steps(self, latex: str, span: Span) -> str:
        """A formula without what Slidev marks of it, one line after the other."""
        latex = latex.strip()
        if self.dialect.name == "slidev" and (steps := _STEPS.match(latex)):
            self.dialect.tell(steps[0].strip(), span)
            latex = latex[steps.end() :]
        return latex

    def take_pictures(self) -> tuple[Image, ...]:
        """The pictures among the words that were read last."""
        taken = tuple(self.pictures)
        self.pictures.clear()
        return taken
