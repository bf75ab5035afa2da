"""What citeproc makes of a work, as words of a deck: its HTML, and addresses that are links."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from build.citations.entry import Item
from build.citations.short import title
from build.spec.deck import Words

_LINK = re.compile(r"https?://[^\s<>]+?(?=[.,;)\]]*(?:\s|$))")
_DOI = re.compile(r"(?<![/\w])10\.\d{4,9}/[^\s<>]+?(?=[.,;)\]]*(?:\s|$))")


def without_mark(words: list[Words], number: int) -> list[Words]:
    """An entry without the number that some styles begin it with."""
    first = re.match(rf"[\[(]?{number}(?:[\])][.]?|\.)\s*", words[0].text) if words else None
    if first:
        words = [_part(words[0], first.end()), *words[1:]]
    return [one for one in words if one.text]


def linked(words: list[Words], item: Item) -> list[Words]:
    """An entry whose addresses lead there; without one in it, its title does."""
    made: list[Words] = []
    for one in words:
        at = 0
        for found in sorted((*_LINK.finditer(one.text), *_DOI.finditer(one.text)), key=lambda found: found.start()):
            if found.start() < at:
                continue
            href = found[0] if found[0].startswith("http") else f"https://doi.org/{found[0]}"
            made += [_part(one, at, found.start()), _part(one, *found.span(), href=href)]
            at = found.end()
        made.append(_part(one, at))
    made = [one for one in made if one.text]
    url = f"https://doi.org/{item['DOI']}" if item.get("DOI") else str(item.get("URL", ""))
    if url.startswith("http") and not any(one.href for one in made):
        name = title(item).casefold()
        return [_part(one, 0, href=url) if name and name in one.text.casefold() else one for one in made]
    return made


def _part(words: Words, start: int, end: int | None = None, href: str = "") -> Words:
    return replace(words, text=words.text[start:end], href=href or words.href)


class _Reader(HTMLParser):
    """citeproc's HTML as words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[Words] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        italic, bold, raised = (any(tag in self._open for tag in tags) for tags in (("i", "em"), ("b",), ("sup",)))
        last = self.words[-1] if self.words else None
        if last and last.text.endswith("."):  # CSL: a stop behind a stop is none; citeproc sees none behind a tag
            data = data.removeprefix(".")
        if last and (last.italic, last.bold, last.raised) == (italic, bold, raised):
            data = self.words.pop().text + data
        self.words.append(Words(text=data, italic=italic, bold=bold, raised=raised))


def words_of(html: str) -> list[Words]:
    """citeproc's HTML as words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [one for one in reader.words if one.text]
