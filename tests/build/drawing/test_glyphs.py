"""What a font's file has is what fontTools reads in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from build.drawing.glyphs import characters
from build.theme.fonts import find_font


@pytest.mark.parametrize("family", ["Carlito", "Caladea", "DejaVu Sans", "DejaVu Sans Mono"])
def test_a_fonts_characters_are_those_that_fonttools_finds(family: str) -> None:
    path = find_font(family)
    with TTFont(path, lazy=True) as font:
        best = {chr(code) for code, glyph in font.getBestCmap().items() if font.getGlyphID(glyph)}
    assert characters(path) == best


@pytest.mark.parametrize("size", [0, 3, 12, 200])
def test_a_file_that_is_cut_off_has_none(size: int, tmp_path: Path) -> None:
    (tmp_path / "cut.ttf").write_bytes(find_font("Carlito").read_bytes()[:size])
    assert characters(tmp_path / "cut.ttf") == characters(tmp_path / "none.ttf") == frozenset()
