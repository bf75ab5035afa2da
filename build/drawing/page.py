"""A laid-out slide: primitives in inches that any renderer can draw.

Each primitive has a stable name (slide id and role), alt text (or is decorative), and stands in reading
order. Colours are names of the theme's tokens, never hex. Text has been measured: what is here fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Align = Literal["left", "center", "right"]
Anchor = Literal["top", "middle", "bottom"]
Face = Literal["display", "body", "mono"]
Bullet = Literal["", "diamond", "square", "dot", "dash", "number", "box", "ticked"]
ShapeKind = Literal[
    "rect", "round", "round_top", "round_left", "round_right", "ellipse", "triangle", "diamond", "hexagon", "pentagon"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """Left, top, width, height in inches."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def inset(self, dx: float, dy: float | None = None) -> Box:
        """This box made smaller on all sides."""
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, self.w - 2 * dx, self.h - 2 * dy)

    def mirrored(self, around: Box) -> Box:
        """This box as far from the right side of one around it as it is from its left."""
        return Box(around.x + around.right - self.right, self.y, self.w, self.h)

    @staticmethod
    def spanning(points: Iterable[tuple[float, float]]) -> Box:
        """The smallest box around all points; an empty one where there are none."""
        xs, ys = tuple(zip(*points, strict=True)) or ((0.0,), (0.0,))
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box around all of them; an empty one where there are none."""
        corners = [(box.x, box.y, box.x + box.w, box.y + box.h) for box in boxes]
        lefts, tops, rights, bottoms = zip(*corners, strict=True) if corners else ((0.0,),) * 4
        x, y = min(*lefts, *rights), min(*tops, *bottoms)
        return Box(x, y, max(*lefts, *rights) - x, max(*tops, *bottoms) - y)


PAGE = Box(0.0, 0.0, 40 / 3, 7.5)


# ---- paint ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Gradient:
    """Two tokens; `angle` in degrees: 0 to the right, 45 from top left to bottom right, 90 downwards."""

    start: str
    end: str
    angle: float = 90.0


Fill = str | Gradient | None  # a colour token, a gradient, or nothing
BACKGROUND = Gradient("pearl", "soft", 45)  # behind a page that names none


@dataclass(frozen=True, slots=True)
class Line:
    color: str
    width: float = 1.0  # points
    dash: Literal["solid", "dash", "dot"] = "solid"
    head: bool = False  # an arrow head at the end
    tail: bool = False  # an arrow head at the start


Shadow = Literal["soft", "card", "lift"]
SHADOW_COLOR = "navy"


# ---- text -------------------------------------------------------------------------------------------
Script = Literal["", "super", "sub"]  # raised and lowered letters are drawn smaller
SCRIPT = 2 / 3  # of their size, as office programs draw them


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How letters look."""

    size: float  # points
    color: str = "char"
    face: Face = "body"
    bold: bool = False
    italic: bool = False
    spacing: float = 0.0  # points between letters
    strike: bool = False
    script: Script = ""

    @property
    def drawn(self) -> float:
        """Points that the letters are drawn in."""
        return self.size * SCRIPT if self.script else self.size

    def at(self, size: float) -> TextStyle:
        """The same in another size."""
        return replace(self, size=size)


@dataclass(frozen=True, slots=True)
class FactSpan:
    """The fact that some letters of a run show, with its field: `decode_cache.speedup`."""

    fact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style. A newline in it is a line break inside the paragraph (after an underscore of a long name).

    `math` is the LaTeX of the formula that the letters are a part of: its runs stand one behind the other.
    """

    text: str
    style: TextStyle
    highlight: str = ""  # token behind inline code
    href: str = ""
    facts: tuple[FactSpan, ...] = ()
    math: str = ""

    def numbers(self) -> Iterator[tuple[str, str]]:
        """The words that show a fact, each with that fact."""
        return ((self.text[span.start : span.end], span.fact) for span in self.facts)

    def part(self, start: int, end: int) -> Run:
        """From one letter to another; a number that is cut in two shows its fact on both sides."""
        spans = (FactSpan(span.fact, max(span.start, start) - start, min(span.end, end) - start) for span in self.facts)
        return replace(self, text=self.text[start:end], facts=tuple(span for span in spans if span.start < span.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """`line` is the exact line height in points. `bullet` draws a real list paragraph, `level` 0 the outermost.

    The numbers of a list begin with `start`, which all its paragraphs name.
    """

    runs: tuple[Run, ...]
    line: float
    align: Align = "left"
    before: float = 0.0  # points above
    bullet: Bullet = ""
    bullet_color: str = "gold"
    indent: float = 0.0  # inches: text starts here
    lines: tuple[str, ...] = ()  # where it wraps, as measured
    widest_word: float = 0.0  # inches of its longest part that does not break, as measured
    rtl: bool = False  # read from right to left: its bullet stands at the right; while laid out, against the page
    level: int = 0
    bullet_at: float = 0.0  # inches: the bullet stands here
    start: int = 1

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def size(self) -> float:
        """Points of its largest run."""
        return max((run.style.size for run in self.runs), default=0.0)


# ---- primitives -------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Primitive:
    name: str
    alt: str = ""
    decorative: bool = False


@dataclass(frozen=True, kw_only=True)
class TextBox(Primitive):
    """Zero insets, no autofit. A `placeholder` takes the slide layout's one of that role."""

    box: Box
    paragraphs: tuple[Paragraph, ...]
    anchor: Anchor = "top"
    placeholder: Literal["", "title", "body", "body2", "number", "footer", "date"] = ""
    rotation: float = 0.0
    wrap: bool = True


@dataclass(frozen=True, kw_only=True)
class Shape(Primitive):
    """`radius` in inches, for `round` and `round_top`. Text inside is centred unless its paragraphs say."""

    box: Box
    kind: ShapeKind = "rect"
    radius: float = 0.0
    fill: Fill = None
    line: Line | None = None
    shadow: Shadow | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    rotation: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    """SVG path data with absolute M, L, C and Z only, in the view box of its freeform."""

    data: str
    fill: Fill = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Equation:
    """The formula that curves draw, for programs that set formulas themselves: LaTeX, points, colour token."""

    latex: str
    size: float
    color: str


@dataclass(frozen=True, kw_only=True)
class Freeform(Primitive):
    """Curves drawn in a view box (x, y, w, h) that is stretched over `box`: an icon, the owl, a formula.

    `room` is what an equation may take where letters are wider than the curves. Curves that lead from somewhere to
    somewhere are such as `turns`: they are turned with a page that is.
    """

    box: Box
    view: tuple[float, float, float, float]
    paths: tuple[Path, ...]
    equation: Equation | None = None
    room: Box | None = None
    turns: bool = False


@dataclass(frozen=True, kw_only=True)
class Connector(Primitive):
    x1: float
    y1: float
    x2: float
    y2: float
    line: Line
    kind: Literal["straight", "elbow", "curve"] = "straight"

    @property
    def box(self) -> Box:
        """Around both ends."""
        return Box.spanning(((self.x1, self.y1), (self.x2, self.y2)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    paragraphs: tuple[Paragraph, ...]
    fill: Fill = None
    anchor: Anchor = "middle"


@dataclass(frozen=True, kw_only=True)
class NativeTable(Primitive):
    """A real table; the first row is the header. `widths` and `heights` in inches fill `box`.

    `rtl` where the first column stands at the right; `last_rule` where a rule is drawn below the last row too.
    """

    box: Box
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rule: Line = Line("line", 0.75)  # below rows
    padding: float = 0.1  # inches left and right in a cell
    rtl: bool = False
    last_rule: bool = True

    def cells(self) -> Iterator[tuple[Cell, Box]]:
        """Each cell with its place, row by row."""
        y = self.box.y
        for row, tall in zip(self.rows, self.heights, strict=True):
            x = self.box.x
            for cell, wide in zip(row, self.widths, strict=True):
                place = Box(x, y, wide, tall)
                yield cell, place.mirrored(self.box) if self.rtl else place
                x += wide
            y += tall


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """`labels` are printed at the points (empty: none); `errors` are (minus, plus) a point."""

    name: str
    values: tuple[float, ...]
    color: str
    labels: tuple[str, ...] = ()
    label_color: str = "char"
    errors: tuple[tuple[float, float], ...] = ()
    point_colors: tuple[str, ...] = ()
    marker: Literal["", "circle", "square", "diamond", "triangle"] = ""
    dash: bool = False


@dataclass(frozen=True, kw_only=True)
class Chart(Primitive):
    """A native chart with its data. For `line` and `scatter`, `x` holds the numbers along the axis.

    `plot` is where the plot area (inside the axes) stands on the page, so that labels drawn beside a chart
    meet its bars; without it, it is what names and numbers leave. `value_min` and `x_min`, `x_max` bound the axes.
    `marks` are the decimal and the thousands mark of pictures; office programs write numbers as their machine does.
    `rtl` where names run from right to left, values stand at the right, and lying bars grow from there.
    """

    box: Box
    kind: Literal["column", "column_stacked", "column_stacked_100", "bar", "line", "scatter"]
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    x: tuple[float, ...] = ()
    gap: int = 28  # percent between groups
    value_axis: bool = True
    value_max: float | None = None
    value_ticks: float | None = None
    value_format: str = "General"
    log_x: bool = False
    log_y: bool = False
    label_size: float = 14.0
    x_title: str = ""
    y_title: str = ""
    plot: Box | None = None
    value_min: float | None = None
    x_min: float | None = None
    x_max: float | None = None
    marks: str = ".,"
    value_unit: str = ""  # behind the highest number of the values' axis
    years: bool = False  # numbers along x are years, whose thousands are not parted
    rtl: bool = False


@dataclass(frozen=True, kw_only=True)
class Picture(Primitive):
    """A picture's file drawn over `box`: stretched, or with `cover` in its own shape, cut at two sides alike.

    `kind` is its outline, with round corners of `radius` inches.
    """

    box: Box
    path: str
    cover: bool = False
    kind: Literal["rect", "round", "round_top", "round_left", "round_right"] = "rect"
    radius: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Movie(Primitive):
    """A clip played on click, with its poster. `bookmarks` are names and the seconds to which they lead."""

    box: Box
    path: str
    poster: str
    bookmarks: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group(Primitive):
    """`equation` and `room` as those of curves: the lines of one formula."""

    children: tuple[Drawable, ...]
    equation: Equation | None = None
    room: Box | None = None

    @property
    def box(self) -> Box:
        """Around all children."""
        return Box.around(child.box for child in self.children)


Drawable = TextBox | Shape | Freeform | Connector | NativeTable | Chart | Picture | Movie | Group


@dataclass(frozen=True, kw_only=True)
class Page:
    """One slide, ready to draw. `layout` names the master's layout, `section` the deck's section.

    A hidden one is in the file, and passed over where it is shown. `steps` are the names of the items that appear
    at the first click, the second, and so on; what is named nowhere is there from the start.
    `s07 list#2` is the second paragraph of a text, and `s07 film@2` lets a film play from its second bookmark. With
    `morph` the page grows out of the one before: shapes whose names differ in the slide's number alone are the same.
    """

    number: int
    id: str
    title: str
    layout: str  # `title` or `standard`, or what a company's template calls it
    section: str
    items: tuple[Drawable, ...]
    notes: str
    background: Fill = None
    hidden: bool = False
    steps: tuple[tuple[str, ...], ...] = ()
    morph: bool = False

    @property
    def movies(self) -> Iterator[Movie]:
        """The films that it shows."""
        return (item for item in every(self.items) if isinstance(item, Movie))


def every(items: Iterable[Drawable]) -> Iterator[Drawable]:
    """All items and what is in them."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from every(item.children)


@dataclass(frozen=True, kw_only=True)
class Book:
    """All pages of a deck, with what a package says of itself.

    `record` tells programs what the deck shows and where its numbers come from, `spec` the place of what it is built
    from and `pick` which of its slides; nobody sees them.
    """

    title: str
    author: str
    language: str
    pages: tuple[Page, ...]
    record: str = ""
    spec: str = ""
    pick: str = ""
