"""A Markdown table as a native one: columns as wide as their words ask, rounded navy header, hairlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from build.drawing.line_breaks import addresses
from build.drawing.page import Box, Cell, NativeTable, Run, Shape, TextStyle
from build.drawing.text_measure import Measure, height
from build.findings.diagnostic import Span
from build.layout.card import RADIUS
from build.layout.draft import Draft
from build.layout.ladder import EPSILON, Rung, narrower, too_wide
from build.layout.runs import runs_of
from build.spec.deck import Grid, Text, Words
from engine.quoted import quoted

ROW = 0.42
ROW_LEAST = 0.32
CELL_PADDING = 0.12
SMALLEST_UNTINTED = 14.0  # points of code
ROW_AIR = 0.10  # inches above and below a cell's words, together
LADDER = (Rung(16, 1.06), Rung(15, 1.06), Rung(15, 1.06, short=True), Rung(14, 1.06, short=True))


@dataclass(frozen=True, slots=True)
class GridLook:
    """How roomy a table is: its sizes, inches of a row and around words, the header's points if not the cells'."""

    ladder: tuple[Rung, ...] = LADDER
    row: float = ROW
    padding: float = CELL_PADDING
    air: float = ROW_AIR
    head: float = 0.0
    striped: bool = True
    chips: bool = True  # a tint behind code

    def head_size(self, rung: Rung) -> float:
        """Points of the header beside cells of that size."""
        return min(self.head, rung.size) if self.head else rung.size


DENSE = GridLook()


@dataclass(frozen=True, slots=True)
class Light:
    """What says go on, or stop and look: tokens of the bar and of its words."""

    tint: str
    ink: str


LIGHTS = {"go": Light("teal100", "teal"), "stop": Light("brick100", "brick")}
LIGHT_WORDS = 12  # characters of a cell that is a light by itself
LIGHT_INSET = (0.05, 0.045)  # inches that its bar keeps from the cell's edges
TONES = {"good": "teal", "costly": "brick"}  # a cell that begins with the word and a colon is set so, without them


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
    """The table at the first size that fits; at the last one where none does."""
    for rung in look.ladder:
        widths = tuple(_widths(grid, wide, rung, measure, look))
        every = enumerate((grid.header, *grid.rows))
        rows = tuple(_cells(grid, row, widths, rung, i, measure, look) for i, row in every)
        natural = tuple(max(ROW_LEAST, *(height(cell.paragraphs) + look.air for cell in row)) for row in rows)
        words = (
            too_wide(cell.paragraphs, column - 2 * look.padding)
            for row in rows
            for cell, column in zip(row, widths, strict=True)
        )
        lights = tuple(tuple(_light(grid, row, i) for i in range(len(widths))) for row in grid.rows)
        measured = Measured(rung, widths, rows, lights, natural, next((word for word in words if word), ""))
        if measured.fits(room):
            break
    return measured


def draw_grid(draft: Draft, role: str, grid: Grid, box: Box, *, alt: str, look: GridLook = DENSE) -> float:
    """Draw a table from the top of `box`, with rows of the look's height where there is room; where it ends."""
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
        draft.report("L101", grid.span, message, "leave out a row, or shorten the longest cells")
    heights = tuple(_heights(measured.natural, box.h, look.row))
    head = Box(box.x, box.y, box.w, heights[0])
    table = NativeTable(
        name=draft.name(role),
        alt=alt,
        box=Box(box.x, box.y, box.w, round(sum(heights), 4)),
        widths=measured.widths,
        heights=heights,
        rows=measured.rows,
        padding=look.padding,
    )
    name = draft.name(f"{role} header")
    draft.add(Shape(name=name, decorative=True, box=head, kind="round_top", radius=RADIUS / 1.5, fill="navy"))
    draft.add(*_lights(draft, role, measured, table), table)
    return table.box.bottom


def _span_of(grid: Grid, word: str) -> Span:
    """The row that has a word, else the table."""
    rows = (grid.header, *grid.rows)
    return next((text.span for row in rows for text in row if word in text.plain), grid.span)


def _lights(draft: Draft, role: str, measured: Measured, table: NativeTable) -> Iterator[Shape]:
    """Rounded bars behind the cells that say go or stop."""
    y = table.box.y + table.heights[0]
    for number, (lights, tall) in enumerate(zip(measured.lights, table.heights[1:], strict=True), start=1):
        x = table.box.x
        for column, (light, wide) in enumerate(zip(lights, table.widths, strict=True)):
            if light:
                box = Box(x, y, wide, tall).inset(*LIGHT_INSET)
                name = draft.name(f"{role} light {number}.{column + 1}")
                yield Shape(name=name, decorative=True, box=box, kind="round", radius=RADIUS / 1.5, fill=light.tint)
            x += wide
        y += tall


def _heights(natural: Sequence[float], room: float, row: float) -> list[float]:
    """Rows of that height where there is room, else between that and as they come."""
    usual = [max(tall, row) for tall in natural]
    if sum(usual) <= room + EPSILON:
        return [round(tall, 4) for tall in usual]
    spare = max(0.0, room - sum(natural)) / len(natural)
    return [round(min(tall + spare, max(tall, row)), 4) for tall in natural]


def _widths(grid: Grid, room: float, rung: Rung, measure: Measure, look: GridLook) -> list[float]:
    """Each column as wide as its widest cell, what is left to the first; cut in proportion where that is too much."""
    columns = range(len(grid.header))
    natural, least = [], []
    for column in columns:
        cells = [(grid.header[column], True), *((row[column], False) for row in grid.rows if column < len(row))]
        runs = [_runs(text, rung, look.head_size(rung) if head else 0.0) for text, head in cells]
        natural.append(max(map(measure.run_width, runs)) * 1.04 + 2 * look.padding)
        least.append(max(map(measure.widest_word, runs)) * 1.04 + 2 * look.padding)
    if sum(natural) <= room:
        spare = room - sum(natural)
        shared = spare / len(natural)
        widths = [wide + shared for wide in natural]
        return _summing(widths, room)
    if sum(least) >= room:
        return _summing(_shared(least, room), room)
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


def _runs(text: Text, rung: Rung, head: float) -> list[Run]:
    """What a cell is measured by; `head`: the points of the header, 0 below it."""
    tone, text = _tone(text)
    runs = runs_of(text, TextStyle(head or rung.size, bold=bool(head or tone)), short=rung.short)
    return [_readable(run) for run in runs] if head else runs


def _summing(widths: Sequence[float], room: float) -> list[float]:
    rounded = [round(wide, 4) for wide in widths]
    rounded[0] = round(rounded[0] + room - sum(rounded), 4)
    return rounded


def _cells(
    grid: Grid,
    row: Sequence[Text],
    widths: Sequence[float],
    rung: Rung,
    number: int,
    measure: Measure,
    look: GridLook,
) -> tuple[Cell, ...]:
    cells = []
    for column, wide in enumerate(widths):
        text = row[column] if column < len(row) else Text()
        align = grid.align[column] if column < len(grid.align) else "left"
        light = _light(grid, row, column) if number else None
        if light:
            align = "center"
        words = _cell_runs(text, rung, number, light, look)
        inner = measure.paragraph(words, width=wide - 2 * look.padding, spacing=rung.spacing, align=align)
        striped = look.striped and number and number % 2 == 0 and not light
        cells.append(Cell(paragraphs=(inner,), fill="pearl" if striped else None))
    return tuple(cells)


def _cell_runs(text: Text, rung: Rung, number: int, light: Light | None, look: GridLook) -> list[Run]:
    """The words of a cell: white in the header, row 0; in its light's ink; or in the tone that it asks for."""
    if not number:
        runs = runs_of(text, TextStyle(look.head_size(rung), "white", bold=True), strong="white", chip=False)
        return [_readable(run) for run in runs]
    if light:
        return runs_of(text, TextStyle(rung.size, bold=True), strong=light.ink)
    tone, text = _tone(text)
    style = TextStyle(rung.size, tone or "char", bold=bool(tone))
    runs = runs_of(text, style, strong=tone or "navy", short=rung.short)
    return runs if look.chips else [_untinted(run) for run in runs]


def _readable(run: Run) -> Run:
    """Code in a header, which has no tint, as large as words must be."""
    return replace(run, style=run.style.at(max(SMALLEST_UNTINTED, run.style.size)))


def _untinted(run: Run) -> Run:
    """Code without its tint, unless it is so small that the tint has to tell it from words."""
    return replace(run, highlight="") if run.style.size >= SMALLEST_UNTINTED else run


def _tone(text: Text) -> tuple[str, Text]:
    """The colour that a cell's mark asks for, `good: 7× faster`, and the text without the mark."""
    first = text.pieces[0] if text.pieces else None
    if isinstance(first, Words):
        mark, colon, rest = first.text.partition(":")
        if colon and mark.strip() in TONES:
            shown = replace(first, text=rest.lstrip())
            return TONES[mark.strip()], Text((shown, *text.pieces[1:]) if shown.text else text.pieces[1:], text.span)
    return "", text


def _light(grid: Grid, row: Sequence[Text], column: int) -> Light | None:
    """The light of a cell that is one, `stop`, or whose column's heading begins with one, `Go when`."""
    text = row[column] if column < len(row) else Text()
    own = LIGHTS.get(_first_word(text)) if len(text.plain) <= LIGHT_WORDS else None
    return own or (LIGHTS.get(_first_word(grid.header[column])) if text else None)


def _first_word(text: Text) -> str:
    words = text.plain.casefold().split()
    return words[0].strip(":.,") if words else ""
