"""A formula on its slide: as large as it can be, broken where it must, its symbols below, errors at their place."""

from __future__ import annotations

from typing import Any

import pytest
from content_slides import HERE, laid_out, sound_page, text
from hypothesis import given, settings
from hypothesis import strategies as st
from page_items import named, words

from build.drawing.page import Box, Freeform, Group, Page, Shape, TextBox
from build.findings.diagnostic import Span
from build.spec.content import Footnote, Formula, FormulaSlide, Symbol
from build.spec.deck import Text, Words

LOGISTIC = r"\frac{dN}{dt} = rN\left(1-\frac{N}{K}\right)"
LONG = "=".join("+".join(f"{letter}_{{{i}}}" for i in range(8)) for letter in "abc")


def symbol(latex: str, meaning: str, unit: str = "") -> Symbol:
    return Symbol(symbol=latex, meaning=text(meaning), unit=text(unit) if unit else Text(), span=Span(4, 3, 9))


def slide(latex: str, *symbols: Symbol, **values: Any) -> FormulaSlide:
    head: dict[str, Any] = {"number": 1, "eyebrow": Text(), "title": text("A formula"), "span": HERE}
    return FormulaSlide(**{**head, **values}, formula=Formula(source=latex, span=Span(2, 1, 5)), symbols=symbols)


THREE = (
    symbol("N", "individuals living now", "a count"), symbol("r", "growth rate of one", "per year"),
    symbol("K", "as many as the place can feed", "a count"),
)  # fmt: skip


def box_of(page: Page, role: str) -> Box:
    item = named(page, role)
    assert isinstance(item, TextBox | Shape | Freeform | Group)
    return item.box


def test_formula_above_symbols_as_the_design_has_it() -> None:
    page = sound_page(slide(LOGISTIC, *THREE))
    top, low, formula = (box_of(page, role) for role in ("formula card", "symbols card", "formula"))
    assert top == Box(0.5, 1.41, 12.333, pytest.approx(2.72))
    assert (low.y, low.bottom) == (pytest.approx(4.33), pytest.approx(7.04))
    assert formula.x - top.x == pytest.approx(top.right - formula.right)
    assert named(page, "formula").alt == "dN/dt = rN(1 − N/K)"
    assert [words(named(page, f"symbol {n}")) for n in (1, 2, 3)] == ["N", "r", "K"]
    assert words(named(page, "symbol 2 unit")) == "per year"
    meaning = named(page, "symbol 1 meaning")
    assert isinstance(meaning, TextBox)
    assert meaning.paragraphs[0].runs[0].style.size == 26


def test_alone_it_has_the_slide_and_is_larger() -> None:
    alone, beside = sound_page(slide("E=mc^2")), sound_page(slide("E=mc^2", *THREE))
    assert box_of(alone, "formula").h > box_of(beside, "formula").h
    assert box_of(alone, "formula card").h == pytest.approx(5.63)


def test_one_that_is_too_wide_goes_on_below_as_one_group_with_one_text() -> None:
    page = sound_page(slide(LONG, *THREE))
    formula = named(page, "formula")
    assert isinstance(formula, Group)
    assert len(formula.children) >= 2
    card = box_of(page, "formula card")
    assert card.x < formula.box.x
    assert formula.box.right < card.right
    first, second = (child.box for child in formula.children[:2])
    assert second.x > first.x
    assert second.y >= first.bottom


def test_many_symbols_stand_in_two_columns_of_one_size() -> None:
    page = sound_page(slide("a=b", *(symbol(f"x_{i}", f"what it means, {i}", "m/s") for i in range(8))))
    places = [box_of(page, f"symbol {number} meaning") for number in range(1, 9)]
    assert len({round(box.x, 3) for box in places}) == 2
    assert len({round(box.y, 3) for box in places}) == 4


def test_a_symbol_that_no_letter_of_the_theme_shows_is_drawn_with_its_name() -> None:
    drawing = named(sound_page(slide("a=b", symbol(r"\vec{v}", "a speed"), symbol(r"\alpha", "an angle"))), "symbol 2")
    assert isinstance(drawing, Freeform)
    assert drawing.alt == "α"


def test_a_formula_in_what_a_symbol_means_is_set_too() -> None:
    meaning = Text((Words(text="how fast "), Words(text=r"\frac{dN}{dt}", math=True), Words(text=" is")), HERE)
    page = sound_page(slide("a=b", Symbol(symbol="r", meaning=meaning, span=HERE)))
    assert words(named(page, "symbol 1 meaning")) == "how fast dN/dt is"


def test_what_cannot_be_read_is_told_at_its_place_and_shown_as_written() -> None:
    book, found, _ = laid_out(slide(r"\frac{a}{", symbol(r"\foo", "nothing")))
    assert [(one.code, one.span.line, one.span.column) for one in found] == [("L208", 2, 1), ("L208", 4, 3)]
    assert found[1].message == r"unknown command \foo in the formula '\foo'"
    assert words(named(book.pages[0], "formula")) == r"\frac{a}{"


def test_one_that_nothing_makes_fit_is_told() -> None:
    book, found, checked = laid_out(slide("a" * 200, *THREE))
    assert [one.code for one in found] == ["L101"]
    assert not checked
    assert box_of(book.pages[0], "formula").right <= 12.833


FORMULAS = st.sampled_from(
    [LOGISTIC, LONG, "E=mc^2", r"\begin{pmatrix}a&b\\c&d\end{pmatrix}\vec{x}", r"\sum_{i=1}^n \frac{x_i}{n}", "a" * 60]
)
WORDS = st.lists(st.sampled_from(["a", "of", "count", "individuals", "المعنى", "5 kg"]), min_size=1, max_size=14)
SYMBOLS = st.lists(
    st.builds(
        symbol,
        st.sampled_from(["N", "x_{12}", r"\alpha", r"\hat{\beta}", r"\mathrm{C_6H_{12}O_6}", r"\binom{n}{k}"]),
        WORDS.map(" ".join),
        st.sampled_from(["", "m/s", "individuals per square metre"]),
    ),
    max_size=10,
)


@settings(max_examples=20)
@given(FORMULAS, SYMBOLS, st.sampled_from([(), (Footnote(mark="¹", text=text("A source.")),)]))
def test_nothing_overflows_or_overlaps_where_nothing_is_too_much(
    latex: str, symbols: list[Symbol], footnotes: tuple[Footnote, ...]
) -> None:
    _, found, checked = laid_out(slide(latex, *symbols, footnotes=footnotes))
    assert {finding.code for finding in found} <= {"L101", "L102"}
    assert [f"{one.code} {one.message}" for one in checked if not found] == []


@pytest.mark.parametrize("theme", ["forest", "clear"])
def test_every_theme_has_its_contrast(theme: str) -> None:
    _, found, checked = laid_out(slide(LOGISTIC, *THREE), theme=theme)
    assert [str(finding) for finding in (*found, *checked)] == []
