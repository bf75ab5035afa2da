"""Calls in a spec: `stacked_bars(flops_by_length, highlight=attention)` and `code('decode.py::generate')`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from build.findings.diagnostic import Span
from build.parse.blocks import SourceLine
from build.parse.source import FindingCollector

_NAME = re.compile(r"\s*(?P<name>[A-Za-z_][\w-]*)\s*")
_ARGUMENT = re.compile(
    r"""\s*(?:(?P<key>[A-Za-z_]\w*)\s*=\s*)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>(?:\[[^\[\]]*\]|\[(?![^\[\]]*\])|[^,()"'\[])*?))\s*(?P<end>[,)])"""
)


@dataclass(frozen=True, slots=True)
class Argument:
    """`key` is empty for a positional one; `quoted` tells text from a name."""

    key: str
    value: str
    quoted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ParsedCall:
    name: str
    arguments: tuple[Argument, ...]
    span: Span


def parse_call(line: SourceLine, findings: FindingCollector, *, example: str) -> ParsedCall | None:
    """Read a whole line as one call; a finding and None where it is not one.

    call     = name ("(" (argument ("," argument)*)? ")")?
    argument = (name "=")? ('"' letter* '"' | "'" letter* "'" | plain)
    plain    = (letter | "[" letter* "]")+        no comma, bracket or quotation mark outside square ones
    """
    text = line.text
    name = _NAME.match(text)
    if not name:
        findings.add("P107", line.span, "not a call", f"write it as '{example}'")
        return None
    at = name.end()
    if at == len(text):
        return ParsedCall(name["name"], (), line.span)
    if text[at] != "(":
        _fault(line, at, findings, example)
        return None
    at += 1
    arguments: list[Argument] = []
    while True:
        match = _ARGUMENT.match(text, at)
        if not match:
            _fault(line, at, findings, example)
            return None
        group = next(key for key in ("double", "single", "plain") if match[key] is not None)
        value = match[group]
        empty = not value and group == "plain"
        if empty and (match["key"] or match["end"] == "," or arguments):
            _fault(line, match.start(group), findings, example)
            return None
        if not empty:
            start, end = line.column + match.start(group), line.column + match.end(group)
            arguments.append(
                Argument(match["key"] or "", value, group != "plain", Span(line.number, start, max(end, start + 1)))
            )
        at = match.end()
        if match["end"] == ")":
            break
    if text[at:].strip():
        _fault(line, at, findings, example)
        return None
    return ParsedCall(name["name"], tuple(arguments), line.span)


def _fault(line: SourceLine, at: int, findings: FindingCollector, example: str) -> None:
    at = min(at, max(0, len(line.text) - 1))
    column = line.column + at + (len(line.text[at:]) - len(line.text[at:].lstrip()))
    column = min(column, line.column + max(0, len(line.text) - 1))
    findings.add(
        "P107", Span(line.number, column, column + 1), "this call cannot be read from here", f"write it as '{example}'"
    )
