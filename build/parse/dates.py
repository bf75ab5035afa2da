"""Dates at the start of a line: `1953`, `May 1953`, `17.5.1953`, `300 BC`, `1990s`, as numbers of years for a scale."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.list import list_block

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january januar", "feb february februar", "mar march märz mrz", "apr april", "may mai", "jun june juni",
         "jul july juli", "aug august", "sep sept september", "oct october okt oktober", "nov november",
         "dec december dez dezember"), 1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>\d{1,4})"
_ERA = r"(?:\s*(?P<bc>BCE?|v\.\s?Chr\.?)|\s*(?:AD|CE|n\.\s?Chr\.?))?"
_ABOUT = r"(?:(?:c\.|ca\.?|circa|about|around|um|etwa|~|≈)\s*)?"
_NO_NUMBER = re.compile(rf"\d{{1,2}}\.\s+(?:{_MONTH})\.?\s+\d{{3,4}}\b", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:(?::|–|—|-|,)\s+|[：，、]\s*)|\s*$")


class Date(NamedTuple):
    """When, as a number of years, and how many letters say so."""

    when: float
    length: int


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """What dates look like; many decks have none."""
    return tuple(
        re.compile(_ABOUT + form, re.IGNORECASE)
        for form in (
            r"(?P<year>\d{1,4})\s?[年년](?:\s?(?P<month>\d{1,2})\s?[月월](?:\s?(?P<day>\d{1,2})\s?[日일])?)?",
            r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?![\d-])",
            r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?P<year>\d{4})",
            r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
            rf"(?:(?P<day>\d{{1,2}})\.?\s+)?(?P<name>{_MONTH})\.?\s+(?P<year>\d{{3,4}}){_ERA}",
            rf"(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})",
            r"Q(?P<quarter>[1-4])\s*(?P<year>\d{4})",
            rf"{_YEAR}\s*[–-]\s*\d{{1,4}}{_ERA}",
            r"(?P<year>\d{4})s|(?P<year2>\d{4})er(?:\s+Jahre)?",
            rf"{_YEAR}{_ERA}",
        )
    )


def read_date(text: str) -> Date | None:
    """The date that a text starts with; None where it starts with none.

    date = about? (year | year "-" month ("-" day)? | day? month year | quarter year | year "–" year | year "s") era?
         | year "年" (month "月" (day "日")?)?       and so in Korean
    """
    for form in _forms():
        found = form.match(text)
        if not found or text[found.end() : found.end() + 1].isalnum():
            continue
        parts = found.groupdict()
        year = float(parts.get("year") or parts.get("year2") or 0)
        if "-" not in found[0] and year < 100 and not parts.get("bc"):
            continue  # "7 steps" is no date
        month = int(parts.get("month") or _MONTHS.get((parts.get("name") or "").casefold(), 0) or 0)
        month = month or (int(parts.get("quarter") or 0) * 3 - 2 if parts.get("quarter") else 0)
        day = int(parts.get("day") or 1)
        if month > 12 or day > 31:
            continue
        when = -year if parts.get("bc") else year
        return Date(when + (max(0, month - 1) + (day - 1) / 31) / 12, found.end())
    return None


def parts_from_date(text: str, length: int) -> int | None:
    """Where the words behind a date begin; None where nothing parts them from it."""
    found = _BEHIND.match(text, length)
    return found.end() if found else None


def keep_dates(markdown: MarkdownIt) -> None:
    """Lets `24. Juni 1948` begin a line: it is no entry of a list that counts from 24."""
    markdown.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})


def _list(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    start = state.bMarks[first] + state.tShift[first]
    return not _NO_NUMBER.match(state.src, start, state.eMarks[first]) and list_block(state, first, end, silent)
