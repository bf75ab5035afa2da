"""What scripts do not have: letters apart, italics; and the room between ideographs and Western letters."""

from __future__ import annotations

import pytest

from build.drawing.page import Run, TextStyle
from build.drawing.scripts import GAP, gaps, has_no_italics, is_joined
from build.drawing.text_measure import POINTS, Measure
from build.files.places import THEME
from build.layout.runs import runs_of
from build.render.powerpoint.write import office_language
from build.spec.deck import Text, Words
from build.theme.choose import load_theme

FONTS = load_theme(THEME).fonts


@pytest.mark.parametrize(
    ("text", "upright", "joined"),
    [
        ("Straße", False, False), ("шаг", False, False), ("時計", True, False), ("시계", True, False),
        ("שעון", True, False), ("ساعة", True, True), ("घड़ी", True, True), ("นาฬิกา", True, False),
    ],
)  # fmt: skip
def test_scripts_are_told_apart(text: str, upright: bool, joined: bool) -> None:
    assert (has_no_italics(text), is_joined(text)) == (upright, joined)


def test_no_paragraph_slants_or_spaces_letters_that_have_neither() -> None:
    style = TextStyle(20, italic=True, spacing=1.0)
    made = [Measure(FONTS).paragraph([Run(text, style)], width=5).runs[0].style for text in ("Zeit", "時", "घड़ी")]
    assert [(one.italic, one.spacing) for one in made] == [(True, 1.0), (False, 1.0), (False, 0.0)]


def test_what_is_stressed_is_bold_where_there_are_no_italics() -> None:
    text = Text((Words(text="時間", italic=True), Words(text=" Zeit", italic=True)))
    assert [(run.style.bold, run.style.italic) for run in runs_of(text, TextStyle(20))] == [
        (True, False),
        (False, True),
    ]


def test_ideographs_stand_off_western_letters_and_digits_also_over_runs() -> None:
    assert [gaps(text) for text in ("第1部", "2026年11月22日", "時計", "GPU の", "A、B")] == [2, 5, 0, 0, 0]
    measure, style = Measure(FONTS, "ja"), TextStyle(72)
    alone = sum(measure.width(part, style) for part in "第1部")
    assert measure.width("第1部", style) == pytest.approx(alone + 2 * GAP * 72 / POINTS)
    assert measure.run_width([Run(part, style) for part in "第1部"]) == pytest.approx(alone + 2 * GAP * 72 / POINTS)


def test_office_is_told_a_language_with_its_region() -> None:
    assert [office_language(one) for one in ("ja", "PT", "pt-PT", "en-GB", "sv")] == [
        "ja-JP",
        "pt-BR",
        "pt-PT",
        "en-GB",
        "sv",
    ]
