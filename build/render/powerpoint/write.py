"""A book as a PowerPoint file, the same bytes for the same book."""

from __future__ import annotations

import os
import uuid
from itertools import groupby
from pathlib import Path

from pptx.presentation import Presentation

from build.page import Book
from build.render.powerpoint.colors import Colors
from build.render.powerpoint.markup import element
from build.render.powerpoint.slide import add_slide
from build.render.powerpoint.template import new_deck
from build.render.xml_text import clean, escape
from build.text import measured_in
from build.theme import Theme

_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_LONGEST = 255  # characters of a property


def write(book: Book, theme: Theme, path: Path) -> None:
    """Write the book to a temporary file beside `path`, then rename it. Raises OSError where that fails."""
    colors = Colors(theme)
    deck = new_deck(colors, book.language, notes=any(page.notes for page in book.pages))
    with measured_in(theme.fonts):
        for page in book.pages:
            add_slide(deck, page, colors, book.language)
    _add_sections(deck, book)
    _add_properties(deck, book)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        deck.save(str(temporary))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _add_sections(deck: Presentation, book: Book) -> None:
    """Slides in a row with the same section form one; those that name none go under the deck's title."""
    if not any(page.section for page in book.pages):
        return
    sections = ""
    slides = zip((page.section or book.title for page in book.pages), deck.element.sldIdLst, strict=True)
    for i, (name, members) in enumerate(groupby(slides, key=lambda one: one[0])):
        id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{book.title}/{i}/{name}")).upper()
        ids = "".join(f'<p14:sldId id="{slide.id}"/>' for _, slide in members)
        listed = f"<p14:sldIdLst>{ids}</p14:sldIdLst>"
        sections += f'<p14:section name="{escape(name)}" id="{{{id_}}}">{listed}</p14:section>'
    deck.element.append(
        element(
            f'<p:extLst><p:ext uri="{_SECTIONS}"><p14:sectionLst xmlns:p14="{_OFFICE_2010}">{sections}'
            "</p14:sectionLst></p:ext></p:extLst>"
        )
    )


def _add_properties(deck: Presentation, book: Book) -> None:
    """What the file says of itself. Dates are left out: they would differ where nothing else does."""
    said = deck.core_properties
    del said._element[:]
    said.title, said.author, said.language = (
        clean(text)[:_LONGEST] for text in (book.title, book.author, book.language)
    )
