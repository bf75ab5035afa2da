"""Links: what stands behind the words of one, and the lines that give addresses a name."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from build.parse.source import DEFINITION, Source, reference_key

_HOST = re.compile(r"localhost|([\w-]+\.)+(xn--[a-z0-9-]+|[^\W\d_]{2,})|[0-9a-f]*:[0-9a-f:]+|\d+(\.\d+){3}", re.I)
_MAIL = re.compile(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+", re.I)
_ADDRESS = ("http://", "https://", "mailto:")
NAMED = re.compile(r"\[(?P<name>(?:\\.|[^\[\]\\]){0,200})\]")
_SPACE = re.compile(r"\s*")
_TITLE = r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?"
_REMARK = re.compile(rf" {{0,3}}\[[^\[\]]{{1,200}}\]:\s*(?:#|<>){_TITLE}\s*")


class Target(NamedTuple):
    """What follows a link's words: where it goes, where the text goes on, and the title that is read as a caption."""

    href: str
    end: int
    title: str = ""


def read_target(text: str, at: int) -> Target | None:
    """The address in round brackets that open at a place, whatever it is; None where they hold none.

    target = "(" (address | "<" address ">") title? ")"
    title  = '"' letter* '"' | "'" letter* "'" | "(" letter* ")"
    """
    if text[at : at + 1] != "(":
        return None
    found = parseLinkDestination(text, _after_space(text, at + 1), len(text))
    if not found.ok:
        return None
    end, words = _after_space(text, found.pos), ""
    if end > found.pos:
        title = parseLinkTitle(text, end, len(text))
        end, words = (_after_space(text, title.pos), title.str) if title.ok else (end, "")
    return Target(found.str, end + 1, words) if text[end : end + 1] == ")" else None


def read_reference(text: str, words: str, at: int, source: Source) -> Target | None:
    """The address that `[words][name]`, `[words][]` or `[words]` has by its name, its words being read; or None.

    reference = "[" name "]" ("[" name? "]")?    a line "[name]: address" says where it goes
    """
    if not source.references:
        return None
    named = NAMED.match(text, at)
    href = source.references.get(reference_key(named["name"] or words if named else words))
    return Target(href, named.end() if named else at) if href else None


def is_address(href: str) -> bool:
    """Whether a slide can lead there."""
    return href.lower().startswith(_ADDRESS)


def can_be_opened(href: str) -> bool:
    """Whether a browser or a mail program can open an address: its host is a name, or a number of the net."""
    if href.lower().startswith("mailto:"):
        return _MAIL.fullmatch(href) is not None
    try:
        host, port = urlsplit(href).hostname, urlsplit(href).port
    except ValueError:  # a port that is none, half an IPv6 address
        return False
    return port != 0 and _HOST.fullmatch(host or "") is not None


def is_definition(line: str, source: Source) -> bool:
    """Whether a line only gives an address to links elsewhere, or is a remark such as `[//]: # (not for slides)`.

    definition = "[" name "]:" address title?
    """
    if not line.lstrip().startswith("["):
        return False
    definition = DEFINITION.fullmatch(line)
    if definition:
        return reference_key(definition["name"]) in source.references
    return _REMARK.fullmatch(line) is not None


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None  # nothing is a space too
    return match.end()
