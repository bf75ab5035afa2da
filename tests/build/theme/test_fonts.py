"""Fonts are found by family and style, however their files are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.theme.fonts import MissingFontError, find_font, is_installed


def test_a_font_that_is_not_there_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(MissingFontError) as error:
        find_font("Carlito", "Bold", folders=[str(tmp_path)])
    assert str(error.value) == (
        "the font Carlito Bold (Carlito-Bold.ttf) is not installed, and text is measured with it: "
        "sudo apt-get install fonts-crosextra-carlito   (dnf and brew: the package of Carlito)"
    )


@pytest.mark.parametrize(
    ("file", "family", "style"),
    [
        ("Caladea-Regular.ttf", "Caladea", "Regular"),
        ("DejaVuSansMono.ttf", "DejaVu Sans Mono", "Regular"),
        ("DejaVuSansMono-BoldOblique.ttf", "DejaVu Sans Mono", "BoldItalic"),
        ("LiberationSerif-Italic.ttf", "Liberation Serif", "Italic"),
    ],
)
def test_a_font_is_found_in_a_folder_below(tmp_path: Path, file: str, family: str, style: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / file).touch()
    assert find_font(family, style, folders=[str(tmp_path)]) == tmp_path / "deep" / file


def test_a_family_is_installed_where_all_its_styles_are() -> None:
    assert is_installed("Carlito")
    assert not is_installed("No Such Family")
