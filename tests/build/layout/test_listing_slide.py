"""Code of any language on a slide: whole, coloured, marked, with callouts, and what has no room is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from content_slides import HERE, laid_out, text
from hypothesis import example, given, settings
from hypothesis import strategies as st
from page_items import named, words
from stand_alone_slides import DEBOUNCE, note

from build.drawing.page import Box, Page, Shape, TextBox
from build.files.places import THEME
from build.layout.code_card import code_lines
from build.layout.code_colors import coloured
from build.spec.content import CodeBlock, Footnote, LineNote, ListingSlide
from build.spec.deck import Text
from build.theme.choose import load_theme

LOOK = load_theme(THEME)
SAMPLES = {
    "python": "def f(a):\n    return a + 1  # one more\n\nprint(f(2))",
    "js": DEBOUNCE,
    "sql": "SELECT name, COUNT(*) FROM orders\nWHERE placed >= '2025-01-01'  -- this year\nGROUP BY name;",
    "bash": 'for f in *.txt; do\n  wc -l "$f"  # count\ndone',
    "rust": 'fn main() {\n    let a: u8 = 1;\n    println!("{a}");\n}',
    "html": '<!doctype html>\n<p class="a">Hello &amp; welcome</p>\n<!-- the end -->',
    "json": '{"name": "x", "size": 3, "open": true}',
    "diff": "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new",
    "console": "$ git log\ncommit 3f2a",
    "": "no language\n\tat all",
}


def block(code: str, language: str = "", name: str = "", marked: Sequence[int] = ()) -> CodeBlock:
    return CodeBlock(text=tuple(code.split("\n")), span=HERE, language=language, name=name, marked=tuple(marked))


def slide(code: CodeBlock, *notes: LineNote, **values: Any) -> ListingSlide:
    head: dict[str, Any] = {"number": 1, "eyebrow": Text(), "title": text("Some code"), "span": HERE}
    return ListingSlide(**{**head, **values}, code=code, notes_on_lines=notes)


def drawn(shown: ListingSlide) -> Page:
    book, found, checked = laid_out(shown)
    assert [str(finding) for finding in (*found, *checked)] == []
    return book.pages[0]


def box_of(page: Page, role: str) -> Box:
    item = named(page, role)
    assert isinstance(item, TextBox | Shape)
    return item.box


def style_of(page: Page, part: str) -> tuple[str, bool, bool]:
    """Colour, bold and italic of the run that has some words."""
    item = named(page, "code")
    assert isinstance(item, TextBox)
    run = next(run for paragraph in item.paragraphs for run in paragraph.runs if part in run.text)
    return run.style.color, run.style.bold, run.style.italic


@pytest.mark.parametrize("language", SAMPLES)
def test_every_language_is_shown_to_the_letter(language: str) -> None:
    code = block(SAMPLES[language], language)
    page = drawn(slide(code))
    shown = [line.rstrip() for line in words(named(page, "code")).split("\n")]
    assert shown == list(code_lines(code))


def test_keywords_calls_strings_numbers_and_comments_have_their_colours() -> None:
    page = drawn(slide(block(DEBOUNCE, "js", "debounce.js", (5, 6))))
    assert style_of(page, "export") == ("plum", False, False)
    assert style_of(page, "clearTimeout") == ("navy", True, False)
    assert style_of(page, "300") == ("teal", False, False)
    assert style_of(page, "'input'") == ("teal", False, False)
    assert style_of(page, "// Run") == ("mute", False, True)


def test_the_strip_has_the_files_name_else_the_languages_else_there_is_none() -> None:
    assert words(named(drawn(slide(block("x", "js", "a.js"))), "code name")) == "a.js"
    assert words(named(drawn(slide(block("x", "js"))), "code name")) == "JavaScript"
    assert not [item for item in drawn(slide(block("x"))).items if item.name.endswith("code name")]


def test_a_files_name_tells_the_language_where_the_fence_does_not() -> None:
    assert style_of(drawn(slide(block("let a = 1;\nlet b;", name="a.js"))), "let")[0] == "plum"


def test_marked_lines_that_follow_each_other_have_one_band_behind_their_words() -> None:
    page = drawn(slide(block(DEBOUNCE, "js", "debounce.js", (2, 5, 6))))
    first, both = box_of(page, "tint 2"), box_of(page, "tint 5")
    assert both.h == pytest.approx(2 * first.h)
    assert both.y - first.y == pytest.approx(3 * first.h)
    assert first.w == box_of(page, "code card").w


def test_code_stands_beside_its_callouts_and_a_marked_line_makes_one_gold() -> None:
    notes = (
        note("One timer", "All calls see it.", 3),
        note("Cancel", "The old plan.", 5),
        note("A new one", "Set.", 6),
    )
    page = drawn(slide(block(DEBOUNCE, "js", "debounce.js", (5, 6)), *notes))
    assert box_of(page, "code card") == Box(0.5, 1.41, 7.28, 5.63)
    cards = [box_of(page, f"callout {number} card") for number in (1, 2, 3)]
    assert {(card.x, round(card.right, 3), round(card.h, 3)) for card in cards} == {(8.0, 12.833, round(cards[0].h, 3))}
    assert cards[-1].bottom == pytest.approx(7.04)
    fills = [named(page, f"callout {number} bar").fill for number in (1, 2, 3)]  # type: ignore[union-attr]
    assert fills == ["navy300", "gold", "gold"]
    assert [named(page, f"callout {number} tab").alt for number in (1, 2, 3)] == ["Line 3", "Line 5", "Line 6"]


def test_one_callout_and_a_few_lines_leave_the_code_as_wide_as_the_slide() -> None:
    single = drawn(slide(block(SAMPLES["sql"], "sql"), note("First", "Rows are left out.", 2, 3)))
    pair = drawn(slide(block("let a = 1;\na + 1;", "js"), note("Now", "It is.", 1), note("", "And here.", 2)))
    for page in (single, pair):
        code, callout = box_of(page, "code card"), box_of(page, "callout 1 card")
        assert code.w == pytest.approx(12.333)
        assert callout.y > code.bottom
    assert named(single, "callout 1 tab").alt == "Lines 2–3"
    assert words(named(pair, "callout 2 heading")) == "Line 2"


def test_few_lines_are_set_large_and_many_small() -> None:
    sizes = []
    for lines in (1, 4, 10, 19):
        item = named(drawn(slide(block("\n".join(["x = 1"] * lines), "python"))), "code")
        assert isinstance(item, TextBox)
        sizes.append(item.paragraphs[0].runs[0].style.size)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 40
    assert sizes[-1] >= 14


def test_a_line_that_is_too_long_goes_on_below_with_a_mark_and_no_number() -> None:
    page = drawn(slide(block("f(" + ", ".join(f"argument_{i}" for i in range(12)) + ")\nf()", "python", marked=(1,))))
    numbers = words(named(page, "line numbers")).split("\n")
    assert numbers[0] == "1"
    assert numbers[1] == "↪"
    assert numbers[-1] == "2"
    assert box_of(page, "tint 1").h == pytest.approx(box_of(page, "tint 1").h)
    assert "".join(words(named(page, "code")).split()) == "".join(
        ("f(" + ", ".join(f"argument_{i}" for i in range(12)) + ")\nf()").split()
    )


def test_more_lines_than_a_slide_holds_are_told_and_cut_with_a_mark() -> None:
    code = block("\n".join(f"line {i}" for i in range(1, 31)))
    book, found, checked = laid_out(slide(code))
    assert [finding.code for finding in found] == ["L106"]
    assert not [finding.code for finding in checked if not finding.code.startswith("L106")]
    shown = words(named(book.pages[0], "code")).split("\n")
    assert shown[-1] == "…"
    held = len(shown)
    assert not laid_out(slide(replace(code, text=code.text[:held])))[1]
    assert laid_out(slide(replace(code, text=code.text[: held + 1])))[1]


def test_a_language_that_nobody_knows_has_no_colours() -> None:
    page = drawn(slide(block("import x\nimport y", "pyhton")))
    assert style_of(page, "import") == ("char", False, False)
    assert not [item for item in page.items if item.name.endswith("code name")]


def test_lines_that_are_not_there_are_told() -> None:
    _, found, _ = laid_out(slide(block("x = 1", "python", marked=(4,)), note("a", "b", 9)))
    assert [(finding.code, finding.message) for finding in found] == [
        ("F305", "the code has 1 line, and 4 is marked"),
        ("F305", "the code has 1 line, and a callout speaks of line 9"),
    ]


def test_a_lead_is_a_heading_without_its_full_stop() -> None:
    page = drawn(slide(block("a\nb"), note("One timer.", "It is shared.", 1)))
    assert words(named(page, "callout 1 heading")) == "One timer"
    book, *_ = laid_out(slide(block("a\nb"), note("式。", "a", 1)))  # told where no font here has its letters
    assert words(named(book.pages[0], "callout 1 heading")) == "式"


@pytest.mark.parametrize("theme", ["forest", "clear"])
def test_every_theme_has_its_contrast(theme: str) -> None:
    shown = [slide(block(code, language, marked=(1,)), note("a", "b", 1)) for language, code in SAMPLES.items()]
    _, found, checked = laid_out(*shown, theme=theme)
    assert [str(finding) for finding in (*found, *checked)] == []


LINE = st.one_of(
    st.sampled_from(
        ["", "    return a + b", "\tx\ty", "if (a < b) {", "# ünï → 日本", "'open", '"""', "<p>", "\\", "a\u0301"]
    ),
    st.integers(1, 160).map(lambda long: "word " * (long // 5) + "x" * (long % 5)),
    st.integers(1, 160).map(lambda long: "y" * long),
)
WORD = st.sampled_from(["a", "of", "`git log`", "**bold**", "internationalisation", "المعنى"])
WORDS = st.lists(WORD, max_size=14).map(" ".join)
NOTE = st.builds(note, WORDS, WORDS, st.one_of(st.none(), st.integers(1, 3)), st.one_of(st.none(), st.integers(1, 3)))
CODE = st.builds(
    lambda lines, language, name, marked: block("\n".join(lines), language, name, marked),
    st.lists(LINE, min_size=3, max_size=24),
    st.sampled_from(["", "python", "js", "sql", "bash", "rust", "html"]),
    st.sampled_from(["", "a.py", "a_file_with_a_name_that_is_longer_than_most/" * 3 + "x.js"]),
    st.lists(st.integers(1, 3), max_size=3, unique=True),
)
TOO_MUCH = {"L101", "L102", "L106", "F305"}


@settings(max_examples=40)
@given(CODE, st.lists(NOTE, max_size=4), st.sampled_from([(), (Footnote(mark="¹", text=text("A source.")),)]))
@example(block("\n" * 5), [], ())
def test_nothing_overflows_or_overlaps_where_nothing_is_too_much(
    code: CodeBlock, notes: list[LineNote], footnotes: tuple[Footnote, ...]
) -> None:
    _, found, checked = laid_out(slide(code, *notes, footnotes=footnotes))
    assert {finding.code for finding in found} <= TOO_MUCH
    assert [f"{one.code} {one.message}" for one in checked if not found and one.code != "L413"] == []


@given(st.lists(LINE, max_size=12), st.sampled_from(list(SAMPLES)))
def test_colours_change_no_letter(lines: list[str], language: str) -> None:
    shown = coloured(lines, LOOK, 17, language)
    assert ["".join(run.text for run in runs) for runs in shown] == (lines or [""])


def test_callouts_below_code_stand_in_an_arabic_deck_as_it_is_read() -> None:
    shown = slide(block("a\nb", "python"), note("الدالة", "تأخذ اليوم", 1), note("النتيجة", "ضعف اليوم", 2))
    page = laid_out(shown, language="ar")[0].pages[0]
    card, bar, said = (box_of(page, f"callout 1 {role}") for role in ("card", "bar", "text"))
    assert card.x > box_of(page, "callout 2 card").right
    assert bar.right == pytest.approx(card.right)
    assert card.right - said.right > said.x - card.x
