"""pandoc's title block: `% Title`, `% Author; Author`, `% Date` in the first lines."""

from __future__ import annotations

from dataclasses import replace

from build.parse.dialects import Dialect
from build.parse.source import FindingCollector
from build.spec.deck import FrontMatter


def read_title_block(findings: FindingCollector, dialect: Dialect) -> tuple[FrontMatter, int]:
    """What the block says, and how many lines it takes; none where a spec has no such block.

    title_block = "%" title ("%" author (";" author)* ("%" date)?)?      an indented line goes on with the one above
    """
    fields: list[tuple[str, int]] = []
    taken = 0
    for number, line in enumerate(findings.source.lines[:12], 1):
        if line.startswith("%") and len(fields) < 3:
            fields.append((line[1:].strip(), number))
        elif fields and line.startswith((" ", "\t")) and line.strip():
            fields[-1] = (f"{fields[-1][0]} {line.strip()}", fields[-1][1])
        else:
            break
        taken = number
    if not fields or not fields[0][0]:
        return FrontMatter(), 0
    dialect.name = dialect.name or "pandoc"
    title, authors, date = (*fields, *[("", 1)] * 2)[:3]
    author = ", ".join(part.strip() for part in authors[0].split(";") if part.strip())
    return replace(FrontMatter(), title=title[0], author=author, date=date[0]), taken
