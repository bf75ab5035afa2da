"""What a quiz asks: a closed set of kinds of questions.

The parser makes these values with `Expression` pieces; `build.questions.draw` returns the same values, one a variant,
with every expression replaced by words and the fact that they show, and with the numbers that answers are held to.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from build.documents.model import Link
from build.documents.ways import Way
from build.findings.diagnostic import Span
from build.spec.deck import Deck, FrontMatter, Text

TOLERANCE = 0.02  # of a number whose question says none: what rounding to two digits takes


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it is answered: so many of a unit, whose sign may be empty."""

    number: float
    unit: str

    def is_near(self, other: Value, tolerance: float) -> bool:
        """Whether another number counts as this one: within a share of it, or of the other."""
        if self.unit != other.unit:
            return False
        return abs(self.number - other.number) <= tolerance * max(abs(self.number), abs(other.number)) + 1e-12


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A wrong answer that somebody comes to by a mistake with a name, and what is told then.

    `answer` is what it gives: a number or an option, in an order `3 before 2`, in a match `left = right`.
    `places` are the items that an order or a match means, counted from 0; `value` is of a number.
    """

    name: Text
    answer: Text
    feedback: Text
    span: Span
    places: tuple[int, int] = (0, 0)
    value: Value | None = None


# ---- questions --------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Question:
    """What every question has. `id` is the author's and stays when words change; `why` explains the answer.

    `links` are to what shows the answer; the course says where they lead, `ways`.
    """

    id: str
    stem: Text
    topic: Text
    span: Span
    why: tuple[Text, ...] = ()
    links: tuple[Link, ...] = ()
    ways: tuple[Way, ...] = ()
    holds: Text = Text()  # facts, each larger than the next: an answer in words relies on it
    variants: str = ""  # a fact with one question for each of its points
    variants_span: Span = Span()
    variant: str = ""  # the point that was drawn


@dataclass(frozen=True, kw_only=True)
class Open(Question):
    """Answered in words. Whoever answers compares with the model answer, point by point."""

    answer: tuple[Text, ...]
    points: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """Answered with a number, right within a tolerance. `value` is filled in by drawing."""

    answer: Text
    tolerance: float = TOLERANCE
    mistakes: tuple[Mistake, ...] = ()
    value: Value | None = None


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One option is right; each of the others is a mistake."""

    answer: Text
    tolerance: float = TOLERANCE
    mistakes: tuple[Mistake, ...] = ()
    value: Value | None = None


@dataclass(frozen=True, kw_only=True)
class Order(Question):
    """Items in their right order."""

    items: tuple[Text, ...]
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Match(Question):
    """Pairs to be found. No two have one side in common."""

    pairs: tuple[tuple[Text, Text], ...]
    mistakes: tuple[Mistake, ...] = ()


AnyQuestion = Open | Number | Choice | Order | Match

KINDS = {Open: "Open", Number: "Number", Choice: "Choice", Order: "Order", Match: "Match"}


def kind_of(question: Question) -> str:
    """The kind of a question in a word."""
    return KINDS[type(question)]


# ---- the whole --------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Quiz:
    """A whole spec, before its numbers are known."""

    path: str
    source: str
    front: FrontMatter
    heading: Text
    introduction: tuple[Text, ...]
    questions: tuple[AnyQuestion, ...]

    @property
    def around(self) -> Deck:
        """What the stages that know decks ask of a spec: where it lies, and what its front matter says."""
        return Deck(path=self.path, source=self.source, front=self.front, heading=self.heading, slides=())


@dataclass(frozen=True, kw_only=True)
class Family:
    """The variants of one question; most have one."""

    variants: tuple[AnyQuestion, ...]

    @property
    def first(self) -> AnyQuestion:
        return self.variants[0]


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A quiz with its numbers: what every output is made of. `name` is its file's, `facts_day` the newest fact's."""

    name: str
    title: Text
    course: str
    language: str
    introduction: tuple[Text, ...]
    families: tuple[Family, ...]
    facts: tuple[str, ...] = field(default=())
