"""Text: each run where its line and its width put it, with bullets and what lies behind code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.page import Anchor, Box, Paragraph, Run, TextStyle
from build.drawing.text_lines import Placed, TextLine, lines, placed
from build.drawing.text_measure import POINTS
from build.render.svg.context import PageContext
from build.render.svg.markup import backwards, n, shown, tag, text_line
from build.theme.tokens import Theme

# The box behind inline code, in em above and below the baseline: what the monospaced font itself takes.
_HIGHLIGHT = (0.93, 0.24)
# The middle of a bullet over the baseline, and half its width, in em of the text.
_DIAMOND = (0.35, 0.23)
_SQUARE = (0.34, 0.225)
_DOT = (0.37, 0.145)
_DASH = (0.31, 0.035, 0.50)  # its middle over the baseline, half its height, its width
_BOX = (0.33, 0.30)
_TICK = ((-0.5, 0.05), (-0.1, 0.45), (0.55, -0.45))  # corners, in halves of its box
_STROKE = 0.07  # of a box, in em
_SIGNS = {"diamond": _DIAMOND, "square": _SQUARE, "dot": _DOT, "box": _BOX, "ticked": _BOX}


def paragraphs_svg(
    paragraphs: Sequence[Paragraph],
    box: Box,
    context: PageContext,
    *,
    anchor: Anchor = "middle",
    wrap: bool = True,
    of: str = "",
) -> str:
    """Paragraphs one below the other in a box, which is in inches; with those `of` an item that appear at a click."""
    drawn: list[str] = []
    apart: dict[int, list[str]] = {}  # by the click
    number = 0
    for line in lines(paragraphs, box, context.measure, anchor=anchor, wrap=wrap):
        number += line.is_first
        step = context.steps.get(f"{of}#{number}")
        into = drawn if step is None else apart.setdefault(step, [])
        if line.paragraph.bullet and line.is_first:
            into.append(_bullet(line, box, context.theme))
        into.append(_line(line, context))
    return "".join([*drawn, *(tag("g", "".join(words), data_step=step) for step, words in apart.items())])


def _line(line: TextLine, context: PageContext) -> str:
    y = line.baseline * POINTS
    drawn = []
    around = {"before": line.before, "after": line.after}
    for part in placed(line.runs, line.x, context.measure, rtl=line.paragraph.rtl, **around):
        run, x = part.run, part.x * POINTS
        if run.highlight:
            above, below = (share * run.style.size for share in _HIGHLIGHT)
            color = context.theme.color(run.highlight)
            drawn.append(tag("rect", x=x, y=y - above, width=part.width * POINTS, height=above + below, fill=color))
        if not run.text.isspace():
            drawn.append(part_line(part, x, y, context.theme, marked=context.marked))
    return "".join(drawn)


def part_line(part: Placed, x: float, y: float, theme: Theme, *, marked: bool = False) -> str:
    """Letters that one font draws, their baseline at a place in points; with `marked` their facts and their link."""
    run = part.run
    text = backwards(run.text) if part.backwards else run.text
    marks = _with_facts(run) if marked and run.facts and not part.backwards else ""
    drawn = text_line(text, (x, y), run.style, theme, face=part.face, marked=marks)
    if not marked or not run.href:
        return drawn
    return tag("a", drawn, href=run.href, target=None if run.href.startswith("#") else "_blank", tabindex="-1")


def _with_facts(run: Run) -> str:
    """Words in which each number says what it shows."""
    made, at = [], 0
    for span in sorted(run.facts, key=lambda span: span.start):
        made.append(shown(run.text[at : span.start]))
        made.append(tag("tspan", shown(run.text[span.start : span.end]), data_fact=span.fact))
        at = span.end
    return "".join([*made, shown(run.text[at:])])


def _bullet(line: TextLine, box: Box, theme: Theme) -> str:
    """A diamond, a dot or a number at the edge where its paragraph begins; drawn, for not every font has a diamond."""
    paragraph, y = line.paragraph, line.baseline * POINTS
    size = paragraph.size  # not the first run's: code is smaller than the words behind it
    edge = (box.right - paragraph.bullet_at if paragraph.rtl else box.x + paragraph.bullet_at) * POINTS
    color = theme.color(paragraph.bullet_color)
    if paragraph.bullet == "number":
        beside = paragraph.runs[0].style if paragraph.runs else TextStyle(size)  # an item may hold no words
        style = replace(beside, size=size, color=paragraph.bullet_color, face="display")
        number = f".{line.number}" if paragraph.rtl else f"{line.number}."
        return text_line(number, (edge, y), style, theme, align="right" if paragraph.rtl else "left")
    if paragraph.bullet == "dash":
        over, half, wide = (share * size for share in _DASH)
        left = edge - wide if paragraph.rtl else edge
        return tag("rect", x=left, y=y - over - half, width=wide, height=2 * half, fill=color)
    over, half = (share * size for share in _SIGNS[paragraph.bullet])
    middle, x = y - over, edge - 2 * half if paragraph.rtl else edge
    if paragraph.bullet == "dot":
        return tag("circle", cx=x + half, cy=middle, r=half, fill=color)
    if paragraph.bullet in ("box", "ticked"):
        return _box(x + half, middle, half, size * _STROKE, color, ticked=paragraph.bullet == "ticked")
    if paragraph.bullet == "square":
        return tag("rect", x=x, y=middle - half, width=2 * half, height=2 * half, fill=color)
    corners = ((x, middle), (x + half, middle - half), (x + 2 * half, middle), (x + half, middle + half))
    return tag("polygon", points=" ".join(f"{n(a)},{n(b)}" for a, b in corners), fill=color)


def _box(x: float, y: float, half: float, stroke: float, color: str, *, ticked: bool) -> str:
    """A box round its middle, with a tick where one is set."""
    drawn: dict[str, str | float | None] = {"fill": "none", "stroke": color, "stroke_width": stroke}
    square = tag("rect", x=x - half, y=y - half, width=2 * half, height=2 * half, rx=half / 4, **drawn)
    if not ticked:
        return square
    corners = " ".join(f"{n(x + a * half)},{n(y + b * half)}" for a, b in _TICK)
    return square + tag("polyline", points=corners, **drawn)
