"""A file of rows as cells, each with its place: CSV and TSV, and JSON that holds a table."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from build.findings.diagnostic import Span
from engine.quoted import quoted

DELIMITERS = ("\t", ";", ",", "|")
JSON_FORMS = (
    'write [{"year": 2020, "rate": 1.5}, …], {"2020": {"rate": 1.5}, …} or {"year": [2020, …], "rate": [1.5, …]}'
)

_NOT_QUOTED = re.compile(r'"(?:[^"]|"")*"?')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|[^\s\[\]{},:"]+')


class Cell(NamedTuple):
    """A cell's text, and where it begins."""

    text: str
    span: Span


class TableError(ValueError):
    """Why a file is no table, where, and what to do."""

    def __init__(self, message: str, span: Span, hint: str = "") -> None:
        super().__init__(message)
        self.span, self.hint = span, hint


# ---- CSV --------------------------------------------------------------------------------------------
def delimiter_of(text: str, *, decimal: str = ".") -> str:
    """What parts the cells: the sign that the header has most of, outside quotation marks."""
    header = _NOT_QUOTED.sub("", next((line for line in text.split("\n") if line.strip()), ""))
    known = [sign for sign in DELIMITERS if sign != decimal]
    return max(known, key=header.count)


def csv_rows(text: str, delimiter: str) -> list[list[Cell]]:
    """The rows of a CSV text whose lines end in `\\n`, empty ones left out. Raises TableError."""
    lines = text.split("\n")
    reader = csv.reader([f"{line}\n" for line in lines], delimiter=delimiter, strict=True)
    rows: list[list[Cell]] = []
    first = 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                spans = _spans(lines[first - 1 : reader.line_num], first, delimiter)
                rows.append([Cell(value.strip(), span) for value, span in zip(values, spans, strict=False)])
            first = reader.line_num + 1
    except csv.Error as error:
        quote = lines[first - 1].find('"')
        span = Span(first, quote + 1, quote + 2) if quote >= 0 else Span(first, 1, 2)
        hint = 'a quotation mark in a cell is written twice: "a ""b"" c"' if quote >= 0 else ""
        raise TableError(f"this row cannot be read: {error}", span, hint) from None
    return rows


def _spans(lines: list[str], first: int, delimiter: str) -> Iterator[Span]:
    """Where the cells of one row stand, which may go over several lines."""
    cell = re.compile(
        rf'("(?:[^"]|"")*"[^{re.escape(delimiter)}]*|[^{re.escape(delimiter)}]*)(?:{re.escape(delimiter)}|\Z)'
    )
    text = "\n".join(lines)
    at = 0
    while at <= len(text):
        found = cell.match(text, at)
        if found is None:
            return
        yield _span(text, *_without_space(text, found.start(1), found.end(1)), first)
        at = found.end() if found.end() > found.end(1) else len(text) + 1


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    word = text[start:end]
    inner = word.strip()
    return (start + word.find(inner), start + word.find(inner) + len(inner)) if inner else (start, end)


def _span(text: str, start: int, end: int, first: int = 1) -> Span:
    """A place in a text whose first line has that number."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    end = min(end, line_end) if line_end >= 0 else end
    return Span(first + text.count("\n", 0, start), start - line_start + 1, max(end, start + 1) - line_start + 1)


# ---- JSON -------------------------------------------------------------------------------------------
class _Node(NamedTuple):
    """A value of a JSON text: a scalar's text, the items of a list, or the keys of an object with what they hold."""

    kind: Literal["scalar", "list", "object"]
    span: Span
    text: str = ""
    items: Sequence[_Node] = ()
    fields: Sequence[tuple[Cell, _Node]] = ()


def json_rows(text: str) -> list[list[Cell]]:
    """The header and the rows of a table in JSON: a list of objects, or an object of objects or lists.

    Raises TableError.
    """
    try:
        json.loads(text, parse_int=str)
    except json.JSONDecodeError as error:
        span = Span(error.lineno, error.colno, error.colno + 1)
        raise TableError(f"the file is not JSON: {error.msg}", span, JSON_FORMS) from None
    except RecursionError:
        raise TableError("the file is nested too deep for a table", Span(), JSON_FORMS) from None
    root = _Reader(text).node()
    if root.fields and root.fields[0][1].kind == "list":
        return _of_lists(root.fields)
    if root.fields:
        _once([key for key, _ in root.fields], "row")
        header, *rows = _of_objects([node for _, node in root.fields])
        keys = [key for key, _ in root.fields]
        return [[Cell("", root.span), *header], *([key, *row] for key, row in zip(keys, rows, strict=True))]
    if root.kind == "scalar":
        raise TableError("the file is one value, not a table", root.span, JSON_FORMS)
    return _of_objects(root.items) if root.items else []


def _of_objects(nodes: Sequence[_Node]) -> list[list[Cell]]:
    """A row for each object, below a header of the first one's keys."""
    header: list[Cell] = []
    rows: list[list[Cell]] = []
    for node in nodes:
        if node.kind != "object":
            raise TableError("this is no row of a table", node.span, JSON_FORMS)
        keys = [key for key, _ in node.fields]
        _once(keys, "key")
        header = header or keys
        row = {key.text: _scalar(its) for key, its in node.fields}
        names = [key.text for key in header]
        if strange := next((key for key in keys if key.text not in names), None):
            raise TableError(
                f"the first row has no {quoted(strange.text)}", strange.span, "give all rows the same keys"
            )
        if missing := next((name for name in names if name not in row), None):
            raise TableError(f"this row has no {quoted(missing)}", node.span, "give all rows the same keys")
        rows.append([row[name] for name in names])
    return [header, *rows]


def _of_lists(fields: Sequence[tuple[Cell, _Node]]) -> list[list[Cell]]:
    """Rows across the lists, each of which is a column."""
    _once([key for key, _ in fields], "column")
    columns: list[list[Cell]] = []
    for key, node in fields:
        if node.kind != "list":
            raise TableError(f"{quoted(key.text)} is no list, as the first column is", node.span, JSON_FORMS)
        columns.append([_scalar(its) for its in node.items])
        if len(columns[-1]) != len(columns[0]):
            message = f"{quoted(key.text)} has {len(columns[-1])} values, and the first column {len(columns[0])}"
            raise TableError(message, key.span, "give all columns a value for each row")
    return [[key for key, _ in fields], *(list(row) for row in zip(*columns, strict=True))]


def _scalar(node: _Node) -> Cell:
    if node.kind != "scalar":
        raise TableError("a cell holds one number or word", node.span, JSON_FORMS)
    return Cell(node.text.strip(), node.span)


def _once(names: Sequence[Cell], what: str) -> None:
    seen: dict[str, Cell] = {}
    for name in names:
        if name.text in seen:
            message = f"the {what} {quoted(name.text)} stands twice, also in line {seen[name.text].span.line}"
            raise TableError(message, name.span, "keep one")
        seen[name.text] = name


class _Reader:
    """The nodes of a text that is known to be JSON, with their places, which `json` does not tell."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._line = 0
        self._tokens = _TOKEN.finditer(text)
        self._next = next(self._tokens, None)

    def _take(self) -> tuple[str, Span]:
        found = self._next
        assert found is not None  # the text is JSON
        self._next = next(self._tokens, None)
        while self._line + 1 < len(self._lines) and self._lines[self._line + 1] <= found.start():
            self._line += 1
        column = found.start() - self._lines[self._line] + 1
        return found[0], Span(self._line + 1, column, column + len(found[0]))

    def node(self) -> _Node:
        token, span = self._take()
        if token == "[":
            items = []
            while self._next is not None and self._next[0] != "]":
                items.append(self.node())
            self._take()
            return _Node("list", span, items=items)
        if token == "{":
            fields = []
            while self._next is not None and self._next[0] != "}":
                key, at = self._take()
                fields.append((Cell(json.loads(key), at), self.node()))
            self._take()
            return _Node("object", span, fields=fields)
        return _Node("scalar", span, json.loads(token) if token[0] == '"' else token)
