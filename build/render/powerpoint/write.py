"""A book as a PowerPoint file, the same bytes for the same book, with a snapshot of it inside."""

from __future__ import annotations

from pathlib import Path

from pptx.presentation import Presentation

from build.deck_file.custom_part import BUILT, SHOWN, add_text
from build.deck_file.deck_parts import look_of, parts_of
from build.deck_file.deck_sections import set_sections
from build.deck_file.package import DeckPackage
from build.deck_file.spec_part import add_spec
from build.drawing.page import Book
from build.drawing.text_measure import Measure
from build.drawing.ways import within
from build.drawing.xml_text import clean
from build.files.slide_memory import SlideMemory
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.pairs import with_pairs
from build.render.powerpoint.slide import SlideWriter
from build.render.powerpoint.template import new_deck
from build.theme.tokens import Theme

_LONGEST = 255  # characters of a property


_REGIONS = {
    "ar": "SA", "de": "DE", "en": "GB", "es": "ES", "fr": "FR", "he": "IL", "hi": "IN", "it": "IT", "ja": "JP",
    "ko": "KR", "pl": "PL", "pt": "BR", "tr": "TR", "zh": "CN", "zh-hant": "TW",
}  # fmt: skip


def office_language(language: str) -> str:
    """A language as Office tags words: with a region, without which it neither spells nor picks a script's font."""
    region = _REGIONS.get(language.casefold())
    if region == "TW":  # Office has no tag for a script
        return "zh-TW"
    return f"{language.casefold()}-{region}" if region else language


def write(book: Book, theme: Theme, path: Path, memory: SlideMemory | None = None) -> None:
    """Write the book to a file. Raises OSError where that fails, and then the file may be half written.

    `memory` has the slides of earlier builds: those that are as they were are not drawn again.
    """
    colors = Colors(theme)
    language = office_language(book.language)
    measure = Measure(theme.fonts, book.language)
    deck = new_deck(colors, language, notes=any(page.notes for page in book.pages), face=measure.complex_face())
    writer = SlideWriter(deck, colors, language, measure, memory or SlideMemory())
    pages = within(tuple(with_pairs(book)))
    for page in pages:
        writer.add(page)
    writer.jump(pages)
    if any(page.section for page in book.pages):  # slides that name none go under the deck's title
        set_sections(deck, book.title, [page.section or book.title for page in book.pages])
    _add_properties(deck, book)
    package = deck.part.package
    assert isinstance(package, DeckPackage)
    add_text(package, BUILT, package.snapshot.text(look_of(deck), parts_of(deck)))
    if book.record:
        add_text(package, SHOWN, book.record)
    if book.spec:
        add_spec(package, book.spec, book.pick)
    deck.save(str(path))


def _add_properties(deck: Presentation, book: Book) -> None:
    """What the file says of itself. Dates are left out: they would differ where nothing else does."""
    properties = deck.core_properties
    del properties._element[:]
    properties.title, properties.author, properties.language = (
        clean(text)[:_LONGEST] for text in (book.title, book.author, book.language)
    )
