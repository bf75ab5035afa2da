"""What is told of an import from PowerPoint, and the files that it brings: gathered on the way through a deck."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from build.imports.files_beside import FilesBeside
from build.imports.imported import Left
from build.imports.language import language_of
from build.spec.said import Said, said_in

_NO_NAME = re.compile(r"[^a-z0-9]+")
_SHOWN = 2000  # letters of words that stand in the list alone


@dataclass
class Told:
    """Of a deck. `data` is the front matter's."""

    stem: str
    slides: Mapping[int, int] = field(default_factory=dict)  # a slide's number by the id of its part
    left: list[Left] = field(default_factory=list)
    files: FilesBeside = field(default_factory=FilesBeside)
    data: dict[str, dict[str, Any]] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    footers: dict[str, int] = field(default_factory=dict)
    running: str = ""  # words at the edge of most slides, which are the footer
    logo: str = ""  # the part that is the logo, which slides leave out

    @property
    def language(self) -> str:
        """The language of most letters that were read till now."""
        return language_of(max(self.languages, key=lambda name: self.languages[name], default=""))

    @property
    def said(self) -> Said:
        """The words of that language."""
        return said_in(self.language or "en")

    def tell(self, slide: int, shape: str, what: str, instead: str = "", *, look: bool = False) -> None:
        """Something of a slide that the spec does not have, or has otherwise; `slide` 0 is the deck."""
        where = f"slide {slide}" + (f", '{_short(shape, 60)}'" if shape else "") if slide else "the deck"
        self.left.append(Left(where=where, what=_short(what, 2100), instead=instead, look=look))

    def add_file(self, folder: str, name: str, ending: str, content: bytes) -> str:
        """The path of a file beside the spec; the same bytes are one file."""
        return self.files.add(folder, plain_name(name) or "file", f".{ending}", content)


@dataclass
class Here:
    """One slide, on which things are told."""

    told: Told
    number: int

    def tell(self, shape: str, what: str, instead: str = "", *, look: bool = False) -> None:
        self.told.tell(self.number, shape, what, instead, look=look)


def plain_name(words: str) -> str:
    """Words as the name of a file: small letters of ASCII, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    return _NO_NAME.sub("-", letters).strip("-")[:48].strip("-")


def quoted_words(words: str) -> str:
    """Words as the list of what was left out shows them."""
    return f"“{_short(' '.join(words.split()), _SHOWN)}”"


def in_quotes(words: str) -> str:
    """Words in quotation marks, as CSV and a figure's call have them alike."""
    return '"' + words.replace('"', "”") + '"'


def in_yaml(words: str) -> str:
    """Words in quotation marks, as YAML has them: JSON is YAML."""
    return json.dumps(words, ensure_ascii=False)


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
