"""Front matter: the YAML between two `---` lines at the top."""

from __future__ import annotations

import re

from build.findings.diagnostic import Span
from build.parse.dialects import Dialect
from build.parse.source import FindingCollector
from build.spec.deck import FrontMatter

LARGEST = 16_384

_KEY = re.compile(r"[A-Za-z_][\w-]*:(?:\s|$)")


def read_front_matter(findings: FindingCollector, dialect: Dialect | None = None) -> tuple[FrontMatter, int]:
    """The front matter without what is wrong in it, and how many lines of the source it takes.

    What other programs' keys say goes to `dialect`; without one they are keys that do not exist.

    front_matter = "---" yaml ("---" | "...")      the first lines of a source; `front_values` reads them
    """
    lines = findings.source.lines
    if lines[0].rstrip() != "---":
        return FrontMatter(), 0
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if dialect and not findings.source.line(2).strip() and not any(map(_KEY.match, lines[1:end])):
        return FrontMatter(), 0  # a ruler, and a slide below it
    if end is None:
        findings.add("P101", Span(1, 1, 4), "front matter without its end", "close it with a line '---'")
        return FrontMatter(), 1
    text = "\n".join(lines[1:end])
    if len(text) > LARGEST:
        findings.add("P101", Span(1, 1, 4), "front matter too long", f"it has at most {LARGEST:,} characters")
        return FrontMatter(), end + 1
    from build.parse.front_values import read_values  # YAML with it, which many a plain deck does without

    return read_values(text, findings, dialect), end + 1
