"""What tests of written decks share: the names in their XML, a shape by its name, a book of one text."""

from __future__ import annotations

import dataclasses

from pptx.presentation import Presentation as Deck

from build.drawing.page import Book, Box, Page, Paragraph, Run, TextBox, TextStyle

NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
}


def shape_named(deck: Deck, slide: int, name: str) -> object:
    return next(shape for shape in deck.slides[slide].shapes if shape.name == name)


def texts(book: Book, text: str, **box: object) -> Book:
    """A book of one page with one text box."""
    item = TextBox(
        name="box",
        box=Box(1, 1, 4, 1),
        paragraphs=(Paragraph(runs=(Run(text, TextStyle(16)),), line=18),),
        **box,  # type: ignore[arg-type]
    )
    page = Page(number=1, id="one", title="t", layout="standard", section="", items=(item,), notes="")
    return dataclasses.replace(book, pages=(page,))
