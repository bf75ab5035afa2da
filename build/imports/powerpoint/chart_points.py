"""The numbers and the words of a chart's series, as the file keeps them beside the drawing."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

from pptx.oxml.ns import qn

_DIGITS = 15  # of a number that a program worked out
_MOST = 32_000  # points of a series, as in PowerPoint
_DAY = re.compile(r"[yd]|mmm", re.I)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def first_of(series: Any, *names: str) -> Any:
    """The first of a series' lists that it has."""
    return next((found for name in names if (found := series.find(qn(f"c:{name}"))) is not None), None)


def series_name(series: Any) -> str:
    """What a series is called; empty where it has no name."""
    said = series.find(qn("c:tx"))
    return "" if said is None else " ".join(" ".join(each.text or "" for each in said.iter(qn("c:v"))).split())


def points_of(values: Any) -> dict[int, str]:
    """What stands at each place of a list, as it is written. Raises ValueError for a place that no chart has."""
    points = () if values is None else values.iter(qn("c:pt"))
    found = {int(point.get("idx", "0")): point.findtext(qn("c:v"), "") for point in points}
    if max(found, default=0) >= _MOST:
        raise ValueError(f"a point at place {max(found):,}; a chart has {_MOST:,} at most")
    return found


def labels_of(categories: Any) -> dict[int, str]:
    """The categories by their places, each behind those above it; numbers and days as somebody writes them."""
    levels = [] if categories is None else list(categories.iter(qn("c:lvl")))
    if not levels:
        code = "" if categories is None else next((c.text or "" for c in categories.iter(qn("c:formatCode"))), "")
        is_day = bool(_DAY.search(_QUOTED.sub("", code)))
        since = _since(categories) if is_day else None
        return {place: _category(label, since) for place, label in points_of(categories).items()}
    found: dict[int, str] = {}
    tables = [points_of(level) for level in levels]
    for place in tables[0]:
        above = [table[max(at)] for table in tables[:0:-1] if (at := [i for i in table if i <= place])]
        found[place] = " / ".join(" ".join(label.split()) for label in (*above, tables[0][place]))
    return found


def _category(label: str, since: date | None) -> str:
    number = number_in(label) if since or re.fullmatch(r"-?\d+\.0+", label) else None
    if number is None or not math.isfinite(number):
        return " ".join(label.split())
    try:
        return str(since + timedelta(days=int(number))) if since else digits_of(number)
    except OverflowError:
        return label


def _since(categories: Any) -> date:
    """The day from which a chart counts days (ECMA-376 part 1, 18.17.4.1 and 21.2.2.38)."""
    flag = next(categories.getroottree().getroot().iter(qn("c:date1904")), None)
    return date(1904, 1, 1) if flag is not None and flag.get("val", "1") in ("1", "true") else date(1899, 12, 30)


def points_by_x(series: Any, tag: str) -> dict[tuple[float, int], float | None]:
    """Points by their x, and by how many came there before; without an x they are counted."""
    across, up = points_of(series.find(qn("c:xVal"))), points_of(series.find(qn(f"c:{tag}")))
    found: dict[tuple[float, int], float | None] = {}
    before: Counter[float] = Counter()
    for place, value in up.items():
        number = number_in(across.get(place, ""))
        x = float(place + 1) if number is None else number
        found[x, before[x]] = number_in(value)
        before[x] += 1
    return found


def number_in(text: str) -> float | None:
    """The number that a text is."""
    try:
        return float(text)
    except ValueError:
        return None


def digits_of(number: float) -> str:
    """A number as it is written, without what a program's arithmetic leaves behind its digits."""
    if not math.isfinite(number):
        return str(number)
    number = float(f"{number:.{_DIGITS}g}")
    return str(int(number)) if number == int(number) and abs(number) < 10**15 else repr(number)
