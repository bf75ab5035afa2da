"""The letters of a page, and no others, inside it."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from pathlib import Path

from fontTools.ttLib import TTFont

from build.browser.fonts import font_faces, subset
from build.drawing.typefaces import own_file
from build.files.places import THEME
from build.files.slide_memory import SlideMemory
from build.theme.choose import load_theme

FONTS = load_theme(THEME).fonts
RULE = re.compile(
    r'font-family: "([^"]*)"; font-weight: (\w+); font-style: (\w+); src: url\(data:font/woff2;base64,(\S*)\)'
)


def letters(font: bytes) -> set[str]:
    return set(map(chr, TTFont(io.BytesIO(font)).getBestCmap()))


def test_a_font_keeps_the_letters_that_are_asked_for_as_woff2() -> None:
    file = own_file(FONTS.body.twin, bold=False, italic=False)
    cut = subset(file, "cache 字")
    assert cut[:4] == b"wOF2"
    assert letters(cut) == set("cahe ")  # it has no Chinese
    assert len(cut) < 3000 < file.stat().st_size
    assert cut == subset.__wrapped__(file, "cache 字")


def test_every_style_that_a_page_draws_has_its_letters() -> None:
    page = (
        "<svg font-family=\"'Carlito', 'Calibri', sans-serif\"><text>Wörter</text>"
        '<text font-family="\'DejaVu Sans Mono\', monospace" font-weight="bold">x = <tspan>Ω</tspan></text></svg>'
    )
    faces = {
        (family, weight, style): letters(b64decode(data))
        for family, weight, style, data in RULE.findall(font_faces([page], "é", FONTS, SlideMemory()))
    }
    assert set(faces) == {
        ("Caladea", "normal", "normal"), ("Carlito", "bold", "normal"), ("Carlito", "normal", "normal"),
        ("DejaVu Sans Mono", "bold", "normal"), ("DejaVu Sans Mono", "normal", "normal"),
    }  # fmt: skip
    assert faces["DejaVu Sans Mono", "bold", "normal"] == set("x =Ω")
    assert faces["Carlito", "normal", "normal"] >= set("Wörteré?")


def test_a_font_that_was_cut_is_remembered(tmp_path: Path) -> None:
    memory = SlideMemory(tmp_path / "fonts", "here")
    first = font_faces([], "", FONTS, memory)
    memory.save()
    again = SlideMemory(tmp_path / "fonts", "here")
    assert font_faces([], "", FONTS, again) == first
    assert not again._new


def test_a_family_that_is_not_installed_is_left_to_the_browser() -> None:
    page = "<svg font-family=\"'No Such Font', serif\"><text>words</text></svg>"
    assert "No Such Font" not in font_faces([page], "", FONTS, SlideMemory())
