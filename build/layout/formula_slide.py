"""A formula as large as the slide, and what its symbols mean below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from build.drawing.formula import typeset
from build.drawing.frame_boxes import BODY_TALL
from build.drawing.math_plain import math_plain
from build.drawing.math_text import TallError, math_runs
from build.drawing.mathml import FormulaError
from build.drawing.page import Box, Drawable, Paragraph, Run, TextBox, TextStyle
from build.drawing.text_measure import RESERVE, height
from build.figures.canvas import in_columns
from build.layout.card import card, rule
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.ladder import Fitted, Rung, too_wide
from build.layout.runs import runs_of
from build.layout.set_formula import SIZES, said, set_formula
from build.layout.ties import without_orphan
from build.spec.content import FormulaSlide, Symbol

GAP = 0.20  # between the cards
SHARE = 2.72 / BODY_TALL.h  # of the body, that the formula's card takes: inches of one that nothing cuts short
LEAST = 1.5  # inches of it
INSET = (0.40, 0.22)
EDGE = 0.36  # of the symbols' card to its hairlines
AIR = 0.14  # above and below them
ROW_AIR = 0.16
MOST_ROW = 1.0
ROOMY = 3.4  # inches of its card
ALONE = (130.0, 112.0, 96.0, 84.0, 74.0, *SIZES)  # of a formula that has the slide almost to itself
TEXT = (26.0, 24.0, 22.0, 20.0, 18.0)
SYMBOL_SCALE, UNIT_SCALE, UNIT_FLOOR = 34 / 26, 20 / 26, 16.0
SYMBOL_ROOM = 0.74  # inches, for symbols of a letter or two
BESIDE = 0.26
COLUMN_GAP = 0.6
ONE_COLUMN = 5  # symbols
AS_WRITTEN = TextStyle(18.0, "brick", face="mono")


@dataclass(frozen=True, slots=True)
class Row:
    """A symbol, what it means and its unit, at one size."""

    symbol: Symbol
    meaning: tuple[Paragraph, ...]
    unit: tuple[Paragraph, ...]
    symbol_room: float
    meaning_room: float
    unit_room: float

    @property
    def height(self) -> float:
        """Inches, with the air around."""
        return max(height(self.meaning), height(self.unit)) + ROW_AIR


@dataclass(frozen=True, slots=True)
class Legend:
    """All symbols at one size, in one column or two."""

    size: float
    columns: int
    rows: tuple[Row, ...]

    @property
    def down(self) -> int:
        return -(-len(self.rows) // self.columns)

    @property
    def least(self) -> float:
        """Inches that its rows take, all as high as the highest."""
        return max(row.height for row in self.rows) * self.down + 2 * AIR

    @property
    def most(self) -> float:
        return max(MOST_ROW, max(row.height for row in self.rows)) * self.down + 2 * AIR

    def fits(self, room: float) -> bool:
        wide = (too_wide(row.meaning, row.meaning_room) or too_wide(row.unit, row.unit_room) for row in self.rows)
        return self.least <= room + 0.005 and not any(wide)


def lay_out(draft: Draft, slide: FormulaSlide) -> None:
    frame = content_frame(draft, slide)
    heading(draft)
    body = frame.body
    legend = _legend(draft, slide.symbols, body) if slide.symbols else None
    top, low = _cards(draft, slide, body, legend)
    draft.add(card(draft, "formula card", top))
    found = set_formula(draft, slide.formula, top.inset(*INSET), SIZES if top.h < ROOMY else ALONE)
    if found:
        draft.add(found.draw(top, name=draft.name("formula"), alt=said(slide.formula)))
    else:  # what it cannot be is told; its source is better than nothing
        place = top.inset(*INSET)
        words = draft.measure.paragraph([Run(slide.formula.source, AS_WRITTEN)], width=place.w, align="center")
        draft.add(TextBox(name=draft.name("formula"), box=place, paragraphs=(words,), anchor="middle"))
    if legend and low:
        draft.add(card(draft, "symbols card", low))
        _draw_legend(draft, legend, low)
    frame.close(draft)


def _cards(draft: Draft, slide: FormulaSlide, body: Box, legend: Legend | None) -> tuple[Box, Box | None]:
    """The formula's card takes its share, or more where it is high or its symbols are few."""
    if legend is None:
        return body, None
    usual = body.h * SHARE
    try:
        needs = (
            typeset(slide.formula.source, size=SIZES[0], color="navy", theme=draft.theme, memory=draft.memory).height
            + 2 * INSET[1]
        )
    except FormulaError:
        needs = usual
    tall = max(usual, body.h - GAP - legend.most, needs)
    tall = max(LEAST, min(tall, body.h - GAP - legend.least))
    top = Box(body.x, body.y, body.w, tall)
    return top, Box(body.x, top.bottom + GAP, body.w, body.h - tall - GAP)


def _legend(draft: Draft, symbols: Sequence[Symbol], body: Box) -> Legend:
    """At the largest size that fits, in one column where that is enough; too long a one is told."""
    room = body.h * (1 - SHARE) - GAP
    for size in TEXT:
        for columns in (1, 2) if len(symbols) <= ONE_COLUMN else (2,):
            legend = _set_legend(draft, symbols, size, columns, body)
            if legend.fits(room if size > TEXT[-1] else body.h - LEAST - GAP):
                return legend
    what, first = "what a symbol means", symbols[0]
    paragraphs = tuple(paragraph for row in legend.rows for paragraph in (*row.meaning, *row.unit))
    word = next((found for row in legend.rows if (found := too_wide(row.meaning, row.meaning_room))), "")
    excess = max(0.0, legend.least - (body.h - LEAST - GAP))
    fitted = Fitted(Rung(legend.size, 1.1), paragraphs, legend.least, excess, word)
    draft.report_unfit(what, fitted, first.span, body.h - LEAST - GAP)
    return legend


def _set_legend(draft: Draft, symbols: Sequence[Symbol], size: float, columns: int, body: Box) -> Legend:
    measure = draft.measure
    wide = in_columns(Box(0, 0, body.w - 2 * EDGE, 0), columns, COLUMN_GAP)[0].w
    big = TextStyle(round(size * SYMBOL_SCALE), "navy", face="display")
    rooms = [_symbol_width(draft, symbol, big) for symbol in symbols]
    symbol_room = max(SYMBOL_ROOM, *rooms)
    small = TextStyle(max(UNIT_FLOOR, round(size * UNIT_SCALE)), "slate")
    units = [runs_of(symbol.unit, small, strong="slate") for symbol in symbols]
    unit_room = min(wide * 0.35, max(measure.run_width(runs) for runs in units) / (1 - RESERVE) + 0.02)
    meaning_room = wide - symbol_room - BESIDE - (unit_room + BESIDE if any(units) else 0.0)
    rows = []
    for symbol, unit in zip(symbols, units, strict=True):
        words = without_orphan(runs_of(symbol.meaning, TextStyle(size)), meaning_room, measure)
        meaning = (measure.paragraph(words, width=meaning_room, spacing=1.1),) if words else ()
        right = (measure.paragraph(unit, width=unit_room, spacing=1.1, align="right"),) if unit else ()
        rows.append(Row(symbol, meaning, right, symbol_room, meaning_room, unit_room))
    return Legend(size, columns, tuple(rows))


def _symbol_width(draft: Draft, symbol: Symbol, style: TextStyle) -> float:
    """Inches of a symbol; of its curves where it is no text. What cannot be read is told when it is drawn."""
    try:
        if runs := _as_text(draft, symbol, style):
            return draft.measure.run_width(runs) / (1 - RESERVE) + 0.1
        return (
            typeset(symbol.symbol, size=style.size, color=style.color, theme=draft.theme, memory=draft.memory).width
            + 0.1
        )
    except FormulaError:
        return SYMBOL_ROOM


def _as_text(draft: Draft, symbol: Symbol, style: TextStyle) -> list[Run]:
    """A symbol's runs where the theme's own font has all their letters; nothing where curves are drawn instead.

    Raises FormulaError.
    """
    try:
        runs = math_runs(symbol.symbol, style)
    except TallError:
        return []
    parts = (part for run in runs for part in draft.measure.stretches(run.text, run.style))
    return runs if all(part.face is None for part in parts) else []


def _draw_legend(draft: Draft, legend: Legend, box: Box) -> None:
    inner = box.inset(EDGE, AIR)
    pitch = inner.h / legend.down
    columns = in_columns(inner, legend.columns, COLUMN_GAP)
    for number, row in enumerate(legend.rows):
        column, down = divmod(number, legend.down)
        place = Box(columns[column].x, inner.y + pitch * down, columns[column].w, pitch)
        draft.add(*_draw_row(draft, legend, row, f"symbol {number + 1}", place))
        if down:
            draft.add(rule(draft, f"symbol {number + 1} rule", place.x, place.right, place.y, color="line"))


def _draw_row(draft: Draft, legend: Legend, row: Row, role: str, box: Box) -> Iterator[Drawable]:
    left = Box(box.x, box.y, row.symbol_room, box.h)
    yield _drawn_symbol(draft, legend, row.symbol, role, left)
    text = partial(TextBox, anchor="middle")
    if row.meaning:
        place = Box(left.right + BESIDE, box.y, row.meaning_room, box.h)
        yield text(name=draft.name(f"{role} meaning"), box=place, paragraphs=row.meaning)
    if row.unit:
        place = Box(box.right - row.unit_room, box.y, row.unit_room, box.h)
        yield text(name=draft.name(f"{role} unit"), box=place, paragraphs=row.unit)


def _drawn_symbol(draft: Draft, legend: Legend, symbol: Symbol, role: str, box: Box) -> Drawable:
    """A symbol as text, else as curves, else, with a finding, as it is written."""
    style = TextStyle(round(legend.size * SYMBOL_SCALE), "navy", face="display")
    name = draft.name(role)
    try:
        if runs := _as_text(draft, symbol, style):
            words = draft.measure.of_labels.paragraph(runs, width=box.w, align="center")
            return TextBox(name=name, box=box, paragraphs=(words,), anchor="middle")
        curves = typeset(symbol.symbol, size=style.size, color="navy", theme=draft.theme, memory=draft.memory)
        return curves.in_middle_of(box, name=name, alt=math_plain(symbol.symbol), editable=True)
    except FormulaError as error:
        draft.report("L208", symbol.span, str(error), "write the symbol as LaTeX does")
        return draft.label(role, symbol.symbol, box, TextStyle(UNIT_FLOOR, face="mono"), align="center")
