"""How a table is set: sizes, heights and room, and what is made of its header, its first column and its rows."""

from __future__ import annotations

from dataclasses import dataclass

from build.drawing.text_measure import POINTS
from build.layout.ladder import Rung

ROW = 0.42
CELL_PADDING = 0.12
ROW_AIR = 0.10  # inches above and below a cell's words, together
LADDER = (Rung(16, 1.06), Rung(15, 1.06), Rung(15, 1.06, short=True), Rung(14, 1.06, short=True))


@dataclass(frozen=True, slots=True)
class GridLook:
    """How roomy a table is: its sizes, inches of a row and around words, the header's points if not the cells'.

    `alone` is a table that is its slide: a unit in brackets stands below its column's name, the first column names the
    rows, one that it names in bold is marked, and no word of a cell is taken for a light or a tone.
    """

    ladder: tuple[Rung, ...] = LADDER
    row: float = ROW
    padding: float = CELL_PADDING
    air: float = ROW_AIR
    head: float = 0.0
    striped: bool = True
    chips: bool = True  # a tint behind code
    alone: bool = False
    head_row: float = 0.0  # inches of the header, if not the rows'
    row_ems: float = 0.0  # sizes that a row of one line takes at the least

    def head_size(self, rung: Rung) -> float:
        """Points of the header beside cells of that size."""
        return min(self.head, rung.size) if self.head else rung.size

    def air_at(self, rung: Rung) -> float:
        """Inches above and below a cell's words, together."""
        return max(self.air, (self.row_ems - rung.spacing) * rung.size / POINTS)


DENSE = GridLook()
