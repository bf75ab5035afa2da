"""Cutting a slide's blocks into fields, one a label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from build.parse.blocks import Block, Paragraph
from build.parse.field import Field
from build.parse.labels import NAMES, Label, Match, likely_label, match_label
from build.source import Report


@dataclass
class Fields:
    """Fields in the order of the source; `loose` stands before or beside every label."""

    labelled: list[tuple[Label, Field]] = field(default_factory=list)
    loose: list[Block] = field(default_factory=list)


def read_fields(blocks: Iterable[Block], report: Report) -> Fields:
    """The fields of one slide. A label that does not exist is a finding, and its words are loose."""
    fields = Fields()
    current: tuple[Label, Field] | None = None
    for block in blocks:
        lines = block.lines if isinstance(block, Paragraph) else ()
        while lines:
            match = match_label(lines[0])
            if match and match.label:
                current = (match.label, Field(match.name.text, match.argument, match.name.span, report))
                fields.labelled.append(current)
                rest = (match.value,) if match.value.text else ()
                taken = 1 if match.label.line else len(lines)
                content = (*rest, *lines[1:taken])
                if content:
                    current[1].blocks.append(Paragraph(content))
                lines = lines[taken:]
                if match.label.line and content:
                    current = None
                continue
            if match and _is_unknown(match, current):
                _unknown(match, report)
                fields.loose.append(Paragraph(lines))
                current = None
            else:
                _keep(Paragraph(lines), current, fields)
            lines = ()
        if not isinstance(block, Paragraph):
            _keep(block, current, fields)
    return fields


def _keep(block: Block, current: tuple[Label, Field] | None, fields: Fields) -> None:
    (current[1].blocks if current else fields.loose).append(block)


def _is_unknown(match: Match, current: tuple[Label, Field] | None) -> bool:
    """Whether text that looks like a label was meant as one: in free text, only a near miss was."""
    if current and current[0].free:
        return likely_label(match.name.text, sure=True) is not None
    return len(match.name.text.split()) <= 6


def _unknown(match: Match, report: Report) -> None:
    likely = likely_label(match.name.text)
    hint = f"did you mean '{likely}:'?" if likely else f"the labels are {', '.join(NAMES)}"
    report.error("P104", match.name.span, f"unknown label '{match.name.text}'", hint)
