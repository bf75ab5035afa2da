"""Small pictures of the stages of the two films of attention, drawn from the facts that the films show."""

from __future__ import annotations

from collections.abc import Sequence

from build.drawing.page import Box, Drawable
from build.layout.draft import Draft
from build.layout.stage_cells import cell, steps
from engine.units import Matrix, Table

FLOW = ("flow_scores", "flow_scaled", "flow_scaled", "flow_weights", "flow_context")  # the matrix of each stage
MASKED = 2  # the first stage in which a word's later ones are hidden
GOLDS = ("gold100", "gold200", "gold")
HEADS = {"head_previous": "navy", "head_self": "gqa", "head_first": "teal", "head_spread": "plum"}
TINTS = {"navy": "navy200", "gqa": "gold200", "teal": "teal100", "plum": "plum100"}
STRONG = 0.5  # a weight from here on has the head's full colour


def score_flow(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """The stage's matrix: scores, scaled, masked, shares of one, and in gold what each word takes along."""
    matrices = [_matrix(draft, fact) for fact in FLOW]
    shown = matrices[stage] if stage < len(FLOW) else None
    raw = matrices[0]
    if shown is None or raw is None:
        return steps(draft, box, name, stage, count)
    last = stage == len(FLOW) - 1
    ramp = GOLDS if last else draft.theme.ramp[1:]
    scale = [value for row in (raw if stage <= MASKED else shown).values for value in row]
    side = (box.h - 0.16) / len(shown.rows)
    left, top = box.x + (box.w - side * len(shown.columns)) / 2, box.y + 0.08
    parts: list[Drawable] = []
    for i, row in enumerate(shown.values):
        for j, value in enumerate(row):
            place = (left + side * j, top + side * i, side - 0.02, side - 0.02)
            hidden = stage >= MASKED and not last and j > i
            look = (None, "line2") if hidden else (_step(ramp, value, scale),)
            parts.append(cell(f"{name} cell {i + 1}.{j + 1}", *place, *look))
    return parts


def heads(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """Three projections as wide as they are; heads in their colours; what each looks at; joined; and mixed."""
    record = draft.ledger.get("split_shapes")
    shapes = record.quantity if record else None
    patterns = {fact: _matrix(draft, fact) for fact in HEADS}
    if not isinstance(shapes, Table) or not {"heads", "kv_heads"} <= set(shapes) or None in patterns.values():
        return steps(draft, box, name, stage, count)
    area = Box(box.x + 0.12, box.y + 0.12, box.w - 0.24, box.h - 0.24)
    if stage == 0:
        part = shapes["kv_heads"] / shapes["heads"]
        bars = zip(("navy", "navy300", "navy200"), (1.0, part, part), strict=True)
        return [
            cell(f"{name} projection {i + 1}", area.x, area.y + 0.22 * i, area.w * wide, 0.15, fill)
            for i, (fill, wide) in enumerate(bars)
        ]
    pitch = (area.w + 0.05) / len(HEADS)
    tall = pitch - 0.05
    parts: list[Drawable] = []
    for number, (fact, matrix) in enumerate(patterns.items()):
        x, fill = area.x + pitch * number, HEADS[fact]
        if stage == 2 and matrix is not None:
            parts += _pattern(
                f"{name} head {number + 1}", Box(x, area.y + (area.h - tall) / 2, tall, tall), matrix, fill
            )
            continue
        y, high = (area.y + 0.05, area.h - 0.1) if stage == 1 else (area.y + (0.1 if stage == 4 else 0.2), 0.2)
        wide = pitch if stage >= 3 else pitch - 0.05
        parts.append(cell(f"{name} head {number + 1}", x, y, wide, high, fill))
    if stage == 4:
        parts.append(cell(f"{name} output", area.x, area.bottom - 0.25, area.w + 0.05, 0.2, "navy"))
    return parts


def _pattern(name: str, box: Box, matrix: Matrix, fill: str) -> list[Drawable]:
    """Where a head looks: strong weights in its colour, weak ones in its tint, nothing for the future."""
    side = box.w / len(matrix.rows)
    return [
        cell(
            f"{name}.{i + 1}.{j + 1}", box.x + side * j, box.y + side * i, side - 0.01, side - 0.01,
            fill if weight >= STRONG else TINTS[fill],
        )
        for i, row in enumerate(matrix.values)
        for j, weight in enumerate(row[: i + 1])
    ]  # fmt: skip


def _step(ramp: Sequence[str], value: float, scale: Sequence[float]) -> str:
    """The step of a ramp for a value between the least and the most of a scale."""
    low, high = min(scale), max(scale)
    part = (value - low) / (high - low) if high > low else 0.5
    return ramp[round(part * (len(ramp) - 1))]


def _matrix(draft: Draft, fact: str) -> Matrix | None:
    """A recorded matrix; None where there is none."""
    record = draft.ledger.get(fact)
    value = record.quantity if record else None
    return value if isinstance(value, Matrix) else None
