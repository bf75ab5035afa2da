"""Columns among other blocks, side by side without cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from build.drawing.page import Box
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.draft import Draft
from build.spec.content import Block, Column, Columns, Subheading

if TYPE_CHECKING:
    from build.layout.blocks.stack import Stack

GAP = 0.4  # inches between columns


def piece(draft: Draft, block: Columns, setting: Setting, nest: Callable[..., Stack]) -> Piece:
    widths = shares(block.columns, setting.wide, GAP)
    stacks = [
        nest(_with_heading(column), replace(setting, wide=wide), 99.0)
        for column, wide in zip(block.columns, widths, strict=True)
    ]
    return Piece(
        high=max((stack.high for stack in stacks), default=0.0),
        draw=partial(_draw, tuple(zip(stacks, widths, strict=True))),
        too_wide=next((stack.too_wide for stack in stacks if stack.too_wide), ""),
        span=block.span,
        lines=tuple(count for stack in stacks for count in stack.lines),
    )


def shares(columns: Sequence[Column], room: float, gap: float) -> list[float]:
    """The columns' widths in inches: as they say; what is left is for those that say nothing."""
    inner = room - gap * (len(columns) - 1)
    said = [column.share for column in columns if column.share]
    left = max(0.0, 1.0 - sum(said))
    other = left / max(1, len(columns) - len(said)) or 1.0 / len(columns)
    parts = [column.share or other for column in columns]
    return [inner * part / sum(parts) for part in parts]


def _with_heading(column: Column) -> tuple[Block, ...]:
    return (*([Subheading(text=column.heading)] if column.heading else []), *column.blocks)


def _draw(stacks: Sequence[tuple[Stack, float]], draft: Draft, role: str, box: Box) -> None:
    x = box.x
    for number, (stack, wide) in enumerate(stacks, start=1):
        stack.draw(draft, f"{role} column {number}", Box(x, box.y, wide, box.h), "top")
        x += wide + GAP
