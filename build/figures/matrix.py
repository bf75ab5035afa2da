"""The selection matrix: variants against what they cost, each rated low, mid or high by stated thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from build.drawing.page import Align, Box, Cell, Drawable, NativeTable, Run, TextStyle
from build.figures.canvas import ASIDE, BOLD, LABEL, TILE, Canvas, Drawing, UnfitError
from build.figures.figure_fact import Fact, MismatchError, as_text
from engine.units import Quantity, Ratio, Series, Table

Level = Literal["low", "mid", "high"]
LOOKS: Mapping[Level, tuple[str, str, int]] = {
    "low": ("teal100", "teal", 1), "mid": ("gold100", "goldink", 2), "high": ("brick100", "brick", 3),
}  # fmt: skip
HEADINGS = {"latency": "Latency", "memory": "Memory", "complexity": "Complexity", "quality_risk": "Quality\nrisk"}
HEADER = 0.54
ROW = 0.56
NOTE = 0.26
BAR = 0.075
METER = 3 * (BAR + 0.035)
TILE_EDGE = 0.04  # inches between a tile and its cell's edge
PADDING = 0.03
MARK = 0.16  # indent of a name behind its colour mark


def matrix_meters(
    canvas: Canvas, latency: Fact[Series], memory: Fact[Series], complexity: Fact[Series], quality_risk: Fact[Series],
    thresholds: Fact[Table] | None = None, *, base: str = "MHA",
) -> Drawing:  # fmt: skip
    """A tile with a meter for each rating. Four Series of one line over the same variants.

    `thresholds` has fields `latency_mid`, `latency_high` and so on, from which a value is mid or high: a Ratio
    is meant relative to the `base` variant, another unit absolutely. Without it, thirds of a column's range.
    """
    columns = {"latency": latency, "memory": memory, "complexity": complexity, "quality_risk": quality_risk}
    names = _variants(columns)
    levels = {key: _levels(key, fact, thresholds, base) for key, fact in columns.items()}
    box = canvas.box
    rule = "lower is better in every column"
    table_high = box.h - NOTE - 0.04
    row = min(ROW, (table_high - HEADER) / len(names))
    if row < 0.36:
        raise UnfitError(
            f"{len(names)} rows need {HEADER + NOTE + 0.36 * len(names):.2f} in of height and have {box.h:.2f} in"
        )
    marked = canvas.widest([_short(name) for name in names], BOLD.at(16)) + MARK
    first = max(marked, canvas.wide_of("Variant", BOLD)) + 0.16
    wide = (box.w - first) / len(columns)
    grid = Box(box.x, box.y, box.w, HEADER + row * len(names))
    items: list[Drawable] = [
        canvas.shape("header", Box(grid.x, grid.y, grid.w, HEADER), "navy", kind="round_top", radius=TILE)
    ]
    tiles, meters = _tiles(canvas, names, levels, grid, first, wide, row)
    items += tiles
    items.append(_table(canvas, names, levels, grid, first, wide, row))
    items += meters
    note = Box(box.x, grid.bottom + 0.04, box.w, NOTE)
    items.append(canvas.text("direction", rule, note, ASIDE))
    told = "; ".join(
        f"{name}: " + ", ".join(f"{HEADINGS[key].lower()} {levels[key][name]}".replace("\n", " ") for key in columns)
        for name in names
    )
    return Drawing(tuple(items), f"{told}. {rule[0].upper()}{rule[1:]}")


def _variants(columns: Mapping[str, Fact[Series]]) -> tuple[str, ...]:
    """The variants that all columns rate, in the first one's order."""
    first, *others = columns.values()
    for fact in columns.values():
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


def _levels(key: str, fact: Fact[Series], thresholds: Fact[Table] | None, base: str) -> dict[str, Level]:
    (line,) = fact.value.lines
    values = {str(x): value for x, value in fact.value[line].items()}
    if thresholds is None:
        least, most = min(values.values()), max(values.values())
        mid, high = least + (most - least) / 3, least + (most - least) * 2 / 3
    else:
        mid, high = (
            _absolute(limit, fact, values, base, f"{thresholds.reference}.{key}")
            for limit in thresholds.need(f"{key}_mid", f"{key}_high")
        )
    return {name: "high" if value >= high else "mid" if value >= mid else "low" for name, value in values.items()}


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
    canvas: Canvas, names: Sequence[str], levels: Mapping[str, Mapping[str, Level]], grid: Box, first: float,
    wide: float, row: float,
) -> tuple[list[Drawable], list[Drawable]]:  # fmt: skip
    """What lies under the table (tiles, the variants' marks) and what lies on it (meters)."""
    under: list[Drawable] = []
    over: list[Drawable] = []
    for i, name in enumerate(names):
        y = grid.y + HEADER + i * row
        look = canvas.variant(name)
        mark = Box(grid.x + 0.08, y + row * 0.2, 0.09, row * 0.6)
        over.append(canvas.shape(f"mark {name}", mark, look.fill if look else "navy300", radius=0.03))
        for j, (key, level) in enumerate((key, levels[key][name]) for key in levels):
            fill, ink, filled = LOOKS[level]
            tile = Box(grid.x + first + j * wide + TILE_EDGE, y + 0.05, wide - 2 * TILE_EDGE, row - 0.1)
            under.append(canvas.shape(f"tile {name} {key}", tile, fill, radius=TILE))
            high = min(0.22, tile.h - 0.14)
            for step in range(3 if _has_meters(canvas, wide) else 0):
                bar_high = high * (step + 1.2) / 3.2
                place = Box(
                    tile.x + 0.07 + step * (BAR + 0.035), tile.y + (tile.h + high) / 2 - bar_high, BAR, bar_high
                )
                paint = ink if step < filled else "white"
                over.append(canvas.shape(f"meter {name} {key} {step + 1}", place, paint, radius=0.015))
    return under, over


def _has_meters(canvas: Canvas, wide: float) -> bool:
    """Whether a column has room for the meter beside its word."""
    return canvas.wide_of("high", BOLD) + METER + 0.22 <= wide


def _headings(canvas: Canvas, room: float) -> tuple[float, Mapping[str, str]]:
    """The headings' size, and the headings, the longest one hyphenated where its column is narrow."""
    words = [word for heading in HEADINGS.values() for word in heading.split()]
    for style in (BOLD.at(15.0), BOLD):
        if canvas.widest(words, style) <= room:
            return style.size, HEADINGS
    return LABEL, {**HEADINGS, "complexity": "Com-\nplexity"}


def _short(name: str) -> str:
    """A variant's name for a narrow column."""
    return name.removesuffix("Net")


def _table(
    canvas: Canvas, names: Sequence[str], levels: Mapping[str, Mapping[str, Level]], grid: Box, first: float,
    wide: float, row: float,
) -> NativeTable:  # fmt: skip
    """The words of the matrix as a real table, clear so that the tiles show through."""
    metered = _has_meters(canvas, wide)
    beside = TILE_EDGE + 0.07 + METER + 0.045 - PADDING if metered else 0.0
    room = wide - TILE_EDGE - 0.07 - PADDING - beside
    word = canvas.largest(BOLD, (16.0, 15.0, LABEL), ("high",), room)
    size, headings = _headings(canvas, wide - 2 * PADDING)
    head = TextStyle(size, "white", bold=True)
    header = [_cell(canvas, "Variant", first, head, "left", indent=0.05)]
    header += [_cell(canvas, headings[key], wide, head, "center") for key in levels]
    rows = [tuple(header)]
    for name in names:
        look = canvas.variant(name)
        style = TextStyle(16, look.ink if look else "navy", bold=True)
        cells = [_cell(canvas, _short(name), first, style, "left", indent=MARK + 0.05)]
        for level in (levels[key][name] for key in levels):
            style = replace(word, color=LOOKS[level][1])
            cells.append(_cell(canvas, level, wide, style, "left" if metered else "center", indent=beside))
        rows.append(tuple(cells))
    return NativeTable(
        name=canvas.name("matrix"), box=grid, widths=(first, *(wide,) * len(levels)),
        heights=(HEADER, *(row,) * len(names)), rows=tuple(rows), padding=PADDING,
    )  # fmt: skip


def _cell(canvas: Canvas, text: str, width: float, style: TextStyle, align: Align, *, indent: float = 0.0) -> Cell:
    words = canvas.measure.paragraph((Run(text, style),), width=width - 2 * PADDING - indent, align=align)
    return Cell(paragraphs=(replace(words, indent=indent),))
