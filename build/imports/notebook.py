"""A Jupyter notebook as the lines of a deck: its cells in order, with what they gave, and rulers between slides."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from build.findings.file_messages import display_path
from build.imports.html_table import table_rows
from build.imports.imported import Imported
from build.imports.lines import Line, Reading, fence_around, text_of, without_labels
from build.imports.markdown import read_markdown
from build.parse.kept_lines import OpenFence

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg", "image/webp": "webp"}
_OLDER = {  # names of kinds in notebooks before 2015
    "png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml", "html": "text/html", "text": "text/plain",
}  # fmt: skip
_BEGINS = frozenset({"slide", "subslide"})
_TABLE = re.compile(r"<table\b[^>]*>(?P<inside>.*?)</table\s*>", re.I | re.S)


def read_notebook(path: Path) -> Imported:
    """The deck that a notebook is. Raises ValueError for what is no notebook, and OSError."""
    try:
        said = json.loads(text_of(path))
        cells = said["cells"] if "cells" in said else said["worksheets"][0]["cells"]
        language = str(said.get("metadata", {}).get("language_info", {}).get("name", "python"))
        if not all(isinstance(cell, dict) for cell in cells):
            raise TypeError
    except json.JSONDecodeError as error:
        place = f"{display_path(path)}:{error.lineno}:{error.colno}"
        hint = "save the notebook again where it opens"
        raise ValueError(f"{place}: no Jupyter notebook, or a damaged one: {error.msg}\n  hint: {hint}") from None
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise ValueError(f"{display_path(path)} is no Jupyter notebook: its JSON has no cells") from None
    reading = Reading(path)
    kinds = [_kind(cell) for cell in cells]
    made: list[Line] = []
    begun = False
    for number, (cell, kind) in enumerate(zip(cells, kinds, strict=True), 1):
        where = f"{display_path(path)}, cell {number}"
        lines = _cell(cell, where, language, reading)
        if kind == "skip":
            reading.tell(where, f"a cell that its slides leave out: {_start(lines)}", look=True)
            continue
        if kind == "notes":
            lines = [Line("::: notes", where), *lines, Line(":::", where)]
        elif kind in _BEGINS and begun:
            made += [Line("", where), Line("---", where)]
        elif kind == "fragment" and any(line.text for line in made):
            made += [Line("", where), Line(". . .", where)]
        made += [Line("", where), *lines, Line("", where)]
        begun = True
    reading.program, reading.has_rulers = "notebook", bool(_BEGINS.intersection(kinds))
    return read_markdown(made, reading, has_front=bool(cells) and _is_front(cells[0]))


def _is_front(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is Quarto's front matter."""
    return cell.get("cell_type") == "raw" and _joined(cell.get("source", "")).startswith("---\n")


def _kind(cell: Mapping[str, Any]) -> str:
    """What the cell is on slides: slide, subslide, fragment, skip, notes, or nothing."""
    shown = cell.get("metadata", {})
    shown = shown.get("slideshow", {}) if isinstance(shown, dict) else {}
    return str(shown.get("slide_type", "")) if isinstance(shown, dict) else ""


def _cell(cell: Mapping[str, Any], where: str, language: str, reading: Reading) -> list[Line]:
    text = _joined(cell.get("source", cell.get("input", "")))
    lines = [Line(line, f"{where}, line {number}") for number, line in enumerate(text.split("\n"), 1)]
    match cell.get("cell_type"):
        case "markdown":
            return _closed(without_labels([_attached(line, cell, reading) for line in lines]))
        case "heading":
            level = cell.get("level")
            return [lines[0].now("#" * (level if isinstance(level, int) else 1) + " " + " ".join(text.split()))]
        case "code":
            tags = cell.get("metadata", {}).get("tags", []) if isinstance(cell.get("metadata"), dict) else []
            code = (
                []
                if not text.strip() or {"hide-input", "remove-input", "hide_input"} & {*tags}
                else _fenced(lines, language)
            )
            outputs = cell.get("outputs")
            outputs = outputs if isinstance(outputs, list) else []
            return [
                *code,
                *(made for i, one in enumerate(outputs, 1) for made in _output(one, f"{where}, output {i}", reading)),
            ]
        case "raw" if _is_front(cell):
            return lines
        case "raw":
            reading.tell(where, f"a raw cell: {text.strip()[:100]}")
            return []
    return _fenced(lines, "")


def _closed(lines: list[Line]) -> list[Line]:
    """A cell's lines, whose code ends with the cell."""
    fence = OpenFence()
    for line in lines:
        fence.holds(line.text)
    return [*lines, lines[-1].now(fence.marker)] if fence.marker else lines


def _attached(line: Line, cell: Mapping[str, Any], reading: Reading) -> Line:
    """A line whose pictures, attached to its cell, have names of their own."""
    attachments = cell.get("attachments", {})

    def named(found: re.Match[str]) -> str:
        name = found[1]
        bundle = attachments.get(name) if isinstance(attachments, dict) else None
        bundle = bundle if isinstance(bundle, dict) else {}
        data = next((_bytes(kind, value) for kind, value in bundle.items() if kind in _PICTURES), b"")
        key = f"{len(reading.inlined) + 1}-{name.rpartition('/')[2]}"
        reading.inlined[key] = data
        return f"<{key}>" if " " in key else key

    return line.now(re.sub(r"attachment:([^)\s\"']+)", named, line.text))


def _output(output: Any, where: str, reading: Reading) -> list[Line]:
    """What a cell has given: a picture, a table, or its text as code."""
    if not isinstance(output, dict):
        return []
    if output.get("output_type") == "stream":
        text = _joined(output.get("text", ""))
        if output.get("name") == "stderr":
            if text.strip():
                reading.tell(where, f"a message to the error stream: {' '.join(text.split())[:300]}")
            return []
        return _text(text, where)
    if output.get("output_type") in ("error", "pyerr"):
        return _text(f"{output.get('ename', '')}: {output.get('evalue', '')}", where)
    data = output.get("data", output)
    if not isinstance(data, dict):
        return []
    data = {_OLDER.get(key, key): value for key, value in data.items()}
    for kind, ending in _PICTURES.items():
        if kind in data and (found := _bytes(kind, data[kind])):
            name = f"output-{len(reading.inlined) + 1}.{ending}"
            reading.inlined[name] = found
            said = " ".join(_joined(data.get("text/plain", "")).split())
            alt = "" if re.match(r"<.*>$", said) else re.sub(r"[\[\]<>]", "", said[:120])
            return [Line("", where), Line(f"![{alt}]({name})", where), Line("", where)]
    if "text/html" in data and (tables := _TABLE.findall(html := _joined(data["text/html"]))):
        around = re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]*>", " ", _TABLE.sub("", html), flags=re.S)
        rows = [row for table in tables for row in ("", *table_rows(table), "")]
        return [Line(row, where) for row in (*rows, unescape(" ".join(around.split())), "")]
    for kind in ("text/markdown", "text/latex", "text/html"):
        if kind in data and (kind != "text/html" or "text/plain" not in data):
            return [Line(line, where) for line in ("", *_joined(data[kind]).split("\n"), "")]
    if "text/html" in data:
        reading.tell(where, "an output in HTML", "its text stands in its place")
    rest = [kind for kind in data if kind.startswith("application/") and not kind.endswith("+json")]
    if rest and "text/plain" not in data:
        reading.tell(where, f"an output of {rest[0]}")
    return _text(_joined(data.get("text/plain", "")), where)


def _text(text: str, where: str) -> list[Line]:
    text = _ANSI.sub("", text).rstrip("\n").replace("\r", "\n")
    return _fenced([Line(line, where) for line in text.split("\n")], "") if text.strip() else []


def _fenced(lines: Sequence[Line], language: str) -> list[Line]:
    """Lines as code. A cell of another language says so in its first line, `%%bash`."""
    magic = (
        re.match(r"%%(bash|sh|html|javascript|js|latex|R|sql|ruby|perl|writefile)\b", lines[0].text) if lines else None
    )
    language = (
        {"sh": "bash", "js": "javascript", "writefile": ""}.get(magic[1], magic[1].lower()) if magic else language
    )
    fence = fence_around([line.text for line in lines])
    where = lines[0].where if lines else ""
    return [Line("", where), Line(fence + language, where), *lines, Line(fence, where), Line("", where)]


def _joined(source: Any) -> str:
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _bytes(kind: str, value: Any) -> bytes:
    text = _joined(value)
    if kind == "image/svg+xml":
        return text.encode()
    try:
        return b64decode(re.sub(r"\s", "", text))
    except (Error, ValueError):
        return b""


def _start(lines: Sequence[Line]) -> str:
    return " ".join(" ".join(line.text for line in lines).split())[:100]
