"""A Matrix as cells: where they stand, how dark they are, what is hidden, and the numbers in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.attending import looks_ahead
from build.figures.canvas import BOLD, LABEL, Canvas
from build.figures.figure_fact import Fact, MismatchError, as_text
from build.theme.tokens import Theme
from engine.units import SIGNIFICANT_DIGITS, Matrix, Ratio

MOST = 12  # rows and columns that can still be told apart
AIR = 0.03  # inches between cells
LEAST_TEXT = 0.19  # inches of a row that holds a line of the smallest text
LEAST_CELL = 0.2  # and of a cell with a number in it
SUMS_TO = 0.02  # how far from one a row of rounded weights may add up
PALEST = 14  # percent of a head's colour in a cell without weight


@dataclass(frozen=True)
class Grid:
    """Where cells stand: the left top corner, and the pitch of columns and of rows, in inches."""

    x: float
    y: float
    across: float
    down: float

    def cell(self, row: int, column: int) -> Box:
        return Box(
            self.x + column * self.across + AIR / 2, self.y + row * self.down + AIR / 2,
            self.across - AIR, self.down - AIR,
        )  # fmt: skip

    def around(self, row: int, columns: int) -> Box:
        """A whole row with a little air, for the frame that picks it out."""
        return Box(self.x - AIR, self.y + row * self.down - AIR / 2, self.across * columns + 2 * AIR, self.down + AIR)


@dataclass(frozen=True)
class Shades:
    """From the palest, of the least value, to the darkest, of the largest. Colours are tokens."""

    tokens: tuple[str, ...]
    least: float
    most: float

    def of(self, value: float) -> tuple[str, str]:
        """A cell's fill, and the ink of a number in it."""
        span = self.most - self.least
        step = round((value - self.least) / span * (len(self.tokens) - 1)) if span else 0
        return self.tokens[step], "white" if step > len(self.tokens) // 2 else "navy"


def shades(theme: Theme, *matrices: Matrix, from_zero: bool = False) -> Shades:
    """The theme's ramp over all values of these matrices, which can then be compared; weights start at zero."""
    values = [value for matrix in matrices for row in matrix.values for value in row]
    return Shades(theme.ramp, 0.0 if from_zero else min(values), max(values))


def in_tints(fill: str, ramp: Shades) -> Shades:
    """The same scale in tints of one head's colour."""
    last = len(ramp.tokens) - 1
    return replace(ramp, tokens=tuple(f"{fill} {PALEST + (100 - PALEST) * step // last}" for step in range(last + 1)))


def are_shares(matrix: Matrix) -> bool:
    """Whether every row is shares of one, as weights are."""
    return all(map(_adds_up_to_one, matrix.values))


def _adds_up_to_one(row: Sequence[float]) -> bool:
    return min(row) >= 0 and abs(sum(row) - 1) <= SUMS_TO


def is_causal(matrix: Matrix) -> bool:
    """Whether no row looks at a later column: the same names both ways, and nothing right of the diagonal."""
    return len(matrix.rows) > 1 and matrix.rows == matrix.columns and not looks_ahead(matrix)


def most_read(matrix: Matrix, row: int, verb: str = "reads") -> str:
    """`“sat” reads “cat” most`; of equal numbers, all that share the first place."""
    values = matrix.values[row]
    first = [f"“{name}”" for name, value in zip(matrix.columns, values, strict=True) if value == max(values)]
    return f"“{matrix.rows[row]}” {verb} {' and '.join(first)} most"


def cells(
    canvas: Canvas, role: str, grid: Grid, matrix: Matrix, colors: Shades, told: Callable[[float], str], *,
    causal: bool = False,
) -> list[Drawable]:  # fmt: skip
    """Every cell, row by row, with its number where that has room; of a causal matrix the future is dashed."""
    items: list[Drawable] = []
    for i, row in enumerate(matrix.values):
        for j, value in enumerate(row):
            box, name = grid.cell(i, j), f"{role} {i + 1}.{j + 1}"
            if causal and j > i:
                items.append(canvas.shape(name, box, "white", Line("line2", dash="dash")))
                continue
            fill, ink = colors.of(value)
            style = TextStyle(LABEL, ink, bold=True)
            words = canvas.said.number(told(value))
            if words and (canvas.wide_of(words, style) > box.w - 0.04 or box.h < LEAST_CELL):
                words = ""
            edge = Line("line", 0.75) if fill == colors.tokens[0] else None  # the palest may be white
            items.append(canvas.with_words(canvas.shape(name, box, fill, edge), words, style))
    return items


def all_fit(canvas: Canvas, grid: Grid, matrix: Matrix, told: Callable[[float], str]) -> bool:
    """Whether every number has room in its cell."""
    room = grid.cell(0, 0)
    texts = [canvas.said.number(told(value)) for row in matrix.values for value in row]
    return room.h >= LEAST_CELL and canvas.widest(texts, BOLD) <= room.w - 0.04


def untold(_: float) -> str:
    """For cells that are too small for numbers."""
    return ""


def number(value: float, unit: str) -> str:
    """A cell's value as text, end zeros kept, so that numbers below each other have the same digits."""
    text = as_text(Ratio(value, digits=SIGNIFICANT_DIGITS), unit)
    return text if any(letter in "123456789" for letter in text) else text.removeprefix("−")


def decimals(*matrices: Matrix, most: int = 2) -> str:
    """The scale that shows as many decimals as the recorded values have: `of_one.2`."""
    written = (f"{value:.{most}f}" for matrix in matrices for row in matrix.values for value in row)
    return f"of_one.{max(len(text.rstrip('0').partition('.')[2]) for text in written)}"


# ---- what must hold -----------------------------------------------------------------------------------
def must_be_small(matrix: Fact[Matrix]) -> None:
    """Raises MismatchError where its cells could not be told apart."""
    rows, columns = len(matrix.value.rows), len(matrix.value.columns)
    if max(rows, columns) > MOST:
        raise MismatchError(f"{matrix.reference} is {rows} × {columns}; at most {MOST} × {MOST} is drawn")


def must_be_alike(matrices: Sequence[Fact[Matrix]]) -> None:
    """Raises MismatchError where they do not have the same rows and columns."""
    first = matrices[0]
    for other in matrices[1:]:
        for what in ("rows", "columns"):
            mine, theirs = getattr(first.value, what), getattr(other.value, what)
            if mine != theirs:
                raise MismatchError(
                    f"{first.reference} has the {what} {', '.join(mine)}, and {other.reference} {', '.join(theirs)}"
                )


def must_be_weights(matrix: Fact[Matrix]) -> None:
    """Raises MismatchError where a row is not a share of attention: none below zero, together one."""
    for name, row in zip(matrix.value.rows, matrix.value.values, strict=True):
        if not _adds_up_to_one(row):
            raise MismatchError(
                f"the row {name} of {matrix.reference} adds up to {sum(row):.3g}; attention weights are not below 0 "
                "and add up to 1"
            )


def must_be_causal(matrix: Fact[Matrix]) -> None:
    """Raises MismatchError where a row looks at a later column."""
    grid = matrix.value
    if grid.rows != grid.columns:
        raise MismatchError(f"{matrix.reference} has other columns than rows, so none of them is later")
    for i, row in enumerate(grid.values):
        for j, weight in enumerate(row):
            if j > i and weight:
                raise MismatchError(
                    f"{matrix.reference} is not causal: {grid.rows[i]} looks at {grid.columns[j]}, which comes later"
                )


def chosen(matrix: Fact[Matrix], highlight: str) -> int:
    """The row that is named; -1 without a name. Raises MismatchError."""
    return place_of(highlight, matrix.value.rows) if highlight else -1


def place_of(highlight: str, names: Sequence[str]) -> int:
    """A name's place, in its own letters before others. Raises MismatchError."""
    for wanted, among in ((highlight, names), (highlight.casefold(), [name.casefold() for name in names])):
        if wanted in among:
            return among.index(wanted)
    raise MismatchError(f"highlight={highlight} is none of: {', '.join(names)}")


def focus(canvas: Canvas, role: str, box: Box) -> Drawable:
    """The gold frame around the row that one looks at."""
    return canvas.shape(role, box, None, Line("goldd", 2.25), radius=0.06)
