"""What of a sentence is not translated: facts, formulas, code, addresses, anchors, names of figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FACT = re.compile(r"\{\{[^{}]*\}\}")
_FIXED = re.compile(  # footnotes, citations, anchors, icons, and what colours a cell or a column
    r"\[\^[^\[\]\s]+\]|(?<!\w)@[A-Za-z][\w:.-]*(?=[^\[\]]*\])|\[\s*hands-on anchor\s*:[^|\]]*|\(\s*icon\s*:[^()]*\)"
    r"|(?<=\|)\s*(?:good|costly|measured|calculated|published|graded):",
    re.I,
)
_WAY = re.compile(r"(?<=\]\()\s*<?(?P<way>[^\s()<>]+)|<(?P<address>(?:https?://|mailto:)[^<>\s]+)>")
_CALL = re.compile(r"`?[A-Za-z]\w*\([^{}]*\)`?\s*")
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|highlight\s*=[^,()]*")
_NAMES = re.compile(r"\w+\s*=\s*(?=\")")
_FORMULA = re.compile(r"formula\s*=\s*\"[^\"]*\"")
_NO_WORDS = re.compile(
    r"\{\{[^{}]*\}\}|\{[^{}]*\}|(?P<t>`+).*?(?P=t)|\$\$.*?\$\$|\$[^$\n]+\$|\]\([^()]*\)|<[^<>\s][^<>]*>|&#?\w+;"
    r"|\[\^[^\[\]\s]+\]|\[\s*hands-on anchor\s*:[^\]]*\]|https?://\S+",
    re.I | re.S,
)


class OwnPart(NamedTuple):
    """A part by what both languages share of it; `grave` where the slide would be another without it."""

    what: str
    shared: str
    start: int
    end: int
    grave: bool = True


def own_parts(text: str, *, is_call: bool = False) -> Iterator[OwnPart]:
    """The parts of a sentence that its translation has too, in their order there or in another."""
    if is_call:
        yield OwnPart("call", "".join(_QUOTED.sub("", text).split()).replace(",)", ")"), 0, len(text))
        return
    for found in _FACT.finditer(text):
        yield OwnPart("fact", " ".join(found[0].split()), found.start(), found.end())
    for found in _FIXED.finditer(text):
        yield OwnPart("mark", " ".join(found[0].split()).casefold(), *found.span())
    for found in _WAY.finditer(text):
        name = "way" if found["way"] else "address"
        yield OwnPart("way", found[name], *found.span(name), grave=False)


def is_call(text: str) -> bool:
    """Whether words call a figure, whose texts alone are translated."""
    return _CALL.fullmatch(text) is not None


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a letter outside facts, formulas, code and addresses."""
    if is_call(text):
        text = " ".join(re.findall(r"\"((?:\\.|[^\"\\])*)\"", _FORMULA.sub("", text)))
    return any(letter.isalpha() for letter in _NO_WORDS.sub(" ", text))
