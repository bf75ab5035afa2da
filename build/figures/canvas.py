"""Where a figure is drawn, and the strokes it is drawn with. Every text is measured before it is placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from build.drawing.page import (
    Align,
    Anchor,
    Box,
    Connector,
    Drawable,
    Fill,
    Freeform,
    Line,
    Paragraph,
    Path,
    Run,
    Shape,
    ShapeKind,
    TextBox,
    TextStyle,
)
from build.drawing.text_lines import CORNER
from build.drawing.text_measure import POINTS, RESERVE, Measure, height
from build.figures.figure_fact import as_text
from build.spec.said import ENGLISH, Said
from build.theme.tokens import Theme, Variant
from engine.ledger import Ledger
from engine.quoted import quoted
from engine.units import Quantity

LABEL = 14.0  # points; nothing that must be read is smaller
PLAIN, BOLD, QUIET = TextStyle(LABEL), TextStyle(LABEL, bold=True), TextStyle(LABEL, "slate")
ASIDE = TextStyle(LABEL, "slate", italic=True)
ARROW = Line("goldd", 2.5, head=True)
HERO = (9.0, 2.6)  # inches
AIR = 1 / (1 - RESERVE)  # a line fits a box this much wider than itself
OTHER_FONT = 0.35  # of the size: as much more where viewers choose a font for some letters themselves
CELL = 0.05  # radius, inches
TILE = 0.08
LEAST_GAP, MOST_GAP = 0.55, 1.9  # how far the gaps of a stack give
LEAST_ROW = 0.8


class UnfitError(ValueError):
    """Text that its place cannot hold at the smallest size."""


@dataclass(frozen=True)
class Drawing:
    """What a figure shows, and the same in words."""

    items: tuple[Drawable, ...]
    alt: str


@dataclass(frozen=True)
class Canvas:
    """The place of a figure. `prefix` begins the name of everything drawn on it."""

    box: Box
    theme: Theme
    prefix: str
    ledger: Ledger
    measure: Measure
    said: Said = ENGLISH

    def at(self, box: Box) -> Canvas:
        """The same canvas in another place."""
        return replace(self, box=box)

    def name(self, role: str) -> str:
        return f"{self.prefix} {role}"

    @property
    def is_hero(self) -> bool:
        """Whether the figure has a slide to itself, so that its words can be large."""
        return self.box.w >= HERO[0] and self.box.h >= HERO[1]

    def variant(self, name: str) -> Variant | None:
        """The looks of an attention variant; None for what is not one."""
        try:
            return self.theme.variant(name)
        except KeyError:
            return None

    def shown(self, value: Quantity, unit: str = "") -> str:
        """A quantity as the deck's language writes it. Raises MismatchError where its unit has no such scale."""
        return self.said.number(as_text(value, unit))

    # ---- text ---------------------------------------------------------------------------------------
    def wide_of(self, words: str, style: TextStyle = PLAIN) -> float:
        """Inches that words take on one line, with the reserve."""
        other = not words.isascii() and not self.measure.is_own([Run(words, style)])
        return self.measure.width(words, style) * AIR + (OTHER_FONT * style.size / POINTS if other else 0.0)

    def widest(self, all_words: Sequence[str], style: TextStyle = PLAIN) -> float:
        """Inches of the widest."""
        return max((self.wide_of(words, style) for words in all_words), default=0.0)

    def largest(self, style: TextStyle, sizes: Sequence[float], all_words: Sequence[str], width: float) -> TextStyle:
        """The style in the first size at which all words fit a width on one line; in the last one where none does."""
        styles = [style.at(size) for size in sizes]
        return next((tried for tried in styles if self.widest(all_words, tried) <= width), styles[-1])

    def fitting(self, style: TextStyle, sizes: Sequence[float], all_words: Sequence[str], width: float) -> TextStyle:
        """The same. Raises UnfitError where no size fits."""
        found = self.largest(style, sizes, all_words, width)
        longest = max(all_words, key=lambda words: self.wide_of(words, found), default="")
        if self.wide_of(longest, found) > width:
            raise UnfitError(f"{quoted(longest)} needs {self.wide_of(longest, found):.2f} in and has {width:.2f} in")
        return found

    def text(
        self,
        role: str,
        words: str,
        box: Box,
        style: TextStyle = PLAIN,
        align: Align = "center",
        anchor: Anchor = "middle",
    ) -> TextBox:
        """Words in a box, wrapped where they must be. Raises UnfitError if they need more room."""
        paragraph = self.paragraph(words, box, style, align)
        return TextBox(name=self.name(role), box=box, paragraphs=(paragraph,), anchor=anchor)

    def paragraph(self, words: str, box: Box, style: TextStyle = PLAIN, align: Align = "center") -> Paragraph:
        """Measured words for a box. Raises UnfitError if they need more room."""
        paragraph = self.measure.paragraph((Run(words, style),), width=box.w, align=align)
        tall = height((paragraph,))
        wide = paragraph.widest_word * AIR
        if wide > box.w + 0.01 or tall > box.h + 0.03:
            raise UnfitError(
                f"{quoted(words)} needs {max(wide, box.w if tall > box.h else 0):.2f} × {tall:.2f} in"
                f" and has {box.w:.2f} × {box.h:.2f} in"
            )
        return paragraph

    # ---- shapes -------------------------------------------------------------------------------------
    def shape(
        self,
        role: str,
        box: Box,
        fill: Fill = None,
        line: Line | None = None,
        *,
        kind: ShapeKind = "round",
        radius: float = CELL,
    ) -> Shape:
        """A shape that says nothing."""
        radius = min(radius, box.w / 2, box.h / 2) if kind.startswith("round") else 0.0
        return Shape(name=self.name(role), decorative=True, box=box, kind=kind, radius=radius, fill=fill, line=line)

    def with_words(self, shape: Shape, words: str, style: TextStyle = PLAIN) -> Shape:
        """A shape with one paragraph in its middle, where there are words. Raises UnfitError if they need more room."""
        if not words:
            return shape
        inner = shape.box.inset(*_corners(shape))
        return replace(shape, decorative=False, paragraphs=(self.paragraph(words, inner, style),))

    def rule(self, role: str, x1: float, x2: float, y: float, color: str = "line2", width: float = 0.75) -> Connector:
        """A level hairline."""
        return self.arrow(role, x1, y, x2, y, Line(color, width))

    def arrow(self, role: str, x1: float, y1: float, x2: float, y2: float, line: Line = ARROW) -> Connector:
        """A line between two points, with a head at its end where it has one."""
        return Connector(name=self.name(role), decorative=True, x1=x1, y1=y1, x2=x2, y2=y2, line=line)

    def curve(
        self, role: str, points: Sequence[tuple[float, float]], color: str, width: float = 1.5, *, fill: Fill = None
    ) -> Freeform:
        """A path through absolute inches: a start, then cubic segments of three points each."""
        span = Box.spanning(points)
        box = replace(span, w=max(span.w, 0.01), h=max(span.h, 0.01))
        ticks = [f"{(x - box.x) * 1000:.0f} {(y - box.y) * 1000:.0f}" for x, y in points]
        data = f"M {ticks[0]}" + "".join(f" C {' '.join(ticks[i : i + 3])}" for i in range(1, len(ticks), 3))
        path = Path(data + (" Z" if fill else ""), fill=fill, line=Line(color=color, width=width) if color else None)
        view = (0.0, 0.0, box.w * 1000, box.h * 1000)
        return Freeform(name=self.name(role), decorative=True, box=box, view=view, paths=(path,), turns=True)


def _corners(shape: Shape) -> tuple[float, float]:
    """What a shape's corners take from its text, left and top: viewers keep text out of them."""
    if shape.kind == "ellipse":
        return shape.box.w * CORNER / 2, shape.box.h * CORNER / 2
    return shape.radius * CORNER, 0.0


def room_in(box: Box, radius: float) -> float:
    """The width that a round shape leaves for its text."""
    return box.w - 2 * min(radius, box.w / 2, box.h / 2) * CORNER


def apart(middles: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Middles moved as little as needed so that labels of these heights neither touch nor leave top and bottom."""
    order = sorted(range(len(middles)), key=lambda i: middles[i])
    placed = list(middles)
    edge = top
    for i in order:
        placed[i] = max(placed[i], edge + heights[i] / 2)
        edge = placed[i] + heights[i] / 2
    edge = bottom
    for i in reversed(order):
        placed[i] = min(placed[i], edge - heights[i] / 2)
        edge = placed[i] - heights[i] / 2
    return placed


def in_columns(box: Box, n: int, gap: float) -> list[Box]:
    """A box cut into n equal columns."""
    wide = (box.w - gap * (n - 1)) / n
    return [Box(box.x + i * (wide + gap), box.y, wide, box.h) for i in range(n)]


def in_rows(box: Box, n: int, gap: float) -> list[Box]:
    """A box cut into n equal rows."""
    tall = (box.h - gap * (n - 1)) / n
    return [Box(box.x, box.y + i * (tall + gap), box.w, tall) for i in range(n)]


def stack(box: Box, heights: Sequence[float], gaps: Sequence[float]) -> list[Box]:
    """Rows of these heights down a box, the gaps between them stretched or squeezed to fill it.

    Where even small gaps are too much, rows give up to a fifth of their height. Raises UnfitError below that.
    """
    tall, want = sum(heights), sum(gaps)
    loose = (box.h - tall) / want if want else 0.0
    squeeze = 1.0
    if loose < LEAST_GAP:
        loose = LEAST_GAP
        squeeze = (box.h - want * loose) / tall
        if squeeze < LEAST_ROW:
            raise UnfitError(f"it needs {tall * LEAST_ROW + want * loose:.2f} in of height and has {box.h:.2f} in")
    loose = min(loose, MOST_GAP)
    y = box.y + (box.h - tall * min(squeeze, 1.0) - want * loose) / 2
    placed = []
    for high, gap in zip(heights, [*gaps, 0.0], strict=True):
        placed.append(Box(box.x, y, box.w, high * squeeze))
        y += high * squeeze + gap * loose
    return placed
