"""Works of a file of CSL JSON, as Zotero and pandoc write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from build.citations.entry import DATE, Broken, Entry, Item, date_of

_LISTS = frozenset({"author", "editor", "translator", "container-author", "collection-editor"})
_DATES = frozenset({"issued", "accessed", "event-date", "original-date", "submitted"})


class CslJsonFile:
    """The entries of a file by their keys, and what cannot be read. Raises ValueError where it is no list of works."""

    def __init__(self, text: str) -> None:
        try:
            data = json.loads(text)
        except RecursionError:
            raise ValueError("lists stand in each other too deep") from None
        works = data.get("items") or data.get("references") if isinstance(data, dict) else data
        if not isinstance(works, list):
            raise ValueError("it is no list of works")
        self._lines = {match[1]: text.count("\n", 0, match.start()) + 1 for match in _ids(text)}
        self._works: dict[str, Item] = {}
        self.broken: list[Broken] = []
        for number, work in enumerate(works, 1):
            key = str(work.get("id", work.get("citation-key", ""))) if isinstance(work, dict) else ""
            line = self._lines.get(key, 1)
            if not key:
                self.broken.append(Broken(line, f"work {number} has no 'id'", lost=True))
            elif key in self._works:
                self.broken.append(Broken(line, f"two entries have the key '{key}': the first is taken", key))
            else:
                self._works[key] = work

    def entries(self) -> Iterator[Entry]:
        for key, work in self._works.items():
            yield Entry(key, self._lines.get(key, 1), json.dumps(work), lambda work=work: _item(work))  # type: ignore[misc]


def _ids(text: str) -> Iterator[re.Match[str]]:
    """The first place of each id, found last to first so that the first one counts."""
    return reversed([*re.finditer(r'"id"\s*:\s*"?([^",}\n]+)"?', text)])


def _item(work: Item) -> Item:
    """A work without what is not as CSL says."""
    kept: dict[str, Any] = {}
    for name, value in work.items():
        if name in _LISTS:
            people = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
            kept |= {name: [{part: str(words) for part, words in one.items()} for one in people]} if people else {}
        elif name in _DATES:
            kept |= {name: date} if (date := _date(value)) else {}
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            kept[name] = str(value)
    return kept


def _date(value: object) -> Item:
    if not isinstance(value, dict):
        return {}
    parts = value.get("date-parts")
    try:
        if parts:
            return {"date-parts": [[int(part) for part in one if str(part).strip()] for one in parts]}
    except (TypeError, ValueError):
        return {}
    raw = str(value.get("raw") or value.get("literal") or "")
    if found := DATE.fullmatch(raw):
        return date_of(found)
    return {"literal": raw} if raw else {}
