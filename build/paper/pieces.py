"""The words of a page where they stand: each piece is drawn by one font, and lies where every other renderer has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from build.drawing.direction import RIGHT_TO_LEFT, has_right_to_left
from build.drawing.line_breaks import SOFT
from build.drawing.page import Anchor, Box, Paragraph, Run, TextStyle
from build.drawing.text_lines import Placed, TextLine, lines, placed
from build.drawing.text_measure import POINTS, Measure
from build.drawing.ways import Ways
from build.paper.fonts import drawable, family_of
from build.theme.tokens import Theme

_RISE = {"": 0.0, "super": 0.33, "sub": -0.14}  # of the size, over the line's own baseline


class Look(NamedTuple):
    """How letters look. `backwards`: they run from right to left."""

    family: str
    size: float
    bold: bool
    italic: bool
    color: str
    spacing: float
    strike: bool
    backwards: bool
    signs: bool = False  # backwards, without a letter that says so: the line around them must


class Piece(NamedTuple):
    """Letters whose baseline begins at (x, y), in points; `to` is an address or a slide that they lead to."""

    x: float
    y: float
    text: str
    look: Look
    to: str | int = ""


class Drawn(NamedTuple):
    """The pieces of a paragraph, line by line, with a space between two lines; `label` is its number in a list."""

    paragraph: Paragraph
    pieces: tuple[Piece, ...]
    label: tuple[Piece, ...]


class Pieces:
    """Takes the paragraphs of a page apart, for one theme."""

    def __init__(self, theme: Theme, measure: Measure, ways: Ways) -> None:
        self._theme = theme
        self._measure = measure
        self._ways = ways

    def words(
        self, paragraphs: Sequence[Paragraph], box: Box, *, anchor: Anchor = "middle", wrap: bool = True
    ) -> Iterator[Drawn]:
        """Paragraphs one below the other in a box, which is in inches."""
        paragraph: Paragraph | None = None
        pieces: list[Piece] = []
        label: tuple[Piece, ...] = ()
        for line in lines(paragraphs, box, self._measure, anchor=anchor, wrap=wrap):
            if line.is_first:
                if paragraph is not None:
                    yield Drawn(paragraph, tuple(pieces), label)
                paragraph, pieces = line.paragraph, []
                label = tuple(self._label(line, box)) if paragraph.bullet == "number" else ()
            pieces += self._line(line)
        if paragraph is not None:
            yield Drawn(paragraph, tuple(pieces), label)

    def _line(self, line: TextLine) -> Iterator[Piece]:
        around = {"before": line.before, "after": line.after}
        made = [
            piece
            for part in placed(line.runs, line.x, self._measure, rtl=line.paragraph.rtl, **around)
            for piece in self._parts(part, line.baseline * POINTS)
        ]
        if made and not made[-1].text.endswith((" ", "-")):
            made[-1] = made[-1]._replace(text=made[-1].text + " ")
        yield from made

    def _parts(self, part: Placed, y: float) -> Iterator[Piece]:
        """A piece, in several where a part of its words leads somewhere."""
        run, x = part.run, part.x
        y -= _RISE[run.style.script] * run.style.size
        for start, end, to in self._ways.of(run) if not part.backwards else [(0, len(run.text), run.href)]:
            text = run.text[start:end]
            yield Piece(x * POINTS, y, self._drawn(text, part), self._look(part), to)
            if end < len(run.text):
                x += self._measure.width(text, run.style)

    def _drawn(self, text: str, part: Placed) -> str:
        """Without what is not seen, and with a sign for what no font has."""
        return drawable(text.replace(SOFT, ""), part.run.style, part.face, self._theme.fonts)

    def _look(self, part: Placed) -> Look:
        style = part.run.style
        family = family_of(style, part.face, self._theme.fonts)
        color = self._theme.color(style.color)
        spacing, size = style.spacing, style.drawn
        signs = part.backwards and not has_right_to_left(part.run.text.replace(RIGHT_TO_LEFT, ""))
        return Look(family, size, style.bold, style.italic, color, spacing, style.strike, part.backwards, signs)

    def _label(self, line: TextLine, box: Box) -> Iterator[Piece]:
        """The number of a list's paragraph, as the picture of the page has it."""
        paragraph = line.paragraph
        beside = paragraph.runs[0].style if paragraph.runs else TextStyle(paragraph.size)
        style = replace(beside, size=paragraph.size, color=paragraph.bullet_color, face="display")
        text = f".{line.number}" if paragraph.rtl else f"{line.number}."
        width = self._measure.width(text, style)
        x = box.right - paragraph.bullet_at - width if paragraph.rtl else box.x + paragraph.bullet_at
        yield from self._parts(Placed(Run(text, style), None, x, width), line.baseline * POINTS)


def plain(pieces: Sequence[Piece]) -> str:
    """The words alone."""
    return "".join(piece.text for piece in pieces).strip()
