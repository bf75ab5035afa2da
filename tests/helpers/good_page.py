"""A page that has no fault, and ways to change it into one that may have some."""

from __future__ import annotations

from dataclasses import replace

from build.checks.laid_out import check_pages
from build.drawing.page import (
    Book,
    Box,
    Cell,
    Chart,
    ChartSeries,
    Drawable,
    Group,
    NativeTable,
    Page,
    Picture,
    Run,
    Shape,
    TextBox,
    TextStyle,
)
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.parse.deck import parse
from build.parse.source import source_from
from build.theme.choose import load_theme

SPEC = """# Deck
## Slide 1: Concept - A title
Visual: bars(speed)
Extended Annotations (1):
1. Two lines of body text, which have their room.
2. Below it stands another part.
"""
DECK = parse(source_from("deck.md", SPEC.encode())[0])[0]
PLAIN = TextStyle(16)
MEASURE = Measure(load_theme(THEME).fonts)
CARD = Box(4.37, 1.41, 4.6, 4.32)


def text(name: str, words: str, box: Box, style: TextStyle = PLAIN, highlight: str = "") -> TextBox:
    return TextBox(name=name, box=box, paragraphs=(MEASURE.paragraph([Run(words, style, highlight)], width=box.w),))


def cell(words: str, fill: str | None = None) -> Cell:
    return Cell(paragraphs=(MEASURE.paragraph([Run(words, TextStyle(16))], width=1.5),), fill=fill)


TITLE = replace(text("s01 title", "A title", Box(0.48, 0.58, 10.3, 0.66), TextStyle(38, "navy")), placeholder="title")
CHIP = Group(
    name="s01 kind chip",
    alt="Concept",
    children=(
        Shape(name="s01 kind chip bar", decorative=True, box=Box(11.5, 0.4, 1.3, 0.34), kind="round", fill="navy"),
        text("s01 kind chip words", "Concept", Box(11.7, 0.43, 1.0, 0.3), TextStyle(14, "white")),
    ),
)
BODY = text("s01 left", "Two lines of body text, which have their room.", Box(0.5, 1.41, 3.65, 0.6))
BELOW = text("s01 foot", "Below it stands another part.", Box(0.5, 3.0, 3.65, 0.4))
PANEL = Shape(name="s01 visual card", decorative=True, box=CARD, kind="round", fill="white")
CHART = Chart(
    name="s01 visual chart",
    alt="22 and 96",
    box=Box(4.6, 2.0, 4.1, 3.0),
    kind="bar",
    categories=("without", "with"),
    series=(ChartSeries(name="rate", values=(22.0, 96.0), color="navy", labels=("22", "96")),),
)
MARK = text("s01 visual label", "a label inside the chart", Box(5.0, 3.0, 3.0, 0.3))
TABLE = NativeTable(
    name="s01 table",
    alt="Two runs",
    box=Box(9.2, 1.41, 3.6, 0.84),
    widths=(1.8, 1.8),
    heights=(0.42, 0.42),
    rows=((cell("run", "navy100"), cell("rate", "navy100")), (cell("with"), cell("96"))),
)
STILL = Picture(name="s01 still", alt="A still", box=Box(9.2, 3.0, 1.6, 0.9), path="still.png")
FOOTER = replace(text("s01 footer", "A course", Box(0.5, 7.14, 9, 0.2), TextStyle(11, "mute")), placeholder="footer")
NUMBER = replace(text("s01 number", "1 / 1", Box(11.333, 7.14, 1.5, 0.2), TextStyle(12, "slate")), placeholder="number")
GOOD = Page(
    number=1, id="s01", title="A title", layout="standard", section="", notes="",
    items=(TITLE, CHIP, BODY, BELOW, PANEL, CHART, MARK, TABLE, STILL, FOOTER, NUMBER),
)  # fmt: skip
BOOK = Book(title="t", author="a", language="en-GB", pages=(GOOD,))


def with_items(*items: Drawable) -> Book:
    return replace(BOOK, pages=(replace(GOOD, items=items),))


def instead(old: Drawable, *new: Drawable) -> Book:
    """The good page with something in another one's place."""
    return with_items(*(kept for item in GOOD.items for kept in (new if item is old else (item,))))


def besides(*new: Drawable) -> Book:
    """The good page with something more, before what stands on every slide."""
    return instead(FOOTER, *new, FOOTER)


def moved(item: TextBox | NativeTable | Picture | Chart, x: float, y: float) -> Drawable:
    return replace(item, box=replace(item.box, x=x, y=y))


def told(book: Book) -> str:
    found = check_pages(book, load_theme(THEME), DECK)
    return "\n".join(f"{finding.span.line} {finding.code} {finding.message}" for finding in found)
