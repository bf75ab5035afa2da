"""A practical, an appendix, troubleshooting: what to have, what to run, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.art import icon
from build.drawing.frame_boxes import BODY
from build.drawing.page import Box, Chart, Line, Paragraph, Shape, TextBox, TextStyle
from build.drawing.text_measure import POINTS, Measure, height
from build.files.commands import run_lab
from build.files.course import Course
from build.layout.card import SECTION, card
from build.layout.chips import chips, records_of
from build.layout.draft import Draft, Subject
from build.layout.frame import chrome, heading
from build.layout.grid import draw_grid, measure_grid
from build.layout.grid_look import DENSE, LADDER, GridLook
from build.layout.id_ranges import ranges
from build.layout.ladder import ITEMS, Rung, fit_at
from build.layout.runs import break_names, file_name, runs_of
from build.layout.support_strip import support, to_the_foot
from build.layout.terminal import draw_terminal, least_height
from build.layout.visual import TELLING, draw_visual
from build.provenance.chip import setting_line
from build.spec.deck import Anchor, Call, Command, Grid, PracticalSlide, Text, Words
from build.spec.said import Said

LEFT = Box(BODY.x, BODY.y, 5.15, BODY.h)
RIGHT = Box(5.87, BODY.y, 6.963, BODY.h)
GAP = 0.18
CHECKLIST_LEAST = 1.70
HEAD = 0.60  # a card's heading
PADDING = 0.28
NOTE = 0.42  # the line below a table or chart, and the air above it
VISUAL_ROOM = (1.5, 1.25, 1.0)  # what a table leaves to the figure below it, as long as its words stay readable
LOW_ROOM = (1.15, 1.0)  # the same for figures that lie down
TITLE_ROOM = 0.46  # more where the figure has a heading
LOW_FIGURES = frozenset({"bars", "run_path"})
CHECK = 0.235
TABLE_GAP = 0.12  # below a table
ROOMY = GridLook(row=0.56)  # a table that has the card to itself


@dataclass(frozen=True)
class Cards:
    """What the cards hold: the spec's own, else what the anchor says."""

    checklist_heading: str
    checklist: tuple[Text, ...]
    commands_heading: Text
    commands: tuple[Command, ...]
    table_heading: str
    table: Grid | None


DEFAULTS = {  # fields of `Said`
    "practical": ("before_you_start", "what_we_measured"),
    "appendix": ("before_you_start", "in_this_order"),
    "troubleshooting": ("check_first", "what_goes_wrong"),
}


def lay_out(draft: Draft, slide: PracticalSlide) -> None:
    cards = cards_of(slide, draft.said, draft.course)
    heading(draft)
    _left(draft, cards)
    _right(draft, slide, cards)
    support(draft)
    chrome(draft)


def cards_of(slide: PracticalSlide, said: Said, course: Course) -> Cards:
    """A slide that has an anchor only still tells what to have, what to run and which files it takes."""
    before, results = (getattr(said, name) for name in DEFAULTS[slide.variety])
    checklist, commands, table = slide.checklist, slide.commands, slide.table
    results_heading = slide.table_heading.plain or results
    if slide.anchor is not None and not (checklist or commands or table or slide.visual):
        checklist = tuple(
            _plain((said.done if needed in slide.anchor.prerequisites else said.all_done).format(needed), slide.anchor)
            for needed in ranges(slide.anchor.prerequisites, said.range)
        )
        commands = (Command(text=run_lab(course, slide.anchor.id), comment=False, span=slide.anchor.span),)
        table, results_heading = _files(slide.anchor, said), slide.table_heading.plain or said.what_it_runs
    return Cards(
        checklist_heading=slide.checklist_heading.plain or before,
        checklist=checklist,
        commands_heading=slide.commands_heading or Text((Words(text=said.run),), slide.span),
        commands=commands,
        table_heading=results_heading,
        table=table,
    )


def _plain(words: str, anchor: Anchor, *, code: bool = False) -> Text:
    return Text((Words(text=words, code=code),), anchor.span)


def _files(anchor: Anchor, said: Said) -> Grid:
    rows = tuple(
        (_plain(file_name(asset), anchor, code=True), _plain(asset.rpartition("/")[0] or said.here, anchor))
        for asset in anchor.assets
    )
    header = (_plain(said.file, anchor), _plain(said.folder, anchor))
    return Grid(header=header, rows=rows, align=("left", "left"), span=anchor.span)


# ---- left -------------------------------------------------------------------------------------------
def _left(draft: Draft, cards: Cards) -> None:
    left = to_the_foot(draft, draft.frame.part(LEFT))
    if cards.checklist and cards.commands:
        needed = _checklist_height(cards.checklist, left.w, draft.measure)
        most = left.h - GAP - least_height(cards.commands, left.w, draft.measure)
        tall = min(max(CHECKLIST_LEAST, needed), max(most, CHECKLIST_LEAST))
        _checklist(draft, cards, Box(left.x, left.y, left.w, tall))
        top = left.y + tall + GAP
        draw_terminal(draft, Box(left.x, top, left.w, left.bottom - top), cards.commands_heading, cards.commands)
    elif cards.commands:
        draw_terminal(draft, left, cards.commands_heading, cards.commands)
    elif cards.checklist:
        _checklist(draft, cards, left)


def _items(items: Sequence[Text], rung: Rung, wide: float, measure: Measure) -> list[list[Paragraph]]:
    runs = (break_names(runs_of(item, TextStyle(rung.size), short=rung.short), wide, measure) for item in items)
    return [[measure.paragraph(words, width=wide, spacing=rung.spacing)] for words in runs]


TEXT_LEFT = 0.636


def _rows_height(rows: Sequence[Sequence[Paragraph]], air: float) -> float:
    return sum(max(height(row), CHECK) + air for row in rows)


def _checklist_height(items: Sequence[Text], wide: float, measure: Measure) -> float:
    """What the card takes at the working size."""
    rows = _items(items, Rung(16, 1.1), wide - TEXT_LEFT - 0.2, measure)
    return 0.54 + _rows_height(rows, 0.105) + 0.1


def _checklist(draft: Draft, cards: Cards, box: Box) -> None:
    """Boxes to tick; in a card of its own the rows stand further apart."""
    draft.add(card(draft, "checklist card", box))
    head = Box(box.x + 0.28, box.y + 0.14, box.w - 0.5, 0.32)
    draft.add(draft.label("checklist heading", cards.checklist_heading, head, SECTION.at(18)))
    room, wide = box.h - 0.56 - 0.08, box.w - TEXT_LEFT - 0.2
    sizes = ITEMS if box.h > 3 else ITEMS[2:]
    for rung in sizes:
        rows = _items(cards.checklist, rung, wide, draft.measure)
        least = _rows_height(rows, 0.03)
        if least <= room and all(fit_at(rung, row, high=9, wide=wide).fits for row in rows):
            break
    else:
        flat = [words for row in rows for words in row]
        fitted = fit_at(rung, flat, high=room, wide=wide)
        draft.report_unfit("the checklist", fitted, cards.checklist[-1].span, room)
    air = min(0.30 if box.h > 3 else 0.105, max(0.0, (room - _rows_height(rows, 0.0)) / max(1, len(rows))))
    y = box.y + 0.54
    for number, row in enumerate(rows, start=1):
        tall = max(height(row), CHECK) + air
        line = row[0].line / POINTS
        mark = Box(box.x + 0.278, y + (tall - height(row)) / 2 + line / 2 - CHECK / 2, CHECK, CHECK)
        words = Box(box.x + TEXT_LEFT, y, wide, tall)
        if row[0].rtl:
            mark, words = mark.mirrored(box), words.mirrored(box)
        role = f"check {number}"
        draft.add(
            Shape(
                name=draft.name(f"{role} box"), decorative=True, box=mark, kind="round", radius=0.05, fill="teal100",
                line=Line(color="teal", width=1.0),
            ),
            icon("check", mark.inset(0.035), color="teal", name_prefix=draft.name(role)),
            TextBox(name=draft.name(role), box=words, paragraphs=tuple(row), anchor="middle"),
        )  # fmt: skip
        y += tall


# ---- right ------------------------------------------------------------------------------------------
def _right(draft: Draft, slide: PracticalSlide, cards: Cards) -> None:
    if cards.table is None and slide.visual is None:
        return
    box = to_the_foot(draft, draft.frame.part(RIGHT))
    draft.add(card(draft, "results card", box))
    records = records_of(draft)
    left, right = box.x + 0.193, box.right - 0.196
    named = draft.measure.line_room(cards.table_heading, SECTION.at(16)) if cards.table is not None else 0.0
    begins, whole = chips(draft, records, right, box.y + 0.156, box.w - 0.6 - named)
    y = box.y + 0.156
    if cards.table is not None:
        wide = begins - box.x - 0.38
        smallest = draft.measure.line_room(cards.table_heading, SECTION.at(14))
        high = 0.34 if smallest <= wide else 0.44  # two lines beside chips whose language says them in long words
        head = Box(box.x + PADDING, box.y + 0.33 - high / 2, wide, high)
        _table_heading(draft, slide, cards.table_heading, head)
        y = box.y + 0.66
    settings = setting_line(records, draft.said, where=not whole)
    bottom = box.bottom - (NOTE if settings else 0.16)
    if cards.table is not None:
        room = bottom - y
        if slide.visual is not None:
            room = _beside_visual(cards.table, slide.visual, Box(left, y, right - left, room), draft.measure)
        alt = draft.said.table_of.format(cards.table_heading, len(cards.table.rows))
        look = DENSE if slide.visual is not None else ROOMY
        drawn = draw_grid(draft, "table", cards.table, Box(left, y, right - left, room), alt=alt, look=look)
        y = drawn.box.bottom + TABLE_GAP
    elif records:
        y = box.y + 0.56
    if slide.visual is not None:
        call = slide.visual
        if call.figure in TELLING and len({record.kind for record in records}) == 1:  # the card's one chip tells it
            call = replace(call, parameters=(("chips", "none"), *call.parameters))
        draw_visual(draft, call, Box(box.x + PADDING, y, box.w - 2 * PADDING, bottom - y - 0.02))
    if settings:
        place = Box(box.x + PADDING, box.bottom - 0.34, box.w - 0.5, 0.24)
        whole_line = f"{settings} · {draft.said.whiskers}" if _has_whiskers(draft) else settings
        shown = whole_line if draft.measure.line_room(whole_line, TextStyle(14)) <= place.w else settings
        share = max(draft.frame.figures, min(1.0, place.w / draft.measure.line_room(shown, TextStyle(14))))
        draft.add(draft.label("settings", shown, place, TextStyle(14 * share, "slate")))


def _has_whiskers(draft: Draft) -> bool:
    return any(isinstance(item, Chart) and any(series.errors for series in item.series) for item in draft.items)


def _beside_visual(table: Grid, call: Call, box: Box, measure: Measure) -> float:
    """What of a box's height the table takes: as little as lets its words keep their size."""
    rooms = LOW_ROOM if call.figure in LOW_FIGURES else VISUAL_ROOM
    named = TITLE_ROOM if "title" in dict(call.parameters) else 0.0
    for kept in rooms:
        room = box.h - kept - named - TABLE_GAP
        measured = measure_grid(table, box.w, room, measure)
        if measured.fits(room) and measured.rung.size >= LADDER[0].size:
            return room
    return max(box.h - rooms[-1] - named - TABLE_GAP, sum(measure_grid(table, box.w, 0.0, measure).natural))


def _table_heading(draft: Draft, slide: PracticalSlide, words: str, box: Box) -> None:
    text = slide.table_heading or Text((Words(text=words),), slide.span)

    def make(rung: Rung) -> list[Paragraph]:
        return [
            draft.measure.paragraph(runs_of(text, TextStyle(rung.size, bold=True)), width=box.w, spacing=rung.spacing)
        ]

    sizes = [Rung(float(size), 1.08) for size in (18, 17, 16, 15, 14)]
    draft.add(draft.text("table heading", box, make, sizes, Subject("the table's heading", text.span)))
