"""Rows of Markdown tables, split where a `|` really parts two cells.

A `|` inside backticks or inside `{{ }}` belongs to its cell: hands-on anchors and `{{ fact | unit }}`
stand in tables.
"""

from __future__ import annotations

import re
from itertools import pairwise

from build.parse.code_spans import CodeSpans

_RULER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")
_PART = re.compile(r"\\.|(?P<ticks>`+)|(?P<open>\{\{)|(?P<bar>\|)")


def is_ruler(text: str) -> bool:
    """Whether a line is a table's second one: `| --- | ---: |`.

    ruler = "|"? dashes ("|" dashes)* "|"?       at least one bar
    dashes = ":"? "-"+ ":"?
    """
    return "-" in text and "|" in text and _RULER.fullmatch(text.strip()) is not None


def split_row(text: str) -> list[tuple[int, int]]:
    """Where each cell of a row starts and ends, without the empty ones outside its first and last `|`.

    row = "|"? parts "|"?
    """
    cells = split_bars(text)
    if len(cells) > 1 and not text[slice(*cells[0])].strip():
        cells = cells[1:]
    if len(cells) > 1 and not text[slice(*cells[-1])].strip():
        cells = cells[:-1]
    return cells


def split_bars(text: str) -> list[tuple[int, int]]:
    """Where each part between bars starts and ends. Unclosed code or braces are letters like others.

    cells = cell_words ("|" cell_words)*
    cell_words = (letter | "\\" letter | code | expression)*      a bar in code or braces is the cell's own
    """
    bars = []
    at = 0
    code, last = CodeSpans(text), text.rfind("}}")
    while match := _PART.search(text, at):
        at = match.end()
        if match["bar"]:
            bars.append(match.start())
        elif match["ticks"]:
            closing = code.closing(match["ticks"], at)
            at = closing + len(match["ticks"]) if closing >= 0 else at
        elif match["open"]:
            closing = text.find("}}", at) if at <= last else -1
            at = closing + 2 if closing >= 0 else at
    edges = [-1, *bars, len(text)]
    return [(start + 1, end) for start, end in pairwise(edges)]
