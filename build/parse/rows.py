"""Rows of Markdown tables, split where a `|` really parts two cells.

A `|` inside backticks or inside `{{ }}` belongs to its cell: hands-on anchors and `{{ fact | unit }}`
stand in tables.
"""

from __future__ import annotations

import re
from itertools import pairwise

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

    parts = part ("|" part)*
    part  = (letter | "\\" letter | code | expression)*      a bar in code or braces is the part's own
    """
    bars = []
    at = 0
    closed: dict[str, bool] = {}
    while match := _PART.search(text, at):
        at = match.end()
        if match["bar"]:
            bars.append(match.start())
            continue
        opening = match["ticks"] or match["open"]
        if not opening or closed.get(opening) is False:
            continue
        end = _closing(text, at, "}}" if match["open"] else opening)
        closed[opening] = end >= 0
        at = end if end >= 0 else at
    edges = [-1, *bars, len(text)]
    return [(start + 1, end) for start, end in pairwise(edges)]


def _closing(text: str, at: int, mark: str) -> int:
    """The end of the closing mark after `at`, or -1. Backticks close with a run of the same length."""
    if mark == "}}":
        found = text.find(mark, at)
        return found + 2 if found >= 0 else -1
    match = re.compile(rf"(?<!`){mark}(?!`)").search(text, at)
    return match.end() if match else -1
