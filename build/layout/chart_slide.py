"""A chart, or any other figure, that has a slide to itself: one card, its heading, and where its numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, Paragraph, TextStyle
from build.layout.card import card
from build.layout.chips import CHIP_HEIGHT, chips, least_width, records_of
from build.layout.content_frame import content_frame
from build.layout.draft import Draft, Subject
from build.layout.frame import heading
from build.layout.ladder import Rung
from build.layout.runs import runs_of
from build.layout.visual import TELLING, draw_visual
from build.spec.content import ChartSlide
from build.spec.deck import Call, Text, Words

INSET = (0.36, 0.26)
CHIP_INSET = 0.28  # of the chip from the card's right edge
HEADING = 0.40  # inches
BELOW_HEADING = 0.18
BESIDE = 0.3
FOOT = 0.10
SIZES = tuple(Rung(float(size), 1.1) for size in (20, 18, 16))
UNDER_SIZES = tuple(Rung(float(size), 1.1) for size in (16, 15, 14))
NAMED, UNDER = TextStyle(20.0, "navy", bold=True), TextStyle(16.0, "slate")
UNDER_HEIGHT = 0.32


def lay_out(draft: Draft, slide: ChartSlide) -> None:
    frame = content_frame(draft, slide)
    heading(draft)
    body = frame.body
    draft.add(card(draft, "visual card", body))
    call = slide.visual
    if call is not None:
        _draw(draft, call, slide.heading, body)
    frame.close(draft)


def _draw(draft: Draft, call: Call, words: Text, card_box: Box) -> None:
    """Heading and chips in one row, the figure below; a second line, where the figure brings its own heading."""
    inner = card_box.inset(*INSET)
    title = dict(call.parameters).get("title", "")
    named = Text((Words(text=title),), call.span) if title else words
    records = records_of(draft) if call.figure not in TELLING else []
    right = card_box.right - CHIP_INSET
    room = inner.w
    if records:
        needed = draft.measure.run_width(runs_of(named, NAMED)) * 1.05
        room = min(needed, inner.w - least_width(draft, records) - BESIDE)
    if named:
        _line(draft, "visual heading", named, Box(inner.x, inner.y, room, HEADING), SIZES, NAMED)
    if records:
        y = inner.y + (HEADING - CHIP_HEIGHT) / 2
        chips(draft, records, right, y, right - inner.x - (room + BESIDE if named else 0.0))
    top = inner.y + (HEADING + BELOW_HEADING if named or records else 0.0)
    low = Box(inner.x, inner.bottom + FOOT - UNDER_HEIGHT, inner.w, UNDER_HEIGHT)
    bottom = low.y - FOOT if title and words else inner.bottom + FOOT
    bare = replace(call, parameters=tuple((key, value) for key, value in call.parameters if key != "title"))
    draw_visual(draft, bare, Box(inner.x, top, inner.w, bottom - top))
    if title and words:
        _line(draft, "visual line", words, low, UNDER_SIZES, UNDER)


def _line(draft: Draft, role: str, words: Text, box: Box, ladder: Sequence[Rung], style: TextStyle) -> None:
    """Words that have one line."""

    def make(rung: Rung) -> list[Paragraph]:
        runs = runs_of(words, style.at(rung.size))
        return [draft.measure.paragraph(runs, width=box.w, spacing=rung.spacing)]

    subject = Subject("the line beside the chart", words.span, "one line is shown; move the rest to Notes:")
    draft.add(draft.text(role, box, make, ladder, subject))
