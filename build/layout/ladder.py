"""The fit ladder: what is tried, in order, before a text counts as too long. Nothing ever shrinks alone."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from build.drawing.line_breaks import SOFT, addresses, widest_part
from build.drawing.page import Paragraph
from build.drawing.text_measure import RESERVE, height

T = TypeVar("T")
EPSILON = 0.005  # inches
BALANCE_STEP = 0.03
_NAME = re.compile(r"\w[/_.\\]\w|[a-z][A-Z]")  # in a path or a name of code


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to set a text: points, line height as a multiple of them, file names in place of paths."""

    size: float
    spacing: float
    short: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """The paragraphs at the first rung that fits; at the last one, with what is missing, where none does."""

    rung: Rung
    paragraphs: tuple[Paragraph, ...]
    high: float
    excess: float  # inches too high; 0 where it fits
    too_wide: str  # a word that no line can hold

    @property
    def fits(self) -> bool:
        return self.excess == 0 and not self.too_wide


ANNOTATIONS = (
    Rung(18, 1.10), Rung(17, 1.10), Rung(16, 1.10), Rung(16, 1.10, short=True), Rung(16, 1.06, short=True),
    Rung(15, 1.10, short=True), Rung(15, 1.06, short=True), Rung(14, 1.06, short=True),
)  # fmt: skip
ITEMS = (
    Rung(18, 1.1), Rung(17, 1.1), Rung(16, 1.1), Rung(16, 1.06, short=True), Rung(15, 1.06, short=True),
    Rung(14, 1.06, short=True),
)  # fmt: skip


def fit(make: Callable[[Rung], Sequence[Paragraph]], ladder: Sequence[Rung], *, high: float, wide: float) -> Fitted:
    """The first rung whose paragraphs fit a region of that height and width."""
    for rung in ladder:
        fitted = fit_at(rung, make(rung), high=high, wide=wide)
        if fitted.fits:
            return fitted
    return fitted


def common(
    things: Iterable[T],
    make: Callable[[T, Rung], Sequence[Paragraph]],
    ladder: Sequence[Rung],
    *,
    high: float,
    wide: float,
) -> Rung:
    """The first rung at which all things fit regions of that height and width; the last one where none does."""
    everything = list(things)
    for rung in ladder:
        if all(fit_at(rung, make(thing, rung), high=high, wide=wide).fits for thing in everything):
            return rung
    return ladder[-1]


def fit_at(rung: Rung, paragraphs: Sequence[Paragraph], *, high: float, wide: float) -> Fitted:
    """How paragraphs lie in a region of that height and width."""
    tall = height(paragraphs)
    excess = max(0.0, tall - high) if tall > high + EPSILON else 0.0
    return Fitted(rung, tuple(paragraphs), tall, excess, too_wide(paragraphs, wide))


def balanced(fitted: Fitted, make: Callable[[float], Sequence[Paragraph]], wide: float) -> float:
    """The narrowest column in which the text takes no more room and breaks no word: lines of like length."""
    if len(fitted.paragraphs[0].lines) < 2 or not fitted.fits:
        return wide
    narrow, hyphens = wide, hyphens_in(fitted.paragraphs)
    while narrow > wide / 2:
        tried = narrow - BALANCE_STEP
        words = make(tried)
        if hyphens_in(words) > hyphens or not fit_at(fitted.rung, words, high=fitted.high, wide=tried).fits:
            break
        narrow = tried
    return math.ceil(narrow * 1000) / 1000


def hyphens_in(paragraphs: Iterable[Paragraph]) -> int:
    """At how many places words may break with a hyphen that is seen only there."""
    return sum(paragraph.text.count(SOFT) for paragraph in paragraphs)


def too_wide(paragraphs: Iterable[Paragraph], wide: float) -> str:
    """What no line of a column can hold and nothing breaks, or nothing."""
    for paragraph in paragraphs:
        if paragraph.widest_word > (wide - paragraph.indent) * (1 - RESERVE) + EPSILON:
            return widest_part(paragraph.text)
    return ""


def narrower(word: str) -> str:
    """What helps where a word is wider than its column, by what it is."""
    if addresses(word):
        return "write [words](address): the words are shown, and lead there"
    if _NAME.search(word):
        return "shorten the name, or give its last part only"
    return "take a shorter word, or write a hyphen where it may break"
