"""Decks as LibreOffice draws them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import needs
from PIL import Image

from build.commands import look
from build.drawing.page import Book, Box, Page, Shape
from build.theme.tokens import Theme


@needs.office
def test_libreoffice_draws_every_slide_and_every_colour_as_the_theme_has_it(
    book: Book, theme: Theme, written: Callable[[Book], Path], tmp_path: Path
) -> None:
    """A slide of swatches: LibreOffice works out the tints by itself, and must come to the tokens' own colours."""
    tokens = list(theme.colors)
    side = 1.0
    boxes = [Box(0.1 + i % 12 * side, 0.1 + i // 12 * side, side, side) for i in range(len(tokens))]
    swatches = tuple(
        Shape(name=token, decorative=True, box=box, fill=token) for token, box in zip(tokens, boxes, strict=True)
    )
    page = Page(number=4, id="swatches", title="Swatches", layout="standard", section="", items=swatches, notes="")
    deck = written(dataclasses.replace(book, pages=(*book.pages, page)))
    folder = tmp_path / "look" / "deck"
    folder.mkdir(parents=True)
    for name in ("slide-05.png", "my notes.txt"):
        (folder / name).touch()
    assert look.look([deck]) == 0
    assert sorted(file.name for file in folder.iterdir()) == [
        "contact.png",
        "my notes.txt",
        *(f"slide-{i:02}.png" for i in range(1, 5)),
    ]
    picture = Image.open(folder / "slide-04.png").convert("RGB")
    scale = picture.width / (40 / 3)
    for token, box in zip(tokens, boxes, strict=True):
        found = picture.getpixel((round((box.x + side / 2) * scale), round((box.y + side / 2) * scale)))
        meant = tuple(int(theme.color(token)[i : i + 2], 16) for i in (1, 3, 5))
        assert isinstance(found, tuple)
        assert max(abs(a - b) for a, b in zip(found, meant, strict=True)) <= 2, token
