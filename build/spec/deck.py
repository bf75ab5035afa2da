"""What a deck says: a closed set of slide kinds, before anything is laid out.

The parser makes these values with `Expression` pieces; `build.resolve.resolve` returns the same values with
every expression replaced by words and the fact they show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from build.findings.diagnostic import Span
from build.spec.data import Data, DeclaredUnit, Written
from build.spec.said import Said, said_in


# ---- text -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A work in `[see @kim2023, p. 7; @lee]` by its key, with the words before and behind it.

    `named`: it stands in the sentence, `@kim2023`, whose words are its authors; `unnamed`: `-@kim2023`, without them.
    """

    key: str
    span: Span
    prefix: str = ""
    suffix: str = ""
    named: bool = False
    unnamed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Literal text. `fact` names the fact (with field: `decode_cache.speedup`) that the words show.

    `math` words are LaTeX, without the dollars around it.
    `missing` words stand where a fact is not known, `raised` ones are small and high. Words that cite are as they are
    written until `build.citations` says them as the style does.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    math: bool = False
    href: str = ""
    fact: str = ""
    missing: bool = False
    raised: bool = False
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """`{{ fact | unit }}`, unevaluated: what stands between the braces."""

    source: str
    span: Span
    bold: bool = False
    italic: bool = False
    strike: bool = False


Piece = Words | Expression


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph."""

    pieces: tuple[Piece, ...] = ()
    span: Span = Span()

    @property
    def plain(self) -> str:
        """The words alone; an expression shows as its source."""
        return "".join(p.text if isinstance(p, Words) else "{{" + p.source + "}}" for p in self.pieces)

    def __bool__(self) -> bool:
        return bool(self.pieces)


# ---- parts of slides --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A hands-on anchor: a lab with its files. `prerequisites` are single ids, ranges spelt out."""

    id: str
    assets: tuple[str, ...]
    objective: Text
    prerequisites: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`Visual: stacked_bars(flops_by_length, highlight=attention)`: a figure, facts, plain parameters.

    Positional arguments are names of facts (with an optional field); keyword values are plain text.
    """

    figure: str
    facts: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A list item: a bold lead where the source has one, and the rest."""

    lead: Text
    rest: Text
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Annotations under one descriptive heading. `icon` is a name from the icon set, or empty."""

    name: str
    icon: str
    items: tuple[Item, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginner:
    """Beginner's Corner."""

    means: Text
    matters: Text
    mistake: Text
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A Markdown table. `align` holds left, right or center a column."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    align: tuple[Literal["left", "right", "center"], ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Code taken live from a source file: `{{ code('engine/decode.py::generate', lines='3-12', mark='5') }}`.

    `lines` and `text` are filled in by resolve; `tint` is new (gold) or costly (brick).
    """

    heading: Text
    target: str
    lines: str
    mark: str
    tint: Literal["new", "costly"]
    span: Span
    text: tuple[str, ...] = ()
    marked: tuple[int, ...] = ()
    headed: bool = False  # the first line of `text` only says whose lines the others are


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line of the terminal card: a command, or a comment on the one above."""

    text: str
    comment: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaColumn:
    name: str
    heading: Text
    items: tuple[Item, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What appears at a click: a part of a slide, or the `number`-th of several; with `each`, one a click.

    Without a name it is every part there is; the first so many of them stand from the start (`after`).
    """

    part: str = ""
    number: int = 0
    each: bool = False
    after: int = 0
    span: Span = Span()


ALL_AT_ONCE: tuple[Step, ...] = (Step(),)  # what a slide says that is not shown bit by bit as its deck is


def every_part(span: Span = Span(), *, after: int = 0) -> tuple[Step, ...]:
    """All parts of a slide, one a click."""
    return (Step(each=True, after=after, span=span),)


def every_point(span: Span = Span()) -> tuple[Step, ...]:
    """The points of all lists, one a click."""
    return (Step(part="point", each=True, span=span),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A work that a slide cites: the mark that its words have, its short form at the foot, and all of it.

    In styles whose marks are names, `short` is the title alone and `shortest` nothing.
    It is cited by words that learners see (`seen`), and by facts that come from it. `place` counts a slide's works as
    they are read.
    """

    number: int
    place: int
    mark: str
    short: str
    shortest: str
    full: Text
    seen: bool = True
    facts: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """`Kim et al. 2023 [7]`; in styles with names the mark, which is one."""
        return f"{self.shortest} {self.mark}".strip()

    @property
    def href(self) -> str:
        """Where its mark leads, until pages have numbers."""
        return f"{WORK}{self.number}"


WORK = "#work:"


# ---- slides -----------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Slide:
    """What every slide has. `prompt` stays in the model and is never shown."""

    number: int
    eyebrow: Text
    title: Text
    span: Span
    wisdom: Text = Text()
    beginner: Beginner | None = None
    anchor: Anchor | None = None
    visual: Call | None = None
    notes: tuple[Text, ...] = ()
    minutes: int | None = None
    prompt: str = ""
    hidden: bool = False  # in the file, and not shown
    draft: bool = False  # not built
    reveal: tuple[Step, ...] = ()  # what appears at each click; none where the deck decides
    morph: bool = False  # grows out of the slide before
    rest: tuple[Text, ...] = ()  # learner text that this kind has no place for: it goes to the notes
    cited: tuple[Cited, ...] = ()  # from `build.citations`


@dataclass(frozen=True, kw_only=True)
class TitleSlide(Slide):
    chip: Text = Text()
    subtitle: Text = Text()
    promises: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AgendaSlide(Slide):
    columns: tuple[AgendaColumn, ...] = ()
    timeline: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConceptSlide(Slide):
    clusters: tuple[Cluster, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnimationSlide(Slide):
    """`scene` is the animation asset: the name of a scene in `animations/`."""

    scene: str = ""
    scene_span: Span = Span()
    stages: tuple[Text, ...] = ()
    cues: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PracticalSlide(Slide):
    """Also appendices and troubleshooting: `variety` picks the chip and the heading's icon."""

    variety: Literal["practical", "appendix", "troubleshooting"] = "practical"
    checklist_heading: Text = Text()
    checklist: tuple[Text, ...] = ()
    commands_heading: Text = Text()
    commands: tuple[Command, ...] = ()
    table_heading: Text = Text()
    table: Grid | None = None


@dataclass(frozen=True, kw_only=True)
class CodeSlide(Slide):
    listings: tuple[Listing, ...] = ()
    code_notes: tuple[Item, ...] = ()
    flow: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TakeawaySlide(Slide):
    stations: tuple[Item, ...] = ()
    outcomes_heading: Text = Text()
    outcomes: tuple[Item, ...] = ()
    next_title: Text = Text()
    next_detail: Text = Text()


Kind = Literal["deck", "guide", "quiz"]  # what is made of a spec
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """`hours` maps an hour's number to its first and last slide; `logo` and `mascot` are paths from the spec's folder,
    `translates` the name of a spec in it.

    `wisdom` is empty where the spec leaves it to its form.
    """

    kind: Kind = "deck"
    course: str = ""
    title: str = ""
    author: str = ""
    date: str = ""
    language: str = "en-GB"
    translates: str = ""
    footer: str = ""
    logo: str = ""
    logo_alt: str = ""
    logo_span: Span = Span()
    footer_span: Span = Span()
    wisdom: Literal["", "required", "optional", "off"] = ""
    mascot: str = ""
    mascot_span: Span = Span()
    hours: tuple[tuple[int, int, int], ...] = ()
    assumes: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()  # fields of `Said`, in place of the language's own
    reveal: Literal["", "each", "points"] = ""  # of slides that do not say
    data: tuple[Data, ...] = ()
    units: tuple[DeclaredUnit, ...] = ()
    bibliography: tuple[Written, ...] = ()  # files from the spec's folder; those of the course where it has none
    csl: Written | None = None  # the style of citations: a file, or a name


@dataclass(frozen=True, kw_only=True)
class Deck:
    """A whole spec. `design_rules` is the Design System and Do-Not-Render text: kept, never shown."""

    path: str
    source: str
    front: FrontMatter
    heading: Text
    slides: tuple[Slide, ...]
    introduction: tuple[Text, ...] = ()  # words for learners outside any slide: the first slide's notes
    design_rules: tuple[str, ...] = ()
    numbered: bool = True  # by its spec; slides of ordinary Markdown are numbered as they are shown

    @property
    def said(self) -> Said:
        """The words that the deck says by itself."""
        return said_in(self.front.language, self.front.words)

    def hour_of(self, number: int) -> int | None:
        """The hour that a slide belongs to; None for one before the first."""
        return next((hour for hour, first, last in self.front.hours if first <= number <= last), None)
