"""Units that are no name to Jinja: `{{ growth["2020"].rate | mg/l }}`, `| °C(1)`, `| %`, `| "g per day"`."""

from __future__ import annotations

import re
from typing import NamedTuple

_UNIT = re.compile(
    r"""(?P<value>(?:[^|"']|"[^"]*"|'[^']*')+)\|\s*"""
    r"""(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<bare>[^\s|"'{}\[\],]+?))\s*(?P<decimals>\(\s*\d*\s*\))?\s*"""
)


class OwnUnit(NamedTuple):
    """What stands ahead of the unit, the unit, and its decimals in brackets."""

    value: str
    unit: str
    decimals: str


def own_unit(source: str) -> OwnUnit | None:
    """An expression that ends in such a unit; None for any other.

    unit = '"' letter* '"' | letter+        without spaces, quotation marks, braces and commas
    """
    found = _UNIT.fullmatch(source)
    if found is None or (found["bare"] and found["bare"].partition("(")[0].isidentifier()):
        return None
    unit = found["bare"] or found["quoted"][1:-1].strip()
    return OwnUnit(found["value"], unit, found["decimals"] or "") if unit else None
