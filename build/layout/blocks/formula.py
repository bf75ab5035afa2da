"""A formula among other blocks, in the middle of its column."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from build.drawing.formula import Formula, typeset
from build.drawing.math_plain import math_plain
from build.drawing.mathml import FormulaError
from build.drawing.page import Box
from build.drawing.text_measure import POINTS
from build.layout.blocks.piece import Piece
from build.layout.blocks.setting import Setting
from build.layout.draft import Draft
from build.spec import content

SHARE = 1.5  # of the text beside it
AIR = 0.3  # of its size, above and below
SMALLEST = 18.0
LINE = 1.2  # of the size: the room of one that cannot be typeset


def piece(draft: Draft, block: content.Formula, setting: Setting, nest: Callable[..., object]) -> Piece:
    try:
        size = round(setting.size * SHARE)
        formula = typeset(block.source, size=size, color="navy", theme=draft.theme, memory=draft.memory)
    except FormulaError as error:
        return Piece(high=LINE * setting.em, draw=partial(_report, block, error), span=block.span)
    if formula.width > setting.wide:
        formula = formula.at(max(SMALLEST, formula.size * setting.wide / formula.width))
    too_wide = block.source if formula.width > setting.wide + 0.01 else ""
    high = formula.height + 2 * AIR * formula.size / POINTS
    return Piece(high=high, draw=partial(_draw, formula, block.source), too_wide=too_wide, span=block.span)


def _draw(formula: Formula, source: str, draft: Draft, role: str, box: Box) -> None:
    draft.add(formula.in_middle_of(box, name=draft.name(role), alt=math_plain(source), editable=True))


def _report(block: content.Formula, error: FormulaError, draft: Draft, role: str, box: Box) -> None:
    draft.report("L208", draft.locate(block.span, error.at), str(error))
