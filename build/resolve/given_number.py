"""A number as somebody wrote it: its value, and how many digits it has."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from engine.ledger import LARGEST
from engine.quoted import quoted

MOST_DIGITS = 30  # zeros at the end count
_NUMBER = re.compile(r"[-+]?(?P<whole>\d*)(?:\.(?P<decimals>\d*))?(?:[eE][-+]?\d{1,4})?")
_LIKE = re.compile(
    r"[-+−]?[\d.,'’\s]*\d[\d.,'’\s]*(?:e[-+−]?\d+)?%?|[-+−]?(?:nan|inf|infinity|∞)|na|n/a|null|-|–|\?", re.IGNORECASE
)


class GivenNumber(NamedTuple):
    """`digits` are the significant ones; `told` says what is shown of a number that has more than can be kept."""

    value: float
    digits: int
    told: str = ""


class NumberError(ValueError):
    """Why a text is no number, and what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def like_number(text: str) -> bool:
    """Whether a text is meant as a number, or as one that is missing, though it may not be read as one."""
    return not text or _LIKE.fullmatch(text) is not None


def read_number(text: str, decimal: str) -> GivenNumber:
    """A number that has this sign before its decimals. Raises NumberError.

    number = ("-" | "+" | "−")? (digit+ (decimal digit*)? | decimal digit+) (("e" | "E") ("-" | "+")? digit+)?
    """
    plain = text.replace("−", "-")
    if decimal != ".":
        plain = plain.replace(".", "\0").replace(decimal, ".")
    found = _NUMBER.fullmatch(plain)
    if found is None or not (found["whole"] or found["decimals"]):
        raise NumberError(f"{quoted(text)} is no number" if text else "there is no number here", _hint(text, decimal))
    value = float(plain)
    if abs(value) >= LARGEST:
        raise NumberError(f"{quoted(text)} is too large; numbers are below {LARGEST:g}", "write it in a larger unit")
    significant = (found["whole"] + (found["decimals"] or "")).lstrip("0")
    if not value and significant:
        raise NumberError(f"{quoted(text)} is too small to be kept", "write it in a smaller unit")
    if not found["decimals"]:
        significant = significant.rstrip("0")
    digits = len(significant) if significant else len(found["decimals"] or "") + 1
    kept = Decimal(repr(value))
    if kept == Decimal(plain) and digits <= MOST_DIGITS:
        return GivenNumber(value, digits)
    told = f"{quoted(text)} has more digits than can be kept: it is shown as {kept:f}"
    return GivenNumber(value, len(kept.as_tuple().digits), told)


def _hint(text: str, decimal: str) -> str:
    if decimal == "." and re.fullmatch(r"[-+−]?\d+,\d+", text):
        return 'where the file has decimal commas, say so: decimal: ","'
    if text.endswith("%"):
        return "leave out the unit, which stands in the header or under 'unit'"
    if like_number(text) and any(map(str.isdigit, text)):
        return f"write it without signs between thousands, with '{decimal}' before decimals"
    return "write a number, or leave its row out"
