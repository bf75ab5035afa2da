"""What ordinary Markdown says on a slide: blocks, and the kinds of slides that they make.

A slide of these kinds needs no label. `build.parse.content` reads the blocks, `build.parse.content_kinds` says which
kind they make; a kind holds what its layout places, with names for its parts, and never words that are not in the spec.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from build.findings.diagnostic import Span
from build.spec.deck import Deck, Grid, Item, Listing, Slide, Text


# ---- blocks -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Subheading:
    """A heading inside a slide, of level three or deeper."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A list's item: its first paragraph, and what stands below it. `checked` is None where there is no box."""

    text: Text
    span: Span
    number: int | None = None
    checked: bool | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list, numbered or not. One inside another stands among its entry's blocks, up to three levels deep."""

    entries: tuple[Entry, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    term: Text
    meanings: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """A list of terms with what they mean."""

    entries: tuple[Definition, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A block quote. Its last line, behind a dash, is a name (`by`), and behind a comma where it stands (`source`)."""

    texts: tuple[Text, ...]
    span: Span
    by: Text = Text()
    source: Text = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    """A fenced listing, whose lines count from `first`, `marked` too.

    Its fence names a file (`name`) and a language of Pygments.

    Code that is `taken` from a file of the course has its lines from `build.resolve`.
    """

    text: tuple[str, ...]
    span: Span
    language: str = ""
    name: str = ""
    marked: tuple[int, ...] = ()
    taken: Listing | None = None
    first: int = 1  # other than 1 on the second of two slides


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """`$$…$$`: LaTeX, set apart."""

    source: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """`![alt](path){width=60%}`: a picture, or a film (`.mp4`). `path` is as written, from the spec's folder.

    `place` is where the author wants it (Marp's `bg`, `bg right`), `width` a share of the slide's body.
    """

    path: str
    alt: str
    span: Span
    caption: Text = Text()
    credit: Text = Text()
    width: float | None = None
    place: Literal["", "left", "right", "background"] = ""
    cover: bool = False  # fills its place, cut at two sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """`> [!NOTE]`: what it says, in a box of its own. `heading` is the author's, else the kind's word is shown."""

    kind: Literal["note", "tip", "important", "warning", "caution"]
    blocks: tuple[Block, ...]
    span: Span
    heading: Text = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One of `::: columns`, or what a third-level heading heads. `share` is of the slide's body."""

    blocks: tuple[Block, ...]
    span: Span
    heading: Text = Text()
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    columns: tuple[Column, ...]
    span: Span


Block = Prose | Subheading | Bullets | Definitions | Quotation | CodeBlock | Formula | Image | Callout | Columns | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """`[^1]: …` at the foot of the slide that refers to it."""

    mark: str
    text: Text


# ---- slides -----------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class ContentSlide(Slide):
    """What all of them have. `rule` says why this kind was chosen, for `coursewright why`."""

    footnotes: tuple[Footnote, ...] = ()
    callout: Callout | None = None  # in the strip below, where the kind has one
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class SectionSlide(ContentSlide):
    """Part `part` of `parts` begins. `lines` say what comes."""

    part: int
    parts: int
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListSlide(ContentSlide):
    bullets: Bullets


@dataclass(frozen=True, kw_only=True)
class PictureSlide(ContentSlide):
    """One picture with or without text beside it; behind all of it where its place is the background."""

    image: Image
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GallerySlide(ContentSlide):
    """Two or more pictures with captions."""

    images: tuple[Image, ...]


@dataclass(frozen=True, kw_only=True)
class ColumnsSlide(ContentSlide):
    """Two or three columns side by side, and the sentence that they lead to."""

    columns: tuple[Column, ...]
    verdict: Text = Text()


@dataclass(frozen=True, kw_only=True)
class QuoteSlide(ContentSlide):
    quotation: Quotation


@dataclass(frozen=True, kw_only=True)
class StatementSlide(ContentSlide):
    """One great number with its unit, or one great sentence (`figure` empty), and where it comes from."""

    figure: Text = Text()
    unit: Text = Text()
    sentence: Text = Text()
    source: Text = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`when` is the date as a number of years, for the scale; `date` how it is written."""

    date: Text
    when: float
    text: Text
    span: Span


@dataclass(frozen=True, kw_only=True)
class TimelineSlide(ContentSlide):
    """Three to seven events, sorted by date."""

    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class TableSlide(ContentSlide):
    grid: Grid
    source: Text = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNote:
    """`Line 5: lead. text`, beside a listing. Without lines where the item names none."""

    item: Item
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListingSlide(ContentSlide):
    """Code that the spec brings. A callout's lead is its heading; `lines` are those it speaks of."""

    code: CodeBlock
    notes_on_lines: tuple[LineNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """`symbol` is LaTeX without its dollars."""

    symbol: str
    meaning: Text
    span: Span
    unit: Text = Text()


@dataclass(frozen=True, kw_only=True)
class FormulaSlide(ContentSlide):
    formula: Formula
    symbols: tuple[Symbol, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChartSlide(ContentSlide):
    """`visual` is the chart; one line at most beside it."""

    heading: Text = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An entry of the list of works: its key, its mark (empty in styles without), and all of it."""

    key: str
    number: int
    mark: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class WorksSlide(ContentSlide):
    """What the deck cites, at its end."""

    works: tuple[Work, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MixedSlide(ContentSlide):
    """Anything else: blocks in their order."""

    blocks: tuple[Block, ...]


def part_of(deck: Deck, number: int) -> SectionSlide | None:
    """The part that a slide belongs to: the last one that began before it or with it. A list of works is in none."""
    begun = [slide for slide in deck.slides if isinstance(slide, SectionSlide | WorksSlide) and slide.number <= number]
    return last if begun and isinstance(last := begun[-1], SectionSlide) else None
