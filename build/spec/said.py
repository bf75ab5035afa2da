"""The words that a course says by itself, in each language that has them: one table of them.

English stands in `deck_words.py` and `page_words.py`, another language in a file of `languages/`, and a spec's `words:`
in front of all. Which form counts how many is ICU's, from CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from itertools import pairwise

from build.spec.page_words import PageWords
from build.spec.unit_words import unit_in

LANGUAGES = ("en", "ar", "de", "es", "fr", "he", "hi", "it", "ja", "ko", "pl", "pt", "tr", "zh", "zh-Hant")
COUNTED = frozenset((
    "hours", "slides", "minutes", "assets", "cores", "threads", "new_tokens", "thousand", "million", "billion",
    "readings", "ticks", "counted_decks", "counted_guides", "counted_quizzes", "counted_films", "counted_labs",
    "counted_packets", "counted_questions", "counted_machines", "counted_results", "facts_recorded", "without_minutes",
))  # fmt: skip
NUMBERED = frozenset(("hour", "part_number", "slide"))  # a word alone has its number behind it
CATEGORIES = ("zero", "one", "two", "few", "many", "other")  # CLDR's, in its order

_NUMBER = re.compile(r"([−-]?)(\d[\d,]*)(?:\.(\d+))?([kM]?)(.*)", re.DOTALL)
_GROUP = re.compile(r"(\d+)(.*)", re.DOTALL)
_HOUR = re.compile(r"hour (\d{1,3})", re.IGNORECASE)
_GAP = re.compile(r"\{\d?\}")
_TRADITIONAL = frozenset(("hant", "tw", "hk", "mo"))  # what says so behind `zh`
_SCALES = {" thousand": "thousand", " million": "million", " billion": "billion"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(PageWords):
    """All words in one language; each is a key of `words:`. `language` is the deck's own code, for what CLDR says."""

    language: str = "en"

    def counted(self, forms: str, number: int | Decimal) -> str:
        """`1 slide`, `2 slides`: the form that the language has for a number, with the number in its gap."""
        return self.form(forms, number).format(self.grouped(str(number)))

    def form(self, forms: str, number: int | Decimal) -> str:
        """The form for a number. Where fewer are given than the language has, the last stands for the others."""
        given, names = forms.split("|"), self.plurals.split("|")
        if len(given) == 1:
            return given[0]
        name = _category(self.language, number, self.plurals)
        return given[min(names.index(name) if name in names else len(names) - 1, len(given) - 1)]

    def numbered(self, word: str, number: int | str) -> str:
        """`Hour 2`: a word with a number in its gap, or behind it where it has none."""
        return word.format(number) if _GAP.search(word) else f"{word} {number}"

    def number_word(self, number: int) -> str:
        """`three`; digits above twelve, and below one."""
        words = self.numbers.split("|")
        return words[number - 1] if 0 < number <= len(words) else str(number)

    def session(self, hours: int) -> str:
        """How long all hours of a deck take; empty without any."""
        *named, other = self.sessions.split("|")
        if hours < 1:
            return ""
        return named[hours - 1] if hours <= len(named) else other.format(hours)

    def named_hour(self, name: str) -> str:
        """`Hour 2`, as a spec writes it, in the deck's own word; another name as it is."""
        found = _HOUR.fullmatch(name)
        return self.numbered(self.hour, found[1]) if found else name

    def quoted(self, words: str) -> str:
        opening, closing = self.quotes.split("|")
        return f"{opening}{words}{closing}"

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return self.between.split("|")[0]

    def before_item(self, place: int, count: int) -> str:
        """What stands before an item of a list, by its place from 0: nothing, a comma, an `and`."""
        every, last = self.between.split("|")
        return "" if place == 0 else last if place == count - 1 else every

    def capitals(self, words: str) -> str:
        """Words in capitals, as the language has them: Turkish and Azeri keep the dot of an i."""
        dotted = words.replace("i", "İ") if self.language[:2].casefold() in ("tr", "az") else words
        return dotted.upper()

    def capital(self, words: str) -> str:
        """Words that begin with a capital."""
        return self.capitals(words[:1]) + words[1:]

    # ---- numbers ------------------------------------------------------------------------------------
    def number(self, text: str) -> str:
        """A number as units write it (`1,234.5 GiB`), as the language does; words as they are."""
        found = _NUMBER.fullmatch(text)
        if not found:
            return text
        sign, whole, decimals, short, unit = found.groups()
        if unit == "%":
            return self.percent.format(sign + self._marked(whole, decimals) + short)
        if unit in _SCALES and not short:
            return sign + self._scaled(whole, decimals, getattr(self, _SCALES[unit]))
        return sign + self._marked(whole, decimals) + short + self._unit(unit)

    def unit(self, sign: str) -> str:
        """A unit alone, `GB`, as the language writes it."""
        return self._unit(f" {sign}").strip() if sign else ""

    def _unit(self, written: str) -> str:
        return self.tokens_per_second if written == " tokens/s" else unit_in(named(self.language), written)

    def grouped(self, digits: str) -> str:
        """The digits of a whole number with the language's marks between them: `12345` → `12,345`."""
        least, last, others = map(int, self.grouping.split("|"))
        if len(digits) < least or not digits.isdecimal():
            return digits
        ends = [len(digits), *range(len(digits) - last, 0, -others), 0]
        return self.thousands.join([digits[start:end] for end, start in pairwise(ends)][::-1])

    def _marked(self, whole: str, decimals: str | None) -> str:
        """Digits with the marks of the language, in groups where they were."""
        digits = whole.replace(",", "")
        shown = self.grouped(digits) if "," in whole else digits
        return shown + (self.decimal + decimals if decimals else "")

    def _scaled(self, whole: str, decimals: str | None, forms: str) -> str:
        """`1.5 billion` as the language counts: ` Milliarden` in its form, or 15 of `10億`."""
        value = Decimal(f"{whole.replace(',', '')}.{decimals or ''}".rstrip("."))
        of_its_own = _GROUP.fullmatch(forms.lstrip()) if "|" not in forms else None
        if of_its_own is None:
            return self._marked(whole, decimals) + self.form(forms, value)
        whole, _, decimals = f"{(value * int(of_its_own[1])).normalize():f}".partition(".")
        return self.grouped(whole) + (self.decimal + decimals if decimals else "") + of_its_own[2]

    def day(self, iso: str) -> str:
        """`2026-11-22` → `22 Nov 2026`; anything else as it is."""
        try:
            found = date.fromisoformat(iso)
        except ValueError:
            return iso
        return self.date.format(found.day, self.months.split("|")[found.month - 1], found.year)


ENGLISH = Said()
WORDS = tuple(field.name for field in fields(Said) if field.name != "language")


@lru_cache(maxsize=2**10)
def _category(language: str, number: int | Decimal, plurals: str) -> str:
    """CLDR's name of the form for a number. One is `one` wherever that is a form, and without `few` others seldom
    differ: ICU is asked for the rest, which takes a while to load."""
    names = plurals.split("|")
    if isinstance(number, int) and (number == 1 or (number > 1 and names == ["one", "other"])):
        return "one" if number == 1 and "one" in names else "other"
    from icu4py.messageformat import MessageFormat

    forms = "".join(f"{name}{{{name}}}" for name in CATEGORIES)
    return MessageFormat(f"{{n, plural, {forms}}}", language.replace("-", "_")).format({"n": number})


def named(language: str) -> str:
    """The one of `LANGUAGES` whose words a language has: `de` for `de-AT`, `zh-Hant` for `zh-TW`; else nothing."""
    first, *others = re.split("[-_]", language.casefold())
    if first == "zh" and "hans" not in others and not _TRADITIONAL.isdisjoint(others):
        return "zh-Hant"
    return first if first in LANGUAGES else ""


def table(language: str) -> Said:
    """The words of one of `LANGUAGES`."""
    if language == "en":
        return ENGLISH
    words: Said = import_module(f"build.spec.languages.{module_of(language)}").WORDS
    return replace(words, language=language)


def module_of(language: str) -> str:
    """The module of one of `LANGUAGES`."""
    return language.casefold().replace("-", "_")


def key_of(written: str) -> str:
    """A key of `words:` as a field: `Wise Owl`, `wise-owl` → `wise_owl`."""
    return re.sub(r"[\s_-]+", "_", written.strip().casefold())


def shape_of(words: str) -> tuple[int, int]:
    """How many gaps words have, and how many parts: another text in their place has as many."""
    return len(_GAP.findall(words)), words.count("|")


def fits(name: str, words: str, plurals: str = ENGLISH.plurals, usual: str = "") -> bool:
    """Whether words can stand for the `usual` ones of a name, by default those of English: with their gaps and parts,
    or a form for each of some `plurals`."""
    usual = usual or getattr(ENGLISH, name)
    if (not words.strip() and name not in ("decimal", "thousands")) or not words:
        return False
    if name == "plurals":
        return set(words.split("|")) <= set(CATEGORIES)
    if name in NUMBERED:
        return shape_of(words) in ((0, 0), (1, 0))
    if name in COUNTED:
        forms, gaps = words.split("|"), min(shape_of(usual)[0], 1)
        most = max(len(plurals.split("|")), usual.count("|") + 1)
        shapes = [shape_of(form)[0] for form in forms]
        return len(forms) <= most and max(shapes) <= gaps == shapes[-1] and all(forms)
    return shape_of(words) == shape_of(usual)


@lru_cache(maxsize=32)
def said_in(language: str, words: Iterable[tuple[str, str]] = ()) -> Said:
    """The words of a language (`de-AT` has those of `de`, one without a table English ones), some of them others."""
    known, own = named(language), {name: said for name, said in words if name in WORDS}
    if not known and "plurals" not in own:  # English words are counted as English counts
        return replace(ENGLISH, **own)
    base = table(known) if known else replace(ENGLISH, language=language)
    return replace(base, **own)
