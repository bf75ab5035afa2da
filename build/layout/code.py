"""A code bridge: 60 percent source, taken live; 40 percent what flows through it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from build.drawing.frame_boxes import BODY, INDENT
from build.drawing.page import Box, Paragraph, TextBox, TextStyle
from build.drawing.text_measure import Measure, height
from build.findings.diagnostic import counted
from build.layout.card import SECTION, card, section_heading
from build.layout.chips import chips, records_of
from build.layout.draft import Draft
from build.layout.frame import chrome, heading
from build.layout.ladder import ITEMS, Rung, fit
from build.layout.listing import FIRST_GAP, HEADER, LINE, draw_listing
from build.layout.runs import break_names, bulleted, item_runs
from build.layout.support_strip import support, to_the_foot
from build.layout.visual import draw_card
from build.spec.deck import CodeSlide, Item, Listing

LEFT = Box(BODY.x, BODY.y, 7.28, BODY.h)
RIGHT = Box(8.0, BODY.y, 4.833, BODY.h)
PADDING = 0.28
ITEM_GAP = 6.0  # points between items
FLOW_GAP = 0.14  # between a visual and the flow below it


def lay_out(draft: Draft, slide: CodeSlide) -> None:
    heading(draft)
    left, right = (to_the_foot(draft, draft.frame.part(box)) for box in (LEFT, RIGHT))
    draft.add(card(draft, "code card", left))
    below = _listings(draft, slide, left)
    if slide.code_notes:
        _items(draft, "code notes", draft.said.in_the_code, "code", slide.code_notes, below, "body")
    draft.add(card(draft, "flow card", right))
    inner = right.inset(PADDING, 0.14)
    if slide.visual is not None:
        used = _flow_height(slide.flow, inner.w, draft.measure) if slide.flow else 0.0
        top = Box(inner.x, inner.y, inner.w, inner.h - used)
        draw_card(draft, slide.visual, top)
        inner = Box(inner.x, top.bottom + FLOW_GAP, inner.w, used - FLOW_GAP + 0.06)
    if slide.flow:
        _items(draft, "flow", "" if slide.visual else draft.said.what_flows, "route", slide.flow, inner, "body2")
    records = records_of(draft)
    if records and slide.visual is None:
        chips(draft, records, right.right - 0.2, right.bottom - 0.5, right.w - 0.4)
    support(draft)
    chrome(draft)


def _listings(draft: Draft, slide: CodeSlide, box: Box) -> Box:
    """All listings, one below the other, in the box of their card; what they leave of it."""
    y = box.y
    listings = slide.listings
    if _needed(listings) > box.h:
        listings = tuple(map(_bare, listings))
    needed = _needed(listings)
    spare = max(0.0, box.h - needed - 0.06) / max(1, len(listings))
    gap = 0.0 if slide.code_notes else min(spare, 0.12)
    for number, listing in enumerate(listings, start=1):
        room = Box(box.x, y, box.w, box.bottom - y)
        y = draw_listing(draft, f"listing {number}", listing, room, top=number == 1) + gap
    if needed > box.h + 0.01:
        over = round((needed - box.h) / LINE + 0.49)
        span = slide.listings[-1].span
        message = f"the code does not fit: it is {counted(over, 'line')} too long"
        draft.report("L106", span, message, "cut it to the lines that matter")
    return Box(box.x + PADDING, y + 0.16, box.w - 2 * PADDING, max(0.0, box.bottom - y - 0.28))


def _needed(listings: Sequence[Listing]) -> float:
    return sum(HEADER + 2 * FIRST_GAP + LINE * len(listing.text) for listing in listings)


def _bare(listing: Listing) -> Listing:
    """A listing without the line that says whose lines the others are."""
    if not listing.headed:
        return listing
    text = textwrap.dedent("\n".join(listing.text[1:])).split("\n")
    marked = tuple(place - 1 for place in listing.marked)
    return replace(listing, text=tuple(text), marked=marked, headed=False)


def _paragraphs(items: Sequence[Item], rung: Rung, wide: float, measure: Measure) -> list[Paragraph]:
    room = wide - INDENT
    listed = []
    for i, item in enumerate(items):
        runs = break_names(item_runs(item, TextStyle(rung.size), short=rung.short), room, measure)
        words = measure.paragraph(runs, width=room, spacing=rung.spacing, before=ITEM_GAP if i else 0.0)
        listed.append(bulleted(words, INDENT))
    return listed


def _flow_height(items: Sequence[Item], wide: float, measure: Measure) -> float:
    """What the flow's items take below a visual, at the working size."""
    return height(_paragraphs(items, Rung(16, 1.1), wide, measure)) + FLOW_GAP


def _items(
    draft: Draft,
    role: str,
    title: str,
    icon: str,
    items: Sequence[Item],
    box: Box,
    placeholder: Literal["body", "body2"],
) -> None:
    if title:
        draft.add(*section_heading(draft, role, title, icon, Box(box.x, box.y + 0.06, box.w, 0.44), SECTION.at(18.0)))
        box = Box(box.x, box.y + 0.6, box.w, box.h - 0.6)
    ladder = ITEMS if title else ITEMS[2:]
    fitted = fit(lambda rung: _paragraphs(items, rung, box.w, draft.measure), ladder, high=box.h, wide=box.w)
    draft.report_unfit(f"the {role}", fitted, items[0].span, box.h)
    draft.add(TextBox(name=draft.name(role), box=box, paragraphs=fitted.paragraphs, placeholder=placeholder))
