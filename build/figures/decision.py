"""A decision as a flow: questions one below the other, each with its end, and the use case whose path leads there.

It is drawn from the paths themselves, so what is on the picture has been checked: each use case has one path, and
each end is reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build.drawing.art import icon
from build.drawing.page import Box, Drawable, Line, TextStyle
from build.figures.canvas import BOLD, LABEL, QUIET, TILE, Canvas, Drawing, UnfitError, in_columns, in_rows
from build.figures.figure_fact import Fact, MismatchError, scale_of
from engine.units import Matrix, Quantity, Series

TAKEN, UNASKED = 1, 0
LEFT, BETWEEN = 0.33, 0.13  # of the width: the questions, and the way from a question to its end
ROW_GAP = 0.2
LEAST_ROW, MOST_ROW = 0.4, 0.62
ROOMY = 0.26  # inches of a line that may be larger than the smallest
HEAD = 0.3  # inches of a line of the plans' names
LEAST_CELL = 0.36
YES, NO = Line("teal", 2.25, head=True), Line("navy300", 2.0, head=True)
TURN = Line("navy300", 2.0)


@dataclass(frozen=True)
class Way:
    """A use case's way: what each plan said of it up to the one that took it, as codes."""

    name: str
    codes: tuple[int, ...]

    @property
    def end(self) -> int:
        return self.codes.index(TAKEN)


def decision(
    canvas: Canvas, paths: Fact[Matrix], users: Fact[Series], waits: Fact[Series], *, asks: tuple[str, ...],
    unit: str = "",
) -> Drawing:  # fmt: skip
    """A question for each plan but the last, which is for whom none holds; at the ends the use cases with their waits.

    `users` has lines asked and fit, `waits` limit and wait; an end without users who ask says how many fit.
    """
    ways = ways_of(paths)
    plans = paths.value.columns
    if len(asks) != len(plans) - 1:
        raise MismatchError(f"asks has {len(asks)} questions for {len(plans) - 1} plans and an end for the rest")
    ends = [
        next((f"{way.name}: {_evidence(canvas, way.name, users, waits, unit)}" for way in ways if way.end == i), "")
        for i in range(len(plans))
    ]
    box = canvas.box
    rows = in_rows(box, len(plans), ROW_GAP)
    if rows[0].h < LEAST_ROW:
        need = len(plans) * LEAST_ROW + (len(plans) - 1) * ROW_GAP
        raise UnfitError(f"{len(plans)} ends need {need:.2f} in of height and have {box.h:.2f} in")
    high = min(MOST_ROW, rows[0].h)
    rows = [Box(row.x, row.y + (row.h - high) / 2, row.w, high) for row in rows]
    asked_w, way_w = box.w * LEFT, box.w * BETWEEN
    sizes = (16, 15, LABEL) if high / 2 > ROOMY else (LABEL,)
    ask = canvas.fitting(TextStyle(LABEL, "navy", bold=True), (16, 15, LABEL), asks, asked_w - 0.16)
    said = canvas.fitting(TextStyle(LABEL, "navy", bold=True), sizes, plans, box.w - asked_w - way_w - 0.2)
    told = canvas.fitting(TextStyle(LABEL), sizes, ends, box.w - asked_w - way_w - 0.2)
    items: list[Drawable] = []
    for i, (row, plan, end) in enumerate(zip(rows, plans, ends, strict=True)):
        left = Box(row.x, row.y, asked_w, row.h)
        right = Box(row.x + asked_w + way_w, row.y, row.w - asked_w - way_w, row.h)
        if i < len(asks):
            items += _question(canvas, i, asks[i], ask, left, right, rows[i + 1], is_last=i == len(asks) - 1)
        items += _end(canvas, i, (plan, said), (end, told), right, holds=i < len(asks))
    flow = "; ".join(f"{ask} yes: {plan}, {end}" for ask, plan, end in zip((*asks, "else"), plans, ends, strict=True))
    return Drawing(tuple(items), f"Questions in turn, no leads to the next. {flow}")


def _question(
    canvas: Canvas, i: int, asks: str, style: TextStyle, left: Box, right: Box, below: Box, *, is_last: bool
) -> list[Drawable]:
    """A pill with its two ways: level to its end, and down to the next, or behind the last to the end for the rest."""
    down, middle, foot = left.x + left.w / 2, left.y + left.h / 2, below.y + below.h / 2
    tile = canvas.shape(f"question {i + 1}", left, "gold100", Line("goldd", 1.25), radius=left.h / 2)
    yes, no = (word.lower() for word in (canvas.said.answer_yes, canvas.said.answer_no))
    items: list[Drawable] = [
        canvas.with_words(tile, asks, style),
        canvas.arrow(f"yes {i + 1}", left.right + 0.02, middle, right.x - 0.03, middle, YES),
        canvas.text(
            f"yes word {i + 1}", yes, Box(left.right, middle - 0.25, right.x - left.right, 0.24),
            TextStyle(LABEL, "teal", bold=True),
        ),
        canvas.text(f"no word {i + 1}", no, Box(down + 0.07, left.bottom, 0.6, ROW_GAP), QUIET, align="left"),
    ]  # fmt: skip
    if is_last:
        return [
            *items,
            canvas.arrow(f"no {i + 1}", down, left.bottom, down, foot, TURN),
            canvas.arrow("none", down, foot, right.x - 0.03, foot, NO),
        ]
    return [*items, canvas.arrow(f"no {i + 1}", down, left.bottom, down, below.y - 0.02, NO)]


def _end(
    canvas: Canvas, i: int, plan: tuple[str, TextStyle], case: tuple[str, TextStyle], box: Box, *, holds: bool
) -> list[Drawable]:
    """A plan above the use case that ends there."""
    fill, line = ("navy50", "navy300") if holds else ("brick100", "brick")
    upper, lower = in_rows(box.inset(0.1, 0.01), 2, 0.0)
    return [
        canvas.shape(f"end {i + 1}", box, fill, Line(line), radius=TILE),
        canvas.text(f"plan {i + 1}", plan[0], upper, plan[1], "left"),
        canvas.text(f"case {i + 1}", case[0], lower, case[1], "left"),
    ]


def _evidence(canvas: Canvas, name: str, users: Fact[Series], waits: Fact[Series], unit: str) -> str:
    """`30 of 50 ms`, or `108 at once` where nobody waits."""
    asked, fit = (_point(users, line, name) for line in ("asked", "fit"))
    if not asked:
        return f"{canvas.shown(fit)} at once"
    wait, limit = (_point(waits, line, name) for line in ("wait", "limit"))
    scale = unit or next(key for key, value in limit.scales.items() if value is scale_of(limit, ""))
    return f"{canvas.shown(wait, scale).split()[0]} of {canvas.shown(limit, scale)}"


def _point(fact: Fact[Series], line: str, name: str) -> Quantity:
    if line not in fact.value.lines:
        raise MismatchError(f"{fact.reference} has lines {', '.join(fact.value.lines)} and no {line}")
    if name not in fact.value.x:
        raise MismatchError(f"{fact.reference} has no use case {name}; it has: {', '.join(map(str, fact.value.x))}")
    return fact.value[line][name]


def decision_paths(
    canvas: Canvas, paths: Fact[Matrix], *, reasons: tuple[str, ...], labels: tuple[str, ...] = ()
) -> Drawing:
    """The same as a grid: a row a use case, with a word for each plan that did not hold, and a tick at its end.

    `reasons` are the words for the codes 2, 3, …; `labels` name the plans.
    """
    ways = ways_of(paths)
    plans = labels or paths.value.columns
    if len(plans) != len(paths.value.columns):
        raise MismatchError(f"labels names {len(plans)} for {len(paths.value.columns)} plans")
    most = max(max(way.codes) for way in ways)
    if most - 1 > len(reasons):
        raise MismatchError(f"{paths.reference} has the reason {most}; reasons names {len(reasons)}, from 2 on")
    box = canvas.box
    names = canvas.widest([way.name for way in ways], BOLD) + 0.08
    area = Box(box.x + names, box.y, box.w - names, box.h)
    columns = in_columns(area, len(plans), 0.05)
    one_line = canvas.widest(plans, BOLD) <= columns[0].w + 0.04
    head = HEAD if one_line else 2 * HEAD
    lines = in_rows(Box(area.x, area.y + head, area.w, area.h - head), len(ways), 0.05)
    if lines[0].h < LEAST_CELL:
        raise UnfitError(f"{len(ways)} rows need {head + len(ways) * 0.42:.2f} in of height and have {box.h:.2f} in")
    items: list[Drawable] = [
        canvas.text(
            f"plan {j + 1}",
            plan,
            Box(column.x - 0.02, box.y, column.w + 0.04, head - 0.04),
            TextStyle(LABEL, "navy", bold=True),
        )
        for j, (plan, column) in enumerate(zip(plans, columns, strict=True))
    ]
    for i, (way, line) in enumerate(zip(ways, lines, strict=True)):
        items.append(canvas.text(f"use case {i + 1}", way.name, Box(box.x, line.y, names, line.h), BOLD, align="left"))
        for j, (code, column) in enumerate(zip(way.codes, columns, strict=True)):
            cell = Box(column.x, line.y, column.w, line.h)
            items += _cell(canvas, f"cell {i + 1}.{j + 1}", cell, code, reasons, last=j == len(plans) - 1)
    told = "; ".join(
        f"{way.name}: "
        + "".join(f"{plan} {reasons[code - 2]}, " for plan, code in zip(plans, way.codes, strict=True) if code > TAKEN)
        + f"takes {plans[way.end]}"
        for way in ways
    )
    return Drawing(tuple(items), told.replace("\n", " "))


def _cell(canvas: Canvas, role: str, box: Box, code: int, reasons: Sequence[str], *, last: bool) -> list[Drawable]:
    if code == UNASKED:
        return [canvas.shape(role, box, None, Line("line2", 0.75, dash="dash"), radius=TILE)]
    if code == TAKEN:
        side = min(0.26, box.h - 0.08)
        place = Box(box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side, side)
        fill, ink = ("gold200", "goldink") if last else ("teal100", "teal")
        sign = icon("warn" if last else "check", place, color=ink, name_prefix=canvas.name(role))
        return [canvas.shape(role, box, fill, Line(ink, 1.5), radius=TILE), sign]
    return [
        canvas.with_words(
            canvas.shape(role, box, "brick100", radius=TILE), reasons[code - 2], TextStyle(LABEL, "brick")
        )
    ]


def ways_of(paths: Fact[Matrix]) -> list[Way]:
    """The ways in a matrix of codes. Raises MismatchError unless each has one end, and each plan is an end."""
    matrix, where = paths.value, paths.reference
    if len(set(matrix.rows)) < len(matrix.rows):
        twice = next(name for name in matrix.rows if matrix.rows.count(name) > 1)
        raise MismatchError(f"{where} has two paths for {twice}")
    ways = [
        Way(name, tuple(int(code) for code in codes)) for name, codes in zip(matrix.rows, matrix.values, strict=True)
    ]
    for way in ways:
        if way.codes.count(TAKEN) != 1:
            raise MismatchError(f"{where}: {way.name} ends {way.codes.count(TAKEN)} times; a path has one end, a 1")
        if UNASKED in way.codes[: way.end] or any(way.codes[way.end + 1 :]):
            raise MismatchError(f"{where}: {way.name} is asked {way.codes}; all plans before its end are, none behind")
    unreached = [plan for i, plan in enumerate(matrix.columns) if all(way.end != i for way in ways)]
    if unreached:
        raise MismatchError(f"{where}: no path ends at {unreached[0]}, so nothing shows when it is taken")
    return ways
