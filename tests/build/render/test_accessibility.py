from __future__ import annotations

import dataclasses

import pytest

from build.diagnostics import Span
from build.page import Book, Box, Drawable, Page, Paragraph, Run, Shape, TextBox
from build.render.accessibility import check_access, contrast
from build.theme import Theme

TITLE = TextBox(
    name="title",
    box=Box(0.5, 0.5, 10, 0.6),
    paragraphs=(Paragraph(runs=(Run(text="A title", size=38, color="navy"),), line=40),),
    placeholder="title",
)


def text(words: str, color: str = "char", size: float = 16, *, at: float = 2.0, **looks: object) -> TextBox:
    return TextBox(
        name="text",
        box=Box(at, 2, 3, 1),
        paragraphs=(Paragraph(runs=(Run(text=words, size=size, color=color, **looks),), line=18),),  # type: ignore[arg-type]
    )


def page(*items: Drawable, number: int = 1, title: str = "A title") -> Page:
    return Page(number=number, id="s", title=title, layout="standard", section="", items=items, notes="")


def found(theme: Theme, *pages: Page) -> list[str]:
    book = Book(title="t", author="a", language="en", pages=pages)
    return [f"{one.span.line} {one.code} {one.message}" for one in check_access(book, theme, "x.md", {1: Span(7)})]


# What the design says of its own colours.
@pytest.mark.parametrize(
    ("color", "behind", "ratio"),
    [
        ("char", "pearl", 11.49),
        ("mute", "navy100", 4.62),
        ("gold", "white", 2.42),
        ("goldink", "gold200", 4.26),
        ("white", "navy700", 9.09),
        ("navy", "gold", 5.02),
        ("plum", "plum100", 4.94),
    ],
)
def test_contrast_is_the_one_of_the_design(theme: Theme, color: str, behind: str, ratio: float) -> None:
    assert contrast(theme.color(color), theme.color(behind)) == pytest.approx(ratio, abs=0.01)


def test_black_on_white_has_the_greatest_contrast_there_is() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1


def test_a_book_without_faults_has_no_findings(book: Book, theme: Theme) -> None:
    assert check_access(book, theme, "x.md", {}) == []


def test_a_slide_needs_a_title_in_its_placeholder(theme: Theme) -> None:
    assert found(theme, page(text("words"))) == ["7 L301 slide 1 has no title in its title placeholder"]


def test_titles_differ(theme: Theme) -> None:
    twice = [page(TITLE), page(TITLE, number=2, title="a title")]
    assert found(theme, *twice) == ["1 L302 slide 2 has the title of slide 1: 'a title'"]


def test_what_is_not_text_says_what_it_shows(book: Book, theme: Theme) -> None:
    silent = [dataclasses.replace(item, alt="") for item in book.pages[1].items]
    assert found(theme, page(*silent)) == [
        "7 L304 the chart 'rates' has no alt text",
        "7 L304 the table 'results' has no alt text",
        "7 L304 the group 'Wise Owl' has no alt text",
        "7 L304 the picture 'still' has no alt text",
    ]


def test_the_name_of_a_file_is_no_alt_text(theme: Theme) -> None:
    shape = Shape(name="shape", alt="kv_cache_loop.png", box=Box(1, 1, 1, 1))
    assert found(theme, page(TITLE, shape)) == [
        "7 L305 the alt text of 'shape' is the name of a file: 'kv_cache_loop.png'"
    ]


@pytest.mark.parametrize("bullet", ["• one", "- one", "* one", "◆ one"])
def test_a_bullet_is_not_typed(theme: Theme, bullet: str) -> None:
    assert [one[:6] for one in found(theme, page(TITLE, text(bullet)))] == ["7 L306"]


def test_a_minus_sign_is_not_a_bullet(theme: Theme) -> None:
    assert found(theme, page(TITLE, text("-0.5 nats"))) == []


def test_faint_text_is_told_with_what_lies_behind_it(theme: Theme) -> None:
    assert found(theme, page(TITLE, text("gold words", "gold"))) == [
        "7 L307 'text' is too faint: gold on pearl has a contrast of 2.32 and needs 4.5, in 'gold words'",
        "7 L307 'text' is too faint: gold on soft has a contrast of 2.19 and needs 4.5, in 'gold words'",
    ]


def test_what_counts_is_the_shape_right_behind_the_words(theme: Theme) -> None:
    panel = Shape(name="panel", decorative=True, box=Box(1, 1, 5, 4), fill="navy")
    assert found(theme, page(TITLE, panel, text("light words", "white"))) == []
    assert len(found(theme, page(TITLE, text("light words", "white"), panel))) == 2
    assert len(found(theme, page(TITLE, panel, text("light words", "white", at=7)))) == 2


def test_large_words_need_less_and_highlighted_ones_are_judged_on_their_highlight(theme: Theme) -> None:
    panel = Shape(name="panel", decorative=True, box=Box(1, 1, 5, 4), fill="gqa")
    assert len(found(theme, page(TITLE, panel, text("GQA", "navy", 16)))) == 1
    assert found(theme, page(TITLE, panel, text("GQA", "navy", 16, bold=True))) == []
    assert found(theme, page(TITLE, panel, text("GQA", "navy", 18))) == []
    assert found(theme, page(TITLE, panel, text("gqa.py", "navy", 12, highlight="codechip"))) == []
