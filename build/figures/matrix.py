"""The selection matrix: variants against what they cost, each rated low, mid or high by stated thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from build.drawing.page import Align, Box, Cell, Drawable, NativeTable, Run, TextStyle
from build.figures.canvas import ASIDE, BOLD, LABEL, TILE, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError, as_text
from engine.units import Quantity, Ratio, Series, Table

Level = Literal["low", "mid", "high"]
LOOKS: Mapping[Level, tuple[str, str, int]] = {
    "low": ("teal100", "teal", 1), "mid": ("gold100", "goldink", 2), "high": ("brick100", "brick", 3),
}  # fmt: skip
HEADER = 0.54
ROW = 0.56
NOTE = 0.26
BAR = 0.075
METER = 3 * (BAR + 0.035)
TILE_EDGE = 0.04  # inches between a tile and its cell's edge
PADDING = 0.03
MARK = 0.16  # indent of a name behind its colour mark


@dataclass(frozen=True, kw_only=True)
class Column:
    """One fact of the matrix: what stands above it, and what each variant has in it."""

    heading: str
    levels: Mapping[str, Level]
    words: Mapping[str, str]


def matrix_meters(
    canvas: Canvas, thresholds: Fact[Table], *columns: Fact[Series], labels: tuple[str, ...] = (),
    units: tuple[str, ...] = (), base: str = "MHA",
) -> Drawing:  # fmt: skip
    """A tile for each rating: a Series of one line a column, over the same variants.

    `thresholds` has fields `latency_mid` and `latency_high`, from which a column whose fact's name holds `latency` is
    mid or high: a Ratio is meant relative to the `base` variant, another unit absolutely. A tile has a meter and the
    rating's word; where `units` has a unit for the column, its value in that.
    """
    for role, given in (("labels", labels), ("units", units)):
        if given and len(given) != len(columns):
            raise MismatchError(f"{role} names {len(given)} for {len(columns)} columns")
    names = _variants(columns)
    shown = [
        _column(fact, thresholds, base, labels[i] if labels else "", units[i] if units else "")
        for i, fact in enumerate(columns)
    ]
    box = canvas.box
    rule = "lower is better in every column"
    row = min(ROW, (box.h - NOTE - 0.04 - HEADER) / len(names))
    if row < 0.36:
        raise UnfitError(
            f"{len(names)} rows need {HEADER + NOTE + 0.36 * len(names):.2f} in of height and have {box.h:.2f} in"
        )
    marked = canvas.widest([_short(name) for name in names], BOLD.at(16)) + MARK
    first = max(marked, canvas.wide_of("Variant", BOLD)) + 0.16
    grid = Box(box.x, box.y, box.w, HEADER + row * len(names))
    items: list[Drawable] = [
        canvas.shape("header", Box(grid.x, grid.y, grid.w, HEADER), "navy", kind="round_top", radius=TILE)
    ]
    tiles, meters = _tiles(canvas, names, shown, grid, first, row)
    items += tiles
    items.append(_table(canvas, names, shown, grid, first, row))
    items += meters
    note = Box(box.x, grid.bottom + 0.04, box.w, NOTE)
    items.append(canvas.text("direction", rule, note, ASIDE))
    told = "; ".join(f"{name}: " + ", ".join(_told(column, name) for column in shown) for name in names)
    return Drawing(tuple(items), f"{told}. {rule[0].upper()}{rule[1:]}")


def _variants(columns: Sequence[Fact[Series]]) -> tuple[str, ...]:
    """The variants that all columns rate, in the first one's order."""
    first, *others = columns
    for fact in columns:
        if len(fact.value.lines) != 1:
            raise MismatchError(
                f"{fact.reference} has lines {', '.join(fact.value.lines)}; a column of the matrix is one line"
            )
    for fact in others:
        if fact.value.x != first.value.x:
            raise MismatchError(
                f"{fact.reference} rates {_list(fact.value.x)}, and {first.reference} {_list(first.value.x)}"
            )
    return tuple(str(x) for x in first.value.x)


def _list(x: Sequence[float | str]) -> str:
    return ", ".join(map(str, x))


def _column(fact: Fact[Series], thresholds: Fact[Table], base: str, heading: str, unit: str) -> Column:
    (line,) = fact.value.lines
    values = {str(x): value for x, value in fact.value[line].items()}
    stems = [field.removesuffix("_mid") for field in thresholds.value if field.endswith("_mid")]
    key = next((stem for stem in stems if stem in fact.reference), "")
    if not key:
        raise MismatchError(f"{thresholds.reference} has no thresholds for {fact.reference}; it has {', '.join(stems)}")
    mid, high = (
        _absolute(limit, fact, values, base, f"{thresholds.reference}.{key}")
        for limit in thresholds.need(f"{key}_mid", f"{key}_high")
    )
    levels: dict[str, Level] = {
        name: "high" if value >= high else "mid" if value >= mid else "low" for name, value in values.items()
    }
    words = {name: _number(value, unit) for name, value in values.items()} if unit not in ("", "-") else levels
    return Column(heading=heading or key.capitalize().replace("_", " "), levels=levels, words=words)


def _number(value: Quantity, unit: str) -> str:
    """A value without its unit, with as many decimals as the others of its column: 7.0 beside 14.9."""
    whole, point, decimals = as_text(value, unit).partition(" ")[0].partition(".")
    wanted = int(unit.partition(".")[2] or 0)
    return f"{whole}.{decimals.ljust(wanted, '0')}" if point or wanted else whole


def _told(column: Column, name: str) -> str:
    """A cell in words: its column, its value where one stands there, and its rating."""
    level, word = column.levels[name], column.words[name]
    return f"{column.heading.lower()} {level if word == level else f'{word} ({level})'}"


def _absolute(limit: Quantity, fact: Fact[Series], values: Mapping[str, Quantity], base: str, where: str) -> float:
    if isinstance(limit, fact.value.unit):
        return float(limit)
    if not isinstance(limit, Ratio):
        raise MismatchError(f"{where} is in {type(limit).__name__}, and {fact.reference} in {fact.value.unit.__name__}")
    if base not in values:
        raise MismatchError(f"base={base} is none of: {', '.join(values)}")
    if not values[base]:
        raise MismatchError(f"{where} is relative to {base}, for which {fact.reference} is {as_text(values[base])}")
    return float(limit) * float(values[base])


def _tiles(
    canvas: Canvas, names: Sequence[str], columns: Sequence[Column], grid: Box, first: float, row: float
) -> tuple[list[Drawable], list[Drawable]]:
    """What lies under the table (tiles, the variants' marks) and what lies on it (meters)."""
    under: list[Drawable] = []
    over: list[Drawable] = []
    wide = (grid.w - first) / len(columns)
    for i, name in enumerate(names):
        y = grid.y + HEADER + i * row
        look = canvas.variant(name)
        mark = Box(grid.x + 0.08, y + row * 0.2, 0.09, row * 0.6)
        over.append(canvas.shape(f"mark {name}", mark, look.fill if look else "navy300", radius=0.03))
        for j, column in enumerate(columns, 1):
            fill, ink, filled = LOOKS[column.levels[name]]
            tile = Box(grid.x + first + (j - 1) * wide + TILE_EDGE, y + 0.05, wide - 2 * TILE_EDGE, row - 0.1)
            under.append(canvas.shape(f"tile {name} {j}", tile, fill, radius=TILE))
            high = min(0.22, tile.h - 0.14)
            for step in range(3 if _has_meter(canvas, column, wide) else 0):
                bar_high = high * (step + 1.2) / 3.2
                place = Box(
                    tile.x + 0.07 + step * (BAR + 0.035), tile.y + (tile.h + high) / 2 - bar_high, BAR, bar_high
                )
                paint = ink if step < filled else "white"
                over.append(canvas.shape(f"meter {name} {j}.{step + 1}", place, paint, radius=0.015))
    return under, over


def _has_meter(canvas: Canvas, column: Column, wide: float) -> bool:
    """Whether the column says words and has room for a meter beside them."""
    return column.words is column.levels and canvas.wide_of("high", BOLD) + METER + 0.22 <= wide


def _broken(canvas: Canvas, heading: str, room: float) -> str:
    """A heading in two lines where one has no room: at a blank, else at a hyphen in its longest word."""
    if canvas.wide_of(heading, BOLD) <= room:
        return heading
    if " " in heading:
        return heading.replace(" ", "\n", 1)
    return f"{heading[:3]}-\n{heading[3:]}"


def _short(name: str) -> str:
    """A variant's name for a narrow column."""
    return name.removesuffix("Net")


def _table(
    canvas: Canvas, names: Sequence[str], columns: Sequence[Column], grid: Box, first: float, row: float
) -> NativeTable:
    """The words of the matrix as a real table, clear so that the tiles show through."""
    wide = (grid.w - first) / len(columns)
    room = wide - 2 * PADDING
    headings = [_broken(canvas, column.heading, room) for column in columns]
    size = canvas.largest(BOLD, (15.0, LABEL), [line for words in headings for line in words.split("\n")], room).size
    head = TextStyle(size, "white", bold=True)
    header = [_cell(canvas, "Variant", first, head, "left", indent=0.05)]
    header += [_cell(canvas, words, wide, head, "center") for words in headings]
    rows = [tuple(header)]
    beside = TILE_EDGE + 0.07 + METER + 0.045 - PADDING
    metered = [_has_meter(canvas, column, wide) for column in columns]
    spare = wide - TILE_EDGE - 0.07 - PADDING - (beside if any(metered) else 0.0)
    longest = max((word for column in columns for word in column.words.values()), key=len)
    word = canvas.largest(BOLD, (16.0, 15.0, LABEL), (longest,), spare)
    for name in names:
        look = canvas.variant(name)
        style = TextStyle(16, look.ink if look else "navy", bold=True)
        cells = [_cell(canvas, _short(name), first, style, "left", indent=MARK + 0.05)]
        for column, meter in zip(columns, metered, strict=True):
            style = replace(word, color=LOOKS[column.levels[name]][1])
            align: Align = "left" if meter else "center"
            cells.append(_cell(canvas, column.words[name], wide, style, align, indent=beside if meter else 0.0))
        rows.append(tuple(cells))
    return NativeTable(
        name=canvas.name("matrix"), box=grid, widths=(first, *(wide,) * len(columns)),
        heights=(HEADER, *(row,) * len(names)), rows=tuple(rows), padding=PADDING,
    )  # fmt: skip


def _cell(canvas: Canvas, text: str, width: float, style: TextStyle, align: Align, *, indent: float = 0.0) -> Cell:
    words = canvas.measure.paragraph((Run(text, style),), width=width - 2 * PADDING - indent, align=align)
    rtl = words.rtl and not indent  # what is set in stands behind its mark, on whichever side the page begins
    return Cell(paragraphs=(replace(words, indent=indent, rtl=rtl),))
