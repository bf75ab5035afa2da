"""A great number with its unit, or a great sentence, is its slide's title; below it where it comes from."""

from __future__ import annotations

import pytest
from content_slides import HERE, deck_of, laid_out, sound_page, text
from page_items import MEASURE, box, named, words
from stand_alone_slides import statement

from build.drawing.page import Group, TextBox
from build.drawing.text_lines import lines
from build.files.course import product
from build.files.places import THEME
from build.layout.book import lay_out
from build.spec.content import StatementSlide
from build.spec.deck import Text, Words
from build.theme.choose import load_theme
from engine.ledger import Ledger, Record

BRAIN = statement("86", "billion neurons", "Nerve cells in the brain.", "Azevedo et al., 2009")


def baseline(shown: TextBox) -> float:
    return [line.baseline for line in lines(shown.paragraphs, shown.box, MEASURE, anchor="top", wrap=False)][-1]


def test_a_number_is_the_title_and_its_unit_stands_on_its_baseline() -> None:
    page = sound_page(BRAIN)
    number, unit = box(page, "statement"), box(page, "statement unit")
    assert (number.placeholder, words(number), number.alt) == ("title", "86", "86 billion neurons")
    assert words(unit) == "billion\nneurons"
    assert [line.runs[0].style.color for line in unit.paragraphs] == ["navy", "goldink"]
    assert baseline(unit) == pytest.approx(baseline(number))
    assert (number.paragraphs[0].runs[0].style.size, unit.paragraphs[0].runs[0].style.size) == (300, 72)
    assert named(page, "source chip").alt == "Given · Azevedo et al., 2009"


def test_a_unit_of_one_word_is_part_of_the_title() -> None:
    page = sound_page(statement("42", "%", "of all learners never ask."))
    assert words(box(page, "statement")) == "42\u00a0%"
    assert not any(item.name.endswith(("unit", "chip", "eyebrow")) for item in page.items)


def test_a_long_number_is_smaller_and_one_too_long_is_told() -> None:
    sizes = [
        box(sound_page(statement(figure, "kilometres", "So far.")), "statement").paragraphs[0].runs[0].style.size
        for figure in ("86", "1,432", "1,432,000", "1,432,000,000")
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 2
    _, found, _ = laid_out(statement("1,432,000,000,000,000,000", "kilometres", "So far."))
    assert [(finding.code, "wide at 84 pt" in finding.message) for finding in found] == [("L101", True)]


def test_a_heading_that_says_the_number_is_not_said_twice() -> None:
    assert not any(item.name.endswith("eyebrow") for item in sound_page(BRAIN).items)
    other = sound_page(statement("86", "billion", "Cells.", title="What is in a brain"))
    assert words(named(other, "eyebrow")) == "WHAT IS IN A BRAIN"


def test_a_sentence_alone_is_the_title_and_large() -> None:
    page = sound_page(statement("", "", "We never lose your data"))
    title = box(page, "statement")
    assert (title.placeholder, words(title), title.paragraphs[0].runs[0].style.size) == (
        "title", "We never lose your data", 60,
    )  # fmt: skip
    longer = box(sound_page(statement("", "", "We never lose your data " * 7)), "statement")
    assert longer.paragraphs[0].runs[0].style.size < 60
    only_heading = sound_page(statement("", "", "", title="Questions?"))
    assert words(box(only_heading, "statement")) == "Questions?"


def test_a_source_too_long_for_a_chip_stands_beside_it() -> None:
    page = sound_page(statement("86", "%", "of them.", "a report that has a very long title " * 5))
    assert named(page, "source chip").alt == "Given"
    assert words(box(page, "source")).startswith("a report")


def test_a_link_in_the_source_keeps_where_it_leads() -> None:
    source = Text((Words(text="WHO", href="https://who.int"),), HERE)
    slide = StatementSlide(
        number=1, eyebrow=Text(), title=text("5 %"), span=HERE, figure=text("5"), unit=text("%"), sentence=text("So."),
        source=source,
    )  # fmt: skip
    chip = named(sound_page(slide), "source chip")
    assert isinstance(chip, Group)
    said = chip.children[-1]
    assert isinstance(said, TextBox)
    assert [(run.text, run.href) for run in said.paragraphs[0].runs] == [("Given · ", ""), ("WHO", "https://who.int")]


def test_a_fact_brings_its_own_chip() -> None:
    fact = Record(
        name="share", kind="computed", says="A share.", unit="Ratio", value=0.5, digest="", defined="", day=""
    )
    figure = Text((Words(text="50", fact="share"),), HERE)
    slide = StatementSlide(
        number=1, eyebrow=Text(), title=text("50 %"), span=HERE, figure=figure, unit=text("%"), sentence=text("Half.")
    )
    book, found = lay_out(deck_of(slide), load_theme(THEME), Ledger({"share": fact}), {}, product())
    assert not found
    assert named(book.pages[0], "computed chip").alt == "Calculated"


def test_from_right_to_left_everything_stands_at_the_right() -> None:
    page = sound_page(statement("86", "مليار خلية", "خلية عصبية", "Azevedo"), language="ar")
    number, unit = box(page, "statement"), box(page, "statement unit")
    assert number.box.right > 12
    assert unit.box.right < number.box.x
