"""What pandoc draws with dashes: grid, simple and multiline tables as rows of a usual one, and `(@)` as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from build.parse.kept_lines import KeptLines, OpenFence

_GRID = re.compile(r" {0,3}\+(?:[-=:]+\+)+\s*")
_DASHES = re.compile(r"\s*-{2,}(?: +-{2,})+\s*")
_FULL = re.compile(r"\s*-{3,}\s*")
_CAPTION = re.compile(r"(?:Table)?: +(?=\S)")
_BULLET = re.compile(r"[-*+] +")
_EXAMPLE = re.compile(r"(?P<indent>\s*)\(@(?P<name>[\w-]*)\)\s+")
_REFERENCE = re.compile(r"\(@(?P<name>[\w-]+)\)")
_HASH = re.compile(r"(?P<indent>\s*)#\.(?=\s)")


@dataclass(frozen=True)
class _Table:
    """Rows of cells, and the lines that they take the place of."""

    rows: Sequence[Sequence[str]]
    rulers: Sequence[str]
    end: int


def take_tables(lines: KeptLines) -> None:
    """Rewrites such tables, the captions behind any table, and examples that pandoc numbers.

    grid    = border ("|" cell ("|" cell)* "|")+ border …       border = "+---+---+", "=" below the header
    simple  = header dashes row+                                dashes = "-----  -----", one run a column
    caption = ("Table:" | ":") text                             in a paragraph of its own behind a table
    example = "(@" name? ")" text
    """
    kept = KeptLines(comments=lines.comments)
    fence = OpenFence()
    at, after_table = 0, False
    while at < len(lines.lines):
        line, number, moved = lines.lines[at], lines.numbers[at], lines.moved[at]
        is_code = fence.holds(line)
        table = None if is_code else _grid(lines.lines, at) or _simple(lines.lines, at)
        if table:
            for place, row in enumerate(_rows(table)):
                kept.add(row, lines.numbers[min(at + place, table.end - 1)])
            kept.add("", lines.numbers[table.end - 1])
            at, after_table = table.end, True
            continue
        caption = _CAPTION.match(line) if after_table and not is_code else None
        if caption:
            line, moved = line[caption.end() :], moved + caption.end()
        if line.strip():
            after_table = not is_code and line.lstrip().startswith("|")
        kept.add(line, number, moved)
        at += 1
    lines.lines, lines.numbers, lines.moved = kept.lines, kept.numbers, kept.moved
    _number_examples(lines)


def _rows(table: _Table) -> list[str]:
    header, *rest = table.rows
    cells = ["| " + " | ".join(row) + " |" for row in (header, table.rulers, *rest)]
    return [row.replace("|  |", "| |") for row in cells]


# ---- grid -------------------------------------------------------------------------------------------
def _grid(lines: Sequence[str], at: int) -> _Table | None:
    """The table whose upper border stands at a line; None where cells span others."""
    if not _GRID.fullmatch(lines[at]):
        return None
    rows: list[list[str]] = []
    open_row: list[list[str]] = []
    rulers: list[str] = []
    end = at + 1
    while end < len(lines) and lines[end].lstrip().startswith(("+", "|")):
        line = lines[end].strip()
        end += 1
        if line.startswith("|"):
            open_row.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if not _GRID.fullmatch(line):
            return None
        if open_row:
            if len({len(cells) for cells in open_row}) > 1:
                return None
            rows.append([_cell(column) for column in zip(*open_row, strict=True)])
            open_row = []
        if "=" in line and not rulers:
            rulers = [
                _ruler(left=mark.startswith(":"), right=mark.endswith(":")) for mark in line.strip("+").split("+")
            ]
    if open_row or not rows or len({len(row) for row in rows}) > 1:
        return None
    return _Table(rows, rulers or [_ruler(left=False, right=False)] * len(rows[0]), end)


def _ruler(*, left: bool, right: bool) -> str:
    """What stands below a column's name."""
    return f"{':' if left else ''}---{':' if right else ''}"


def _cell(lines: Sequence[str]) -> str:
    """A cell's lines as one; items and paragraphs stand on lines of their own."""
    parts: list[str] = []
    ended = True
    for line in lines:
        bullet = _BULLET.match(line)
        if line and (ended or bullet):
            parts.append("– " + line[bullet.end() :] if bullet else line)
        elif line:
            parts[-1] += f" {line}"
        ended = not line
    return "<br>".join(parts)


# ---- simple, multiline ------------------------------------------------------------------------------
def _simple(lines: Sequence[str], at: int) -> _Table | None:
    """The table that begins at a line with its header, or with the border above that."""
    many = bool(_FULL.fullmatch(lines[at]))
    first = at + 1 if many else at
    dashes = first
    while dashes < len(lines) and lines[dashes].strip() and not _DASHES.fullmatch(lines[dashes]):
        dashes += 1
        if not many and dashes > first + 1:
            return None
    above_is_blank = many or at == 0 or not lines[at - 1].strip()
    if dashes == first or dashes >= len(lines) or not _DASHES.fullmatch(lines[dashes]) or not above_is_blank:
        return None
    runs = [found.span() for found in re.finditer("-+", lines[dashes])]
    edges = [start for start, _ in runs[1:]]
    rows: list[list[list[str]]] = [[]]
    end = dashes + 1
    while end < len(lines):
        line = lines[end]
        if _FULL.fullmatch(line) or _DASHES.fullmatch(line):
            end += 1
            break
        if not line.strip():
            if not many:
                break
            rows.append([])
        elif many:
            rows[-1].append(_sliced(line, edges))
        else:
            rows.append([_sliced(line, edges)])
        end += 1
    else:
        if many:
            return None
    said = [row for row in rows if row]
    if not said:
        return None
    header = [_sliced(line, edges) for line in lines[first:dashes]]
    cells = [[" ".join(filter(None, column)) for column in zip(*row, strict=True)] for row in (header, *said)]
    return _Table(cells, [_alignment(lines[dashes - 1], start, stop) for start, stop in runs], end)


def _sliced(line: str, edges: Sequence[int]) -> list[str]:
    places = [0, *edges, max(len(line), edges[-1])]
    return [line[start:end].strip() for start, end in pairwise(places)]


def _alignment(header: str, start: int, end: int) -> str:
    """Where a column's words stand, from which end of the dashes its header touches."""
    words = header[start:end].ljust(end - start)
    touches_left, touches_right = words[:1] != " ", words[-1:] != " "
    centred = not touches_left and not touches_right
    return _ruler(
        left=centred or (touches_left and not touches_right), right=centred or (touches_right and not touches_left)
    )


# ---- numbers ----------------------------------------------------------------------------------------
def _number_examples(lines: KeptLines) -> None:
    """`(@)` is numbered through the whole deck, `(@name)` elsewhere is its number; `#.` is any number."""
    fence = OpenFence()
    names: dict[str, int] = {}
    places: list[int] = []
    count = 0
    for index, line in enumerate(lines.lines):
        if fence.holds(line):
            continue
        places.append(index)
        if example := _EXAMPLE.match(line):
            count += 1
            names.setdefault(example["name"], count)
            lines.lines[index] = f"{example['indent']}{count}. {line[example.end() :]}"
        elif hashed := _HASH.match(line):
            lines.lines[index] = f"{hashed['indent']}1.{line[hashed.end() :]}"
    for index in places if names else ():
        lines.lines[index] = _REFERENCE.sub(
            lambda found: f"({names[found['name']]})" if found["name"] in names else found[0], lines.lines[index]
        )
