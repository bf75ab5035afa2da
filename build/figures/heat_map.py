"""An attention pattern: the weights of a Matrix as shades."""

from __future__ import annotations

from dataclasses import replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, Canvas, Drawing
from build.figures.figure_fact import Fact, MismatchError
from engine.units import Matrix, Ratio

MOST = 12
WIDER = 1.3  # a cell than it is high, where there is room: its weight is written in it
TOLD = 0.3  # of the largest weight: a smaller one is not written


def heat_map(canvas: Canvas, weights: Fact[Matrix], *, rows: str = "", columns: str = "") -> Drawing:
    """Rows read columns; the darker, the more weight. Cells right of the diagonal without weight are hidden."""
    matrix = weights.value
    if max(len(matrix.rows), len(matrix.columns)) > MOST:
        raise MismatchError(
            f"{weights.reference} is {len(matrix.rows)} × {len(matrix.columns)}; at most {MOST} × {MOST} is drawn"
        )
    box = canvas.box
    left = canvas.widest(matrix.rows, BOLD) + 0.1
    names_wide = canvas.widest(matrix.columns)
    upright = names_wide > (box.w - left) / len(matrix.columns) + 0.04
    head = names_wide + 0.02 if upright else 0.24
    above = head + 0.04 + (0.24 if columns else 0)
    side = min((box.w - left) / len(matrix.columns), (box.h - above - (0.26 if rows else 0)) / len(matrix.rows))
    across, down = min((box.w - left) / len(matrix.columns), max(side * WIDER, 0 if upright else names_wide)), side
    area = Box(box.x + left + (box.w - left - across * len(matrix.columns)) / 2, box.y + above, 0, 0)
    most = max(max(row) for row in matrix.values) or 1.0
    items: list[Drawable] = []
    if columns:
        items.append(canvas.text("columns", columns, Box(area.x, box.y, across * len(matrix.columns), 0.24), QUIET))
    for j, name in enumerate(matrix.columns):
        middle = area.x + (j + 0.5) * across
        wide, tall = (head, 0.24) if upright else (across + 0.04, head)
        place = Box(middle - wide / 2, area.y - 0.02 - head / 2 - tall / 2, wide, tall)
        heading = canvas.text(f"column {j + 1}", name, place, align="left" if upright else "center")
        items.append(replace(heading, rotation=-90 * upright))
    for i, name in enumerate(matrix.rows):
        y = area.y + i * down
        items.append(canvas.text(f"row {i + 1}", name, Box(area.x - left, y, left - 0.08, down), align="right"))
        for j, weight in enumerate(matrix.values[i]):
            place = Box(area.x + j * across + 0.015, y + 0.015, across - 0.03, down - 0.03)
            items.append(_weight(canvas, f"weight {i + 1}.{j + 1}", place, weight, weight / most, hidden=j > i))
    if rows:
        items.append(canvas.text("rows", rows, Box(box.x, box.bottom - 0.24, box.w, 0.24), QUIET))
    strongest = [
        f"{name} reads {matrix.columns[max(range(len(row)), key=lambda j: row[j])]} most"
        for name, row in zip(matrix.rows, matrix.values, strict=True)
    ]
    return Drawing(tuple(items), f"Attention weights: {', '.join(strongest)}")


def _weight(canvas: Canvas, role: str, box: Box, weight: float, share: float, *, hidden: bool) -> Drawable:
    """A cell as dark as its share of the largest weight; a strong one says its weight where there is room."""
    if weight == 0 and hidden:
        return canvas.shape(role, box, "white", Line("line2", dash="dash"))
    ramp = canvas.theme.ramp
    step = min(len(ramp) - 1, round(share * (len(ramp) - 1)))
    told = f"{Ratio(weight):percent.0}" if share >= TOLD else ""
    if told and (canvas.wide_of(told, BOLD) > box.w - 0.04 or box.h < 0.24):
        told = ""
    ink = "white" if step > len(ramp) // 2 else "navy"
    return canvas.with_words(canvas.shape(role, box, ramp[step]), told, TextStyle(LABEL, ink, bold=True))
