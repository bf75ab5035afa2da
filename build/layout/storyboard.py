"""The stages of a film as a strip of small pictures with two-line labels."""

from __future__ import annotations

import math
from collections.abc import Mapping

from build.drawing.page import Box, Connector, Drawable, Group, Line, Paragraph, Shape, TextBox, TextStyle
from build.layout.attention_pictures import heads, score_flow
from build.layout.draft import Draft
from build.layout.ladder import Rung, common, fit_at
from build.layout.runs import runs_of
from build.layout.serving_pictures import SERVING
from build.layout.stage_cells import DrawStage, cell, steps
from build.spec.deck import AnimationSlide, Text
from engine.units import Series, Table

TOP = 5.64
TILE_HIGH, GAP = 0.838, 0.143
LABEL_DOWN, LABEL_HIGH = 0.88, 0.52  # from a tile's top
MOST = 12  # stages: a label is then as wide as a word of five letters


def storyboard(draft: Draft, slide: AnimationSlide) -> None:
    """Tiles from left to right, the last one gold: it is the stage that still and poster show."""
    count = len(slide.stages)
    if count > MOST:
        message = f"{count} stages do not fit: the strip under the film holds {MOST}"
        draft.report("L101", slide.stages[MOST].span, message, "join some, or move them to Notes:")
    if not 0 < count <= MOST:
        return
    strip, top = draft.frame.support, TOP + draft.frame.lower
    wide = min(1.49, (strip.right - strip.x + GAP) / count - GAP)
    pitch = wide + GAP
    draw = PICTURES.get(slide.scene, steps)
    label_wide = wide * 0.78  # two words go on two lines
    ladder = [Rung(16, 1.06), Rung(15, 1.06), Rung(14, 1.06)]
    last = count - 1

    def make(stage: Text, rung: Rung, bold: bool) -> list[Paragraph]:
        color = "navy" if bold else "char"
        runs = runs_of(stage, TextStyle(rung.size, color, bold=bold))
        return [draft.measure.paragraph(runs, width=label_wide, spacing=rung.spacing, align="center")]

    rung = common(slide.stages, lambda stage, rung: make(stage, rung, True), ladder, high=LABEL_HIGH, wide=label_wide)
    for i, stage in enumerate(slide.stages):
        role = f"stage {i + 1}"
        box = Box(strip.x + pitch * i, top, wide, TILE_HIGH)
        line = Line(color="gold", width=2.25) if i == last else Line(color="line2", width=1.0)
        tile = Shape(
            name=draft.name(f"{role} tile"), decorative=True, box=box, kind="round", radius=0.08,
            fill="gold50" if i == last else "white", line=line, shadow="soft",
        )  # fmt: skip
        pictures = draw(draft, box, draft.name(role), i, count)
        alt = draft.said.stage.format(stage.plain)
        draft.add(Group(name=draft.name(f"{role} picture"), alt=alt, children=(tile, *pictures)))
        if i < last:
            y = top + TILE_HIGH / 2
            arrow = Line(color="goldd", width=1.5, head=True)
            draft.add(
                Connector(
                    name=draft.name(f"{role} arrow"),
                    decorative=True,
                    x1=box.right + 0.01,
                    y1=y,
                    x2=box.right + GAP - 0.01,
                    y2=y,
                    line=arrow,
                )
            )
        fitted = fit_at(rung, make(stage, rung, i == last), high=LABEL_HIGH, wide=label_wide)
        draft.report_unfit("a stage's name", fitted, stage.span, LABEL_HIGH)
        place = Box(box.x + wide / 2 - label_wide / 2, top + LABEL_DOWN, label_wide, LABEL_HIGH)
        draft.add(TextBox(name=draft.name(role), box=place, paragraphs=fitted.paragraphs))


# ---- small pictures ---------------------------------------------------------------------------------
def _kv_cache(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """A row a pass, without and with a cache: computed navy, kept pale, new gold; then both speeds, then the reset."""
    without, cached = (_line(draft, "cache_step_tokens", line) for line in ("without a cache", "with a cache"))
    if not without or not cached:
        return steps(draft, box, name, stage, count)
    area = Box(box.x + 0.12, box.y + 0.12, box.w - 0.24, box.h - 0.24)
    if stage == count - 1:
        return _reset(draft, area, name)
    if stage == count - 2:
        return _speeds(draft, area, name)
    half, passes = (area.w - 0.14) / 2, min(stage + 1, len(without))
    side, pitch = half / max(without), area.h / len(without)
    parts: list[Drawable] = []
    for loop, x in ((without, area.x), (cached, area.right - half)):
        for row in range(passes):
            for i in range(int(without[row])):
                new = i >= without[row] - loop[row]
                fill = "navy200" if not new else "gold" if row == stage else "navy"
                place = (x + side * i, area.y + pitch * row, side - 0.015, pitch - 0.03)
                parts.append(cell(f"{name} {'without' if loop is without else 'with'} {row}.{i + 1}", *place, fill))
    return parts


def _speeds(draft: Draft, area: Box, name: str) -> list[Drawable]:
    """The recorded speeds without and with the cache, as bars."""
    record = draft.ledger.get("decode_cache")
    table = record.quantity if record else None
    if not isinstance(table, Table) or not {"without_cache", "with_cache"} <= set(table):
        return []
    pair, high = [float(table[f"{way}_cache"]) for way in ("without", "with")], (area.h - 0.12) / 2
    return [
        cell(f"{name} speed {i + 1}", area.x, area.y + (high + 0.12) * i, area.w * speed / max(pair), high, fill)
        for i, (speed, fill) in enumerate(zip(pair, ("navy300", "teal"), strict=True))
        if speed > 0
    ]


def _reset(draft: Draft, area: Box, name: str) -> list[Drawable]:
    """What was held after each pass, dashed, and what the next request begins with."""
    held = _line(draft, "cache_step_bytes", "with a cache")
    record = draft.ledger.get("cache_request")
    table = record.quantity if record else None
    if not held or not isinstance(table, Table) or "behind_next" not in table:
        return []
    wide = area.w / (len(held) + 2)
    parts: list[Drawable] = []
    for i, size in enumerate((*held, float(table["behind_next"]))):
        tall = area.h * size / max(held)
        x = area.x + wide * (i if i < len(held) else i + 1)
        place = (x, area.bottom - tall, wide - 0.04, tall)
        parts.append(cell(f"{name} held {i + 1}", *place, *(("gold",) if i == len(held) else (None, "line2"))))
    return parts


def _tradeoff(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """A small map, memory to the right and latency upwards, at the length of the stage."""
    spots = _spots(draft, stage)
    if not spots:
        return steps(draft, box, name, stage, count)
    x, y, w, h = box.x + 0.16, box.y + 0.1, box.w - 0.32, box.h - 0.22
    axis = Line(color="navy300", width=1.25)
    parts: list[Drawable] = [
        Connector(name=f"{name} up", decorative=True, x1=x, y1=y, x2=x, y2=y + h, line=axis),
        Connector(name=f"{name} right", decorative=True, x1=x, y1=y + h, x2=x + w, y2=y + h, line=axis),
    ]
    size = 0.13
    for variant, across, up in spots:
        fill = draft.theme.variant(variant).fill
        spot = Box(x + 0.04 + (w - size - 0.04) * across, y + (h - size - 0.04) * (1 - up), size, size)
        parts.append(Shape(name=f"{name} {variant}", decorative=True, box=spot, kind="ellipse", fill=fill))
    return parts


def _spots(draft: Draft, stage: int) -> list[tuple[str, float, float]]:
    """Each design with its place at a stage on the logarithmic axes of memory and latency, from 0 to 1."""
    memory, latency = (_axis(draft, f"tradeoff_{axis}_by_context", stage) for axis in ("memory", "latency"))
    return [(name, memory[name], latency[name]) for name in memory if name in latency]


def _axis(draft: Draft, fact: str, stage: int) -> dict[str, float]:
    """Each line's point of a stage between the least and the most of all lines, by its logarithm."""
    record = draft.ledger.get(fact)
    series = record.quantity if record else None
    if not isinstance(series, Series) or stage >= len(series.x):
        return {}
    every = [math.log(value) for line in series.lines.values() for value in line if value > 0]
    low, high = min(every, default=0.0), max(every, default=0.0)
    return {
        name: (math.log(line[stage]) - low) / ((high - low) or 1.0)
        for name, line in series.lines.items()
        if line[stage] > 0
    }


def _line(draft: Draft, fact: str, line: str) -> tuple[float, ...]:
    """A line of a recorded series; nothing where there is none."""
    record = draft.ledger.get(fact)
    series = record.quantity if record else None
    return series.lines.get(line, ()) if isinstance(series, Series) else ()


PICTURES: Mapping[str, DrawStage] = {
    "attention_score_flow": score_flow,
    "kv_cache_loop": _kv_cache,
    "multihead_causal_mask": heads,
    "tradeoff_map": _tradeoff,
    **SERVING,
}
