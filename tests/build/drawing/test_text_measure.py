"""Text is as wide as the fonts say, and wraps as a greedy reader would wrap it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from build.drawing.page import FactSpan, Run, TextStyle
from build.drawing.text_lines import broken
from build.drawing.text_measure import RESERVE, Measure, height
from build.files.places import THEME
from build.theme.choose import load_theme
from build.theme.fonts import find_font

MEASURE = Measure(load_theme(THEME).fonts)
SENTENCE = "Several query heads read from one shared notebook."
WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), min_size=1, max_size=40)


@pytest.mark.parametrize("size", [14, 16, 38])
@pytest.mark.parametrize(
    ("face", "family", "style"),
    [("body", "Carlito", "Regular"), ("body", "Carlito", "Bold"), ("display", "Caladea", "Italic")],
)
def test_widths_are_the_fonts_own(size: int, face: str, family: str, style: str) -> None:
    layout = ImageFont.Layout.RAQM
    drawn = ImageFont.truetype(str(find_font(family, style)), size * 10, layout_engine=layout).getlength(SENTENCE) / 720
    ours = MEASURE.width(SENTENCE, TextStyle(size, face=face, bold=style == "Bold", italic=style == "Italic"))  # type: ignore[arg-type]
    assert ours == pytest.approx(drawn, rel=0.004)


def test_code_is_planned_with_the_widest_of_its_fonts() -> None:
    assert MEASURE.width("x" * 59, TextStyle(14, face="mono")) == pytest.approx(59 * 14 * 0.602 / 72)


def test_the_ink_of_a_letter_stands_off_its_edge_as_the_font_says() -> None:
    large = TextStyle(100, face="display")
    assert MEASURE.bearing("86", large) == pytest.approx(0.027 * 100 / 72, abs=0.01)
    assert MEASURE.bearing("8", large.at(50)) == pytest.approx(MEASURE.bearing("86", large) / 2)
    assert MEASURE.bearing("", large) == 0


def test_letters_that_the_themes_fonts_have_are_their_own() -> None:
    assert MEASURE.is_own([Run("Grün", TextStyle(16)), Run("x", TextStyle(16, face="mono"))])
    assert not MEASURE.is_own([Run("Light ", TextStyle(16)), Run("الضوء", TextStyle(16))])


def test_letter_spacing_counts() -> None:
    assert MEASURE.width("CAPS", TextStyle(14, spacing=1.8)) - MEASURE.width("CAPS", TextStyle(14)) == pytest.approx(
        4 * 1.8 / 72
    )


def test_letters_that_their_script_joins_are_not_spaced() -> None:
    runs = [Run(words, TextStyle(14, spacing=1.6)) for words in ("الضوء", "PART")]
    shown = MEASURE.paragraph(runs, width=4.0).runs
    assert [run.style.spacing for run in shown] == [0.0, 1.6]


def test_the_runs_of_a_line_keep_their_looks_and_what_stands_between_lines_is_dropped() -> None:
    plain, bold = Run("one two ", TextStyle(16)), Run("three four\nfive", TextStyle(16, bold=True))
    column = MEASURE.run_width([Run("one two three", TextStyle(16, bold=True))])
    assert MEASURE.wrap_runs([plain, bold], column, reserve=0.0) == [
        (plain, replace(bold, text="three")),
        (replace(bold, text="four"),),
        (replace(bold, text="five"),),
    ]


@given(WORDS, st.floats(1.0, 6.0), st.sampled_from([12.0, 16.0, 24.0]))
@settings(max_examples=150)
def test_lines_hold_all_words_and_none_could_hold_one_more(words: list[str], column: float, size: float) -> None:
    run = Run(" ".join(words), TextStyle(size))
    lines = MEASURE.wrap([run], column)
    assert "".join(lines).replace(" ", "") == "".join(words)
    limit = column * (1 - RESERVE)
    if MEASURE.widest_word([run]) > limit:
        return
    for line, after in zip(lines, (*lines[1:], ""), strict=True):
        assert MEASURE.width(line, TextStyle(size)) <= limit + 0.02
        if after:
            assert MEASURE.width(f"{line} {after.split(' ')[0]}", TextStyle(size)) > limit - 0.02


@given(WORDS, st.integers(0, 39))
@settings(max_examples=60)
def test_where_runs_meet_makes_no_difference(words: list[str], cut: int) -> None:
    text = " ".join(words)
    whole = MEASURE.wrap([Run(text, TextStyle(16))], 3.0)
    parts = [Run(text[:cut], TextStyle(16)), Run(text[cut:], TextStyle(16))]
    assert "".join(MEASURE.wrap(parts, 3.0)) == "".join(whole) or abs(len(MEASURE.wrap(parts, 3.0)) - len(whole)) <= 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("feed-forward", ("feed-", "forward")),
        ("LAB-02 done", ("LAB-02", "done")),
        ("one – two", ("one –", "two")),
        ("one\ntwo", ("one", "two")),
        ("slide\u00a024", ("slide\u00a024",)),
        ("", ("",)),
    ],
)
def test_lines_end_where_viewers_end_them(text: str, lines: tuple[str, ...]) -> None:
    column = max(MEASURE.width(line, TextStyle(16)) for line in lines) / (1 - RESERVE) + 0.02
    assert MEASURE.wrap([Run(text, TextStyle(16))], column) == lines


def test_a_word_wider_than_its_column_is_cut_and_counted() -> None:
    run = Run("m" * 60, TextStyle(16))
    lines = MEASURE.wrap([run], 2.0)
    assert "".join(lines) == "m" * 60
    assert len(lines) >= MEASURE.run_width([run]) / 2.0


@pytest.mark.parametrize("width", [0.0, -0.2, 1e-9, 0.05])
@pytest.mark.parametrize("text", ["a", "ab cd", "https://example.org/a?b&c", "中文", ""])
def test_a_column_without_room_has_a_letter_a_line(text: str, width: float) -> None:
    words = MEASURE.paragraph([Run(text, TextStyle(16))], width=width)
    assert "".join("".join(words.lines).split()) == "".join(text.split())


ADDRESS = "https://example.org/a/very/long/path/that-has-hyphens/and/more?query=string&page=2"


def test_an_address_wider_than_its_column_is_broken_for_every_viewer() -> None:
    facts = (FactSpan("speed", len(ADDRESS) + 1, len(ADDRESS) + 4),)
    runs = [Run("See ", TextStyle(16, bold=True)), Run(f"{ADDRESS} 12x", TextStyle(16), href=ADDRESS, facts=facts)]
    words = MEASURE.paragraph(runs, width=3.0)
    broken = words.runs[1]
    assert broken.text.split("\n") == [
        "https://example.org/a/", "very/long/path/that-has-", "hyphens/and/more?", "query=string&page=2 12x",
    ]  # fmt: skip
    assert words.text.replace("\n", "") == f"See {ADDRESS} 12x"
    assert list(broken.numbers()) == [("12x", "speed")]
    assert words.lines == tuple(words.text.split("\n"))
    assert words.widest_word < 3.0
    assert MEASURE.wrap(words.runs, 3.0, reserve=0.0) == words.lines


def test_an_address_with_room_is_left_alone() -> None:
    runs = [Run("Some words go before it, so https://example.org/a/b goes to a line of its own.", TextStyle(16))]
    words = MEASURE.paragraph(runs, width=3.0)
    assert list(words.runs) == runs
    assert any(line.startswith("https://example.org/a/b ") for line in words.lines)


def test_a_line_of_chinese_ends_at_any_character_but_before_a_stop() -> None:
    text = "多个查询头读取同一组键和值，因此缓存更小，解码时需要从内存读取的字节也更少，质量几乎不变。"
    words = MEASURE.paragraph([Run(text, TextStyle(16))], width=2.0)
    assert "".join(words.lines) == text
    assert len(words.lines) > 2
    assert not any(line.startswith(("，", "。")) for line in words.lines)
    assert words.widest_word < 1.0


def test_a_paragraph_from_right_to_left_stands_at_the_right() -> None:
    words = MEASURE.paragraph([Run("**", TextStyle(16)), Run("שלום world", TextStyle(16))], width=3.0)
    assert (words.rtl, words.align) == (True, "right")
    assert MEASURE.paragraph([Run("שלום", TextStyle(16))], width=3.0, align="center").align == "center"
    hebrew = Measure(load_theme(THEME).fonts, "he")
    latin = hebrew.paragraph([Run("GQA", TextStyle(16))], width=3.0)
    assert (latin.rtl, latin.align) == (False, "left"), "as its page runs, which is turned around"
    code = hebrew.paragraph([Run("x = 1", TextStyle(16, face="mono"))], width=3.0)
    assert (code.rtl, code.align) == (True, "right"), "against it"
    label = hebrew.of_labels.paragraph([Run("2 GiB", TextStyle(16))], width=3.0)
    assert (label.rtl, label.align) == (True, "left")


def test_a_paragraph_is_as_high_as_its_lines_and_the_space_above() -> None:
    words = MEASURE.paragraph([Run(SENTENCE, TextStyle(16)), Run("f", TextStyle(20))], width=1.5, spacing=1.1, before=6)
    assert words.line == pytest.approx(22)
    assert height([words]) == pytest.approx((6 + 22 * len(words.lines)) / 72)


@given(st.text("abcdefghij -_.()", min_size=1, max_size=40), st.sampled_from([11.0, 14.0, 38.0]), st.booleans())
@settings(max_examples=80)
def test_a_box_of_a_lines_room_holds_it_on_one_line(text: str, size: float, bold: bool) -> None:
    room = MEASURE.line_room(text, TextStyle(size, bold=bold))
    assert len(MEASURE.paragraph([Run(text, TextStyle(size, bold=bold))], width=room).lines) == 1


def test_text_is_measured_in_the_fonts_that_are_asked_for() -> None:
    swapped = replace(load_theme(THEME).fonts, body=load_theme(THEME).fonts.display)
    run = Run(SENTENCE, TextStyle(16))
    plain, serif = MEASURE.wrap([run], 2.0), MEASURE.width(SENTENCE, TextStyle(16, face="display"))
    other = Measure(swapped)
    assert other.width(SENTENCE, TextStyle(16)) == serif != MEASURE.width(SENTENCE, TextStyle(16))
    assert other.wrap([run], 2.0) != plain == MEASURE.wrap([run], 2.0)


@pytest.mark.parametrize("face", ["body", "mono"])
def test_a_word_is_as_wide_as_its_parts_however_long_it_is(face: str) -> None:
    style = TextStyle(16, face=face)  # type: ignore[arg-type]
    assert MEASURE.width("ab" * 40_000, style) == pytest.approx(20_000 * MEASURE.width("abab", style), rel=0.01)
    assert MEASURE.width("é" * 80_000, style) == pytest.approx(80_000 * MEASURE.width("é", style), rel=0.01)


def test_a_soft_hyphen_takes_room_where_a_line_ends_with_it() -> None:
    style = TextStyle(16)
    word = Run("Donau\u00addampf\u00adschiff", style)
    assert MEASURE.width(word.text, style) == MEASURE.width("Donaudampfschiff", style)
    for shown, lines in (("Donaudampf-", ("Donau\u00addampf\u00ad", "schiff")), ("Donaudampfschiff", (word.text,))):
        assert MEASURE.wrap([word], MEASURE.width(shown, style) + 0.01, reserve=0.0) == lines
    narrower = MEASURE.width("Donaudampf-", style) - 0.01
    assert MEASURE.wrap([word], narrower, reserve=0.0) == ("Donau\u00ad", "dampf\u00adschiff")
    first, last = broken(MEASURE.paragraph([word], width=narrower + 0.02), narrower + 0.02, MEASURE)
    assert (first[0].text, last[0].text) == ("Donau\u00addampf-", "schiff")


def test_a_tab_is_a_space() -> None:
    assert MEASURE.paragraph([Run("a\tb", TextStyle(16))], width=2.0).runs == (Run("a b", TextStyle(16)),)
