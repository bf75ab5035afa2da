"""Works as a style shows them: marks in the text, and entries of a list."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from string import ascii_lowercase
from typing import Any

from build.citations.entry import Item
from build.citations.entry_words import linked, without_mark, words_of
from build.citations.style import load_style, quiet
from build.findings.diagnostic import Span
from build.spec.deck import WORK, Cite, Words

_LOCATOR = re.compile(
    r",?\s*(?:(?P<label>[^\W\d]+\.?|§)\s*)?(?P<at>\d[\w.:]*(?:\s*[-–,]\s*\d[\w.:]*)*)(?P<rest>.*)", re.DOTALL
)
_LABELS = {
    "p": "page", "pp": "page", "page": "page", "pages": "page", "s": "page", "chap": "chapter", "chapter": "chapter",
    "ch": "chapter", "kap": "chapter", "sec": "section", "section": "section", "§": "section", "fig": "figure",
    "figure": "figure", "vol": "volume", "l": "line", "line": "line", "para": "paragraph", "no": "issue", "n": "note",
    "note": "note", "part": "part", "book": "book", "col": "column", "v": "verse",
}  # fmt: skip
_NOWHERE = Span()
_FIRST = 0xE000  # of the letters that nobody writes (Unicode's private use), with which each citation begins
_EACH = re.compile("([\ue000-\uf8ff])")


@dataclass
class StyledWorks:
    """Works as a style shows them, numbered as it does: by where they are cited first, or by the alphabet."""

    style: Any
    items: Mapping[str, Item]
    numbers: dict[str, int] = field(init=False)
    _cited: dict[object, list[Words]] = field(default_factory=dict, init=False)  # rendered once: it takes citeproc time

    def __post_init__(self) -> None:
        from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
        from citeproc.source.json import CiteProcJSON

        self._ids = {key: f"work{number}" for number, key in enumerate(self.items)}
        self._listed = self.style.has_bibliography()
        with quiet():
            source = CiteProcJSON([{**item, "id": self._ids[key]} for key, item in self.items.items()])
            self._made = CitationStylesBibliography(self.style, source, formatter.html)
            for one in self._ids.values():
                self._made.register(Citation([CitationItem(one)]))
            if self._listed:
                self._made.sort()
        order = {one: number for number, one in enumerate(self._made.keys, 1)}
        self.numbers = {key: order[one] for key, one in self._ids.items()}

    @property
    def is_note(self) -> bool:
        """Whether the style puts whole works at the foot of a page, and numbers alone into the text."""
        return bool(self.style.root.get("class") == "note")

    @property
    def has_numbers(self) -> bool:
        """Whether works are cited by their numbers, in the text or above it."""
        return self.is_note or self.is_numeric

    @property
    def et_al(self) -> str:
        """What the style says of names that it leaves out; some keep to Latin in other languages."""
        return str(self.style.root.get_term("et-al").text or "")

    def mark(self, key: str) -> str:
        """How a work alone is cited, without round brackets: `[7]`, `Kim et al., 2023`."""
        words = "".join(one.text for one in self.cited([Cite(key=key, span=_NOWHERE)]))
        return words[1:-1] if words[:1] + words[-1:] == "()" else words

    def cited(self, cites: Sequence[Cite]) -> list[Words]:
        """A citation's words, each of which leads to its work; small and raised where they are numbers."""
        said = tuple((cite.key, cite.prefix, cite.suffix) for cite in cites)
        if said not in self._cited:
            self._cited[said] = self._numbers(cites) if self.is_note else self._leading(cites)
        return self._cited[said]

    def _numbers(self, cites: Sequence[Cite]) -> list[Words]:
        made: list[Words] = []
        for number in (self.numbers[cite.key] for cite in cites):
            made += [Words(text=", ", raised=True)] if made else []
            made.append(Words(text=f"[{number}]", href=f"{WORK}{number}", raised=True))
        return made

    def _leading(self, cites: Sequence[Cite]) -> list[Words]:
        made: list[Words] = []
        leads, before = f"{WORK}{self.numbers[cites[0].key]}", ""
        for one in self._rendered(cites):
            for piece in filter(None, _EACH.split(one.text)):
                if _EACH.fullmatch(piece):
                    cite = cites[ord(piece) - _FIRST]
                    leads, before = f"{WORK}{self.numbers[cite.key]}", cite.prefix if self.is_numeric else ""
                    end = made[-1].text.rstrip(" ,;") if made else ""
                    if end and end != made[-1].text:  # what stands between two of them leads nowhere
                        between = replace(made[-1], text=made[-1].text.removeprefix(end), href="")
                        made[-1:] = [replace(made[-1], text=end), between]
                    if len(made) == 1 and made[0].text in ("(", "["):  # a bracket around all of them
                        made[0] = replace(made[0], href=leads)
                else:
                    if before and piece.startswith(before):  # a word is as high as the others
                        made.append(Words(text=before))
                        piece, before = piece.removeprefix(before).lstrip(" "), ""
                    made.append(replace(one, text=piece, href=leads, raised=one.raised or self.is_numeric))
        return _joined(made)

    def _rendered(self, cites: Sequence[Cite]) -> list[Words]:
        """citeproc's words, in which a letter of its own stands before each work, whatever order the style has."""
        from citeproc import Citation, CitationItem, Locator

        items = []
        for number, cite in enumerate(cites):
            more: dict[str, Any] = {"prefix": chr(_FIRST + number) + (f"{cite.prefix} " if cite.prefix else "")}
            label, at, rest = locator(cite.suffix)
            more |= {"locator": Locator(label, at)} if at else {}
            more |= {"suffix": rest if rest[:1] in ",;:. " else f" {rest}"} if rest else {}
            items.append(CitationItem(self._ids[cite.key], **more))
        with quiet():
            made = Citation(items)
            self._made.register(made)
            return words_of(str(self._made.cite(made, lambda item: None)))

    @cached_property
    def entries(self) -> dict[str, list[Words]]:
        """What the list says of each work, without its mark; the works in the list's order."""
        by_id = {one: key for key, one in self._ids.items()}
        keys = [by_id[one] for one in self._made.keys]
        if not self._listed:
            return {key: [replace(one, href="") for one in self.cited([Cite(key=key, span=_NOWHERE)])] for key in keys}
        with quiet():
            made = [words_of(str(one)) for one in self._made.bibliography()]
        return {key: linked(without_mark(words, self.numbers[key]), self.items[key])
                for key, words in zip(keys, made, strict=True)}  # fmt: skip

    @cached_property
    def is_numeric(self) -> bool:
        """Whether marks are numbers."""
        return all(
            _EACH.sub("", "".join(one.text for one in self._rendered([Cite(key=key, span=_NOWHERE)]))).strip("[]().")
            == str(self.numbers[key])
            for key in [*self.items][:1]
        )


def _joined(words: Sequence[Words]) -> list[Words]:
    """Words without parts where one is enough."""
    made: list[Words] = []
    for one in words:
        if made and replace(made[-1], text="") == replace(one, text=""):
            one = replace(one, text=made.pop().text + one.text)
        made.append(one)
    return made


def locator(words: str) -> tuple[str, str, str]:
    """The label and the number of a place in a work, and what stands behind: `, p. 7 and on`."""
    found = _LOCATOR.fullmatch(words)
    label = _LABELS.get((found["label"] or "p").rstrip(".").casefold()) if found else None
    return (label, found["at"], found["rest"]) if found and label else ("", "", words)


def styled_works(name: str, language: str, changed: int, items: Mapping[str, Item]) -> StyledWorks:
    """Works in a style, kept by the process while style, language and works stay: rendering takes citeproc long.

    Works that the style would cite alike have a letter behind their year, where it wants that. Raises what
    `load_style` raises, and anything of citeproc, which meets all that a style or an entry says.
    """
    return _styled(name, language, changed, json.dumps(items))


@lru_cache(maxsize=8)
def _styled(name: str, language: str, changed: int, written: str) -> StyledWorks:
    style = load_style(name, language, changed)
    made = StyledWorks(style, json.loads(written))
    if style.root.citation.get("disambiguate-add-year-suffix") == "true":
        for with_letter in (_letter_apart, _letter_in_date):  # some styles say where it stands, others have no place
            if letters := _alike(made):
                items = made.items.items()
                made = StyledWorks(
                    style, {key: with_letter(item, letters[key]) if key in letters else item for key, item in items}
                )
    made.entries  # noqa: B018 — a style that fails does so here
    return made


def _alike(made: StyledWorks) -> dict[str, str]:
    """Works of a year whose marks are the same, each with its letter, in the list's order."""
    keys: dict[str, list[str]] = {}
    for key in sorted(made.numbers, key=lambda key: made.numbers[key]):
        if made.items[key].get("issued", {}).get("date-parts"):
            keys.setdefault(made.mark(key), []).append(key)
    rows = (row for row in keys.values() if 1 < len(row) <= len(ascii_lowercase))
    return {key: letter for row in rows for key, letter in zip(row, ascii_lowercase, strict=False)}


def _letter_apart(item: Item, letter: str) -> Item:
    return {**item, "year-suffix": letter}


def _letter_in_date(item: Item, letter: str) -> Item:
    year = item["issued"]["date-parts"][0][0]
    return {**item, "year-suffix": "", "issued": {"literal": f"{year}{letter}"}}
