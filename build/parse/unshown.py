"""Markdown that other programs show and slides do not: it stays as it is written, and is told with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Unshown(NamedTuple):
    """A form of Markdown by its pattern, what it is, and what to write for it."""

    pattern: re.Pattern[str]
    what: str
    hint: str


def _row(pattern: str, what: str, hint: str) -> Unshown:
    return Unshown(re.compile(pattern), what, hint)


PLAIN = "write the words alone, or put them in backticks"
UNSHOWN = (
    _row(
        r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<[!?][^<>]*>|<\?\w+|<!\[CDATA\[", "a tag",
        "delete it; what slides should show stands in backticks",
    ),
    _row(
        r"\[\^[^\[\]\s]+\]:?|\^\[[^\[\]\n]+\]", "a footnote",
        "say it in the sentence or under 'Notes:', or link to it",
    ),
    _row(
        r"\$\$[^$]+\$\$|(?<![\w$\\])\$(?=[^\s$])[^$\n]*(?<=[^\s$])\$(?![\w$])", "a formula",
        "write it in letters (E = mc²), or as the formula=\"…\" of a figure",
    ),
    _row(r"(?<![\w~/])(~~?)(?=[^\s~])[^~]*(?<=[^\s~])\1(?![\w~/])", "struck words", "leave them out"),
    _row(r"(?<![\w=])==(?=[^\s=])[^=]*(?<=[^\s=])==(?![\w=])", "marked words", "write them **bold**"),
    _row(
        r"(?<=\w)\^[\w+-]{1,5}\^|(?<=[A-Za-z])~\w{1,4}~", "raised or lowered letters",
        "write the letters themselves: x², H₂O",
    ),
    _row(r"(?<![\w+])\+\+(?=[^\s+])[^+\n]*(?<=[^\s+])\+\+(?![\w+])", "inserted words", "write the words alone"),
    _row(r"(?<!\*)\*\[[^\[\]\n]+\]:(?![^\n]{0,200}\*)", "an abbreviation's meaning", "say it where it stands first"),
    _row(r"(?<=\n): +[^\n]+", "a definition", "write 'Term: what it is' on one line"),
    _row(r"(?:^|\n)(?:!!!|\?\?\?\+?) +\w[^\n]*|\A\[![A-Za-z]+\]", "a frame around words", "write the words alone"),
    _row(r"\A\[[ xX]\](?=\s)", "a box to tick", "leave it out: a checklist's items have one"),
    _row(r"(?<![\w:]):[a-z][a-z_+-]*[a-z0-9]:(?![\w:])", "a character's name", "write the character itself"),
    _row(r"\{[.#:][A-Za-z][^{}]*\}|\{%[^{}]*%\}|(?:^|\n):::+[^\n]*", "an instruction to another program", "delete it"),
    _row(
        r"(?:^|\n)={3,}(?=\n|$)", "an underlined heading",
        "a slide's starts with '## Slide 1: ', a cluster's with '### '",
    ),
    _row(
        r"\[[^\[\]]+\]\[[^\[\]]*\]", "a link without an address",
        "add a line '[name]: https://…', or write [words](https://…)",
    ),
    _row(r"\[\[[^\[\]]+\]\]", "a link to another note", "write its words alone, or [words](https://…)"),
    _row(
        r"(?:^|\n)\[[^\[\]^]+\]:\s*<?(?:\0|[A-Za-z]+:)", "an address that no words lead to",
        "write [words](https://…), or delete it",
    ),
    _row(
        r"\\[A-Za-z]{3,}(?:\[[^\[\]]*\])?(?:\{[^{}]*\})+", "a command of LaTeX",
        "write Markdown, and a formula between dollars",
    ),
    _row(r"(?<=\S)\\\Z", "a backslash that breaks no line", PLAIN),
)  # fmt: skip
SIGNS = frozenset("<[^$~=+*:!?{\\")  # none of these forms does without one of them
_ADDRESS = re.compile(r"https?://\S+")


def unshown(prose: str) -> Iterator[tuple[int, int, Unshown]]:
    """What of a text is shown as it is written, and from where to where it stands; code in it is blanked out."""
    if SIGNS.isdisjoint(prose):
        return
    prose = _ADDRESS.sub(lambda address: "\0" * len(address[0]), prose)
    for row in UNSHOWN:
        for found in row.pattern.finditer(prose):
            start = found.start() + (len(found[0]) - len(found[0].lstrip("\n")))
            yield start, found.end(), row
