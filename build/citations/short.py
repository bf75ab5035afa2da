"""A work in few words, for the foot of a slide."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import Any

from build.citations.entry import OTHERS, Item
from build.spec.said import Said

TITLE = 60  # letters
_TAG = re.compile(r"<[^<>]*>")


def authors(item: Item, said: Said, et_al: str = "") -> str:
    """`Kim`, `Kim and Hooper`, `Kim et al.` (or a style's own `et_al`); who brought it out where nobody wrote it."""
    people = item.get("author") or item.get("editor") or []
    names = [_name(one) for one in people]
    if not names:
        return str(item.get("publisher", ""))
    if len(names) > 2 or names[-1] == OTHERS:
        return f"{names[0]} {et_al or said.et_al}"
    return said.between.split("|")[1].join(names)


def _name(person: dict[str, Any]) -> str:
    family = " ".join(filter(None, (person.get("non-dropping-particle"), person.get("family"))))
    return str(person.get("literal") or family or person.get("given", ""))


def year(item: Item) -> str:
    """`2023`; where an author has more of a year, `2023a`."""
    issued = item.get("issued", {})
    parts = issued.get("date-parts") or [[issued.get("literal", "")]]
    return f"{parts[0][0]}{item.get('year-suffix', '')}" if parts[0] else ""


def title(item: Item) -> str:
    return _TAG.sub("", str(item.get("title", "")))


def main_title(item: Item) -> str:
    """The title without what explains it, in so many letters."""
    return shorten(title(item).partition(": ")[0], TITLE, placeholder=" …")


def shortest(item: Item, said: Said) -> str:
    """`Kim et al. 2023`; the title where there is neither."""
    words = " ".join(filter(None, (authors(item, said), year(item))))
    return words if authors(item, said) else " ".join(filter(None, (main_title(item), year(item))))


def short(item: Item, said: Said) -> str:
    """`Kim et al. 2023, SqueezeLLM: Dense-and-Sparse …`."""
    words = shortest(item, said)
    return f"{words}, {main_title(item)}" if authors(item, said) and title(item) else words
