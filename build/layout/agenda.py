"""The agenda: a column an hour, and a time line of what happens when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.drawing.frame_boxes import BODY
from build.drawing.page import Box, Paragraph, Shape, TextBox, TextStyle
from build.drawing.text_measure import Measure
from build.layout.card import PANEL, RADIUS, card, disc, rule
from build.layout.draft import Draft, Subject
from build.layout.frame import chrome, heading
from build.layout.ladder import Rung, fit_at
from build.layout.runs import runs_of
from build.layout.support_strip import support
from build.layout.timeline import timeline
from build.spec.deck import AgendaColumn, AgendaSlide, Item

TOP, TALL, BAND = 1.45, 4.20, 0.74
GAP = 0.20
ROW = 0.82
DISC = 0.54

ICONS = {
    "prefix": "search", "tiles": "grid", "guess": "target", "metric": "bars", "fewer bits": "scale",
    "batching": "share", "batch job": "clock", "cards": "chip", "packet": "flag",
    "expensive": "search", "why": "search", "flop": "bars", "measur": "bars", "cache": "layers",
    "correct": "check", "reset": "check", "alternativ": "fork", "gqa": "fork", "trade": "scale", "selection": "compass",
    "choose": "compass", "bridge": "route", "transition": "route", "lab": "term", "code": "code",
}  # fmt: skip
ICON_ORDER = ("search", "bars", "layers", "check", "fork", "scale", "compass", "route")


@dataclass(frozen=True)
class HourColors:
    """Colours of a column: a navy hour, then a gold one."""

    fill: str
    ink: str


HOURS = (HourColors("navy100", "navy"), HourColors("gold100", "goldink"))


def lay_out(draft: Draft, slide: AgendaSlide) -> None:
    heading(draft)
    columns = slide.columns
    room = draft.frame.part(Box(BODY.x, TOP, BODY.w, TALL))
    wide = (room.w - GAP * (len(columns) - 1)) / max(1, len(columns))
    bare = not (slide.wisdom or slide.beginner or slide.anchor or draft.deck.front.hours)
    tall = draft.frame.tall.bottom - room.y if bare else room.h
    rung = _size(columns, wide, tall, draft.measure)
    for number, column in enumerate(columns):
        box = Box(room.x + (wide + GAP) * number, room.y, wide, tall)
        _column(draft, column, box, HOURS[number % 2], number, rung)
    if slide.beginner is None and slide.anchor is None:
        timeline(draft, slide.timeline)
    support(draft)
    chrome(draft)


def _lines(item: Item, rung: Rung, wide: float, measure: Measure) -> list[Paragraph]:
    lead, rest = (item.lead, item.rest) if item.lead else (item.rest, item.lead)
    lines = [measure.paragraph(runs_of(lead, TextStyle(rung.size, bold=True)), width=wide, spacing=rung.spacing)]
    if rest:
        size = max(14.0, rung.size - 4)
        lines.append(measure.paragraph(runs_of(rest, TextStyle(size, "slate")), width=wide, spacing=rung.spacing))
    return lines


def _row(column: AgendaColumn, tall: float) -> float:
    return min(ROW, (tall - BAND - 0.1) / max(1, len(column.items)))


def _size(columns: Sequence[AgendaColumn], wide: float, tall: float, measure: Measure) -> Rung:
    """One size for all rows."""
    text = wide - 1.1 - 0.25
    ladder = [Rung(21.0, 1.12), Rung(20.0, 1.12), Rung(19.0, 1.1), Rung(18.0, 1.1), Rung(17.0, 1.08), Rung(16.0, 1.06)]
    items = [(item, _row(column, tall)) for column in columns for item in column.items]
    for rung in ladder:
        if all(fit_at(rung, _lines(item, rung, text, measure), high=row, wide=text).fits for item, row in items):
            return rung
    return ladder[-1]


def _column(draft: Draft, column: AgendaColumn, box: Box, colors: HourColors, number: int, rung: Rung) -> None:
    role = f"hour {number + 1}"
    band = Box(box.x, box.y, box.w, BAND)
    draft.add(
        card(draft, f"{role} card", box),
        Shape(name=draft.name(f"{role} band"), decorative=True, box=band, kind="round_top", radius=RADIUS, fill=PANEL),
    )
    name = draft.said.named_hour(column.name or f"Hour {number + 1}")
    style = TextStyle(24, "goldlt", bold=True)
    wide = draft.measure.line_room(name, style)
    left = box.x + 0.35
    draft.add(draft.label(role, name, Box(left, box.y, wide + 0.05, BAND), style))
    if column.heading:
        left += wide + 0.11
        bar = Box(left, box.y + 0.22, 0.014, 0.30)
        draft.add(Shape(name=draft.name(f"{role} divider"), decorative=True, box=bar, fill="navy300"))
        place = Box(left + 0.22, box.y + 0.02, box.right - left - 0.22 - 0.15, BAND - 0.04)

        def words(rung: Rung) -> list[Paragraph]:
            runs = runs_of(column.heading, TextStyle(rung.size, "white"), strong="white", chip=False)
            return [draft.measure.paragraph(runs, width=place.w, spacing=1.08)]

        sizes = [Rung(float(size), 1.08) for size in (18, 17, 16, 15, 14)]
        subject = Subject(f"the heading of {name}", column.heading.span)
        draft.add(draft.text(f"{role} heading", place, words, sizes, subject))
    row = _row(column, box.h)
    top = box.y + BAND + (box.h - BAND - row * len(column.items)) / 2
    for i, item in enumerate(column.items):
        _item(draft, f"{role} item {i + 1}", item, Box(box.x, top + row * i, box.w, row), colors, number * 4 + i, rung)
        if i:
            draft.add(rule(draft, f"{role} rule {i}", box.x + 1.1, box.right - 0.3, top + row * i, color="line"))


def _item(draft: Draft, role: str, item: Item, box: Box, colors: HourColors, order: int, rung: Rung) -> None:
    words = (item.lead.plain + " " + item.rest.plain).casefold()
    guess = next((name for word, name in ICONS.items() if word in words), ICON_ORDER[order % len(ICON_ORDER)])
    text = Box(box.x + 1.1, box.y, box.w - 1.1 - 0.25, box.h)
    circle = Box(box.x + 0.35, box.y + (box.h - DISC) / 2, DISC, DISC)
    fitted = fit_at(rung, _lines(item, rung, text.w, draft.measure), high=box.h, wide=text.w)
    draft.report_unfit("an agenda item", fitted, item.span, box.h)
    draft.add(
        disc(draft, f"{role} disc", guess, circle, fill=colors.fill, color=colors.ink, part=0.5),
        TextBox(name=draft.name(role), box=text, paragraphs=fitted.paragraphs, anchor="middle"),
    )
