"""Cutting a slide's blocks into fields, one a label."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from build.parse.anchor import opens_anchor
from build.parse.blocks import SourceBlock, SourceParagraph
from build.parse.field import Field
from build.parse.labels import ANCHOR, NAMES, Label, Match, likely_label, match_label
from build.parse.source import FindingCollector


@dataclass
class Fields:
    """Fields in the order of the source; `loose` stands before every label, `strays` under unknown ones."""

    labelled: list[tuple[Label, Field]] = field(default_factory=list)
    loose: list[SourceBlock] = field(default_factory=list)
    strays: list[SourceBlock] = field(default_factory=list)


def read_fields(blocks: Iterable[SourceBlock], findings: FindingCollector) -> Fields:
    """The fields of one slide. A label that does not exist is a finding, and its words are strays.

    fields = block* field*
    field  = labelled_line line* block*          up to the next label; a `line` label takes its own line only
           | anchor                              which needs no label before it
    """
    fields = Fields()
    current: Label | None = None
    into = fields.loose
    for block in blocks:
        lines = block.lines if isinstance(block, SourceParagraph) else ()
        while lines:
            if opens_anchor(lines[0].text) and current is not ANCHOR and not (current and current.free):
                anchor = Field(ANCHOR.name, None, lines[0].span, findings)  # it needs no label before it
                anchor.blocks.append(SourceParagraph(lines[:1]))
                fields.labelled.append((ANCHOR, anchor))
                current, into, lines = None, fields.loose, lines[1:]
                continue
            match = match_label(lines[0])
            if not match or not (match.label or _is_unknown_label(match, current)):
                into.append(SourceParagraph(lines))
                break
            current = match.label
            if current is None:
                _report_unknown(match, findings)
                into = fields.strays
                into.append(SourceParagraph(lines))
                break
            labelled = Field(match.name.text, match.argument, match.name.span, findings)
            fields.labelled.append((current, labelled))
            into = labelled.blocks
            taken = 1 if current.line else len(lines)
            content = (*((match.value,) if match.value.text else ()), *lines[1:taken])
            if content:
                into.append(SourceParagraph(content))
            if current.line and content:
                current, into = None, fields.loose
            lines = lines[taken:]
        if not isinstance(block, SourceParagraph):
            into.append(block)
    return fields


def _is_unknown_label(match: Match, current: Label | None) -> bool:
    """Whether text that looks like a label was meant as one: in free text, only a near miss was."""
    if current and current.free:
        return likely_label(match.name.text, sure=True) is not None
    return len(match.name.text.split()) <= 6


def _report_unknown(match: Match, findings: FindingCollector) -> None:
    likely = likely_label(match.name.text)
    hint = f"did you mean '{likely}:'?" if likely else f"the labels are {', '.join(NAMES)}"
    if re.fullmatch(r"slide\s+\d{1,5}", match.name.text, re.IGNORECASE):
        hint = f"a slide's heading starts with '## ': write '## {match.name.text}: …'"
    findings.add("P104", match.name.span, f"unknown label '{match.name.text}'", hint)
