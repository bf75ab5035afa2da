"""The check of loose numbers: digits with a unit that no fact stands behind.

Free are sentences that cite a work, code, links, words in quotation marks (the source's own claim) and in square
brackets. In ordinary Markdown a number is its author's own claim, unless it has a unit that the deck's data has or that
the deck declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from build.checks.context import CheckContext
from build.checks.slides import is_numbered
from build.findings.diagnostic import Span
from build.spec.deck import ConceptSlide, Text, Words
from build.spec.walk import texts_in
from engine.ledger import GIVEN
from engine.sheet import Sheet
from engine.units import CURRENCIES, UNITS, Quantity

_NUMBER = r"(?<![\w.,])(?<!\d[-–])\d[\d,.]*(?:\s?[-–]\s?\d[\d,.]*)?"
_WORDS = (
    "percent",
    "times",
    "bytes",
    "seconds",
    "second",
    "sec",
    "tokens",
    "parameters",
    "params",
    "tok/s",
    "tokens/sec",
)
_SPACED = ("B", "s")  # after a space only: 8B is a model's name, 1990s a decade
_CLOSE = ("x", "k", "K")  # without one only: 4 x 4 is a product
_SUFFIXES = {scale.suffix.strip() for unit in UNITS.values() for scale in unit.scales.values()} - {"", "×", "%"}
_UNITS = "|".join(
    re.escape(unit) for unit in sorted((_SUFFIXES | set(_WORDS)) - {*_SPACED, *_CLOSE}, key=len, reverse=True)
)
_LOOSE = (
    rf"{_NUMBER}(?:[\s-]?(?:{_UNITS})(?![\w/])|\s(?:{'|'.join(_SPACED)})(?![\w/])"
    rf"|(?:{'|'.join(_CLOSE)})(?!\w)|\s?%|\s?×(?!\s?\d))"
)
_NAMES = frozenset({"highlight"})  # parameters that point at a part of a figure: 16k is a column's name there
_ITEM = re.compile(r"^\s*\d{1,9}\. ", re.MULTILINE)  # an item's number in its list
_FREE = re.compile(r"“[^“”]*”|„[^„“]*“|«[^«»]*»|\"[^\"]*\"|\[[^\[\]]*\]")


def loose_numbers(context: CheckContext) -> None:
    """Every number with a unit comes from a fact."""
    if is_numbered(context) or _declared(context):
        tell_loose(context, _prose(context), everywhere=is_numbered(context))


def tell_loose(context: CheckContext, prose: Iterable[tuple[Text | str, Span]], *, everywhere: bool) -> None:
    """Findings for the loose numbers of some words; `everywhere`, those with any unit, not only with a declared one."""
    hint = "record it as a fact and write {{ fact | unit }}; another's claim stands in quotation marks or is a link"
    loose = _pattern(_declared(context), everywhere=everywhere)
    for words, span in prose:
        if isinstance(words, Text) and any(isinstance(piece, Words) and piece.cites for piece in words.pieces):
            continue
        text = _FREE.sub(_blank, _ITEM.sub(_blank, own_words(words))) if isinstance(words, Text) else words
        for match in loose.finditer(text):
            found = match.group().rstrip(".,")
            context.findings.add("C401", context.findings.source.locate(span, found), f"loose number '{found}'", hint)


def loose_in(text: Text) -> Iterator[str]:
    """The numbers with a unit in a text's own words, wherever it stands."""
    for match in _pattern(frozenset(), everywhere=True).finditer(_FREE.sub(_blank, own_words(text))):
        yield match.group().rstrip(".,")


def _declared(context: CheckContext) -> frozenset[str]:
    """The units that the deck declares, and those of its data."""
    names = {declared.name for declared in context.deck.front.units}
    for record in (record for record in context.ledger.values() if record.kind == GIVEN):
        held = record.held
        kinds = [its.unit for its in held.columns.values()] if isinstance(held, Sheet) else [type(held)]
        names |= {scale.sign for kind in kinds if issubclass(kind, Quantity) for scale in kind.scales.values()}
    return frozenset(names - {""})


@cache
def _pattern(declared: frozenset[str], *, everywhere: bool) -> re.Pattern[str]:
    """What a loose number looks like: one with a declared unit behind it, or a sign of money before it.

    `everywhere`, one with any unit.
    """
    if not declared:
        return re.compile(_LOOSE)
    units = "|".join(re.escape(name) for name in sorted(declared, key=len, reverse=True))
    money = "".join(map(re.escape, sorted(declared & CURRENCIES)))
    before = rf"|[{money}]\s?{_NUMBER}" if money else ""
    known = rf"{_LOOSE}|" if everywhere else ""
    return re.compile(rf"{known}{_NUMBER}[\s-]?(?:{units})(?![\w/]){before}")


def _prose(context: CheckContext) -> Iterator[tuple[Text | str, Span]]:
    """All learner text."""
    for text in texts_in((context.deck.heading, context.deck.introduction, context.deck.slides)):
        yield text, text.span
    for slide in context.deck.slides:
        if slide.visual:
            shown = (value for key, value in slide.visual.parameters if key not in _NAMES)
            yield from ((value, slide.visual.span) for value in shown)
        if isinstance(slide, ConceptSlide):
            yield from ((cluster.name, cluster.span) for cluster in slide.clusters)


def own_words(text: Text) -> str:
    """A text's own words; code, formulas, links and facts leave a mark that joins no number with a unit."""
    kept = []
    for piece in text.pieces:
        own = isinstance(piece, Words) and not (piece.code or piece.math or piece.href or piece.fact)
        kept.append(piece.text if own and isinstance(piece, Words) else "\0")
    return "".join(kept)


def _blank(match: re.Match[str]) -> str:
    return "\0" * len(match.group())
