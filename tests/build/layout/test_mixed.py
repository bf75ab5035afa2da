"""Anything else: words beside what is no words, words alone, a heading alone."""

from __future__ import annotations

import pytest
from content_slides import HERE, bullets, grid, laid_out, mixed, prose, sound_page, text
from page_items import box, named, words

from build.drawing.frame_boxes import BODY_TALL
from build.drawing.page import NativeTable, Page, Shape, TextBox
from build.spec.content import Block, Callout, CodeBlock, Column, Columns, Definition, Definitions, Quotation

TABLE = grid(
    ("The mistake is in", "This takes it back"),
    ("a file", "`git restore notes.md`"),
    ("my last commit", "`git commit --amend`"),
    ("a shared commit", "`git revert <commit>`"),
)
LOST = prose("Git **rarely loses work**. What looks lost is often a label on the wrong commit, and labels move.")
SENTENCE = "Leaves take in carbon dioxide through their pores and water through the roots. "


def page_of(*blocks: object, title: str = "Mixed", **values: object) -> Page:
    book, found, checked = laid_out(mixed(title, *blocks, **values))  # type: ignore[arg-type]
    assert not found
    assert [f"{finding}" for finding in checked] == []
    return book.pages[0]


def table_of(page: Page) -> NativeTable:
    return next(item for item in page.items if isinstance(item, NativeTable))


def test_words_stand_beside_a_table_at_the_sizes_of_the_two() -> None:
    page = page_of(LOST, TABLE)
    table, said = table_of(page), box(page, "text1")
    assert table.box.x == pytest.approx(5.87)
    assert table.box.right == pytest.approx(12.833)
    assert said.box.x == 0.5
    assert said.box.right <= 5.43
    assert said.paragraphs[0].runs[0].style.size >= 26
    assert table.rows[1][0].paragraphs[0].runs[0].style.size == 22
    assert table.rows[0][0].paragraphs[0].runs[0].style.size == 18
    assert said.placeholder == "body"


def test_what_comes_first_stands_left() -> None:
    page = page_of(TABLE, LOST)
    assert table_of(page).box.x == 0.5
    assert box(page, "text2").box.x > table_of(page).box.right


def test_a_tables_code_has_no_tint_where_it_is_large() -> None:
    code = table_of(page_of(LOST, TABLE)).rows[1][1].paragraphs[0].runs[0]
    assert (code.highlight, code.style.color, code.style.face) == ("", "navy", "mono")


def test_a_warning_stands_in_the_strip_with_its_heading_in_bold() -> None:
    warning = Callout(kind="warning", heading=text("Never do that."), blocks=(prose("Do this."),), span=HERE)
    page = page_of(LOST, TABLE, callout=warning)
    assert words(box(page, "callout label")) == "Warning"
    said = box(page, "callout text")
    assert [paragraph.text for paragraph in said.paragraphs] == ["Never do that.", "Do this."]
    assert said.paragraphs[0].runs[0].style.bold
    tab = named(page, "callout tab")
    assert isinstance(tab, Shape)
    assert tab.fill == "brick100"


@pytest.mark.parametrize("kind", ["note", "tip", "important", "warning", "caution"])
def test_a_long_callout_makes_its_strip_higher_and_the_body_lower(kind: str) -> None:
    long = Callout(kind=kind, blocks=(prose(SENTENCE.strip()),) * 4, span=HERE)  # type: ignore[arg-type]
    page = page_of(prose("Short."), callout=long)
    strip, card = named(page, "callout card"), named(page, "text card")
    assert isinstance(strip, Shape)
    assert isinstance(card, Shape)
    assert strip.box.h > 1.14
    assert card.box.bottom < strip.box.y
    assert strip.box.bottom == pytest.approx(7.04)


def test_a_card_of_few_words_is_lower_and_in_the_middle() -> None:
    low, high = (named(page_of(*(prose("Light is a wave, and a particle."),) * many), "text card") for many in (1, 6))
    assert isinstance(low, Shape)
    assert isinstance(high, Shape)
    assert high.box == BODY_TALL
    assert low.box.h < 0.7 * high.box.h
    assert low.box.y - high.box.y == pytest.approx(high.box.bottom - low.box.bottom)


def test_a_heading_alone_is_the_slide() -> None:
    page = page_of(title="Why cells need light")
    title = box(page, "title")
    assert title.placeholder == "title"
    assert title.paragraphs[0].runs[0].style.size == 60
    assert title.box.y + title.box.h / 2 == pytest.approx(3.60)
    assert len(title.paragraphs[0].lines) == 1


def test_a_long_heading_alone_has_lines_of_like_length() -> None:
    title = box(page_of(title="Why the cells of every green leaf need light, air and water"), "title")
    shares = [len(line) for line in title.paragraphs[0].lines]
    assert len(shares) > 1
    assert min(shares) > max(shares) / 2


def test_one_short_sentence_is_set_large_on_one_line() -> None:
    said = box(page_of(prose("A single sentence of few words.")), "text")
    assert said.paragraphs[0].runs[0].style.size >= 36
    assert len(said.paragraphs[0].lines) == 1


def test_two_hundred_words_fit() -> None:
    page = page_of(*[prose((SENTENCE * 5).strip())] * 3)
    sizes = {
        run.style.size
        for item in page.items
        if isinstance(item, TextBox) and " text" in item.name
        for paragraph in item.paragraphs
        for run in paragraph.runs
    }
    assert min(sizes) >= 18


def test_blocks_in_turn_stand_one_below_the_other_in_their_order() -> None:
    code = CodeBlock(text=("x = 1", "", "y = 2"), language="python", name="a.py", marked=(3,), span=HERE)
    page = page_of(prose("First this:"), code, prose("And then:"), bullets("one", "two"))
    tops = [box(page, f"text {number}").box.y for number in (1, 2, 3)]
    assert tops == sorted(tops)
    assert words(box(page, "text 2")).splitlines() == ["x = 1", " ", "y = 2"]
    tint, second = named(page, "text 2 tint 3"), box(page, "text 2")
    assert isinstance(tint, Shape)
    assert tint.box.bottom == pytest.approx(second.box.bottom, abs=0.01)


def test_more_than_one_column_holds_stands_in_two() -> None:
    code = CodeBlock(text=("x = 1",) * 10, language="python", span=HERE)
    page = page_of(prose("One way:"), code, prose("And another:"), code)
    left, right = [item.box.x for item in page.items if isinstance(item, TextBox) and words(item).startswith("x = 1")]
    assert right - left > 5


def test_a_quotation_terms_and_columns_among_other_blocks() -> None:
    quote = Quotation(texts=(text("Through."),), by=text("Robert Frost"), source=text("1914"), span=HERE)
    terms = Definitions(entries=(Definition(term=text("Pore"), meanings=(text("an opening"),)),), span=HERE)
    two = Columns(
        columns=tuple(Column(heading=text(name), blocks=(prose(name),), span=HERE) for name in ("A", "B")), span=HERE
    )
    page = page_of(prose("He said:"), quote, terms, two)
    said = {item.name: words(item) for item in page.items if isinstance(item, TextBox)}
    assert "Through.\nRobert Frost, 1914" in said.values()
    assert "Pore\nan opening" in said.values()
    assert "A\nA" in said.values()


def test_text_that_does_not_fit_is_told_once_with_its_room() -> None:
    _, found, _ = laid_out(mixed("Long", prose(SENTENCE * 60)))
    assert [finding.code for finding in found] == ["L101"]
    assert "and there are" in found[0].message


@pytest.mark.parametrize("beside", [(), (prose("See:"),), (prose("Above:"), bullets("one", "two"))])
def test_code_too_wide_for_its_slide_goes_on_below(beside: tuple[Block, ...]) -> None:
    code = CodeBlock(text=("y = 1", "x" * 70 + " " + "z" * 69), language="text", span=HERE)
    page = sound_page(mixed("Wide", *beside, code, code))
    for listing in (item for item in page.items if isinstance(item, TextBox) and "y = 1" in words(item)):
        lines = words(listing).split("\n")
        assert "".join(line.strip() for line in lines) == "y = 1" + "x" * 70 + "z" * 69
        assert all(line.startswith("    ") for line in lines[2:])


def test_code_keeps_its_lines_where_some_arrangement_holds_them() -> None:
    code = CodeBlock(text=("x" * 60,), language="text", span=HERE)
    page = page_of(prose("A long text beside it. " * 6), code)
    assert "x" * 60 in [words(item) for item in page.items if isinstance(item, TextBox)]


@pytest.mark.parametrize(("language", "word"), [("en", "Tip"), ("de", "Tipp"), ("de-AT", "Tipp")])
def test_a_callout_is_called_as_the_decks_language_has_it(language: str, word: str) -> None:
    tip = Callout(kind="tip", blocks=(prose("So."),), span=HERE)
    book, _, _ = laid_out(mixed("Inside", prose("Above."), tip), mixed("Below", callout=tip), language=language)
    assert words(named(book.pages[0], "text 2 label")) == word
    assert words(named(book.pages[1], "callout label")) == word
