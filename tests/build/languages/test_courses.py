"""A course of ten kinds of slides in German, Japanese and Arabic: nothing in it is said in English, or does not fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build.drawing.reading import read_page, words_of
from build.files.places import THEME
from build.pipeline import build_book
from build.theme.choose import load_theme
from build.theme.installed_fonts import faces_with
from engine.ledger import Ledger

HERE = Path(__file__).parent
KINDS = ["Title", "Section", "List", "Columns", "Table", "Timeline", "Chart", "Picture", "Listing", "Quote"]
# What each says by itself: the day, the part, how many slides, where the scale stands off, how numbers are known.
SAID = {
    "de": [
        "22. Nov. 2026 · 10 Folien",
        "Teil 1",
        "nicht maßstäblich",
        "0,5 s",
        "Weniger ist besser",
        "Quelle",
        "Zeile 4",
    ],
    "ja": ["2026年11月22日 · スライド10枚", "第1部", "縮尺は正確ではない", "0.5 秒", "小さいほど良い", "出典", "4行目"],
    "ar": ["22 نوفمبر 2026 · 10 شرائح", "الجزء 1", "المقياس غير دقيق", "0.5 ث", "الأقل أفضل", "المصدر", "السطر 4"],
}
LETTER = {"de": "a", "ja": "時", "ar": "ع"}
ENGLISH = re.compile(r"\b(?:[Pp]art|[Ss]lides?|[Ll]ines?|[Ss]ource|[Gg]iven|better|scale|[Hh]our|and|of)\b")


@pytest.mark.parametrize("language", SAID)
def test_a_course_says_everything_in_its_language(language: str) -> None:
    if next(faces_with(LETTER[language], bold=False, language=language), None) is None:
        pytest.skip("a font with these letters (apt-get install fonts-noto-cjk fonts-noto-core)")
    outcome = build_book(HERE / f"{language}.md", load_theme(THEME), Ledger(), clips=HERE)
    assert [found.message for found in outcome.diagnostics if found.severity != "note"] == []
    assert outcome.book is not None
    assert outcome.deck is not None
    assert [type(slide).__name__.removesuffix("Slide") for slide in outcome.deck.slides] == KINDS
    shown = [" / ".join(map(words_of, read_page(page))) + page.notes for page in outcome.book.pages]
    assert [words for words in SAID[language] if not any(words in page for page in shown)] == []
    assert [found for page in shown for found in ENGLISH.findall(page)] == []
