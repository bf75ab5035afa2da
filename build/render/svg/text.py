"""Text: each run where its line and its width put it, with bullets and what lies behind code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Anchor, Box, Paragraph
from build.drawing.text_lines import TextLine, lines
from build.drawing.text_measure import POINTS
from build.render.svg.context import PageContext
from build.render.svg.markup import n, tag, text_line
from build.theme.tokens import Theme

# The box behind inline code, in em above and below the baseline: what the monospaced font itself takes.
_HIGHLIGHT = (0.93, 0.24)
# The middle of a bullet over the baseline, and half its width, in em of the text.
_DIAMOND = (0.35, 0.23)
_DOT = (0.37, 0.145)


def paragraphs_svg(
    paragraphs: Sequence[Paragraph], box: Box, context: PageContext, *, anchor: Anchor = "middle", wrap: bool = True
) -> str:
    """Paragraphs one below the other in a box, which is in inches."""
    drawn = []
    for line in lines(paragraphs, box, context.measure, anchor=anchor, wrap=wrap):
        if line.paragraph.bullet and line.is_first:
            drawn.append(_bullet(line, box.x * POINTS, context.theme))
        drawn.append(_line(line, context))
    return "".join(drawn)


def _line(line: TextLine, context: PageContext) -> str:
    x, y = line.x * POINTS, line.baseline * POINTS
    drawn = []
    for run in line.runs:
        width = context.measure.width(run.text, run.style) * POINTS
        if run.highlight:
            above, below = (share * run.style.size for share in _HIGHLIGHT)
            color = context.theme.color(run.highlight)
            drawn.append(tag("rect", x=x, y=y - above, width=width, height=above + below, fill=color))
        if not run.text.isspace():
            drawn.append(text_line(run.text, x, y, run.style, context.theme))
        x += width
    return "".join(drawn)


def _bullet(line: TextLine, x: float, theme: Theme) -> str:
    """A diamond, a dot or a number at the left edge; drawn, for not every font has a diamond."""
    paragraph, first, y = line.paragraph, line.paragraph.runs[0], line.baseline * POINTS
    color = theme.color(paragraph.bullet_color)
    if paragraph.bullet == "number":
        style = replace(first.style, color=paragraph.bullet_color, face="display")
        return text_line(f"{line.number}.", x, y, style, theme)
    over, half = (share * first.style.size for share in (_DIAMOND if paragraph.bullet == "diamond" else _DOT))
    middle = y - over
    if paragraph.bullet == "dot":
        return tag("circle", cx=x + half, cy=middle, r=half, fill=color)
    corners = ((x, middle), (x + half, middle - half), (x + 2 * half, middle), (x + half, middle + half))
    return tag("polygon", points=" ".join(f"{n(a)},{n(b)}" for a, b in corners), fill=color)
