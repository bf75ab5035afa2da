"""What an animation slide shows beside its film: a still where the film is missing, and storyboard thumbnails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from build.diagnostics import Diagnostic, Span
from build.figures.canvas import LABEL, Canvas, Drawing, columns, rows, wide_of
from build.figures.draw import draw
from build.figures.kv_loop import kv_cache_tile
from build.figures.tradeoff import tradeoff_tile
from build.model import Call
from build.page import Box, Drawable
from build.theme import Theme
from engine.ledger import Ledger

STAGES = 5


@dataclass(frozen=True)
class Scene:
    """The figure and facts of a scene's last frame, and the thumbnail of a stage."""

    figure: str
    facts: tuple[str, ...]
    tile: Callable[[Canvas, int], list[Drawable]]


SCENES: Mapping[str, Scene] = {
    "kv_cache_loop": Scene("kv_cache_loop", ("decode_cache",), kv_cache_tile),
    "tradeoff_map": Scene(
        "tradeoff_map", ("tradeoff_memory", "tradeoff_latency", "tradeoff_complexity"), tradeoff_tile
    ),
}


def film_still(
    scene: str, stages: Sequence[str], box: Box, theme: Theme, ledger: Ledger, prefix: str,
    *, span: Span | None = None, path: str = "", source: str = "",
) -> tuple[Drawing, list[Diagnostic]]:  # fmt: skip
    """The last stage of a scene, drawn from the ledger's facts. A scene without a still shows its stages as a list."""
    canvas = Canvas(box, theme, prefix, ledger)
    bar = _stages(canvas.at(Box(box.x, box.y, box.w, 0.62)), stages)
    rest = Box(box.x, box.y + 0.74, box.w, box.h - 0.74)
    known = SCENES.get(scene)
    if known and all(name in ledger for name in known.facts):
        call = Call(figure=known.figure, facts=known.facts, parameters=(), span=span or Span())
    else:
        call = Call(figure="flow", facts=(), parameters=(("steps", "; ".join(stages)),), span=span or Span())
        bar, rest = [], box
    drawing, found = draw(call, rest, theme, ledger, prefix, path=path, source=source)
    return replace(drawing, items=(*bar, *drawing.items)), found


def storyboard_tile(scene: str, stage: int, box: Box, theme: Theme, ledger: Ledger, prefix: str) -> Drawing:
    """The thumbnail of a stage, counted from 0: the scene's own, else a bar of progress."""
    canvas = Canvas(box, theme, prefix, ledger)
    known = SCENES.get(scene)
    items = known.tile(canvas, min(stage, STAGES - 1)) if known else _progress(canvas, stage)
    return Drawing(tuple(items), f"Stage {stage + 1} of the film")


def _stages(canvas: Canvas, stages: Sequence[str]) -> list[Drawable]:
    """The film's bar of named stages at its last one: past navy, current gold."""
    if not stages:
        return []
    items: list[Drawable] = []
    for i, (name, slot) in enumerate(zip(stages, columns(canvas.box, len(stages), 0.08), strict=True)):
        last = i == len(stages) - 1
        items.append(
            canvas.shape(f"stage bar {i + 1}", Box(slot.x, slot.y, slot.w, 0.055), radius=0.03,
                         fill="gold" if last else "navy")
        )  # fmt: skip
        place = Box(slot.x, slot.y + 0.1, slot.w, slot.h - 0.1)
        items.append(
            canvas.text(f"stage name {i + 1}", name, place, color="navy" if last else "slate", bold=last, align="left",
                        anchor="top")
        )  # fmt: skip
    return items


def _progress(canvas: Canvas, stage: int) -> list[Drawable]:
    return [
        canvas.shape(
            f"step {i + 1}", slot, radius=0.04,
            fill="navy" if i < stage else "gold" if i == stage else "navy100",
        )
        for i, slot in enumerate(columns(canvas.box.inset(0, canvas.box.h * 0.3), STAGES, 0.05))
    ]  # fmt: skip
