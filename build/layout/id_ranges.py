"""Ids of labs as people list them: three or more in a row as a range."""

from __future__ import annotations

from collections.abc import Sequence


def ranges(ids: Sequence[str], form: str) -> list[str]:
    """`A-01, A-02, A-03` → `A-01 to 03` in the form `{} to {}`; two in a row stay two."""
    shown: list[str] = []
    start = 0
    while start < len(ids):
        _, _, number = ids[start].rpartition("-")
        end = start
        while number.isdecimal() and end + 1 < len(ids) and ids[end + 1] == _next(ids[end]):
            end += 1
        if end - start >= 2:
            shown.append(form.format(ids[start], ids[end].rpartition("-")[2]))
            start = end + 1
        else:
            shown.append(ids[start])
            start += 1
    return shown


def _next(identifier: str) -> str:
    stem, dash, number = identifier.rpartition("-")
    return f"{stem}{dash}{int(number) + 1:0{len(number)}d}" if number.isdecimal() else ""
