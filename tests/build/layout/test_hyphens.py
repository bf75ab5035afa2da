"""A word that no line of its column holds breaks at a syllable, and only there and then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from company_templates import template
from page_items import LayOut, words

from build.drawing import text_measure
from build.drawing.page import NativeTable, Page, TextBox
from build.files.course import Course
from build.layout.book import lay_out
from build.spec.deck import Deck
from build.theme.choose import load_theme
from engine.ledger import Ledger

WORD = "Rechtsschutzversicherungsgesellschaftsangestelltenverhältnis"
CELLS = " | ".join(["Aufmerksamkeitsmechanismuskonfiguration"] * 6)
SPEC = f"""\
---
language: LANGUAGE
---
# Deck

# {WORD}

## Verfahren

| {CELLS} |
| {" | ".join(["---"] * 6)} |
| {" | ".join("abcdef")} |

## Zwei Worte

- Wahrscheinlichkeitsverteilung
- Noch eines
"""


def _soft(page: Page) -> list[str]:
    return [words(item) for item in page.items if isinstance(item, TextBox) and "\u00ad" in words(item)]


def test_a_word_wider_than_its_column_breaks_at_syllables_and_the_size_stays(laid_out: LayOut) -> None:
    book, found = laid_out(SPEC.replace("LANGUAGE", "de"))
    assert [str(one) for one in found if one.code != "P137"] == []
    part, table, plain = book.pages[1:]
    assert _soft(part) == ["Rechtsschutzversiche\u00adrungsgesellschafts\u00adangestelltenverhältnis"]
    grid = next(item for item in table.items if isinstance(item, NativeTable))
    assert grid.rows[0][0].paragraphs[0].text.replace("\u00ad", "-") == "Aufmerk-samkeitsme-chanismus-konfiguration"
    assert _soft(plain) == []


def test_in_a_language_without_patterns_it_is_told_as_ever(laid_out: LayOut) -> None:
    _, found = laid_out(SPEC.replace("LANGUAGE", "xx"))
    assert [one.code for one in found if one.code != "P137"] == ["L102", "L102"]


def test_a_deck_that_fits_asks_for_no_syllables(laid_out: LayOut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_measure, "places_in", None)
    laid_out("# Deck\n\n## A slide\n\n- Words that fit\n- And more\n")


def test_so_does_the_title_of_a_part_that_a_companys_template_carries(
    deck_of: Callable[[str], Deck], facts: Ledger, root: Course, tmp_path: Path
) -> None:
    look = load_theme(template(tmp_path, "square"))
    book, found = lay_out(deck_of(SPEC.replace("LANGUAGE", "de")), look, facts, {}, root)
    assert [str(one) for one in found] == []
    assert _soft(book.pages[1]) == ["Rechtsschutzversicherungsge\u00adsellschaftsangestelltenverhältnis"]
