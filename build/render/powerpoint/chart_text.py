"""Words and lines of charts, and where their parts stand: through python-pptx's own classes as far as they go."""

from __future__ import annotations

from typing import Any

from pptx.text.text import Font, TextFrame
from pptx.util import Pt

from build.drawing.direction import begins_right_to_left
from build.drawing.page import Box, Line, TextStyle
from build.drawing.xml_text import clean
from build.render.powerpoint.context import SlideContext
from build.render.powerpoint.markup import EMU_PER_POINT, element


def set_font(font: Font, style: TextStyle, context: SlideContext) -> None:
    font.size, font.bold, font.name = Pt(style.size), style.bold, "+mn-lt"
    font._element.get_or_change_to_solidFill()[:] = [element(context.colors.element(style.color))]


def set_text(frame: TextFrame, text: str, style: TextStyle, context: SlideContext) -> None:
    paragraph = frame.paragraphs[0]
    if begins_right_to_left(text, otherwise=False):
        paragraph._p.get_or_add_pPr().set("rtl", "1")
    run = paragraph.add_run()
    run.text = clean(text)
    set_font(run.font, style, context)


def stroke(line: Line, context: SlideContext, *, round_ends: bool = False) -> str:
    """A line as charts have it, which is solid and has flat ends without saying so."""
    cap, join = (' cap="rnd"', "<a:round/>") if round_ends else ("", "")
    dash = f'<a:prstDash val="{line.dash}"/>' if line.dash != "solid" else ""
    return f'<a:ln w="{round(line.width * EMU_PER_POINT)}"{cap}>{context.colors.fill(line.color)}{dash}{join}</a:ln>'


def manual_layout(own: Box, whole: Box, *, plot: bool = False) -> Any:
    """The place of a part in a chart. A plot is given by the inside of its axes; words only start somewhere."""
    shares = {"x": (own.x - whole.x) / whole.w, "y": (own.y - whole.y) / whole.h}
    if plot:
        shares |= {"w": own.w / whole.w, "h": own.h / whole.h}
    target = '<c:layoutTarget val="inner"/>' if plot else ""
    values = "".join(f'<c:{side} val="{share:.5f}"/>' for side, share in shares.items())
    return element(f'<c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/>{values}</c:manualLayout>')
