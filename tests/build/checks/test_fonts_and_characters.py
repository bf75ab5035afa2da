"""What is told of the fonts that words are measured in, and of characters that no font has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from good_page import BODY, BOOK, DECK, SPEC, instead, text

from build.checks.laid_out import check_pages
from build.checks.pages.glyphs import drawn_ones
from build.files.places import THEME
from build.parse.deck import parse
from build.parse.source import source_from
from build.pipeline import build_book
from build.theme.choose import load_theme
from build.theme.installed_fonts import package_with
from build.theme.tokens import Font
from engine.ledger import Ledger


def test_a_font_is_measured_with_its_own_twin() -> None:
    theme = load_theme(THEME)
    fonts = replace(theme.fonts, display=Font("Georgia", "Caladea"), body=Font("Aptos", "Carlito"))
    found = check_pages(BOOK, replace(theme, fonts=fonts), DECK)
    assert [(finding.code, finding.message, finding.hint) for finding in found] == [
        ("L412", "the font 'Aptos' is measured with 'Carlito'", "take one with a twin"),
        ("L412", "the font 'Georgia' is measured with 'Caladea'", "its widths are those of Gelasio"),
    ]


def test_words_are_measured_in_the_fonts_of_the_theme_at_hand() -> None:
    theme = load_theme(THEME)
    wide = replace(theme.fonts, body=Font("Courier New", "Liberation Mono", advance=0.6))
    found = check_pages(BOOK, replace(theme, fonts=wide), DECK)
    assert [f"{finding.code} {finding.message}" for finding in found] == [
        "L402 's01 visual label' is 0.19 in higher than its room: 'a label inside the chart'",
        "L402 's01 foot' is 0.09 in higher than its room: 'Below it stands another part.'",
    ]


def test_a_package_that_many_lines_lack_is_told_once(tmp_path: Path) -> None:
    spec = tmp_path / "deck.md"
    spec.write_text("\n".join(f"## {word}\n- a\U0010fffd {word}\n- b\n" for word in ("One", "Two", "Three", "Four")))
    found = build_book(spec, load_theme(THEME), Ledger(), clips=tmp_path).diagnostics
    (told,) = [finding for finding in found if finding.code == "L413"]
    assert told.message.endswith("has U+10FFFD; so in 3 more lines")


def test_a_character_that_no_font_has_is_typedat_its_place_once_a_line() -> None:
    spec = SPEC.replace("body text", "b\U0010fffd\U0010fffdy tex\u0301t").replace("another", "\U0010fffd")
    deck = parse(source_from("deck.md", spec.encode())[0])[0]
    words = "Two lines of b\U0010fffd\U0010fffdy tex\u0301t, which have their room."
    found = check_pages(instead(BODY, text("s01 left", words, BODY.box)), load_theme(THEME), deck)
    assert [str(finding) for finding in found] == [
        "deck.md:5:18: warning: neither Carlito nor DejaVu Sans nor any other font here has U+10FFFD [L413]\n"
        f"     5 | {spec.splitlines()[4]}\n"
        "       |                  ^\n"
        "  hint: write it in letters that fonts have"
    ]


@pytest.mark.parametrize(
    ("written", "shown", "expected"),
    [
        ("&#x10fffd;", "\U0010fffd", "5:17: warning: neither Carlito nor DejaVu Sans nor"),
        ("1\u20e3\U0010fffd", "1\u20e3\U0010fffd", "5:19: "),
    ],
)  # fmt: skip
def test_a_character_is_typedwhere_it_is_written(written: str, shown: str, expected: str) -> None:
    deck = parse(source_from("deck.md", SPEC.replace("body", written).encode())[0])[0]
    page = instead(BODY, text("s01 left", f"Two lines of {shown} text, which have their room.", BODY.box))
    assert any(f"deck.md:{expected}" in str(finding) for finding in check_pages(page, load_theme(THEME), deck))


def test_a_key_is_one_character() -> None:
    assert list(drawn_ones("a1\ufe0f\u20e3e\u0301")) == ["a", "1\ufe0f\u20e3", "e", "\u0301"]
    assert package_with("\u20e3") == package_with("\U0001f680")
