"""No paragraph of a Japanese or Chinese slide ends in a line of one letter where a narrower box takes no more lines."""

from __future__ import annotations

import pytest
from page_items import LayOut

from build.drawing.page import Box, Run, TextBox, TextStyle
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.layout.lone_ends import without_lone_ends
from build.theme.choose import load_theme

MEASURE = Measure(load_theme(THEME).fonts, "ja")
SIZE = 18.0
LETTER = MEASURE.width("時", TextStyle(SIZE))  # whatever font there is


def box(*texts: str, letters: float, align: str = "left") -> TextBox:
    runs = ([Run(text, TextStyle(SIZE))] for text in texts)
    made = tuple(MEASURE.paragraph(own, width=letters * LETTER, align=align) for own in runs)  # type: ignore[arg-type]
    return TextBox(name="words", box=Box(1, 1, letters * LETTER, 2), paragraphs=made)


def lines(item: TextBox) -> list[tuple[str, ...]]:
    return [MEASURE.wrap(words.runs, item.box.w - words.indent, reserve=0.0) for words in item.paragraphs]


def narrowed(item: TextBox) -> TextBox:
    (made,) = without_lone_ends([item], MEASURE)
    assert isinstance(made, TextBox)
    return made


@pytest.mark.parametrize(("align", "left"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_a_line_of_one_letter_gets_another_from_the_line_above(align: str, left: float) -> None:
    plain = box("時間を測る装置の歴史。", letters=9.6, align=align)
    assert lines(plain) == [("時間を測る装置の歴", "史。")]
    made = narrowed(plain)
    assert lines(made) == [("時間を測る装置の", "歴史。")]
    assert made.box.x - plain.box.x == pytest.approx(left * (plain.box.w - made.box.w))
    assert [words.lines for words in made.paragraphs] == lines(made)


def test_a_box_stays_that_would_take_another_line_or_has_no_letter_alone() -> None:
    full = box("時間を測る装置の歴史", "時間を測る装置の歴", letters=9.6)
    assert [len(own) for own in lines(full)] == [2, 1], "narrower, the second one would take two"
    for item in (full, box("時間を測る装置の歴史を", letters=9.6), box("時", letters=9.6)):
        assert narrowed(item) is item


def test_what_has_a_place_of_a_template_stays() -> None:
    item = box("時間を測る装置の歴史。", letters=9.6)
    assert list(without_lone_ends([item], MEASURE, {"words"})) == [item]


def test_a_japanese_deck_has_them_and_a_german_one_does_not(laid_out: LayOut, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("build.layout.book.without_lone_ends", lambda items, *_: asked.append("") or items)
    for language in ("de", "ja", "zh-Hant"):
        laid_out(f"---\nlanguage: {language}\n---\n# 一\n\n## 二\n\n- 三\n")
    assert len(asked) == 4, "two slides of two decks"
