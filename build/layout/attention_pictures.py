"""Small pictures of the stages of the two films of attention, drawn from the facts that the films show."""

from __future__ import annotations

from build.drawing.page import Box, Drawable
from build.figures.canvas import in_columns, in_rows
from build.figures.grid import Shades, in_tints
from build.layout.draft import Draft
from build.layout.stage_cells import cell, steps
from build.theme.heads import HEADS
from engine.units import Matrix, Table

FLOW = ("flow_scores", "flow_scaled", "flow_scaled", "flow_weights", "flow_context")  # the matrix of each stage
MASKED = 2  # the first stage in which a word's later ones are hidden
GOLDS = ("gold100", "gold200", "gold")
PATTERNS = ("head_previous", "head_self", "head_first", "head_spread")
PROJECT, SPLIT, ATTEND, JOIN, MIX = range(5)  # the stages of the heads


def score_flow(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """The stage's matrix: scores, scaled, masked, shares of one, and in gold what each word takes along."""
    matrices = [_matrix(draft, fact) for fact in FLOW]
    shown = matrices[stage] if stage < len(FLOW) else None
    raw = matrices[0]
    if shown is None or raw is None:
        return steps(draft, box, name, stage, count)
    last = stage == len(FLOW) - 1
    scale = [value for row in (*(raw.values if stage <= MASKED else ()), *shown.values) for value in row]
    shades = Shades(GOLDS if last else draft.theme.ramp[1:], min(scale), max(scale))
    side = (box.h - 0.16) / len(shown.rows)
    left, top = box.x + (box.w - side * len(shown.columns)) / 2, box.y + 0.08
    parts: list[Drawable] = []
    for i, row in enumerate(shown.values):
        for j, value in enumerate(row):
            place = (left + side * j, top + side * i, side - 0.02, side - 0.02)
            hidden = stage >= MASKED and not last and j > i
            look = (None, "line2") if hidden else (shades.of(value)[0],)
            parts.append(cell(f"{name} cell {i + 1}.{j + 1}", *place, *look))
    return parts


def heads(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """Three projections as wide as they are; heads in their colours; what each looks at; joined; and mixed."""
    record = draft.ledger.get("split_shapes")
    shapes = record.quantity if record else None
    patterns = [matrix for fact in PATTERNS if (matrix := _matrix(draft, fact)) is not None]
    if not isinstance(shapes, Table) or not {"heads", "kv_heads"} <= set(shapes) or len(patterns) < len(PATTERNS):
        return steps(draft, box, name, stage, count)
    area = Box(box.x + 0.12, box.y + 0.12, box.w - 0.24, box.h - 0.24)
    if stage == PROJECT:
        part = shapes["kv_heads"] / shapes["heads"]
        bars = zip(("navy", "navy300", "navy200"), in_rows(area, 3, 0.06), (1.0, part, part), strict=True)
        return [cell(f"{name} projection {fill}", row.x, row.y, row.w * wide, row.h, fill) for fill, row, wide in bars]
    if stage == ATTEND:
        columns = in_columns(box.inset(0.07, 0.07), len(PATTERNS), 0.05)
        return [
            part
            for i in range(len(PATTERNS))
            for part in _pattern(draft, f"{name} head {i + 1}", columns[i], i, patterns[i])
        ]
    columns = in_columns(area, len(PATTERNS), 0.0 if stage >= JOIN else 0.05)
    joined, mixed = in_rows(area, 2, 0.1)
    rows = {JOIN: Box(area.x, area.y + (area.h - joined.h) / 2, area.w, joined.h), MIX: joined}
    row = rows.get(stage, area)
    parts: list[Drawable] = [
        cell(f"{name} head {i + 1}", column.x, row.y, column.w, row.h, look.fill)
        for i, (column, look) in enumerate(zip(columns, HEADS, strict=True))
    ]
    return [*parts, cell(f"{name} output", mixed.x, mixed.y, mixed.w, mixed.h, "navy")] if stage == MIX else parts


def _pattern(draft: Draft, name: str, box: Box, head: int, matrix: Matrix) -> list[Drawable]:
    """Where a head looks, in tints of its colour; nothing for the future."""
    size = len(matrix.rows)
    side = min(box.w, box.h) / size
    left, top = box.x + (box.w - side * size) / 2, box.y + (box.h - side * size) / 2
    tints = in_tints(HEADS[head].fill, Shades(draft.theme.ramp, 0.0, 1.0))
    return [
        cell(f"{name}.{i + 1}.{j + 1}", left + side * j, top + side * i, side - 0.01, side - 0.01, tints.of(weight)[0])
        for i, row in enumerate(matrix.values)
        for j, weight in enumerate(row[: i + 1])
    ]


def _matrix(draft: Draft, fact: str) -> Matrix | None:
    """A recorded matrix; None where there is none."""
    record = draft.ledger.get(fact)
    value = record.quantity if record else None
    return value if isinstance(value, Matrix) else None
