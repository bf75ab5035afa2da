"""Text: each line where a viewer breaks it, each run where its width puts it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from build import text
from build.page import Box, Paragraph, Run
from build.render.svg.ink import n, tag, text_line
from build.text import POINTS
from build.theme import Theme

Anchor = Literal["top", "middle", "bottom"]

# Office programs put the baseline of a line of exact height a fifth of its largest size above its lower edge.
_BELOW = 0.2
# The box behind inline code, in em above and below the baseline: what the monospaced font itself takes.
_HIGHLIGHT = (0.93, 0.24)
# The middle of a bullet over the baseline, and half its width, in em of the text.
_DIAMOND = (0.35, 0.23)
_DOT = (0.37, 0.145)


def words(
    paragraphs: Sequence[Paragraph], box: Box, theme: Theme, *, anchor: Anchor = "middle", wrap: bool = True
) -> str:
    """Paragraphs one below the other in a box, which is in points."""
    broken = [_lines(paragraph, box.w if wrap else math.inf) for paragraph in paragraphs]
    room = box.h - sum(p.before + p.line * len(lines) for p, lines in zip(paragraphs, broken, strict=True))
    y = box.y + {"top": 0.0, "middle": room / 2, "bottom": room}[anchor]
    drawn, number = [], 0
    for paragraph, lines in zip(paragraphs, broken, strict=True):
        y += paragraph.before
        number = number + 1 if paragraph.bullet == "number" else 0
        for i, runs in enumerate(lines):
            y += paragraph.line
            base = y - _BELOW * max((run.size for run in runs or paragraph.runs), default=0.0)
            if paragraph.bullet and not i:
                drawn.append(_bullet(paragraph, number, box.x, base, theme))
            drawn.append(_line(runs, paragraph, box, base, theme))
    return "".join(drawn)


def _lines(paragraph: Paragraph, width: float) -> list[tuple[Run, ...]]:
    """The runs of each line. Viewers fill it to the very edge; the page leaves a reserve for wider letters."""
    return text.wrap_runs(paragraph.runs, width / POINTS - paragraph.indent, reserve=0.0)


def _line(runs: Sequence[Run], paragraph: Paragraph, box: Box, y: float, theme: Theme) -> str:
    widths = [text.run_width((run,)) * POINTS for run in runs]
    indent = paragraph.indent * POINTS
    free = box.w - indent - sum(widths)
    x = box.x + indent + {"left": 0.0, "center": free / 2, "right": free}[paragraph.align]
    drawn = []
    for run, width in zip(runs, widths, strict=True):
        if run.highlight:
            above, below = (share * run.size for share in _HIGHLIGHT)
            color = theme.color(run.highlight)
            drawn.append(tag("rect", x=x, y=y - above, width=width, height=above + below, fill=color))
        if not run.text.isspace():
            drawn.append(_run(run, x, y, theme))
        x += width
    return "".join(drawn)


def _run(run: Run, x: float, y: float, theme: Theme) -> str:
    return text_line(
        run.text, x, y, theme=theme, size=run.size, color=run.color, face=run.face, bold=run.bold, italic=run.italic,
        spacing=run.spacing,
    )  # fmt: skip


def _bullet(paragraph: Paragraph, number: int, x: float, y: float, theme: Theme) -> str:
    """A diamond, a dot or a number at the left edge; drawn, for not every font has a diamond."""
    first = paragraph.runs[0]
    color = theme.color(paragraph.bullet_color)
    if paragraph.bullet == "number":
        marked = replace(first, text=f"{number}.", color=paragraph.bullet_color, face="display", highlight="")
        return _run(marked, x, y, theme)
    over, half = (share * first.size for share in (_DIAMOND if paragraph.bullet == "diamond" else _DOT))
    middle = y - over
    if paragraph.bullet == "dot":
        return tag("circle", cx=x + half, cy=middle, r=half, fill=color)
    corners = ((x, middle), (x + half, middle - half), (x + 2 * half, middle), (x + half, middle + half))
    return tag("polygon", points=" ".join(f"{n(a)},{n(b)}" for a, b in corners), fill=color)
