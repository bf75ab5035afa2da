"""Where a figure is drawn, and the strokes it is drawn with. Every text is measured before it is placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from build.drawing import text_measure as text
from build.drawing.page import (
    Align,
    Anchor,
    Box,
    Connector,
    Drawable,
    Face,
    Fill,
    Freeform,
    Line,
    Paragraph,
    Path,
    Run,
    Shadow,
    Shape,
    ShapeKind,
    TextBox,
)
from build.drawing.text_lines import CORNER
from build.theme.tokens import Theme, Variant
from engine.ledger import Ledger

LABEL = 14.0  # points; nothing that must be read is smaller
RESERVE = 1 / (1 - text.RESERVE)  # a line fits a box this much wider than itself
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

    def at(self, box: Box) -> Canvas:
        """The same canvas in another place."""
        return replace(self, box=box)

    def name(self, role: str) -> str:
        return f"{self.prefix} {role}"

    def variant(self, name: str) -> Variant | None:
        """The looks of an attention variant, found by the start of its name (`Delta` is DeltaNet)."""
        bare = name.partition(" ")[0].casefold()
        found = [one for key, one in self.theme.variants.items() if bare and key.casefold().startswith(bare)]
        return found[0] if len(found) == 1 else None

    # ---- text ---------------------------------------------------------------------------------------
    def text(
        self,
        role: str,
        words: str,
        box: Box,
        *,
        size: float = LABEL,
        color: str = "char",
        bold: bool = False,
        italic: bool = False,
        face: Face = "body",
        align: Align = "center",
        anchor: Anchor = "middle",
        rotation: float = 0.0,
    ) -> TextBox:
        """Words in a box, wrapped where they must be. Raises UnfitError if they need more room."""
        paragraph = self.paragraph(words, box, size=size, color=color, bold=bold, italic=italic, face=face, align=align)
        return TextBox(name=self.name(role), box=box, paragraphs=(paragraph,), anchor=anchor, rotation=rotation)

    def paragraph(
        self,
        words: str,
        box: Box,
        *,
        size: float = LABEL,
        color: str = "char",
        bold: bool = False,
        italic: bool = False,
        face: Face = "body",
        align: Align = "center",
    ) -> Paragraph:
        """Measured words for a box. Raises UnfitError if they need more room."""
        run = Run(text=words, size=size, color=color, bold=bold, italic=italic, face=face)
        paragraph = text.paragraph((run,), width=box.w, align=align)
        tall = text.height((paragraph,))
        wide = text.widest_word((run,)) * RESERVE
        if wide > box.w + 0.01 or tall > box.h + 0.03:
            raise UnfitError(
                f"{words!r} needs {max(wide, box.w if tall > box.h else 0):.2f} × {tall:.2f} in"
                f" and has {box.w:.2f} × {box.h:.2f} in"
            )
        return paragraph

    # ---- shapes -------------------------------------------------------------------------------------
    def shape(
        self,
        role: str,
        box: Box,
        *,
        kind: ShapeKind = "round",
        radius: float = CELL,
        fill: Fill = None,
        line: str = "",
        width: float = 1.0,
        dash: Literal["solid", "dash", "dot"] = "solid",
        shadow: Shadow | None = None,
        words: str = "",
        size: float = LABEL,
        color: str = "char",
        bold: bool = False,
        rotation: float = 0.0,
    ) -> Shape:
        """A shape, with one paragraph in its middle where it has words."""
        inner = box.inset(*_corners(kind, radius, box))
        paragraphs = (self.paragraph(words, inner, size=size, color=color, bold=bold),) if words else ()
        return Shape(
            name=self.name(role),
            decorative=not words,
            box=box,
            kind=kind,
            radius=min(radius, box.w / 2, box.h / 2) if kind.startswith("round") else 0.0,
            fill=fill,
            line=Line(color=line, width=width, dash=dash) if line else None,
            shadow=shadow,
            paragraphs=paragraphs,
            rotation=rotation,
        )

    def rule(self, role: str, x1: float, x2: float, y: float, color: str = "line2", width: float = 0.75) -> Connector:
        """A level hairline."""
        return self.arrow(role, x1, y, x2, y, color=color, width=width, head=False)

    def arrow(
        self,
        role: str,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        color: str = "goldd",
        width: float = 2.5,
        head: bool = True,
        dash: Literal["solid", "dash", "dot"] = "solid",
    ) -> Connector:
        line = Line(color=color, width=width, dash=dash, head=head)
        return Connector(name=self.name(role), decorative=True, x1=x1, y1=y1, x2=x2, y2=y2, line=line)

    def curve(
        self, role: str, points: Sequence[tuple[float, float]], color: str, width: float = 1.5, *, fill: Fill = None
    ) -> Freeform:
        """A path through absolute inches: a start, then cubic segments of three points each."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Box(min(xs), min(ys), max(max(xs) - min(xs), 0.01), max(max(ys) - min(ys), 0.01))
        ticks = [f"{(x - box.x) * 1000:.0f} {(y - box.y) * 1000:.0f}" for x, y in points]
        data = f"M {ticks[0]}" + "".join(f" C {' '.join(ticks[i : i + 3])}" for i in range(1, len(ticks), 3))
        path = Path(data + (" Z" if fill else ""), fill=fill, line=Line(color=color, width=width) if color else None)
        view = (0.0, 0.0, box.w * 1000, box.h * 1000)
        return Freeform(name=self.name(role), decorative=True, box=box, view=view, paths=(path,))


def _corners(kind: ShapeKind, radius: float, box: Box) -> tuple[float, float]:
    """What a shape's corners take from its text, left and top: viewers keep text out of them."""
    if kind == "ellipse":
        return box.w * CORNER / 2, box.h * CORNER / 2
    side = min(radius, box.w / 2, box.h / 2) * CORNER if kind.startswith("round") else 0.0
    return side, 0.0


def room_in(box: Box, radius: float) -> float:
    """The width that a round shape leaves for its text."""
    return box.w - 2 * _corners("round", radius, box)[0]


def wide_of(words: str, size: float = LABEL, *, bold: bool = False, italic: bool = False, face: Face = "body") -> float:
    """Inches that words take on one line, with the reserve."""
    return text.width(words, size=size, face=face, bold=bold, italic=italic) * RESERVE


def widest(all_words: Sequence[str], size: float = LABEL, *, bold: bool = False) -> float:
    """Inches of the widest."""
    return max((wide_of(words, size, bold=bold) for words in all_words), default=0.0)


def fitting(sizes: Sequence[float], all_words: Sequence[str], width: float, *, bold: bool = False) -> float:
    """The first size at which all words fit a width on one line. Raises UnfitError if none does."""
    for size in sizes:
        if widest(all_words, size, bold=bold) <= width:
            return size
    longest = max(all_words, key=lambda words: wide_of(words, sizes[-1], bold=bold))
    raise UnfitError(f"{longest!r} needs {wide_of(longest, sizes[-1], bold=bold):.2f} in and has {width:.2f} in")


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


def columns(box: Box, n: int, gap: float) -> list[Box]:
    """A box cut into n equal columns."""
    wide = (box.w - gap * (n - 1)) / n
    return [Box(box.x + i * (wide + gap), box.y, wide, box.h) for i in range(n)]


def rows(box: Box, n: int, gap: float) -> list[Box]:
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
    for height, gap in zip(heights, [*gaps, 0.0], strict=True):
        placed.append(Box(box.x, y, box.w, height * squeeze))
        y += height * squeeze + gap * loose
    return placed
