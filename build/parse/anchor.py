"""Hands-on anchors: `[Hands-on Anchor: ID | Asset: a; b | Objective: … | Pre-req: X, Y-01..05]`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from build.findings.diagnostic import Span
from build.findings.suggestion import as_label, suggestion
from build.parse.blocks import SourceLine
from build.parse.inline import read_text
from build.parse.rows import split_bars
from build.parse.source import FindingCollector
from build.spec.deck import Anchor, Text

EXAMPLE = "[Hands-on Anchor: CH1-LAB-01 | Asset: ch01/file.py | Objective: what to find out | Pre-req: None]"
LONGEST_RANGE = 99
MOST = 99  # assets, and prerequisites

_OPENING = re.compile(r"\[\s*hands-on anchor\s*:", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z][\w-]*\w")
_RANGE = re.compile(r"(?P<stem>.*?)(?P<first>\d+)\s*\.\.+\s*(?P<last>\d+)")
_KEYS = {"asset": "asset", "assets": "asset", "objective": "objective", "pre-req": "pre-req", "pre-reqs": "pre-req",
         "prereq": "pre-req", "prerequisite": "pre-req", "prerequisites": "pre-req"}  # fmt: skip
_FOREIGN = re.compile(r"/(Users|home|root|tmp|mnt|Volumes)/|[A-Za-z]:[\\/]|\\\\|file:|~/")


def has_anchor(text: str) -> bool:
    return _OPENING.search(text) is not None


def opens_anchor(text: str) -> bool:
    """Whether a line begins with an anchor, in backticks or not."""
    return _OPENING.match(text.lstrip("` ")) is not None


def beside_anchor(line: SourceLine) -> list[SourceLine]:
    """Words of a line before and after its anchor."""
    opening = _OPENING.search(line.text)
    if not opening:
        return [line]
    end = line.text.rfind("]") + 1
    parts = [line.cut(0, opening.start())]
    if end > opening.end():
        parts.append(line.cut(end))
    return [part for part in parts if any(letter.isalnum() for letter in part.text)]


def read_anchor(line: SourceLine, findings: FindingCollector) -> Anchor | None:
    """The anchor in a line; a finding and None where there is none.

    anchor = "[" "hands-on anchor" ":" id ("|" anchor_part)* "]"
    anchor_part = ("asset" | "assets") ":" path (";" path)*
                | "objective" ":" text
                | ("pre-req" | "pre-reqs" | "prereq" | "prerequisite" | "prerequisites") ":" ids (("," | ";") ids)*
    id     = letter (letter | digit | "_" | "-")*      ends in no dash
    """
    opening = _OPENING.search(line.text)
    if not opening:
        findings.add("P108", line.span, "not a hands-on anchor", f"write it as '{EXAMPLE}'")
        return None
    end = line.text.rfind("]")
    if end < opening.end():
        end = len(line.text.rstrip("` "))
        at = line.column + end
        findings.add(
            "P108", Span(line.number, at, at + 1), "hands-on anchor without its ']'", f"write it as '{EXAMPLE}'"
        )
    body = line.cut(opening.end(), end)
    span = Span(line.number, line.column + opening.start(), line.column + min(end + 1, len(line.text)))
    name, *parts = [body.cut(start, stop) for start, stop in split_bars(body.text)]
    if not _ID.fullmatch(name.text):
        findings.add(
            "P108", name.span, f"'{name.text}' is not an anchor's id", "letters, digits and dashes: CH1-LAB-01"
        )
    assets: list[str] = []
    objective = Text()
    prerequisites: list[str] = []
    for part in parts:
        key, _, _ = part.text.partition(":")
        field = _KEYS.get(key.strip().casefold())
        value = part.cut(len(key) + 1) if ":" in part.text else part
        if field and ":" not in part.text:
            findings.add(
                "P108", part.span, f"'{key.strip()}' of a hands-on anchor has no colon", f"write '{part.text}: …'"
            )
        elif field == "asset":
            assets += [path for part in _split(value, ";") if (path := read_path(part, findings))]
        elif field == "objective":
            objective = read_text([value], findings)
        elif field == "pre-req":
            prerequisites += [name for piece in _split(value, ",;") for name in _ids(piece, findings)]
        else:
            known = "the parts are Asset:, Objective: and Pre-req:"
            hint = suggestion(key.strip().casefold(), ("asset", "objective", "pre-req"), known, as_label)
            findings.add("P108", part.span, f"unknown part '{key.strip()}' of a hands-on anchor", hint)
    prerequisites = list(dict.fromkeys(prerequisites))
    for what, given in (("assets", assets), ("prerequisites", prerequisites)):
        if len(given) > MOST:
            findings.add("P108", span, f"a hands-on anchor with {len(given)} {what}", f"it has at most {MOST}")
    return Anchor(
        id=name.text,
        assets=tuple(assets[:MOST]),
        objective=objective,
        prerequisites=tuple(prerequisites[:MOST]),
        span=span,
    )


def read_path(line: SourceLine, findings: FindingCollector) -> str:
    """A path as the source gives it; one from another machine's disk as its file name.

    path = "`"? ("none" | "-" | letter+) "`"?
    """
    text = line.text.strip("` ")
    if text.casefold() in ("none", "-", "–"):
        return ""
    if not _FOREIGN.match(text):
        return text
    name = PurePosixPath(text.replace("\\", "/")).name
    findings.add("P114", line.span, "a path on somebody's machine", f"it is read as '{name}'; write that")
    return name


def _split(line: SourceLine, marks: str) -> list[SourceLine]:
    """The parts of a line between any of the marks."""
    parts, start = [], 0
    for at, letter in enumerate(line.text + marks[0]):
        if letter in marks:
            part = line.cut(start, at)
            if part.text:
                parts.append(part)
            start = at + 1
    return parts


def _ids(line: SourceLine, findings: FindingCollector) -> list[str]:
    """The ids that `CH3-LAB-01`, `CH3-LAB-01..05` or `None` stand for.

    ids = "`"? ("none" | "-" | id | id ".." number)? "`"?     a range: the id ends in a number too
    """
    text = line.text.strip("` ")
    if text.casefold() in ("none", "-", "–", ""):
        return []
    match = _RANGE.fullmatch(text)
    if not match:
        if not _ID.fullmatch(text):
            findings.add(
                "P108", line.span, f"'{text}' is not an anchor's id", "ids stand between commas: CH1-LAB-01, CH1-LAB-02"
            )
            return []
        return [text]
    first, last, width = match["first"], match["last"], len(match["first"])
    if len(first) > 6 or len(last) > 6 or not int(first) <= int(last) <= int(first) + LONGEST_RANGE:
        findings.add("P108", line.span, f"'{text}' is not a range of ids", "a range goes up: CH1-LAB-01..05")
        return []
    return [f"{match['stem']}{number:0{width}d}" for number in range(int(first), int(last) + 1)]
