"""Steps one after the other: down a card, or along a low box; and the path of a lab with its gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, Canvas, Drawing, UnfitError, in_columns, in_rows
from build.figures.figure_fact import MismatchError, in_words

LOW = 1.7  # a box lower than this holds its steps side by side
LEAST, MOST = 2, 9
GATES = {"go": ("teal100", "teal"), "stop": ("brick100", "brick")}


def flow(canvas: Canvas, *, steps: tuple[str, ...], highlight: str = "") -> Drawing:
    """Steps joined by arrows; the highlighted one is gold."""
    _number("steps", steps)
    chosen = _chosen(highlight, steps)
    level = canvas.box.h < LOW
    gap = 0.3
    tall = min(canvas.box.h, 0.9) if level else canvas.box.h
    area = Box(canvas.box.x, canvas.box.y + (canvas.box.h - tall) / 2, canvas.box.w, tall)
    places = in_columns(area, len(steps), gap) if level else in_rows(area, len(steps), gap)
    if not level and places[0].h > 0.8:
        extra = (places[0].h - 0.8) * len(steps)
        places = in_rows(Box(area.x, area.y + extra / 2, area.w, area.h - extra), len(steps), gap)
    style = _style(canvas, steps, places[0])
    items: list[Drawable] = []
    for i, (step, place) in enumerate(zip(steps, places, strict=True)):
        now = i == chosen
        fill, line = ("gold100", Line("goldd", 2.25)) if now else ("navy50", Line("navy300"))
        tile = canvas.shape(f"step {i + 1}", place, fill, line, radius=0.1)
        items.append(canvas.with_words(tile, step, replace(style, bold=now)))
        if i:
            before = places[i - 1]
            x1, y1, x2, y2 = (
                (before.right + 0.03, place.y + place.h / 2, place.x - 0.03, place.y + place.h / 2)
                if level
                else (place.x + place.w / 2, before.bottom + 0.03, place.x + place.w / 2, place.y - 0.03)
            )
            items.append(canvas.arrow(f"arrow {i}", x1, y1, x2, y2))
    told = canvas.said.comma.join(f"{place}. {step}" for place, step in enumerate(steps, start=1))
    return Drawing(tuple(items), told)


def run_path(canvas: Canvas, *, stages: tuple[str, ...], gates: tuple[str, ...] = ()) -> Drawing:
    """Numbered stages on a line, each with the gate that follows it: what must hold to go on."""
    _number("stages", stages)
    if gates and len(gates) != len(stages):
        raise MismatchError(f"gates names {len(gates)} for {len(stages)} stages")
    if canvas.box.h < LOW:
        return Drawing(tuple(_along(canvas, stages, gates)), _alt(stages, gates))
    return Drawing(tuple(_down(canvas, stages, gates)), _alt(stages, gates))


def _alt(stages: Sequence[str], gates: Sequence[str]) -> str:
    if not gates:
        return "Run order: " + ", then ".join(stages)
    return "Run order: " + "; ".join(f"{stage}, gate: {gate}" for stage, gate in zip(stages, gates, strict=True))


def _along(canvas: Canvas, stages: Sequence[str], gates: Sequence[str]) -> list[Drawable]:
    box = canvas.box
    slots = in_columns(box, len(stages), 0.06)
    disc = 0.4
    one_line = canvas.widest(stages, TextStyle(15, bold=True)) <= slots[0].w
    named = 0.26 if one_line else 0.5
    tall = disc + 0.06 + named + (0.34 if gates else 0)
    top = box.y + max(0.0, (box.h - tall) / 2)
    y = top + disc / 2
    centres = [slot.x + slot.w / 2 for slot in slots]
    items: list[Drawable] = [canvas.arrow("path", centres[0], y, centres[-1], y, Line("gold", 3))]
    for i, (stage, slot, x) in enumerate(zip(stages, slots, centres, strict=True)):
        items.append(_station(canvas, i, Box(x - disc / 2, top, disc, disc)))
        place = Box(slot.x, top + disc + 0.05, slot.w, named)
        items.append(canvas.text(f"stage {i + 1}", stage, place, TextStyle(15, "navy", bold=True), anchor="top"))
        if gates:
            wide = min(slot.w, canvas.wide_of(gates[i], BOLD) + 0.36)
            items.append(_gate(canvas, i, gates[i], Box(x - wide / 2, place.bottom + 0.06, wide, 0.26)))
    return items


def _down(canvas: Canvas, stages: Sequence[str], gates: Sequence[str]) -> list[Drawable]:
    box = canvas.box
    slots = in_rows(box, len(stages), 0.06)
    disc = min(0.4, slots[0].h - 0.04)
    x = box.x + disc / 2
    first, last = (slot.y + slot.h / 2 for slot in (slots[0], slots[-1]))
    items: list[Drawable] = [canvas.arrow("path", x, first, x, last, Line("gold", 3))]
    gate_width = max((canvas.wide_of(gate, BOLD) + 0.3 for gate in gates), default=0.0)
    room = box.w - disc - 0.14 - (gate_width + 0.1 if gates else 0)
    style = canvas.fitting(TextStyle(LABEL, "navy", bold=True), (18, 17, 16, LABEL), stages, room)
    for i, (stage, slot) in enumerate(zip(stages, slots, strict=True)):
        items.append(_station(canvas, i, Box(box.x, slot.y + (slot.h - disc) / 2, disc, disc)))
        place = Box(box.x + disc + 0.14, slot.y, room, slot.h)
        items.append(canvas.text(f"stage {i + 1}", stage, place, style, align="left"))
        if gates:
            tall = min(0.3, slot.h)
            place = Box(box.right - gate_width, slot.y + (slot.h - tall) / 2, gate_width, tall)
            items.append(_gate(canvas, i, gates[i], place))
    return items


def _station(canvas: Canvas, index: int, box: Box) -> Drawable:
    disc = canvas.shape(f"station {index + 1}", box, "navy", Line("gold", 2), kind="ellipse")
    return canvas.with_words(disc, str(index + 1), TextStyle(LABEL, "white", bold=True))


def _gate(canvas: Canvas, index: int, gate: str, box: Box) -> Drawable:
    fill, ink = GATES.get(gate.split()[0].casefold(), ("gold100", "goldink"))
    pill = canvas.shape(f"gate {index + 1}", box, fill, radius=box.h / 2)
    return canvas.with_words(pill, gate, TextStyle(LABEL, ink, bold=True))


def _number(what: str, names: Sequence[str]) -> None:
    if not LEAST <= len(names) <= MOST:
        raise MismatchError(f"{what} names {len(names)}; {LEAST} to {MOST} are drawn")


def _chosen(highlight: str, names: Sequence[str]) -> int | None:
    if not highlight:
        return None
    folded = [name.casefold() for name in names]
    wanted = in_words(highlight).casefold()
    found = [i for i, name in enumerate(folded) if name == highlight.casefold() or name.startswith(wanted)]
    if not found:
        raise MismatchError(f"highlight={highlight} is none of: {', '.join(names)}")
    return found[0]


def _style(canvas: Canvas, steps: Sequence[str], place: Box) -> TextStyle:
    """In the largest size at which all steps fit on one line, else in the smallest and they wrap."""
    try:
        return canvas.fitting(TextStyle(LABEL, "navy"), (18, 17, 16), steps, place.w - 0.16)
    except UnfitError:
        return TextStyle(15.0 if place.h > 0.5 else LABEL, "navy")
