"""Completion of front matter, and of `course.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.citations.library import KINDS as WORKS
from build.editor.choice import Choice, fitting
from build.editor.line_choices import files_beside, offer
from build.editor.names import Names
from build.editor.point import Point
from build.files.course_file import FOLDERS, looks
from build.files.course_file import KEYS as OF_COURSE
from build.files.pictures_named import PICTURES
from build.parse.data import OF_DATA, OF_UNIT
from build.parse.front_values import KEYS, SAYS, VALUES
from build.spec.data import TABLES
from build.spec.said import LANGUAGES, WORDS
from build.spec.tool_words import TOOL_WORDS
from engine.units import SCALE_NAMES

_KEY = re.compile(r"(?P<typed>\w*)$")
_VALUE = re.compile(r"(?P<key>\w+):\s*[\[\"']?(?:[^,\]]*,\s*)*(?P<typed>[^\s\"'\[\],]*)$")
_INNER_VALUE = re.compile(r"(?P<key>file|unit):\s*\"?(?P<typed>[^\s\"{},]*)$")
_INNER_KEY = re.compile(r"(?:^\s+|[{,]\s*)(?P<typed>[\w ]*)$")
_TOP = re.compile(r"(?P<key>\w+):")
_TOML_VALUE = re.compile(r"(?P<key>\w+)\s*=\s*\"(?P<typed>[^\"]*)$")


def front_choices(point: Point, names: Names, spec: Path) -> list[Choice] | None:
    """Keys of the front matter and what they can say; None outside it."""
    if not point.in_front:
        return None
    line = point.ahead
    if key := _KEY.match(line):
        known = {name: SAYS[name] for name in KEYS if name not in _said_already(point)}
        return offer(point, key["typed"], known, "key", colon=True)
    top = _top_key(point)
    if top in ("data", "units", "words"):
        return _inside(point, top, spec)
    value = _VALUE.match(line)
    return offer(point, value["typed"], _values(value["key"], names, spec), "value") if value else []


def _said_already(point: Point) -> set[str]:
    here, lines = point.line - 1, point.written.lines[: point.written.front]
    return {top["key"] for at, line in enumerate(lines) if at != here and (top := _TOP.match(line))}


def _top_key(point: Point) -> str:
    """The key at the left edge that a line belongs to."""
    for line in (point.ahead, *reversed(point.written.lines[1 : point.line - 1])):
        if top := _TOP.match(line):
            return top["key"]
    return ""


def _values(key: str, names: Names, spec: Path) -> dict[str, str]:
    if key in ("logo", "mascot"):
        return files_beside(spec, PICTURES)
    if key == "bibliography":
        return files_beside(spec, WORKS)
    if key == "assumes":
        return dict(names.places.labs)
    if key == "language":
        return dict.fromkeys(LANGUAGES, "")
    schema: Mapping[str, Any] = VALUES.get(key, {})
    return dict.fromkeys(schema.get("expected", ()), "")


def _inside(point: Point, top: str, spec: Path) -> list[Choice]:
    """What stands below `data:`, `units:` and `words:`, in braces or on lines of their own."""
    if top == "data" and (value := _INNER_VALUE.search(point.ahead)):
        known = files_beside(spec, TABLES) if value["key"] == "file" else dict.fromkeys(sorted(SCALE_NAMES), "")
        return offer(point, value["typed"], known, "value")
    inner = _INNER_KEY.search(point.ahead)
    if inner is None:
        return []
    depth = point.ahead.count("{") - point.ahead.count("}")
    if top == "words":
        return offer(
            point, inner["typed"], {word.replace("_", " "): "" for word in (*WORDS, *TOOL_WORDS)}, "key", colon=True
        )
    if depth < (1 if point.ahead.startswith(" ") else 2):
        return []  # names of the author's own
    return offer(point, inner["typed"], dict.fromkeys(OF_DATA if top == "data" else OF_UNIT, ""), "key", colon=True)


def course_file_choices(point: Point, names: Names) -> list[Choice]:
    """Keys of `course.toml`, the themes that there are, and folders."""
    if value := _TOML_VALUE.match(point.ahead):
        if value["key"] == "theme":
            try:
                known = dict.fromkeys(looks(names.course.root), "")
            except ValueError:  # two of one name, which the course's own check tells
                known = {}
        else:
            known = {file.name: "" for file in sorted(names.course.root.iterdir()) if file.is_dir()}
        return offer(point, value["typed"], known, "value")
    if key := _KEY.match(point.ahead):
        start = point.column - len(key["typed"])
        return [
            Choice(
                name=name, insert=f'{name} = ""', start=start, end=point.column, what="key", caret=1,
                says=f'usually "{FOLDERS[name]}"' if name in FOLDERS else "",
            )
            for name in fitting(OF_COURSE, key["typed"])
        ]  # fmt: skip
    return []
