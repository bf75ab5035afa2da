"""Words in charts: the theme's font and a token's colour, through python-pptx's own text classes."""

from __future__ import annotations

from pptx.text.text import Font, TextFrame
from pptx.util import Pt

from build.render.powerpoint.markup import element
from build.render.powerpoint.sheet import Sheet
from build.render.xml_text import clean


def set_font(font: Font, size: float, color: str, sheet: Sheet, *, bold: bool = False) -> None:
    font.size, font.bold, font.name = Pt(size), bold, "+mn-lt"
    font._element.get_or_change_to_solidFill()[:] = [element(sheet.colors.element(color))]


def set_text(frame: TextFrame, text: str, size: float, color: str, sheet: Sheet, *, bold: bool = False) -> None:
    run = frame.paragraphs[0].add_run()
    run.text = clean(text)
    set_font(run.font, size, color, sheet, bold=bold)
