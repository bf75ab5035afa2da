"""What a translated spec keeps beside each sentence: the words that it was translated from, in a comment.

record = "<!-- " language mark? ": " letter* " -->"      language: two or three letters
mark   = "=" | " was" | " gone"

`<!-- en: Light -->` stands above a sentence, with `=` where its words stay as they are; `was` has the words that it was
translated from before they changed; at the end of the spec `gone` has words that no longer stand in the original, and
behind `=>` their translation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 1000  # lines of a record
_SIGN = r"(?P<language>[a-z]{2,3})(?P<mark>=| was| gone)?: "
OPENING = re.compile(rf"[ \t]*<!-- {_SIGN}")
_IN_FRONT = re.compile(rf"# {_SIGN}(?P<text>.*)")
_WHOLE = re.compile(rf"^{OPENING.pattern}.*?-->[ \t]*\n", re.MULTILINE | re.DOTALL)
_TRANSLATES = re.compile(r"---[ \t]*\n(?:(?!---|\.\.\.).*\n)*?translates:[ \t]*[\"']?(?P<name>[^\"'\n#]+)")


@dataclass(frozen=True, slots=True)
class Record:
    """A comment's words, and the lines from which to which it goes."""

    text: str
    mark: str = ""
    first: int = 0
    last: int = 0


def translated_from(text: str) -> str:
    """The name of the spec that a spec's text says it translates; empty where it says none."""
    found = _TRANSLATES.match(text) if "translates:" in text else None
    return found["name"].strip() if found else ""


def without_records(text: str) -> str:
    """A spec's text as its original has it, where it is a translation."""
    return _WHOLE.sub("", text) if translated_from(text) else text


def read_record(lines: list[str], first: int) -> Record | None:
    """The record that some lines are, from their first one in the source on."""
    found = OPENING.match(lines[0])
    whole = "\n".join(lines).rstrip()
    if not found or not whole.endswith("-->"):
        return None
    inside = whole[found.end() : -3].removesuffix(" ")
    text = inside.replace("--&gt;", "-->").replace("--&amp;", "--&")
    return Record(text, (found["mark"] or "").strip(), first, first + len(lines) - 1)


def read_front_record(line: str, number: int) -> Record | None:
    """The record that a line of front matter is, a comment of YAML."""
    found = _IN_FRONT.fullmatch(line.rstrip())
    return Record(found["text"], (found["mark"] or "").strip(), number, number) if found else None


def write_record(text: str, language: str, mark: str = "", *, front: bool = False) -> str:
    """A record as it stands in a spec, or in its front matter."""
    sign = f"{language}{mark if mark in ('', '=') else f' {mark}'}: "
    if front:
        return f"# {sign}{text}"
    return f"<!-- {sign}{text.replace('--&', '--&amp;').replace('-->', '--&gt;')} -->"
