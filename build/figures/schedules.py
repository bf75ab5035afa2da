"""Who works in which slot at which step: requests in static batches, above the same ones served continuously."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import LABEL, TILE, Canvas, Drawing, in_rows, stack
from build.figures.figure_fact import Fact, MismatchError
from build.figures.marks import caption
from engine.units import Series, Table

LINES = ("slot", "first step", "last step")
STEPS, SLOTS = 40, 8  # at most
AIR = 0.03  # inches between bars
HEAD, BELOW, APART, TALLEST = 0.3, 0.07, 0.3, 1.6  # of a schedule's heading, below it, between two, and of one
POLICIES = (("static", "Static batches", "brick"), ("continuous", "Continuous batching", "teal"))


def schedules(canvas: Canvas, static: Fact[Series], continuous: Fact[Series], totals: Fact[Table]) -> Drawing:
    """A bar for each request, one step a token; a slot without work is brick and dashed. Both are to one scale.

    Each Series has the lines slot, first step and last step, all from 1, by request. Fields: slots, steps_static,
    idle_static, and the same for continuous.
    """
    (slots,) = totals.need("slots")
    most = max(int(totals.need(f"steps_{name}")[0]) for name, _, _ in POLICIES)
    if most > STEPS or not 1 <= slots <= SLOTS:
        raise MismatchError(f"{totals.reference} has {slots} slots and {most} steps; {SLOTS} and {STEPS} are drawn")
    high = min(TALLEST, (canvas.box.h - 2 * HEAD - 2 * BELOW - APART) / 2)
    above, upper, between, lower = stack(canvas.box, (HEAD, high, HEAD, high), (BELOW, APART, BELOW))
    items: list[Drawable] = []
    told = []
    for (name, words, ink), head, box, fact in zip(
        POLICIES, (above, between), (upper, lower), (static, continuous), strict=True
    ):
        steps, idle = totals.need(f"steps_{name}", f"idle_{name}")
        items += caption(canvas, name, head, words, f"{steps} steps, {idle} idle", ink=ink)
        bars, free = _bars(canvas, name, fact, box, int(slots), int(steps), most)
        if free != int(idle):
            raise MismatchError(f"{totals.reference} has {idle} idle steps, and {fact.reference} leaves {free}")
        items += bars
        told.append(f"{words}: {steps} steps, {idle} slot-steps idle")
    saved = int(totals.need("steps_static")[0]) - int(totals.need("steps_continuous")[0])
    if saved > 0:
        x = lower.x + lower.w * (most - saved) / most + 0.06
        box = Box(x, lower.y, lower.right - x, lower.h)
        shape = canvas.shape("saved", box, "teal100", Line("teal", 1.25), radius=TILE)
        style = canvas.largest(
            TextStyle(20, "teal", bold=True), (20, 18, 16, LABEL), (f"{saved} steps saved",), box.w - 0.3
        )
        items.append(canvas.with_words(shape, f"{saved} steps saved", style))
    requests = len(static.value.x)
    return Drawing(tuple(items), f"{requests} requests in {slots} slots. {'. '.join(told)}")


def _bars(
    canvas: Canvas, name: str, fact: Fact[Series], box: Box, slots: int, steps: int, most: int
) -> tuple[list[Drawable], int]:
    """The bars of one policy and its holes, and how many slot-steps those are."""
    series = fact.value
    missing = [line for line in LINES if line not in series.lines]
    if missing:
        raise MismatchError(f"{fact.reference} has no line {', '.join(map(repr, missing))}")
    rows = in_rows(box, slots, 0.05)
    pitch = box.w / most
    taken: list[set[int]] = [set() for _ in range(slots)]
    items: list[Drawable] = []
    for i, request in enumerate(series.x):
        slot, first, last = (int(series.lines[line][i]) for line in LINES)
        works = set(range(first, last + 1))
        if not 1 <= slot <= slots or not works or last > steps or works & taken[slot - 1]:
            raise MismatchError(f"{fact.reference} has {request} in slot {slot} from step {first} to {last}")
        taken[slot - 1] |= works
        row = rows[slot - 1]
        place = Box(box.x + (first - 1) * pitch, row.y, len(works) * pitch - AIR, row.h)
        fill, line, ink = ("navy", "navy", "white") if i < slots else ("gold", "goldd", "navy")
        shape = canvas.shape(f"{name} {request}", place, fill, Line(line, 1), radius=TILE / 1.3)
        style = TextStyle(LABEL, ink, bold=True)
        items.append(shape)
        if canvas.wide_of(str(request), style) <= pitch:
            items.append(canvas.text(f"{name} {request} name", str(request), replace(place, w=pitch), style))
        items += [
            canvas.arrow(f"{name} {request} tick {step}", x, row.y + 0.06, x, row.bottom - 0.06, Line(ink, 0.5))
            for step in range(first + 1, last + 1)
            if (x := box.x + (step - 1) * pitch - AIR / 2)
        ]
    idle = 0
    for slot, row in enumerate(rows):
        holes = [step for step in range(1, steps + 1) if step not in taken[slot]]
        idle += len(holes)
        for step in holes:
            place = Box(box.x + (step - 1) * pitch, row.y, pitch - AIR, row.h)
            hole = Line("brick", 0.75, dash="dash")
            items.append(canvas.shape(f"{name} idle {slot + 1}.{step}", place, "brick100", hole, radius=0.03))
    return items, idle
