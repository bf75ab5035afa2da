"""Checks of the laid-out pages, before anything is written: places, fit, type, contrast, reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import unescape

from build.checks.pages import alt_text, contrast, fit, glyphs, overlap, reading, typography
from build.checks.pages.parts import runs
from build.checks.pages.view import PageCheck, View
from build.checks.references import tell_missing
from build.drawing.page import Book, Drawable, Page
from build.drawing.text_measure import Measure
from build.drawing.typefaces import SYMBOLS
from build.files.page_memory import PageMemory
from build.findings.diagnostic import Diagnostic, Span
from build.findings.rules import RULES
from build.parse.source import FindingCollector, Source
from build.spec.deck import Deck
from build.theme.fonts import TWINS, without_font
from build.theme.installed_fonts import package_with
from build.theme.tokens import Theme
from engine.quoted import quoted

READING: tuple[PageCheck, ...] = (
    reading.has_a_title,
    reading.names_differ,
    reading.in_order,
    reading.tables_have_headers,
    alt_text.has_alt_text,
    alt_text.real_lists,
    typography.large_enough,
)
# What is not told of a slide whose layout has failed: words leave their room, and with it what lies behind them.
ROOM: tuple[PageCheck, ...] = (
    reading.downwards,
    contrast.not_too_faint,
    fit.text_fits,
    overlap.on_the_slide,
    overlap.words_over_words,
    overlap.words_under_things,
    overlap.things_over_things,
    overlap.words_over_edges,
)
_ENTITY = re.compile(r"&#?\w+;")
MOST_LINES_TOLD = 3  # that lack one package
_SHORTEST = 4  # letters: less is found anywhere
# BCP 47: a language, then perhaps a script, a region and variants.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-([A-Za-z\d]{5,8}|\d[A-Za-z\d]{3}))*")


def check_pages(
    book: Book,
    theme: Theme,
    deck: Deck,
    *,
    unfit: Iterable[Diagnostic] = (),
    measure: Measure | None = None,
    memory: PageMemory | None = None,
) -> list[Diagnostic]:
    """All findings, at the words of the spec that are at fault, else at the slide.

    `unfit` is what the layout said: what does not fit its region is told there, not also by all that it runs over.
    The layout's `measure` knows the words already, and its `memory` the pages that were checked before.
    """
    findings = FindingCollector(Source(deck.path, deck.source))
    origins = Origins(deck, findings.source)
    crowded = {origins.slide_of(finding.span.line) for finding in unfit}
    if not _LANGUAGE.fullmatch(book.language):
        span = findings.source.locate(Span(), "language:")
        findings.add("L310", span, f"{quoted(book.language)} is not a language", "en, en-GB, pt-BR, zh-Hans …")
    for font in typography.of_unknown_widths(theme):
        twin = TWINS.get(font.name)
        hint = f"its widths are those of {twin}" if twin else "take one with a twin"
        hint = without_font(font.name) if theme.template else hint
        findings.add("L412", Span(), f"the font {quoted(font.name)} is measured with {quoted(font.twin)}", hint)
    if not deck.numbered:
        tell_missing(deck, frozenset(range(1, max(slide.number for slide in deck.slides) + 1)), findings)
    measure = measure or Measure(theme.fonts, book.language)
    memory = memory or PageMemory(deck)
    slides = {slide.number: slide for slide in deck.slides}
    for page in book.pages:
        look = partial(_on_page, page, theme, measure, origins, room=page.number not in crowded)
        what = f"checked {page.number not in crowded}"
        slide = slides.get(page.number)
        findings.found += memory.made(what, slide, look) if slide else look()
    return _fonts_once(findings.sorted())


def _fonts_once(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """A package that many lines lack is told at the first of them."""
    lacking: dict[str, list[Diagnostic]] = {}
    for finding in found:
        if finding.code == "L413":
            lacking.setdefault(finding.hint, []).append(finding)
    many = {hint: rows for hint, rows in lacking.items() if len(rows) > MOST_LINES_TOLD}
    kept = (finding for finding in found if finding.code != "L413" or finding.hint not in many)
    told = (replace(rows[0], message=f"{rows[0].message}; so in {len(rows) - 1} more lines") for rows in many.values())
    return sorted([*kept, *told], key=lambda finding: finding.span)


def _on_page(page: Page, theme: Theme, measure: Measure, origins: Origins, *, room: bool) -> list[Diagnostic]:
    """What is found on one page; `room`: its words keep to their room."""
    findings, view = FindingCollector(origins.source), View(page, theme, measure)
    number = page.number
    for fault in (fault for check in (READING + ROOM if room else READING) for fault in check(view)):
        hint = fault.hint or RULES[fault.code].remedy
        findings.add(fault.code, origins.of(number, fault.item, fault.words), fault.message, hint)
    _glyphs(view, origins, findings)
    return findings.found


def _glyphs(view: View, origins: Origins, findings: FindingCollector) -> None:
    """One finding for the characters of a line that one package would have, at the first of them."""
    groups: dict[tuple[int, str, str], list[tuple[Span, str]]] = {}
    for character, font, item in glyphs.missing_characters(view):
        span = origins.of_character(view.page.number, character, item)
        groups.setdefault((span.line, font, package_with(character[-1])), []).append((span, character))
    for (_, font, package), found in groups.items():
        found.sort()
        fonts = " nor ".join(dict.fromkeys((font, SYMBOLS)))
        message = f"neither {fonts} nor any other font here has {glyphs.named([character for _, character in found])}"
        findings.add("L413", found[0][0], message, glyphs.remedy(package))


class Origins:
    """Where the items of a slide come from in the spec."""

    def __init__(self, deck: Deck, source: Source) -> None:
        self.source = source
        self._all = deck.slides
        self._slides = {slide.number: slide for slide in deck.slides}
        ends = [*(slide.span.line for slide in deck.slides[1:]), len(source.lines) + 1]
        self._ends = {slide.number: end for slide, end in zip(deck.slides, ends, strict=False)}

    def slide_of(self, line: int) -> int:
        """The number of the slide that a line belongs to, 0 before the first."""
        return next((slide.number for slide in reversed(self._all) if slide.span.line <= line), 0)

    def of(self, number: int, item: Drawable | None = None, words: str = "") -> Span:
        """The words at fault, else the item's first that stand in the slide's part of the spec, its figure or slide."""
        slide = self._slides.get(number)
        if slide is None:
            return Span()
        if item is not None:
            reach = self._ends[number] - slide.span.line
            for phrase in (words, *self._phrases(item)) if words else self._phrases(item):
                span = self.source.locate(slide.span, phrase, reach=reach)
                if span != slide.span:
                    return span
            if slide.visual and "visual" in item.name.split():
                return slide.visual.span
        return slide.span

    def of_character(self, number: int, character: str, item: Drawable) -> Span:
        """Where a character first stands in the slide's part of the spec, else in the front matter, else its item."""
        slide = self._slides.get(number)
        if slide is not None:
            reach = self._ends[number] - slide.span.line
            for near, lines in ((slide.span, reach), (Span(), self._all[0].span.line)):
                written = (character, *self._entities(character, near, lines))
                span = self.source.locate(near, *written, reach=lines)
                if self.source.line(span.line).startswith(written, span.column - 1):
                    return span
        return self.of(number, item)

    def _entities(self, character: str, near: Span, lines: int) -> Iterator[str]:
        """How some lines write a character as an entity."""
        names = (name for line in self.source.lines[near.line - 1 :][:lines] for name in _ENTITY.findall(line))
        return (name for name in names if unescape(name) == character)

    def _phrases(self, item: Drawable) -> Iterator[str]:
        """What an item says, run by run: a number in it stands otherwise in the spec."""
        return (phrase for run in runs(item) if len(phrase := run.text.strip()) >= _SHORTEST)
