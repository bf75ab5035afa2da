"""An attention pattern: the weights of a Matrix as shades."""

from __future__ import annotations

from build.figures.canvas import LABEL, Canvas, Drawing, widest
from build.figures.facts import Fact, MismatchError
from build.page import Box, Drawable
from engine.units import Matrix

MOST = 12


def heat_map(canvas: Canvas, weights: Fact[Matrix], *, rows: str = "", columns: str = "") -> Drawing:
    """Rows read columns; the darker, the more weight. Cells right of the diagonal without weight are hidden."""
    matrix = weights.value
    if max(len(matrix.rows), len(matrix.columns)) > MOST:
        raise MismatchError(
            f"{weights.reference} is {len(matrix.rows)} × {len(matrix.columns)}; at most {MOST} × {MOST} is drawn"
        )
    box = canvas.box
    left = widest(matrix.rows, bold=True) + 0.1
    above = 0.26 + (0.24 if columns else 0)
    side = min((box.w - left) / len(matrix.columns), (box.h - above - (0.26 if rows else 0)) / len(matrix.rows))
    across, down = min((box.w - left) / len(matrix.columns), max(side, widest(matrix.columns))), side
    area = Box(box.x + left + (box.w - left - across * len(matrix.columns)) / 2, box.y + above, 0, 0)
    most = max(max(row) for row in matrix.values) or 1.0
    items: list[Drawable] = []
    if columns:
        items.append(
            canvas.text("columns", columns, Box(area.x, box.y, across * len(matrix.columns), 0.24), color="slate")
        )
    for j, name in enumerate(matrix.columns):
        place = Box(area.x + j * across - 0.02, area.y - 0.26, across + 0.04, 0.24)
        items.append(canvas.text(f"column {j + 1}", name, place, size=LABEL))
    for i, name in enumerate(matrix.rows):
        y = area.y + i * down
        items.append(canvas.text(f"row {i + 1}", name, Box(area.x - left, y, left - 0.08, down), align="right"))
        for j, weight in enumerate(matrix.values[i]):
            place = Box(area.x + j * across + 0.015, y + 0.015, across - 0.03, down - 0.03)
            hidden = weight == 0 and j > i
            step = min(len(canvas.theme.ramp) - 1, round(weight / most * (len(canvas.theme.ramp) - 1)))
            items.append(
                canvas.shape(f"weight {i + 1}.{j + 1}", place, fill="white", line="line2", dash="dash")
                if hidden
                else canvas.shape(f"weight {i + 1}.{j + 1}", place, fill=canvas.theme.ramp[step])
            )
    if rows:
        items.append(canvas.text("rows", rows, Box(box.x, box.bottom - 0.24, box.w, 0.24), color="slate"))
    strongest = [
        f"{name} reads {matrix.columns[max(range(len(row)), key=lambda j: row[j])]} most"
        for name, row in zip(matrix.rows, matrix.values, strict=True)
    ]
    return Drawing(tuple(items), f"Attention weights: {', '.join(strongest)}")
