"""Citations among words, as pandoc has them: `[see @kim2023, p. 7; @lee]`, and `@kim2023` in the sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from build.findings.diagnostic import Span
from build.spec.deck import Cite

KEY = r"\{[^{}\s]+\}|\w(?:[\w]|[:.#$%&+?<>~/-](?=\w))*"
KEYED = rf"(?<![\w@./\\+:#-])-?@(?:{KEY})"  # behind none of what an address of mail has before its @
CITED = r"\[(?=[^\[\]@`]*@)[^\[\]`]*\](?![(\[{:])"
_KEYED = re.compile(rf"(?<![\w@./\\+:#-])(?P<unnamed>-)?@(?P<key>{KEY})")
_BEHIND = re.compile(r"[ \n\v]?\[(?P<suffix>[^\[\]@`;]+)\](?![(\[{:])")

Place = Callable[[int, int], Span]


def works(text: str, start: int, place: Place) -> tuple[Cite, ...]:
    """The works that a bracket at `start` cites; none where one of its parts has no key, so that it is no citation.

    citation = "[" work (";" work)* "]" | "-"? "@" key ("[" words "]")?
    work     = words? "-"? "@" key words?
    key      = letter or digit, with any of ":.#$%&-+?<>~/" inside | "{" letter+ "}"
    """
    found: list[Cite] = []
    at, end = start + 1, text.index("]", start)
    for part in text[at:end].split(";"):
        keyed = _KEYED.search(text, at, at + len(part))
        if keyed is None:
            return ()
        found.append(
            Cite(
                key=keyed["key"].strip("{}"),
                span=place(keyed.start("key") - 1, keyed.end()),
                prefix=_one_line(text[at : keyed.start()]),
                suffix=_one_line(text[keyed.end() : at + len(part)]),
                unnamed=bool(keyed["unnamed"]),
            )
        )
        at += len(part) + 1
    return tuple(found)


def named_work(text: str, found: re.Match[str], place: Place) -> tuple[Cite, int]:
    """The work that a sentence names, with what a bracket behind it adds; and where to read on."""
    start, end = found.span()
    unnamed = text[start] == "-"
    key = text[start + unnamed + 1 : end].strip("{}")
    behind = _BEHIND.match(text, end)
    suffix = f", {_one_line(behind['suffix'])}" if behind else ""
    cite = Cite(key=key, span=place(start + unnamed, end), suffix=suffix, named=not unnamed, unnamed=unnamed)
    return cite, behind.end() if behind else end


def _one_line(words: str) -> str:
    return " ".join(words.split())
