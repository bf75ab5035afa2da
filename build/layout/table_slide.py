"""A table that fills its slide: numbers under each other, units below the names of columns, one row marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from build.drawing.page import Box, NativeTable, Paragraph, Shape, TextBox, TextStyle
from build.drawing.text_measure import Measure, height
from build.layout.card import card
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.grid import Measured, draw_grid, measure_grid
from build.layout.grid_cells import is_marked, with_numbers_right, with_unit, with_units_once
from build.layout.grid_look import GridLook
from build.layout.ladder import Rung, fit, fit_at
from build.layout.runs import runs_of
from build.spec.content import TableSlide
from build.spec.deck import Grid, Text

USUAL = 24.0
LARGER = {3: (36.0, 32.0, 28.0), 4: (32.0, 28.0), 5: (28.0,)}  # of so many rows at most, on as many lines
SMALLER = (22.0, 20.0, 18.0, 16.0)
SMALLEST = (15.0, 14.0)  # for words that no column holds: a row's height is no reason
SPACING = 1.08
HEADER = 18.0
HEADER_LARGE = (32.0, 22.0)  # points of cells, and of the header above them
ROW_EMS = 1.92  # a row of one line
MOST_ROW, FEW_ROWS = 0.90, 1.50  # inches, and where there are few
FILLED = 0.86  # of the body, where so high a row allows
HEAD_ROW, HEAD_ROW_WITH_UNITS = 0.62, 0.84
PADDINGS = {4: 0.40, 6: 0.28, 8: 0.18}  # of so many columns at most
LEAST_PADDING = 0.12
BAR = 0.07
SOURCE_GAP, SOURCE_FOOT = 0.22, 0.05  # inches above it and below it
SOURCE = ((16.0, 1.16), (14.0, 1.12))


def lay_out(draft: Draft, slide: TableSlide) -> None:
    heading(draft)
    frame = content_frame(draft, slide)
    source = _source(draft, slide, frame.body.w)
    room = _room(frame.body, source)
    grid = with_units_once(with_numbers_right(slide.grid))
    look = _look(grid, room, draft.measure)
    place = len(draft.items)
    alt = draft.said.table_of.format(slide.title.plain, len(grid.rows))
    table = draw_grid(draft, "table", grid, room, alt=alt, look=look)
    ground = card(draft, "table card", table.box)
    if grid.rows and is_marked(grid.rows[-1]):  # whose ground is square
        ground = replace(ground, kind="round_top")
    draft.items.insert(place, ground)
    draft.add(*_bars(draft, grid, table))
    if source:
        words = Box(table.box.x, table.box.bottom + SOURCE_GAP, table.box.w, height(source))
        draft.add(TextBox(name=draft.name("source"), box=words, paragraphs=tuple(source)))
    frame.close(draft)


# ---- which size ---------------------------------------------------------------------------------------
def _look(grid: Grid, room: Box, measure: Measure) -> GridLook:
    """How the table is set: as large as it can be without a cell that takes more lines than at the usual size."""
    look = _at(grid, USUAL)

    def measured(size: float) -> Measured:
        return measure_grid(grid, room.w, room.h, measure, _at(grid, size))

    usual = measured(USUAL)
    if usual.fits(room.h):
        sizes = next((sizes for rows, sizes in LARGER.items() if len(grid.rows) <= rows), ())
        larger = ((size, measured(size)) for size in sizes)
        size = next((size for size, at in larger if at.fits(room.h) and _lines(at) == _lines(usual)), USUAL)
        look = _at(grid, size)
    else:
        sizes = (*SMALLER, *(SMALLEST if measured(SMALLER[-1]).too_wide else ()))
        look = replace(look, ladder=tuple(Rung(size, SPACING) for size in sizes))
    head = max(HEAD_ROW_WITH_UNITS if _has_units(grid) else HEAD_ROW, _head(grid, room, measure, look))
    few = (FILLED * room.h - head) / max(1, len(grid.rows))
    return replace(look, head_row=head, row=max(MOST_ROW, min(FEW_ROWS, few)))


def _at(grid: Grid, size: float) -> GridLook:
    padding = next((inches for columns, inches in PADDINGS.items() if len(grid.header) <= columns), LEAST_PADDING)
    head = HEADER_LARGE[1] if size >= HEADER_LARGE[0] else HEADER
    return GridLook(
        ladder=(Rung(size, SPACING),), padding=padding, head=head, striped=False, alone=True, row_ems=ROW_EMS
    )


def _head(grid: Grid, room: Box, measure: Measure, look: GridLook) -> float:
    return measure_grid(grid, room.w, room.h, measure, look).natural[0]


def _lines(measured: Measured) -> list[int]:
    return [len(words.lines) for row in measured.rows for cell in row for words in cell.paragraphs]


def _has_units(grid: Grid) -> bool:
    columns = zip(grid.header, grid.align, strict=False)
    return any(align == "right" and with_unit(name)[1] for name, align in columns)


# ---- around it ----------------------------------------------------------------------------------------
def _room(body: Box, source: list[Paragraph]) -> Box:
    return replace(body, h=body.h - height(source) - SOURCE_GAP - SOURCE_FOOT) if source else body


def _source(draft: Draft, slide: TableSlide, wide: float) -> list[Paragraph]:
    """Where the numbers come from, on two lines at most."""
    text: Text = slide.source
    if not text:
        return []

    def make(rung: Rung) -> list[Paragraph]:
        runs = runs_of(text, TextStyle(rung.size, "slate"), strong="slate")
        return [draft.measure.paragraph(runs, width=wide, spacing=rung.spacing)]

    ladder = [Rung(*each) for each in SOURCE]
    fitted = fit_at(ladder[0], make(ladder[0]), high=0.3, wide=wide)
    if not fitted.fits:
        fitted = fit(make, ladder, high=0.55, wide=wide)
        draft.report_unfit("the line below the table", fitted, text.span, 0.55)
    return list(fitted.paragraphs)


def _bars(draft: Draft, grid: Grid, table: NativeTable) -> Iterator[Shape]:
    """A gold edge at the rows that are marked."""
    columns, places = len(grid.header), [box for _, box in table.cells()]
    for number, row in enumerate(grid.rows, start=1):
        if is_marked(row):
            cell = places[number * columns]
            bar = Box(table.box.x, cell.y, BAR, cell.h)
            bar = bar.mirrored(table.box) if table.rtl else bar
            yield Shape(name=draft.name(f"table mark {number}"), decorative=True, box=bar, fill="gold")
