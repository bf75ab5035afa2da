"""A finished page as it stands where reading begins at the right: all that is on it changes sides, once.

Layouts know of one direction only. What they draw is turned around the page's middle; done twice, that is the page
again, which is how a part keeps its sides: code and graphs over numbers are turned around their own middle too.
Pictures, icons and curves that are no arrows stand elsewhere and look the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import singledispatch
from typing import Any

from build.drawing.page import (
    Align,
    Box,
    Chart,
    Connector,
    Drawable,
    Fill,
    Freeform,
    Gradient,
    Group,
    NativeTable,
    Paragraph,
    Path,
    Shape,
    ShapeKind,
    TextBox,
)

Words = Callable[[Iterable[Paragraph]], tuple[Paragraph, ...]]

OTHER_SIDE: Mapping[Align, Align] = {"left": "right", "right": "left", "center": "center"}
_KINDS: dict[ShapeKind, ShapeKind] = {"round_left": "round_right", "round_right": "round_left"}
_POINT = re.compile(r"(-?[\d.]+)[ ,]+(-?[\d.]+)")


def mirrored(items: Iterable[Drawable], around: Box) -> tuple[Drawable, ...]:
    """The items on the other side of the middle of a box, in the same order of reading."""
    return tuple(_turned(item, around, _words) for item in items)


def kept(items: Iterable[Drawable], around: Box) -> tuple[Drawable, ...]:
    """The same for what is to keep its sides when the page is turned: its words run then as they would elsewhere."""
    return tuple(_turned(item, around, _sides) for item in items)


@singledispatch
def _turned(item: Any, around: Box, words: Words) -> Drawable:
    """Pictures and films stand elsewhere; only round corners at one side change it."""
    kind = getattr(item, "kind", "")
    corners = {"kind": _KINDS[kind]} if kind in _KINDS else {}
    turned: Drawable = replace(item, box=item.box.mirrored(around), **corners)
    return turned


@_turned.register
def _(item: TextBox, around: Box, words: Words) -> Drawable:
    return replace(item, box=item.box.mirrored(around), paragraphs=words(item.paragraphs))


@_turned.register
def _(item: Shape, around: Box, words: Words) -> Drawable:
    return replace(
        item,
        box=item.box.mirrored(around),
        kind=_KINDS.get(item.kind, item.kind),
        fill=_fill(item.fill),
        paragraphs=words(item.paragraphs),
        rotation=item.rotation if item.paragraphs else 0.0 - item.rotation,
    )


@_turned.register
def _(item: Freeform, around: Box, words: Words) -> Drawable:
    box = item.box.mirrored(around)
    if not item.turns:
        return replace(item, box=box, room=item.room and item.room.mirrored(around))
    x, _, wide, _ = item.view
    return replace(item, box=box, paths=tuple(_path(path, 2 * x + wide) for path in item.paths))


@_turned.register
def _(item: Connector, around: Box, words: Words) -> Drawable:
    both = around.x + around.right
    return replace(item, x1=both - item.x1, x2=both - item.x2)


@_turned.register
def _(item: NativeTable, around: Box, words: Words) -> Drawable:
    rows = tuple(tuple(replace(cell, paragraphs=words(cell.paragraphs)) for cell in row) for row in item.rows)
    return replace(item, box=item.box.mirrored(around), rows=rows, rtl=not item.rtl)


@_turned.register
def _(item: Chart, around: Box, words: Words) -> Drawable:
    plot = item.plot.mirrored(around) if item.plot else None
    return replace(item, box=item.box.mirrored(around), plot=plot, rtl=not item.rtl)


@_turned.register
def _(item: Group, around: Box, words: Words) -> Drawable:
    children = tuple(_turned(child, around, words) for child in item.children)
    return replace(item, children=children, room=item.room and item.room.mirrored(around))


def _sides(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    return tuple(replace(words, align=OTHER_SIDE[words.align]) for words in paragraphs)


def _words(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    return tuple(replace(words, rtl=not words.rtl) for words in _sides(paragraphs))


def _fill(fill: Fill) -> Fill:
    return replace(fill, angle=(180 - fill.angle) % 360) if isinstance(fill, Gradient) else fill


def _path(path: Path, both: float) -> Path:
    data = _POINT.sub(lambda point: f"{both - float(point[1]):g} {point[2]}", path.data)
    return replace(path, data=data)
