"""Annotations in sections: a heading with its icon, and items that flow below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from build.drawing.frame_boxes import INDENT
from build.drawing.page import Box, Drawable, Paragraph, TextBox, TextStyle
from build.drawing.text_measure import POINTS, Measure, height
from build.layout.card import HEADING, known_icon, section_heading
from build.layout.draft import Draft
from build.layout.ladder import EPSILON, Rung, fit_at, too_wide
from build.layout.runs import break_names, bulleted, item_runs
from build.layout.ties import without_orphan, without_parted_numbers
from build.spec.deck import Cluster

ITEM_GAP = 6.0  # points between items
SECTION_GAP = 0.13  # inches between sections, at least
SECTION_GAP_WIDE = 0.30  # and at most, where there is room
COLUMN_SLACK = 0.04  # the column may reach this far below the card beside it

# The icon of a section that names none, by a word of its heading.
ICONS: Mapping[str, str] = {
    "code": "code", "notebook": "code", "script": "code", "cost": "scale", "pay": "scale", "trade": "scale",
    "gain": "scale", "measure": "bars", "number": "bars", "cause": "search", "find": "search", "diagnose": "search",
    "slow": "clock", "time": "clock", "user": "clock", "choose": "compass", "plan": "compass", "fit": "compass",
    "prove": "check", "correct": "check", "quality": "check", "check": "check", "goal": "target", "match": "target",
    "position": "target", "start": "refresh", "reset": "refresh", "memory": "layers", "cache": "layers",
    "rout": "fork", "mix": "fork", "ship": "route", "safe": "route", "shar": "share", "next": "flag",
}  # fmt: skip
ICON_ORDER = ("sprout", "scale", "code", "compass")


@dataclass(frozen=True)
class Column:
    """Sections one below the other at one place."""

    role: Literal["left", "right"]
    box: Box
    clusters: tuple[Cluster, ...]
    placeholder: Literal["body", "body2"]


def lay_columns(draft: Draft, columns: Sequence[Column], ladder: Sequence[Rung]) -> tuple[Rung, list[list[Drawable]]]:
    """Set all sections of all columns in one size: the first that fits. Returns the size that was taken.

    The drawing order is the reading order, so the caller puts each column's items on the slide itself.
    """
    high = columns[0].box.h + COLUMN_SLACK
    for rung in ladder:
        bodies = [
            [_body(cluster, column.box.w, rung, draft.measure) for cluster in column.clusters] for column in columns
        ]
        heights = [_column_height(column.clusters, body) for column, body in zip(columns, bodies, strict=True)]
        if all(tall <= high + EPSILON for tall in heights) and all(
            not too_wide(p, column.box.w) for column, body in zip(columns, bodies, strict=True) for p in body
        ):
            break
    else:
        _report(draft, columns, bodies, heights, high, rung)
    starts = _starts(columns, bodies, heights)
    return rung, [
        _place(draft, column, body, start) for column, body, start in zip(columns, bodies, starts, strict=True)
    ]


def _body(cluster: Cluster, wide: float, rung: Rung, measure: Measure) -> list[Paragraph]:
    room = wide - INDENT
    listed = []
    for i, item in enumerate(cluster.items):
        runs = break_names(item_runs(item, TextStyle(rung.size), short=rung.short), room, measure)
        runs = without_parted_numbers(without_orphan(runs, room, measure), room, measure)
        words = measure.paragraph(runs, width=room, spacing=rung.spacing, before=ITEM_GAP if i else 0)
        listed.append(bulleted(words, INDENT))
    return listed


def _section_height(cluster: Cluster, body: Sequence[Paragraph]) -> float:
    return (HEADING if cluster.name else 0.0) + height(body)


def _column_height(clusters: Sequence[Cluster], bodies: Sequence[Sequence[Paragraph]]) -> float:
    tall = sum(_section_height(cluster, body) for cluster, body in zip(clusters, bodies, strict=True))
    return tall + SECTION_GAP * max(0, len(clusters) - 1)


def _starts(
    columns: Sequence[Column], bodies: Sequence[Sequence[Sequence[Paragraph]]], heights: Sequence[float]
) -> list[list[float]]:
    """Where each section begins. Neighbours begin level where both columns allow it; else each column flows."""
    depth = max(len(column.clusters) for column in columns)
    tops = [[column.box.y for _ in column.clusters] for column in columns]
    shift = [0.0] * len(columns)  # what levelling has added to a column so far
    for row in range(1, depth):
        there = [i for i, column in enumerate(columns) if row < len(column.clusters)]
        natural = {}
        for i in there:
            above = _section_height(columns[i].clusters[row - 1], bodies[i][row - 1])
            natural[i] = tops[i][row - 1] + above + SECTION_GAP
        level = max(natural.values())
        room = min(columns[i].box.h + COLUMN_SLACK - heights[i] - shift[i] - (level - natural[i]) for i in there)
        if room >= -EPSILON:
            extra = min(max(0.0, room), SECTION_GAP_WIDE - SECTION_GAP)
            for i in there:
                shift[i] += level + extra - natural[i]
                tops[i][row] = level + extra
        else:
            for i in there:
                tops[i][row] = natural[i]
    return tops


def _place(
    draft: Draft, column: Column, bodies: Sequence[Sequence[Paragraph]], starts: Sequence[float]
) -> list[Drawable]:
    items: list[Drawable] = []
    for number, (cluster, body, top) in enumerate(zip(column.clusters, bodies, starts, strict=True), start=1):
        role = f"{column.role} section {number}"
        if cluster.name:
            name = known_icon(cluster.icon, _guess(cluster.name, column, number))
            items += section_heading(draft, role, cluster.name, name, Box(column.box.x, top, column.box.w, HEADING))
            top += HEADING
        box = Box(column.box.x, top, column.box.w, height(body))
        items.append(
            TextBox(
                name=draft.name(role),
                box=box,
                paragraphs=tuple(body),
                placeholder=column.placeholder if number == 1 else "",
            )
        )
    return items


def _guess(heading: str, column: Column, number: int) -> str:
    words = heading.casefold()
    for word, name in ICONS.items():
        if word in words:
            return name
    return ICON_ORDER[(number - 1 + (2 if column.role == "right" else 0)) % len(ICON_ORDER)]


def _report(
    draft: Draft,
    columns: Sequence[Column],
    bodies: Sequence[Sequence[Sequence[Paragraph]]],
    heights: Sequence[float],
    high: float,
    rung: Rung,
) -> None:
    """Say which column is too long, at its longest section; and which word is too wide, at its item."""
    for column, body, tall in zip(columns, bodies, heights, strict=True):
        if tall > high + EPSILON:
            cluster, paragraphs = max(zip(column.clusters, body, strict=True), key=lambda pair: height(pair[1]))
            items = zip(cluster.items, paragraphs, strict=True)
            longest, _ = max(items, key=lambda pair: len(pair[1].lines), default=(cluster, None))
            over = max(1, round((tall - high) * POINTS / (rung.size * rung.spacing) + 0.49))
            lines = "one line" if over == 1 else f"{over} lines"
            room = f"it takes {tall:.2f} in at {rung.size:g} pt, and there are {high:.2f} in"
            hint = f"shorten it by about {lines}; this item is its longest"
            draft.report("L101", longest.span, f"the {column.role} column of annotations does not fit: {room}", hint)
        for cluster, paragraphs in zip(column.clusters, body, strict=True):
            for item, words in zip(cluster.items, paragraphs, strict=True):
                fitted = fit_at(rung, [words], high=99, wide=column.box.w)
                draft.report_unfit("an annotation", fitted, item.span, 99)
