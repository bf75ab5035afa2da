"""A Markdown table as a native one: columns as wide as their words ask, rounded navy header, hairlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build.drawing.line_breaks import addresses
from build.drawing.page import Box, Cell, NativeTable, Run, Shape, TextStyle
from build.drawing.text_measure import Measure, height
from build.findings.diagnostic import Span
from build.layout.card import RADIUS
from build.layout.cut import MOST_SLIDES
from build.layout.draft import Draft
from build.layout.grid_cells import Light, cells_of_row, head_lines, light_of, lines_alone, tone_of
from build.layout.grid_look import DENSE, GridLook
from build.layout.ladder import EPSILON, Rung, narrower, too_wide
from build.layout.runs import runs_of
from build.layout.ties import parts_number
from build.spec.deck import Grid, Text
from engine.quoted import quoted

ROW_LEAST = 0.32
FEW_ON_EACH = 6  # rows
LIGHT_INSET = (0.05, 0.045)  # inches that a light's bar keeps from its cell's edges


@dataclass(frozen=True, slots=True)
class Measured:
    """A table at one size: what its cells hold and how high its rows come."""

    rung: Rung
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lights: tuple[tuple[Light | None, ...], ...]  # of each cell below the header
    natural: tuple[float, ...]
    too_wide: str

    def fits(self, room: float) -> bool:
        return sum(self.natural) <= room + EPSILON and not self.too_wide


def measure_grid(grid: Grid, wide: float, room: float, measure: Measure, look: GridLook = DENSE) -> Measured:
    """The table at the first size that fits and parts no number from its unit, else that fits; else at the last one."""
    parting: Measured | None = None
    lights = tuple(
        tuple(None if look.alone else light_of(grid, row, i) for i in range(len(grid.header))) for row in grid.rows
    )
    unlit = (None,) * len(grid.header)
    for rung in look.ladder:
        widths = tuple(_widths(grid, wide, rung, measure, look))
        every = enumerate(zip((grid.header, *grid.rows), (unlit, *lights), strict=True))
        rows = tuple(cells_of_row(grid, row, lit, widths, rung, i, measure, look) for i, (row, lit) in every)
        air = look.air_at(rung)
        natural = tuple(max(ROW_LEAST, *(height(cell.paragraphs) + air for cell in row)) for row in rows)
        words = (
            too_wide(cell.paragraphs, column - 2 * look.padding)
            for row in rows
            for cell, column in zip(row, widths, strict=True)
        )
        measured = Measured(rung, widths, rows, lights, natural, next((word for word in words if word), ""))
        if measured.fits(room):
            if not any(parts_number(words) for row in rows for cell in row for words in cell.paragraphs):
                return measured
            parting = parting or measured
    return parting or measured


def draw_grid(draft: Draft, role: str, grid: Grid, box: Box, *, alt: str, look: GridLook = DENSE) -> NativeTable:
    """Draw a table from the top of `box`, with rows of the look's height where there is room; what was drawn."""
    measured = measure_grid(grid, box.w, box.h, draft.measure, look)
    size = f"{measured.rung.size:g} pt"
    if measured.too_wide:
        message = f"the table: {quoted(measured.too_wide)} is wider than its column at {size}"
        hint = narrower(measured.too_wide) if addresses(measured.too_wide) else "shorten it, or leave a column out"
        draft.report("L102", _span_of(grid, measured.too_wide), message, hint)
    elif not measured.fits(box.h):
        message = (
            f"the table does not fit: it takes {sum(measured.natural):.2f} in at {size}, and there are {box.h:.2f} in"
        )
        less = "make two slides of it" if look.alone else "leave out a row"
        hint = f"{less}, or shorten the longest cells"
        if look.alone and len(grid.rows) > FEW_ON_EACH * MOST_SLIDES:  # so many slides have been tried
            hint = f"{MOST_SLIDES} slides do not hold it: show the rows that matter, or draw them as a chart"
        draft.report("L101", grid.span, message, hint)
    heights = tuple(_heights(measured.natural, box.h, look))
    head = Box(box.x, box.y, box.w, heights[0])
    table = NativeTable(
        name=draft.name(role),
        alt=alt,
        box=Box(box.x, box.y, box.w, round(sum(heights), 4)),
        widths=measured.widths,
        heights=heights,
        rows=measured.rows,
        padding=look.padding,
        last_rule=not look.alone,  # the card that it stands on has an edge
        rtl=any(paragraph.rtl for cell in measured.rows[0] for paragraph in cell.paragraphs),
    )
    name, radius = draft.name(f"{role} header"), RADIUS if look.alone else RADIUS / 1.5
    draft.add(Shape(name=name, decorative=True, box=head, kind="round_top", radius=radius, fill="navy"))
    draft.add(*_lights(draft, role, measured, table), table)
    return table


def _span_of(grid: Grid, word: str) -> Span:
    """The row that has a word, else the table."""
    rows = (grid.header, *grid.rows)
    return next((text.span for row in rows for text in row if word in text.plain), grid.span)


def _lights(draft: Draft, role: str, measured: Measured, table: NativeTable) -> Iterator[Shape]:
    """Rounded bars behind the cells that say go or stop."""
    columns, places = len(table.widths), [box for _, box in table.cells()]
    for row, lights in enumerate(measured.lights, start=1):
        for column, light in enumerate(lights):
            if light:
                box = places[row * columns + column].inset(*LIGHT_INSET)
                name = draft.name(f"{role} light {row}.{column + 1}")
                yield Shape(name=name, decorative=True, box=box, kind="round", radius=RADIUS / 1.5, fill=light.tint)


def _heights(natural: Sequence[float], room: float, look: GridLook) -> list[float]:
    """A header of the look's height, and rows of it as far as there is room, else between that and as they come."""
    if not look.head_row:
        return _row_heights(natural, room, look.row)
    head = max(natural[0], min(look.head_row, room - sum(natural[1:])))
    return [round(head, 4), *_row_heights(natural[1:], room - head, look.row)]


def _row_heights(natural: Sequence[float], room: float, row: float) -> list[float]:
    usual = [max(tall, row) for tall in natural]
    if sum(usual) <= room + EPSILON:
        return [round(tall, 4) for tall in usual]
    spare = max(0.0, room - sum(natural)) / max(1, len(natural))
    return [round(min(tall + spare, max(tall, row)), 4) for tall in natural]


def _widths(grid: Grid, room: float, rung: Rung, measure: Measure, look: GridLook) -> list[float]:
    """Each column as wide as its widest cell, what is left shared; cut in proportion where that is too much."""
    columns = range(len(grid.header))
    natural, least = [], []
    for column in columns:
        cells = [(grid.header[column], True), *((row[column], False) for row in grid.rows if column < len(row))]
        runs = [line for text, head in cells for line in _runs(text, rung, look.head_size(rung) if head else 0.0)]
        if look.alone:
            every = enumerate((grid.header, *grid.rows))
            runs = [line for i, row in every for line in lines_alone(grid, row, column, rung, i, look)]
        natural.append(max(map(measure.run_width, runs)) * 1.04 + 2 * look.padding)
        least.append(max(map(measure.widest_word, runs)) * 1.04 + 2 * look.padding)
    if sum(natural) <= room:
        at_edge = look.alone and len(natural) > 1 and grid.align[:1] == ("right",)  # no void at the left of numbers
        shared = (room - sum(natural)) / (len(natural) - at_edge)
        widths = [wide + shared * (column >= at_edge) for column, wide in enumerate(natural)]
        return _summing(widths, room)
    if sum(least) >= room:
        return _summing(_shared(least, room), room)
    if look.alone:  # a column that asks for no more than its share keeps its lines
        short = [wide <= room / len(natural) for wide in natural]
        kept = [wide if stays else low for wide, low, stays in zip(natural, least, short, strict=True)]
        least = kept if sum(kept) < room else least
    over = sum(natural) - room
    give = [wide - low for wide, low in zip(natural, least, strict=True)]
    return _summing([wide - over * part / sum(give) for wide, part in zip(natural, give, strict=True)], room)


def _shared(least: Sequence[float], room: float) -> list[float]:
    """Columns that all need more room than there is: those that need less than their share have it, the others cut."""
    widths = list(least)
    left, wide = room, len(widths)
    for column in sorted(range(len(widths)), key=least.__getitem__):
        widths[column] = min(least[column], left / wide)
        left, wide = left - widths[column], wide - 1
    return widths


def _runs(text: Text, rung: Rung, head: float) -> list[list[Run]]:
    """What a cell is measured by, line by line; `head`: the points of the header, 0 below it."""
    if head:
        return head_lines(text, head)
    tone, text = tone_of(text)
    return [runs_of(text, TextStyle(rung.size, bold=bool(tone)), short=rung.short)]


def _summing(widths: Sequence[float], room: float) -> list[float]:
    rounded = [round(wide, 4) for wide in widths]
    rounded[0] = round(rounded[0] + room - sum(rounded), 4)
    return rounded
