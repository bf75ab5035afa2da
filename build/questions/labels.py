"""The labels of a quiz: this table is their guide."""

from __future__ import annotations

import re
from collections.abc import Mapping

from build.findings.suggestion import suggestion
from build.parse.blocks import SourceLine
from build.parse.source import FindingCollector

LABELS: Mapping[str, str] = {
    "Kind": "open, number, choice, order or match, where the others do not tell",
    "Answer": "a fact, an option, or words of any length",
    "Points": "bullets: what an answer in words must have",
    "Tolerance": "of a number, such as 2%",
    "Order": "numbered items in their right order",
    "Match": "a table of two columns, a pair a row",
    "Mistake": "name -> what it gives: what is told then; again for each",
    "Why": "why the answer is right",
    "See": "where it is shown: ch04 slide 8, CH4B-LAB-03",
    "Holds": "facts with ' > ' between them, the larger one first: what the answer relies on",
    "Variants": "a fact with several points, or a table of data: a question for each, `variant` being its point or row",
}
MANY = frozenset({"Mistake"})

_LINE = re.compile(r"(?P<name>[A-Z][A-Za-z]{1,14}):(?=\s|$)")


def starts_with_label(text: str) -> bool:
    """Whether a line starts with a label of a quiz."""
    match = _LINE.match(text)
    return bool(match and match["name"] in LABELS)


def label_of(line: SourceLine, findings: FindingCollector) -> tuple[str, SourceLine] | None:
    """The label that a line starts with and what stands behind it; a name that is nearly one is told.

    label = name ":" (" " text)?
    """
    match = _LINE.match(line.text)
    if not match:
        return None
    name = match["name"]
    if name in LABELS:
        return name, line.cut(match.end())
    if hint := suggestion(name, LABELS, write=lambda known: f"{known}:"):
        findings.add("P104", line.cut(0, match.end("name")).span, f"unknown label '{name}'", hint)
    return None
