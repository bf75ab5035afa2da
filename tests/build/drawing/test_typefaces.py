"""A character that a font lacks is drawn by another, and no other character with it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.drawing.glyphs import characters
from build.drawing.page import TextStyle
from build.drawing.text_measure import Measure
from build.drawing.typefaces import SYMBOLS, is_drawn, stretches
from build.files.places import THEME
from build.theme.choose import load_theme
from build.theme.fonts import find_font
from build.theme.installed_fonts import package_with

MEASURE = Measure(load_theme(THEME).fonts)
NOWHERE = "\U0010fffd"  # a private character


def cut(text: str) -> list[tuple[str, str]]:
    return [
        (part.text, part.face.family if part.face else "missing" if part.missing else "own")
        for part in stretches(text, "Carlito", False, False, "en")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6.0× → 3", [("6.0× → 3", "own")]),
        ("state‑of", [("state", "own"), ("‑", SYMBOLS), ("of", "own")]),
        ("a שלום b", [("a ", "own"), ("שלום", SYMBOLS), (" b", "own")]),
        (f"a{NOWHERE}b", [("a", "own"), (NOWHERE, "missing"), ("b", "own")]),
        (f"a{NOWHERE}\u0301b", [("a", "own"), (f"{NOWHERE}\u0301", "missing"), ("b", "own")]),
        ("soft\u00adhyphen\u200b\u2009", [("soft\u00adhyphen\u200b\u2009", "own")]),
        ("", [("", "own")]),
    ],
)
def test_a_text_is_cut_where_its_font_changes(text: str, expected: list[tuple[str, str]]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize("words", ["التركيب", "مرحبا بكم"])
def test_words_of_other_scripts_have_no_font_for_code(words: str) -> None:
    assert [family for _, family in cut(words) if "Mono" in family or family == "missing"] == []


@given(st.text("abé‑ש→\u0301\u05b0\u200d🇩✓" + NOWHERE))
@settings(max_examples=150)
def test_nothing_is_lost_and_what_is_drawn_is_there(text: str) -> None:
    parts = stretches(text, "Carlito", False, False, "en")
    assert "".join(part.text for part in parts) == text
    own = characters(find_font("Carlito"))
    for part in parts:
        drawn = {character for character in part.text if is_drawn(character)}
        assert part.missing or drawn <= (characters(part.face.path, part.face.index) if part.face else own)


def test_a_text_is_as_wide_as_its_parts_in_their_fonts() -> None:
    style = TextStyle(16)
    parts = [MEASURE.width(part, style) for part in ("state", "‑", "of")]
    assert MEASURE.width("state‑of", style) == pytest.approx(sum(parts))
    assert parts[1] == pytest.approx(MEASURE.width("‑", TextStyle(16, face="mono")), rel=0.5)


def test_what_ends_a_paragraph_has_no_width() -> None:
    for end in "\x85\u2028\u2029":
        assert MEASURE.width(f"a{end}é", TextStyle(16)) == pytest.approx(MEASURE.width("aé", TextStyle(16)), rel=0.1)


@pytest.mark.parametrize(
    ("characters_", "package"),
    [
        ("🚀🇩👩", "fonts-noto-color-emoji"), ("中かカ한，（", "fonts-noto-cjk"),
        ("हไעဗ𝛼⊨", "fonts-noto-core"), (NOWHERE + "\u0378\x85", ""),
    ],
)  # fmt: skip
def test_each_character_has_its_package(characters_: str, package: str) -> None:
    assert {package_with(character) for character in characters_} == {package}


def test_a_line_break_beside_a_letter_of_another_font_is_no_character_to_draw() -> None:
    assert not is_drawn("\n")
    assert not any(part.missing for part in stretches("–\nשלום", "Carlito", False, False, "en"))
