from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import needs
import pytest
from PIL import Image

from build.commands import look
from build.drawing.page import Book, Box, Page, Shape
from build.theme.tokens import Theme


def test_without_libreoffice_one_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    deck = tmp_path / "deck.pptx"
    deck.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert look.look([deck]) == 2
    assert "apt-get install --no-install-recommends libreoffice-impress" in capsys.readouterr().err


def test_a_deck_that_was_not_made_is_asked_for_as_the_user_would_type_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert look.look([tmp_path / "deck.pptx"]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'deck.pptx'} is not there; make deck writes it\n"
    monkeypatch.chdir(tmp_path)
    assert look.look([tmp_path / "deck.pptx"]) == 2
    assert capsys.readouterr().err == "deck.pptx is not there; make deck writes it\n"


def test_a_contact_sheet_of_very_many_slides_can_still_be_opened() -> None:
    few = look.contact_sheet([Image.new("RGB", (64, 36))] * 4, 4)
    many = look.contact_sheet([Image.new("RGB", (64, 36))] * 1000, 1000)
    assert few.size == (2 * 640 + 3 * 12, 2 * 360 + 3 * 12)
    assert max(many.size) < 12_500


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
        seen = picture.getpixel((round((box.x + side / 2) * scale), round((box.y + side / 2) * scale)))
        meant = tuple(int(theme.color(token)[i : i + 2], 16) for i in (1, 3, 5))
        assert isinstance(seen, tuple)
        assert max(abs(a - b) for a, b in zip(seen, meant, strict=True)) <= 2, token
