"""Programs whose Markdown is built too, and what of it has no meaning on these slides: told once, never an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from build.findings.diagnostic import Span
from build.parse.kept_lines import OpenFence
from build.parse.records import without_records
from build.parse.source import FindingCollector

Program = Literal["", "marp", "slidev", "pandoc", "reveal"]
LOOK_CHOSEN = "a course.toml says it for all of a course, --theme for once"  # of a theme or a template
_NAMES = {"": "", "marp": "Marp", "slidev": "Slidev", "pandoc": "pandoc", "reveal": "reveal.js"}


# What only one program's decks have, for decks whose front matter does not say.
_SIGNS: tuple[tuple[Program, re.Pattern[str]], ...] = (
    (
        "slidev",
        re.compile(
            r"^---\n(?:layout|src|clicks|hide|routeAlias):|^::(?:right|left|default)::\s*$|(?<!\\)<v-clicks?\b", re.M
        ),
    ),
    (
        "marp",
        re.compile(
            r"(?<!\\)<!--\s*_?(?:class|paginate|backgroundColor|backgroundImage|headingDivider):|^!\[bg\b", re.M
        ),
    ),
    ("reveal", re.compile(r"(?<!\\)<!--\s*\.(?:slide|element)\b", re.M)),
)


_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def program_of(text: str) -> Program:
    """The program that a spec was written for, by what it holds outside code."""
    text = without_records(text)
    if any(sign.search(text) for _, sign in _SIGNS):
        fence = OpenFence()
        text = "\n".join("" if fence.holds(line) else _CODE.sub("", line) for line in text.split("\n"))
    return next((name for name, sign in _SIGNS if sign.search(text)), "")


@dataclass
class Dialect:
    """The program that a spec was written for; none for plain Markdown. `unused` says where each thing stands first."""

    name: Program = ""
    slide_level: int = 0  # 0 where the spec does not say
    has_rulers: bool = False  # slides are parted by rulers, whatever headings stand between them
    subtitle: str = ""
    subtitle_span: Span = Span()
    about: list[tuple[str, Span]] = field(default_factory=list)  # whose house the deck is from
    first_slide: dict[str, tuple[str, Span]] = field(default_factory=dict)  # Slidev's, in the deck's front matter
    unused: dict[str, Span] = field(default_factory=dict)

    @property
    def speaks_in_comments(self) -> bool:
        """Whether an HTML comment is what the speaker says."""
        return self.name in ("marp", "slidev")

    @property
    def takes_tags(self) -> bool:
        """Whether HTML is what its authors write all the time."""
        return bool(self.name)

    def path(self, written: str) -> str:
        """A picture's path from the spec's folder; what begins with a slash is in Slidev's `public` folder."""
        return f"public{written}" if self.name == "slidev" and written.startswith("/") else written

    def tell(self, what: str, span: Span) -> None:
        """Something that is understood and changes nothing here."""
        self.unused.setdefault(what, span)

    def told(self, findings: FindingCollector) -> None:
        """One finding for all of it, at the first place."""
        if not self.unused:
            return
        lines = [f"{what} (line {span.line})" for what, span in sorted(self.unused.items(), key=lambda row: row[1])]
        more = f" and {len(lines) - 12} more" if len(lines) > 12 else ""
        of = f"of {_NAMES[self.name]}: " if self.name else ""
        first = min(self.unused.values())
        chosen = not self.name and {"theme:", "template:"}.intersection(self.unused)
        hint = LOOK_CHOSEN if chosen else "the theme decides the look"
        findings.add("P130", first, f"not used here, {of}{', '.join(lines[:12])}{more}", hint)
