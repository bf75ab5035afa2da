"""Formulas as equations that can be edited, in a line of text and set apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from build.deck_file.equations import equation_xml, wrapped
from build.drawing.math_text import math_runs
from build.drawing.mathml import FormulaError
from build.drawing.omml import omml
from build.drawing.page import Box, Equation, Freeform, Group, Run, TextStyle
from build.drawing.xml_text import escape
from build.render.powerpoint.context import SlideContext, frame, named
from build.render.powerpoint.markup import element, points

# PowerPoint sets equations in this font alone of those that it brings.
FACE = '<a:latin typeface="Cambria Math" panose="02040503050406030204" pitchFamily="18" charset="0"/>'


def parts(runs: Sequence[Run]) -> Iterator[tuple[str, list[Run]]]:
    """Runs in their order; those of a whole formula together, with its LaTeX."""
    for math, group in groupby(runs, key=lambda run: run.math):
        together = list(group)
        if math and _is_whole(math, together):
            yield math, together
        else:
            yield from (("", [run]) for run in together)


def _is_whole(math: str, runs: Sequence[Run]) -> bool:
    """Whether runs are all of a formula, which may have been cut, and PowerPoint has all that is in it."""
    try:
        whole = "".join(run.text for run in math_runs(math, runs[0].style))
        omml(math, lambda *look: "", apart=False)
    except FormulaError:
        return False
    return "".join(run.text for run in runs).replace("\u00a0", " ") == whole.replace("\u00a0", " ")


def in_line(math: str, style: TextStyle, context: SlideContext) -> str:
    """A formula among words."""
    return equation_xml(omml(math, partial(_letters, style, context), apart=False), apart=False)


def set_apart(item: Freeform | Group, equation: Equation, curves: Any, context: SlideContext) -> Any:
    """A formula alone, in the middle of its room; `curves` are for programs that have no equations."""
    style = TextStyle(equation.size, equation.color)
    try:
        math = equation_xml(omml(equation.latex, partial(_letters, style, context), apart=True), apart=True)
    except FormulaError:
        return curves
    body = (
        '<p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" anchor="ctr"><a:noAutofit/>'
        f'</a:bodyPr><a:lstStyle/><a:p><a:pPr algn="ctr"/>{math}</a:p></p:txBody>'
    )
    shape = element(
        f'<p:sp><p:nvSpPr><p:cNvPr id="{curves[0][0].get("id")}" name=""/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{frame(item.room or item.box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>'
        f"{body}</p:sp>"
    )
    return wrapped(named(shape, item), curves)


def in_room(item: Freeform) -> Freeform:
    """Curves whose shape takes their room, as the equation's does."""
    box, room, (left, top, wide, high) = item.box, item.room, item.view
    if room is None:
        return item
    across, down = wide / box.w, high / box.h
    view = (left + (room.x - box.x) * across, top + (room.y - box.y) * down, room.w * across, room.h * down)
    return replace(item, box=Box(room.x, room.y, room.w, room.h), view=view, equation=None, room=None)


def _letters(style: TextStyle, context: SlideContext, italic: bool, bold: bool, color: str) -> str:
    """`a:rPr` of an equation's letters."""
    marks = ' b="1"' * (bold or style.bold) + f' i="{int(italic)}"'
    struck = ' strike="sngStrike"' if style.strike else ""
    fill = context.colors.fill(color or style.color)
    return f'<a:rPr lang="{escape(context.language)}" sz="{points(style.size)}"{marks}{struck}>{fill}{FACE}</a:rPr>'
