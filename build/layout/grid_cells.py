"""What stands in a table's cells: the runs of their paragraphs, what is marked, and which columns are numbers."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Align, Cell, Run, TextStyle
from build.drawing.text_measure import Measure
from build.layout.grid_look import GridLook
from build.layout.ladder import Rung
from build.layout.runs import SMALLEST_UNTINTED, readable, runs_of
from build.spec.deck import Grid, Text, Words

KINDS = {  # a column whose name begins with the word and a colon: facts of that kind, its tint, and its ink on navy
    "measured": ("measured", "teal100", "teal100"),
    "calculated": ("computed", "navy50", "navy200"),
    "published": ("published", "gold50", "goldlt"),
    "graded": ("graded", "plum100", "plum100"),
}
LIGHT_WORDS = 12  # characters of a cell that is a light by itself
TONES = {"good": "teal", "costly": "brick"}  # a cell that begins with the word and a colon is set so, without them
UNIT_SIZE = 16.0  # points at most
MARK = "gold100"
_UNIT = re.compile(r"\s*\(([^()]+)\)\s*$")
# A sign, a currency, digits with their separators, and what may stand behind them: a range's end, a factor, a percent.
_DIGITS = r"\d(?:[\d.,'’\u00a0\u202f]*\d)?"
_NUMBER = re.compile(rf"[~≈<>≤≥±+−–-]?\s?[€$£¥]?\s?{_DIGITS}(?:\s?[–-]\s?{_DIGITS})?\s?(?:[%‰°×€$£¥kKM]|[mMb]n)?")
_WITH_UNIT = re.compile(rf"{_NUMBER.pattern}\s?(?P<unit>[^\W\d][^\d]{{0,11}})")
_NOTHING = ("", "-", "–", "—", "−", "?", "…", "n/a")


@dataclass(frozen=True, slots=True)
class Light:
    """What says go on, or stop and look: tokens of the bar and of its words."""

    tint: str
    ink: str


LIGHTS = {"go": Light("teal100", "teal"), "stop": Light("brick100", "brick")}


def cells_of_row(
    grid: Grid,
    row: Sequence[Text],
    lights: Sequence[Light | None],
    widths: Sequence[float],
    rung: Rung,
    number: int,
    measure: Measure,
    look: GridLook,
) -> tuple[Cell, ...]:
    """The cells of a row at one size; the header is row 0."""
    cells = []
    tints = [KINDS[mark][1] if number and (mark := _mark_of(name, KINDS)) else None for name in grid.header]
    marked = look.alone and number > 0 and is_marked(row)
    for column, (wide, light) in enumerate(zip(widths, lights, strict=True)):
        align = "center" if light else grid.align[column] if column < len(grid.align) else "left"
        if align == "right" and measure.reads_from_right:
            align = "left"  # numbers end below each other on every page
        words = tuple(
            measure.paragraph(runs, width=wide - 2 * look.padding, spacing=rung.spacing, align=align)
            for runs in _lines(grid, row, column, rung, number, light, look)
        )
        striped = look.striped and number and number % 2 == 0 and not light
        fill = tints[column] or (MARK if marked else "pearl" if striped else None)
        cells.append(Cell(paragraphs=words, fill=fill))
    return tuple(cells)


def _lines(
    grid: Grid, row: Sequence[Text], column: int, rung: Rung, number: int, light: Light | None, look: GridLook
) -> list[list[Run]]:
    """The paragraphs of a cell: two where a column's name has its unit below it."""
    if look.alone:
        return lines_alone(grid, row, column, rung, number, look)
    text = row[column] if column < len(row) else Text()
    if not number:
        return head_lines(text, look.head_size(rung))
    if light:
        return [runs_of(text, TextStyle(rung.size, bold=True), strong=light.ink)]
    tone, text = tone_of(text)
    style = TextStyle(rung.size, tone or "char", bold=bool(tone))
    runs = runs_of(text, style, strong=tone or "navy", short=rung.short)
    return [runs if look.chips else [_untinted(run) for run in runs]]


def head_lines(text: Text, size: float) -> list[list[Run]]:
    """A column's name, and below it how its numbers are known where a mark says so."""
    mark = _mark_of(text, KINDS)
    white = TextStyle(size, "white", bold=True)
    lines = [runs_of(kind_of(text)[1], white, strong="white", chip=False)]
    if mark:
        lines.append([Run(mark, TextStyle(size, KINDS[mark][2]))])
    return [[readable(run) for run in line] for line in lines]


def lines_alone(
    grid: Grid, row: Sequence[Text], column: int, rung: Rung, number: int, look: GridLook
) -> list[list[Run]]:
    """The same in a table that is its slide."""
    text = row[column] if column < len(row) else Text()
    if not number:
        size = look.head_size(rung)
        if _mark_of(text, KINDS):
            return head_lines(text, size)
        name, unit = with_unit(text) if grid.align[column] == "right" else (text, Text())
        white = runs_of(name, TextStyle(size, "white", bold=True), strong="white", chip=False)
        lines = [[readable(run) for run in white]]
        if unit:
            small = TextStyle(min(size, UNIT_SIZE), "navy200")
            lines.append([readable(run) for run in runs_of(unit, small, strong="navy200", chip=False)])
        return lines
    names = column == 0 and len(grid.header) > 1 and grid.align[0] != "right"
    bold = names or is_marked(row)
    return [runs_of(text, TextStyle(rung.size, "navy" if bold else "char", bold=bold), short=rung.short)]


def _untinted(run: Run) -> Run:
    """Code without its tint, unless it is so small that the tint has to tell it from words."""
    return replace(run, highlight="") if run.style.size >= SMALLEST_UNTINTED else run


# ---- what a table means -------------------------------------------------------------------------------
def with_numbers_right(grid: Grid) -> Grid:
    """The table with its columns of numbers at the right, header too. Names of rows stay, though they are years."""
    left: Align = "left"
    right: Align = "right"
    written = (*grid.align, *(left for _ in grid.header))
    columns = range(len(grid.header))
    return replace(grid, align=tuple(right if is_of_numbers(grid, i) else written[i] for i in columns))


def is_of_numbers(grid: Grid, column: int) -> bool:
    """Whether a column holds numbers, of one unit if any; a first one whose numbers are all as long names its rows."""
    cells = [row[column].plain.strip() for row in grid.rows if column < len(row)]
    said = [cell for cell in cells if cell.casefold() not in _NOTHING]
    units = {found["unit"] if (found := _WITH_UNIT.fullmatch(cell)) else None for cell in said}
    same_unit = len(units) == 1 and None not in units
    if not said or not (same_unit or all(map(_NUMBER.fullmatch, said)) or _is_fact(grid, column)):
        return False
    return column > 0 or len(grid.header) == 1 or len({len(cell) for cell in said}) > 1


def _is_fact(grid: Grid, column: int) -> bool:
    """Whether each cell of a column shows one fact and nothing else: its unit stands with it."""
    cells = [row[column] for row in grid.rows if column < len(row)]
    return all(
        len(cell.pieces) == 1 and isinstance(piece := cell.pieces[0], Words) and bool(piece.fact)
        for cell in cells
        if cell
    )


def with_units_once(grid: Grid) -> Grid:
    """The table without units in its cells that the names of their columns have."""
    units = [with_unit(name)[1].plain for name in grid.header]
    return replace(grid, rows=tuple(tuple(map(_without, row, (*units, *[""] * len(row)))) for row in grid.rows))


def _without(cell: Text, unit: str) -> Text:
    last = cell.pieces[-1] if cell.pieces else None
    if not unit or not isinstance(last, Words) or not last.text.endswith(unit):
        return cell
    number = last.text.removesuffix(unit).rstrip()
    return replace(cell, pieces=(*cell.pieces[:-1], replace(last, text=number))) if number[-1:].isdigit() else cell


def is_marked(row: Sequence[Text]) -> bool:
    """Whether a row is what its table points at: its first cell is bold."""
    pieces = [piece for piece in row[0].pieces if isinstance(piece, Words) and piece.text.strip()] if row else []
    return bool(pieces) and all(piece.bold for piece in pieces)


def with_unit(name: Text) -> tuple[Text, Text]:
    """`Distance (km)` as a name and its unit; no unit where nothing in brackets ends it."""
    last = name.pieces[-1] if name.pieces else None
    found = _UNIT.search(last.text) if isinstance(last, Words) and not last.code else None
    if found is None or not isinstance(last, Words):
        return name, Text()
    rest = (*name.pieces[:-1], *([replace(last, text=last.text[: found.start()])] if found.start() else []))
    if not rest:
        return name, Text()
    return Text(rest, name.span), Text((replace(last, text=found[1]),), name.span)


def tone_of(text: Text) -> tuple[str, Text]:
    """The colour that a cell's mark asks for, `good: 7× faster`, and the text without the mark."""
    mark = _mark_of(text, TONES)
    return (TONES[mark], _without_mark(text)) if mark else ("", text)


def kind_of(head: Text) -> tuple[str, Text]:
    """The kind of facts that a column's mark promises, `measured: Speed`, and its name without the mark."""
    mark = _mark_of(head, KINDS)
    return (KINDS[mark][0], _without_mark(head)) if mark else ("", head)


def _mark_of(text: Text, marks: Container[str]) -> str:
    first = text.pieces[0] if text.pieces else None
    mark, colon, _ = first.text.partition(":") if isinstance(first, Words) else ("", "", "")
    return mark.strip() if colon and mark.strip() in marks else ""


def _without_mark(text: Text) -> Text:
    first, *others = text.pieces
    assert isinstance(first, Words), "a mark stands in words"
    shown = replace(first, text=first.text.partition(":")[2].lstrip())
    return Text((shown, *others) if shown.text else tuple(others), text.span)


def light_of(grid: Grid, row: Sequence[Text], column: int) -> Light | None:
    """The light of a cell that is one, `stop`, or whose column's heading begins with one, `Go when`."""
    text = row[column] if column < len(row) else Text()
    own = LIGHTS.get(_first_word(text)) if len(text.plain) <= LIGHT_WORDS else None
    return own or (LIGHTS.get(_first_word(grid.header[column])) if text else None)


def _first_word(text: Text) -> str:
    words = text.plain.casefold().split()
    return words[0].strip(":.,") if words else ""
