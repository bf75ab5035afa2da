"""Where each run of text stands."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from build.drawing.page import Box, Bullet, FactSpan, Paragraph, Run, TextStyle
from build.drawing.text_lines import placed
from build.drawing.text_measure import Measure
from build.render.svg.context import PageContext
from build.render.svg.text import paragraphs_svg
from build.theme.tokens import Theme

BOX = Box(*(points / 72 for points in (100, 50, 200, 100)))


def drawn(*paragraphs: Paragraph, theme: Theme, **how: object) -> list[ElementTree.Element]:
    context = PageContext(theme, Measure(theme.fonts))
    return list(ElementTree.fromstring(f"<g>{paragraphs_svg(paragraphs, BOX, context, **how)}</g>"))  # type: ignore[arg-type]


def places(elements: list[ElementTree.Element]) -> list[tuple[str, float, float]]:
    texts = (element for element in elements if element.tag == "text")
    return [(text.text or "", float(text.get("x", 0)), float(text.get("y", 0))) for text in texts]


def plain(words: str, **how: object) -> Paragraph:
    return Paragraph(runs=(Run(words, TextStyle(10)),), line=14, **how)  # type: ignore[arg-type]


def test_a_baseline_is_a_fifth_of_the_size_above_the_foot_of_its_line(theme: Theme) -> None:
    assert places(drawn(plain("One"), plain("Two", before=6), theme=theme, anchor="top")) == [
        ("One", 100, 50 + 14 - 2),
        ("Two", 100, 50 + 14 + 6 + 14 - 2),
    ]


def test_the_largest_run_of_a_line_sets_its_baseline(theme: Theme) -> None:
    small, large = Run("small ", TextStyle(10)), Run("large\nsmall", TextStyle(20))
    mixed = Paragraph(runs=(small, large), line=24)
    assert {y for _, _, y in places(drawn(mixed, theme=theme, anchor="top"))} == {50 + 24 - 4, 50 + 48 - 4}
    only_small = Paragraph(runs=(large, Run("\nsmall", TextStyle(10))), line=24)
    assert places(drawn(only_small, theme=theme, anchor="top"))[-1][2] == 50 + 3 * 24 - 2


@pytest.mark.parametrize(("anchor", "top"), [("top", 0), ("middle", 36), ("bottom", 72)])
def test_text_stands_at_the_top_in_the_middle_or_at_the_foot_of_its_box(theme: Theme, anchor: str, top: float) -> None:
    ((_, _, y), _) = places(drawn(plain("One"), plain("Two"), theme=theme, anchor=anchor))
    assert y == 50 + top + 12


def test_lines_are_aligned_by_their_measured_width(theme: Theme) -> None:
    wide = 72 * Measure(theme.fonts).width("Words", TextStyle(10))
    for align, x in (("left", 100), ("center", 200 - wide / 2), ("right", 300 - wide)):
        ((_, found, _),) = places(drawn(plain("Words", align=align), theme=theme))
        assert found == pytest.approx(x, abs=0.001)


def test_a_run_that_breaks_goes_on_in_its_own_style_and_the_next_begins_where_it_ends(theme: Theme) -> None:
    bold, light = Run("Bold words that all need ", TextStyle(20, bold=True)), Run("more than one line", TextStyle(20))
    elements = drawn(Paragraph(runs=(bold, light), line=24), theme=theme, anchor="top")
    assert [(element.text, element.get("font-weight")) for element in elements] == [
        ("Bold words that all", "bold"),
        ("need ", "bold"),
        ("more than one", None),
        ("line", None),
    ]
    (_, (_, start, y), (_, x, same), (_, third, below)) = places(elements)
    assert (start, y, below) == (third, same, same + 24)
    assert x == pytest.approx(start + 72 * Measure(theme.fonts).width("need ", TextStyle(20, bold=True)), abs=0.001)


def test_without_wrapping_a_line_ends_at_a_newline_alone(theme: Theme) -> None:
    long = "Words that need more than one line\n  in a narrow box"
    assert [words for words, _, _ in places(drawn(plain(long), theme=theme, wrap=False))] == long.split("\n")


def test_what_lies_behind_code_is_as_wide_as_the_code(theme: Theme) -> None:
    code = Run("decode.py", TextStyle(10, face="mono"), highlight="codechip")
    ground, word = drawn(Paragraph(runs=(code,), line=14), theme=theme, anchor="top")
    assert (ground.get("fill"), ground.get("x"), ground.get("width")) == (
        theme.color("codechip"),
        word.get("x"),
        f"{72 * Measure(theme.fonts).width('decode.py', TextStyle(10, face='mono')):.2f}",
    )
    top, height, base = (float(length or 0) for length in (ground.get("y"), ground.get("height"), word.get("y")))
    assert top < base - 8 < base + 2 < top + height


def test_bullets_stand_at_the_edge_and_text_behind_them(theme: Theme) -> None:
    listed = [plain(word, bullet=bullet, indent=0.25) for word, bullet in (("a", "diamond"), ("b", "dot"))]
    numbered = [plain(word, bullet="number", indent=0.25) for word in "cd"]
    elements = drawn(*listed, *numbered, plain("e"), plain("f", bullet="number", indent=0.25), theme=theme)
    assert [element.tag for element in elements] == ["polygon", "text", "circle", "text", *["text"] * 7]
    assert [(words, x) for words, x, _ in places(elements)] == [
        ("a", 118), ("b", 118), ("1.", 100), ("c", 118), ("2.", 100), ("d", 118), ("e", 100), ("1.", 100), ("f", 118),
    ]  # fmt: skip
    assert elements[0].get("fill") == elements[2].get("fill") == theme.color("gold")


def test_a_sign_is_as_large_as_its_words_where_they_begin_with_code(theme: Theme) -> None:
    words = replace(plain("words"), bullet="dot", indent=0.25)
    code = replace(words, runs=(Run("code ", TextStyle(8, face="mono")), *words.runs))
    sizes = {element.get("r") for element in drawn(words, code, theme=theme) if element.tag == "circle"}
    assert len(sizes) == 1


def test_signs_of_inner_lists_and_tasks_stand_where_their_level_begins(theme: Theme) -> None:
    signs = ("dash", "box", "ticked")
    listed = [replace(plain("a"), bullet=sign, indent=0.5, bullet_at=0.25, level=1) for sign in signs]
    elements = drawn(*listed, theme=theme)
    assert [element.tag for element in elements] == ["rect", "text", "rect", "text", "rect", "polyline", "text"]
    lefts = [float(element.get("x") or 0) for element in elements if element.tag == "rect"]
    assert lefts == pytest.approx([118, 118, 118], abs=0.5)
    assert {x for words, x, _ in places(elements) if words == "a"} == {136}


def test_the_sign_of_an_inner_item_that_reads_from_the_right_stands_at_its_right(theme: Theme) -> None:
    words = replace(plain("שלום"), bullet="dash", indent=0.5, bullet_at=0.25, rtl=True, align="right")
    dash, *_ = drawn(words, theme=theme)
    assert float(dash.get("x") or 0) + float(dash.get("width") or 0) == pytest.approx(300 - 18)


def test_numbers_begin_where_the_list_says_and_inner_items_do_not_end_them(theme: Theme) -> None:
    def item(word: str, **looks: object) -> Paragraph:
        return replace(plain(word), bullet="number", indent=0.25, start=8, **looks)  # type: ignore[arg-type]

    inner = replace(plain("x"), bullet="dash", indent=0.5, level=1)
    elements = drawn(item("a"), inner, item("b"), item("c", level=1), plain("e"), item("d"), theme=theme)
    assert [words for words, _, _ in places(elements) if words.endswith(".")] == ["8.", "9.", "8.", "8."]


def test_letters_apart_have_that_from_the_page(theme: Theme) -> None:
    (word,) = drawn(Paragraph(runs=(Run("WISE", TextStyle(12, spacing=1.5)),), line=14), theme=theme)
    assert word.get("letter-spacing") == "1.5"


# ---- other fonts, and text from right to left ---------------------------------------------------------
def test_a_character_that_the_font_lacks_has_one_of_its_own_and_its_neighbours_stay(theme: Theme) -> None:
    elements = drawn(plain("state‑of"), theme=theme, anchor="top")
    measure = Measure(theme.fonts)
    assert [(element.text, element.get("font-family")) for element in elements] == [
        ("state", None), ("‑", "'DejaVu Sans', sans-serif"), ("of", None),
    ]  # fmt: skip
    widths = [72 * measure.width(part, TextStyle(10)) for part in ("state", "‑")]
    assert [x for _, x, _ in places(elements)] == pytest.approx([100, 100 + widths[0], 100 + sum(widths)], abs=0.002)


def test_a_right_to_left_paragraph_begins_at_the_right_with_its_bullet(theme: Theme) -> None:
    lead, rest = Run("רעיון. ", TextStyle(10, bold=True)), Run("GQA (א) שלום", TextStyle(10))
    measure = Measure(theme.fonts)
    words = replace(measure.paragraph([lead, rest], width=2.0), bullet="diamond", indent=0.25)
    bullet, *elements = drawn(words, theme=theme, anchor="top")
    assert bullet.tag == "polygon"
    assert max(float(pair.split(",")[0]) for pair in (bullet.get("points") or "").split()) == 300
    found = [(text.strip("\u202e\u202c\u200f"), x) for text, x, _ in places(elements)]
    assert [text.strip() for text, _ in found] == ["שלום", ")", "א", "(", "GQA", ".", "רעיון"]
    assert [x for _, x in found] == sorted(x for _, x in found)
    assert found[-1][1] + 72 * measure.width("רעיון", lead.style) == pytest.approx(300 - 18, abs=0.01)
    assert elements[-1].get("font-weight") == "bold"


def test_a_number_runs_as_the_words_of_the_line_above_have_it(theme: Theme) -> None:
    words = Measure(theme.fonts).paragraph([Run("שלום cache of\n8 GB.", TextStyle(10))], width=2.0)
    last = [(text.strip("\u202e\u202c\u200f"), x) for text, x, _ in places(drawn(words, theme=theme, anchor="top"))][
        -2:
    ]
    assert [text for text, _ in sorted(last, key=lambda part: part[1])] == [".", "8 GB"]


def test_the_number_of_a_right_to_left_item_stands_at_the_right(theme: Theme) -> None:
    words = replace(plain("שלום", bullet="number", indent=0.25), rtl=True, align="right")
    number, *_ = drawn(words, theme=theme)
    assert (number.text, number.get("x"), number.get("text-anchor")) == (".1", "300", "end")


def test_code_runs_from_left_to_right_among_words_that_do_not(theme: Theme) -> None:
    measure, code = Measure(theme.fonts), TextStyle(10, face="mono")
    runs = [Run("שלום ", TextStyle(10)), Run("run()", code), Run(" 12", TextStyle(10))]
    shown = {text: x for text, x, _ in places(drawn(measure.paragraph(runs, width=2.7), theme=theme))}
    assert "run()" in shown


def test_a_soft_hyphen_is_drawn_where_a_line_ends_with_it(theme: Theme) -> None:
    words = Measure(theme.fonts).paragraph([Run("soft\u00adware " + "Donau\u00addampf" * 4, TextStyle(10))], width=2.7)
    texts = [text for text, _, _ in places(drawn(words, theme=theme))]
    assert len(texts) > 1
    assert not [text for text in texts if "\u00ad" in text]
    assert [text.endswith("-") for text in texts] == [True] * (len(texts) - 1) + [False]
    assert texts[0].startswith("software")


def test_an_address_that_is_broken_among_words_from_right_to_left_keeps_its_signs(theme: Theme) -> None:
    words = Measure(theme.fonts).paragraph([Run("שלום https://a.org/b?\nc=d הוא", TextStyle(10))], width=2.7)
    assert "https://a.org/b?" in [text for text, _, _ in places(drawn(words, theme=theme))]


def test_struck_words_have_a_line_and_scripts_are_small_above_and_below_the_line(theme: Theme) -> None:
    size = TextStyle(30)
    runs = (Run("x", size), Run("no", replace(size, strike=True)), Run("2", replace(size, script="super")),
            Run("i", replace(size, script="sub")))  # fmt: skip
    drawn_runs = [element for element in drawn(Paragraph(runs=runs, line=36), theme=theme) if element.tag == "text"]
    assert [element.get("text-decoration") for element in drawn_runs] == [None, "line-through", None, None]
    assert [element.get("font-size") for element in drawn_runs] == ["30", "30", "20", "20"]
    plain, _, raised, lowered = (float(element.get("y", 0)) for element in drawn_runs)
    assert raised < plain < lowered
    wide = Measure(theme.fonts)
    assert wide.width("2", replace(size, script="super")) == pytest.approx(wide.width("2", size) * 2 / 3)


@pytest.mark.parametrize("bullet", ["dot", "dash", "number", "ticked"])
def test_an_item_without_words_has_its_bullet(bullet: Bullet, theme: Theme) -> None:
    (mark, *_) = drawn(Paragraph(runs=(), line=14, bullet=bullet, indent=0.3), theme=theme)
    assert mark.tag in ("circle", "rect", "text", "path")


def test_latin_words_and_recorded_numbers_are_seen_from_left_to_right_in_a_line_that_is_not(theme: Theme) -> None:
    measure, plain = Measure(theme.fonts, "ar"), TextStyle(16)

    def seen(*runs: Run) -> str:
        return "".join(part.run.text for part in placed(runs, 0.0, measure, rtl=True))

    assert seen(Run("A test. ", plain), Run("48 ms.", plain)) == "A test. 48 ms."
    assert seen(Run("48 ms", plain, facts=(FactSpan("t", 0, 5),)), Run(" في", plain)).endswith("48 ms")
    assert seen(Run("2 / 30", plain)) == "30 / 2"
