"""Labels on a slide of ordinary Markdown: those that every slide has. Others there are words like any."""

from __future__ import annotations

import re
from collections.abc import Callable

from build.parse.anchor import opens_anchor
from build.parse.blocks import SourceLine, read_blocks
from build.parse.content_kinds import CONTENT_KINDS
from build.parse.field import Field, Values
from build.parse.kept_lines import KeptLines, OpenFence
from build.parse.kinds import KINDS
from build.parse.labels import ANCHOR, FOR_ALL, LABELS, Label, Match, match_label
from build.parse.source import FindingCollector
from build.spec.deck import Text
from engine.did_you_mean import nearest

# Labels that make a slide one of those kinds wherever they stand, and those that are everyday words too and do so
# alone on their line only.
SURE = frozenset({"Central Text", "Beginner's Corner", "Extended Annotations", "Animation Asset", "LEFT - CODE",
                  "RIGHT - FLOW", "Key Takeaways", "What You Can Now Do"})  # fmt: skip
ALONE = frozenset({"Checklist", "Run"})
_EVERYDAY = frozenset({"Prompt"})  # a word that a course about models needs
_CALL = re.compile(r"`?[A-Za-z]\w*(?:\(.*)?")

Labelled = list[tuple[Label, Field]]
NOTES = next(label for label in LABELS if label.name == "Notes")


def makes_a_kind(line: SourceLine) -> bool:
    """Whether a line has a label that ordinary Markdown does not have by chance."""
    match = match_label(line)
    if not match or not match.label:
        return False
    return match.label.name in SURE or (match.label.name in ALONE and not match.value.text)


def for_all(match: Match) -> bool:
    """Whether words that look like a label of every slide are one, and not a sentence that begins so."""
    label, value = match.label, match.value.text
    if label is None or label.name not in FOR_ALL - _EVERYDAY:
        return False
    if label.name == "Type":
        known = [*KINDS, *CONTENT_KINDS]
        return value.casefold() in known or nearest(value, known, sure=True) is not None
    if label.name == "Visual":
        return not value or _CALL.fullmatch(value) is not None
    if label.name == "Notes":
        return not value or match.name.text.casefold() != "note"
    if label.name == "Reveal":
        return value.casefold() == "one by one" or all(len(step.split()) <= 2 for step in value.split(","))
    return not label.line or len(value.split()) <= 2


def cut_labels(
    lines: KeptLines, is_one: Callable[[Match], bool], findings: FindingCollector
) -> tuple[KeptLines, Labelled]:
    """Lines without their labels, and the labels with what stands behind them.

    A label has its line's words, or else the paragraph below; notes go on to the next label.
    """
    left = KeptLines()
    cut: list[tuple[Match, KeptLines]] = []
    into: KeptLines | None = None
    fence = OpenFence()
    for line, number, moved in zip(lines.lines, lines.numbers, lines.moved, strict=True):
        whole = SourceLine(number, 1 + moved, line.rstrip())
        if not fence.holds(line) and (match := _match(whole, is_one)):
            into = KeptLines()
            into.add(match.value.text, number, match.value.column - 1)
            cut.append((match, into))
            if match.label and match.label.line and match.value.text:
                into = None
            continue
        if into is not None and not line.strip() and cut[-1][0].label is not NOTES and any(into.lines):
            into = None
        (left if into is None else into).add(line, number, moved)
    labelled = Labelled()
    for match, within in cut:
        assert match.label is not None
        blocks = read_blocks(within, findings)
        labelled.append((match.label, Field(match.name.text, match.argument, match.name.span, findings, blocks)))
    return left, labelled


def _match(line: SourceLine, is_one: Callable[[Match], bool]) -> Match | None:
    """The label that a line starts with, if it is one here. An anchor needs none."""
    if opens_anchor(line.text):
        return Match(ANCHOR, line.cut(0, 1), None, line)
    if ":" not in line.text or not (line.text[:1].isalpha() or line.text.startswith("**")):
        return None
    match = match_label(line)
    return match if match and match.label and is_one(match) else None


def values_of(labelled: Labelled, findings: FindingCollector) -> tuple[Values, Text]:
    """What the labels say, attribute by attribute, and the kind that `Type:` names."""
    values: Values = {}
    wanted = Text()
    first: dict[str, Field] = {}
    for label, field in labelled:
        if label.name in first and not label.many:
            hint = f"the first is in line {first[label.name].span.line}"
            findings.add("P105", field.span, f"'{field.name}' stands twice on this slide", hint)
        else:
            first.setdefault(label.name, field)
            for key, value in label.rule(field).items():
                if key == "type":
                    wanted = value
                elif isinstance(value, (tuple, list)):
                    values[key] = (*values.get(key, ()), *value)
                else:
                    values[key] = value
        values["rest"] = (*values.get("rest", ()), *field.rest())
    return values, wanted
