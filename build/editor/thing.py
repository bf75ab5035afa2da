"""What stands at a point of a text: a fact, a figure, an anchor, a file … with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from build.editor.point import Point
from build.findings.diagnostic import Span
from build.parse.anchor import has_anchor
from build.parse.blocks import SourceLine
from build.parse.front_values import SAYS
from build.parse.labels import match_label
from build.questions.labels import LABELS as OF_QUIZZES
from build.resolve.query import fact_named

Kind = Literal["fact", "figure", "parameter", "label", "key", "anchor", "asset", "scene", "picture", "code", "icon"]

_BRACES = re.compile(r"\{\{(?P<inside>.*?)\}\}")
_CODE = re.compile(r"\s*code\(\s*['\"](?P<target>[^'\"]+)")
_CALL = re.compile(r"\s*(?P<figure>[A-Za-z_]\w*)\s*(?:\((?P<inside>.*)\))?")
_ARGUMENT = re.compile(r"(?P<key>\w+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^,]*)|(?P<fact>[A-Za-z_][\w.]*(?:\[[^\]]*\])?)")
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*(?P<path>[^)\s]+)")
_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+")
_ASSETS = re.compile(r"\bAssets?:(?P<paths>[^|\]]*)")
_PATH = re.compile(r"[^;`\s]+")
_ICON = re.compile(r"\(\s*icon\s*:\s*(?P<name>[\w-]+)")
_FENCE_FILE = re.compile(r"\bfile=[\"']?(?P<path>[^\s\"'}]+)")
_FRONT = re.compile(r"(?P<key>\w+):")


@dataclass(frozen=True, slots=True)
class Thing:
    """`name` is what is looked up; of an expression all that stands ahead of its unit, and the unit apart."""

    kind: Kind
    name: str
    span: Span
    unit: str = ""


def thing_at(point: Point) -> Thing | None:
    """The smallest thing around a point; None where nothing is that anything is known of."""
    found = [thing for thing in things_in(point) if thing.span.column <= point.column <= thing.span.end]
    return min(found, key=lambda thing: thing.span.end - thing.span.column, default=None)


def things_in(point: Point) -> Iterator[Thing]:
    """All things of a point's line."""
    line = point.whole
    if point.in_front:
        if (key := _FRONT.match(line)) and key["key"] in SAYS:
            yield _thing(point, "key", key, "key")
        if (key := _FRONT.match(line)) and key["key"] in ("logo", "mascot"):
            yield Thing("picture", line[key.end() :].strip(" \"'"), Span(point.line, key.end() + 1, len(line) + 1))
        return
    if point.in_code:
        if named := _FENCE_FILE.search(line):
            yield _thing(point, "code", named, "path")
        return
    for braces in _BRACES.finditer(line):
        if code := _CODE.match(braces["inside"]):
            start = braces.start("inside") + code.start("target")
            yield Thing("code", code["target"], Span(point.line, start + 1, start + len(code["target"]) + 1))
        elif fact_named(braces["inside"]):
            value, _, unit = braces["inside"].rpartition("|") if "|" in braces["inside"] else (braces["inside"], "", "")
            yield Thing("fact", value.strip(), Span(point.line, braces.start() + 1, braces.end() + 1), unit.strip())
    for picture in _PICTURE.finditer(line):
        yield _thing(point, "picture", picture, "path")
    for icon in _ICON.finditer(line):
        yield _thing(point, "icon", icon, "name")
    for anchor in _ID.finditer(line):
        yield Thing("anchor", anchor[0], Span(point.line, anchor.start() + 1, anchor.end() + 1))
    if has_anchor(line) and (assets := _ASSETS.search(line)):
        for path in _PATH.finditer(line, assets.start("paths"), assets.end("paths")):
            yield Thing("asset", path[0], Span(point.line, path.start() + 1, path.end() + 1))
    yield from _labelled(point)


def _labelled(point: Point) -> Iterator[Thing]:
    """A label, and what stands behind it."""
    match = match_label(SourceLine(point.line, 1, point.whole))
    if match is None:
        return
    if match.label is None:
        if match.name.text in OF_QUIZZES:
            yield Thing("label", match.name.text, match.name.span)
        return
    yield Thing("label", match.label.name, match.name.span)
    value, start = match.value.text, match.value.column
    if match.label.name == "Animation Asset" and value.strip("` "):
        yield Thing("scene", value.strip("` "), match.value.span)
    call = _CALL.match(value) if match.label.name == "Visual" else None
    if call is None:
        return
    at = start + call.start("figure")
    yield Thing("figure", call["figure"], Span(point.line, at, at + len(call["figure"])))
    if call["inside"]:
        for argument in _ARGUMENT.finditer(value, call.start("inside"), call.end("inside")):
            kind: Kind = "fact" if argument["fact"] else "parameter"
            word = argument["fact"] or argument["key"]
            at = start + argument.start()
            name = word if kind == "fact" else f"{call['figure']} {word}"
            yield Thing(kind, name, Span(point.line, at, at + len(word)))


def _thing(point: Point, kind: Kind, match: re.Match[str], group: str) -> Thing:
    return Thing(kind, match[group], Span(point.line, match.start(group) + 1, match.end(group) + 1))
