"""The works that a deck takes out of its library, in the order in which it cites them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from build.citations.entry import Item
from build.citations.library import Library, library
from build.citations.short import authors, title, year
from build.drawing.direction import has_right_to_left, reads_right_to_left
from build.files.course import Course
from build.findings.diagnostic import Span
from build.findings.file_messages import display_path
from build.findings.suggestion import suggestion
from build.parse.source import FindingCollector
from build.spec.deck import Cite, Deck, Slide
from build.spec.said import Said, said_in


class Taken:
    """Works by their keys, and what is wrong with those that are cited."""

    def __init__(self, deck: Deck, course: Course, findings: FindingCollector) -> None:
        self.deck, self.course, self.findings = deck, course, findings
        self.items: dict[str, Item] = {}

    @property
    def language(self) -> str:
        """What entries are said in: a deck that begins at the right says works in other letters in English."""
        own = self.deck.front.language
        foreign = reads_right_to_left(own) and not any(has_right_to_left(title(item)) for item in self.items.values())
        return "en" if foreign else own

    @property
    def said(self) -> Said:
        """The words in which works are said."""
        return self.deck.said if self.language == self.deck.front.language else said_in(self.language)

    @cached_property
    def library(self) -> Library:
        return library(self.deck.front, Path(self.deck.path), self.course, self.findings)

    def known(self, cite: Cite) -> bool:
        """Whether a work is one that there is; else a finding."""
        if cite.key in self.items:
            return True
        if not (self.deck.front.bibliography or self.course.bibliography):
            if not cite.named:  # a sentence may name somebody so
                hint = "name a file of works in the front matter: 'bibliography: works.bib'; or write \\@"
                self.findings.add("C812", cite.span, "a citation, and no file of works: shown as written", hint)
            return False
        return self._take(cite.key, cite.span, f"there is no work '{cite.key}'")

    def of_fact(self, fact: str, key: str, slide: Slide) -> bool:
        if key in self.items:
            return True
        span = next((data.span for data in self.deck.front.data if data.name == fact), slide.span)
        return self._take(key, span, f"the fact '{fact}' comes from '@{key}', which is no work here")

    def _take(self, key: str, span: Span, message: str) -> bool:
        """Take a work out of the library, where it is there."""
        entry = self.library.entries.get(key)
        if entry is None:
            if not self.library.entries and any(one.code in ("C811", "C818") for one in self.findings.found):
                return False  # told at the file
            lost = self.library.lost.get(key)
            files = ", ".join(dict.fromkeys(display_path(path) for path, _ in self.library.places.values()))
            otherwise = f"its entry cannot be read: {lost}" if lost else f"add it to {files or 'the file of works'}"
            hint = otherwise if lost else suggestion(key, self.library.entries, otherwise, lambda near: f"@{near}")
            self.findings.add("C815", span, message, hint)
            return False
        item = entry.read()
        lacking = [
            what
            for what, there in (("title", title(item)), ("author", authors(item, self.deck.said)), ("year", year(item)))
            if not there
        ]
        if lacking:
            self.library.tell(key, "C817", f"the work '{key}' has no {' and no '.join(lacking)}", "")
        self.items[key] = item
        return True
