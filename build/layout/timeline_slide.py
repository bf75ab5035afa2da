"""Dated events along an axis, to scale where they stand far enough apart; each speaks beside its pole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from build.drawing.page import Align, Box, Connector, Drawable, Line, Shape, TextBox, TextStyle
from build.layout.card import card
from build.layout.content_frame import content_frame
from build.layout.draft import Draft
from build.layout.frame import heading
from build.layout.time_scale import ticks
from build.layout.timeline_plan import FOOT, POLE_GAP, RUNGS, TOP, Label, Plan, plan_of
from build.spec.content import TimelineSlide
from engine.quoted import quoted

AXIS = 0.49  # of the body's height
AXIS_INSET, AXIS_HIGH = 0.36, 0.075
LOW = 3.87  # inches below the body's top where words below the axis begin, if they are few
RING, DOT = 0.36, 0.22
TICK_SIZE, TICK_TOP, TICK_HIGH = 16.0, 0.22, 0.26  # below the rings
LEFT: Align = "left"
RIGHT: Align = "right"


def lay_out(draft: Draft, slide: TimelineSlide) -> None:
    heading(draft)
    frame = content_frame(draft, slide)
    body = frame.body
    axis = body.y + body.h * AXIS
    plan = plan_of(draft, slide.events, body, axis)
    for event in plan.unfit:
        words = f"{event.date.plain}: {event.text.plain}"
        message = f"{quoted(words)} has too little room beside its date at {RUNGS[-1][1]} pt"
        draft.report("L101", event.span, message, "shorten it, or show fewer events")
    draft.add(card(draft, "timeline card", body))
    draft.add(*_axis(draft, plan, body, axis))
    for number, label in enumerate(plan.labels, start=1):
        draft.add(*_event(draft, number, plan, label, body, axis))
    frame.close(draft)


def _axis(draft: Draft, plan: Plan, body: Box, axis: float) -> Iterator[Drawable]:
    """The axis, and its ticks: a name that would meet a pole or a neighbour is left out."""
    bar = Box(body.x + AXIS_INSET, axis - AXIS_HIGH / 2, body.w - 2 * AXIS_INSET, AXIS_HIGH)
    yield Shape(
        name=draft.name("event axis"), decorative=True, box=bar, kind="round", radius=AXIS_HIGH / 2, fill="navy200"
    )
    style, backwards = TextStyle(TICK_SIZE, "slate"), plan.backwards
    if plan.scale is None:
        note = Box(bar.right - 3.0, axis + TICK_TOP, 3.0, TICK_HIGH)
        place, align = (note.mirrored(body), LEFT) if backwards else (note, RIGHT)
        yield draft.label("event scale", draft.said.not_to_scale, place, style, align=align)
        return
    marks = ticks(plan.scale, bar.x + 0.1, bar.right - 0.1, draft.said)
    taken = [label.pole for i, label in enumerate(plan.labels) if i % 2]
    end = bar.x
    for number, (x, name) in enumerate(marks if len(marks) > 1 else (), start=1):
        tick = body.x + body.right - x if backwards else x
        wide = draft.measure.line_room(name, style)
        box = Box(x - wide / 2, axis + TICK_TOP, wide, TICK_HIGH)
        if box.x < bar.x or box.right > bar.right:
            continue
        yield Connector(
            name=draft.name(f"event tick {number}"), decorative=True, x1=tick, y1=axis + AXIS_HIGH / 2, x2=tick,
            y2=axis + 0.13, line=Line("navy300", 1.0),
        )  # fmt: skip
        clear = all(pole < box.x - 0.08 or pole > box.right + 0.08 for pole in taken)
        if clear and box.x >= end:
            end = box.right + 0.15
            place = box.mirrored(body) if backwards else box
            yield draft.label(f"event tick {number} name", name, place, style, align="center")


def _event(draft: Draft, number: int, plan: Plan, label: Label, body: Box, axis: float) -> Iterator[Drawable]:
    """Pole, mark and words; those of the last event are gold."""
    role, is_low, is_last = f"event {number}", number % 2 == 0, number == len(plan.labels)
    backwards = plan.backwards
    words_top = min(body.y + LOW, body.bottom - FOOT - label.high) if is_low else body.y + TOP
    far = max(words_top + label.high, body.bottom - FOOT - 0.16) if is_low else words_top

    def side(box: Box) -> Box:
        return box.mirrored(body) if backwards else box

    x = side(Box(label.pole, axis, 0.0, 0.0)).x
    look = Line("gold" if is_last else "navy300", 1.75)
    yield Connector(name=draft.name(f"{role} pole"), decorative=True, x1=x, y1=axis, x2=x, y2=far, line=look)
    ring, dot = (Box(x - wide / 2, axis - wide / 2, wide, wide) for wide in (RING, DOT))
    gold = Line("gold", 2.25)
    yield Shape(name=draft.name(f"{role} ring"), decorative=True, box=ring, kind="ellipse", fill="white", line=gold)
    fill = "gold" if is_last else "navy"
    yield Shape(name=draft.name(f"{role} dot"), decorative=True, box=dot, kind="ellipse", fill=fill)
    left = label.pole - POLE_GAP - label.wide if label.left else label.pole + POLE_GAP
    align = RIGHT if label.left is not backwards else LEFT
    paragraphs = tuple(replace(paragraph, align=align) for paragraph in label.paragraphs)
    box = side(Box(left, words_top, label.wide, label.high))
    yield TextBox(name=draft.name(role), box=box, paragraphs=paragraphs)
