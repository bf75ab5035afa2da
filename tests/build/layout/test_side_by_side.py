"""Columns side by side: level rows, heads in bands, any blocks, and the verdict below."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from content_slides import HERE, bullets, column, laid_out, prose, sound_page, text
from page_items import MEASURE, box, named, words

from build.drawing.page import Connector, Page, Shape, TextBox
from build.drawing.text_lines import lines
from build.spec.content import CodeBlock, Column, ColumnsSlide
from build.spec.deck import Text

MERGE = bullets("Joins histories with **one new commit**", "Keeps every commit", "Safe on branches", "Side roads")
REBASE = bullets("**Replays** your commits on a new base", "Gives them **a new identity**", "Safe before", "One line")


def slide(*columns: Column, **values: object) -> ColumnsSlide:
    made = ColumnsSlide(number=1, eyebrow=Text(), title=text("Compared"), span=HERE, columns=columns)
    return replace(made, **values)  # type: ignore[arg-type]


def page_of(*columns: Column, **values: object) -> Page:
    return sound_page(slide(*columns, **values))


def baselines(shown: TextBox) -> list[float]:
    return [line.baseline for line in lines(shown.paragraphs, shown.box, MEASURE, anchor="top") if line.is_first]


def test_rows_of_neighbours_are_level_and_of_one_size() -> None:
    page = page_of(column("Merge", MERGE), column("Rebase", REBASE))
    left, right = box(page, "column1"), box(page, "column2")
    assert baselines(left) == pytest.approx(baselines(right), abs=0.01)
    assert {run.style.size for item in (left, right) for words in item.paragraphs for run in words.runs} == {22}
    assert (left.placeholder, right.placeholder) == ("body", "body2")


def test_a_shorter_list_ends_sooner_with_its_rows_still_level() -> None:
    page = page_of(column("Merge", MERGE), column("Rebase", bullets("One", "Two")))
    assert baselines(box(page, "column2")) == pytest.approx(baselines(box(page, "column1"))[:2], abs=0.01)
    assert len([item for item in page.items if isinstance(item, Connector) and "column2 rule" in item.name]) == 1


def test_code_in_a_head_stands_at_its_other_end() -> None:
    page = page_of(column("Merge `git merge`", MERGE), column("Rebase", REBASE))
    assert words(box(page, "column1 heading")).strip() == "Merge"
    assert words(box(page, "column1 code")) == "git merge"
    assert box(page, "column1 code").box.right == pytest.approx(0.5 + 6.0665 - 0.34, abs=0.01)
    assert not any("column2 code" in item.name for item in page.items)


def test_a_head_that_is_code_alone_is_its_columns_name() -> None:
    page = page_of(column("`merge`", MERGE), column("`rebase`", REBASE))
    assert words(box(page, "column1 heading")) == "merge"


def test_columns_without_heads_have_no_band() -> None:
    page = page_of(column("", prose("Left.")), column("", prose("Right.")))
    assert not any("band" in item.name for item in page.items)


def test_the_verdict_stands_in_the_strip_below() -> None:
    page = page_of(column("Merge", MERGE), column("Rebase", REBASE), verdict=text("Rebase before you share."))
    card, strip = named(page, "column1 card"), named(page, "verdict card")
    assert isinstance(card, Shape)
    assert isinstance(strip, Shape)
    assert card.box.bottom == pytest.approx(5.73)
    assert (strip.box.y, strip.box.w) == pytest.approx((5.9, 12.333))
    assert words(box(page, "verdict label")) == "Verdict"
    assert words(box(page, "verdict text")) == "Rebase before you share."


def test_the_owl_has_its_place_beside_a_verdict() -> None:
    page = page_of(column("A", MERGE), column("B", REBASE), verdict=text("So."), wisdom=text("Less is more."))
    strip, owl = named(page, "verdict card"), named(page, "wisdom card")
    assert isinstance(strip, Shape)
    assert isinstance(owl, Shape)
    assert strip.box.right < owl.box.x


@pytest.mark.parametrize("parts", [(0.4, 0.6), (0.5, None), (None, 0.3), (None, None)])
def test_columns_are_as_wide_as_they_say(parts: tuple[float | None, float | None]) -> None:
    columns = [replace(column("", prose("Some words.")), share=part) for part in parts]
    cards = [named(page_of(*columns), f"column{number} card").box for number in (1, 2)]  # type: ignore[union-attr]
    first = parts[0] or 1 - (parts[1] or 0.5)
    assert cards[0].w / (cards[0].w + cards[1].w) == pytest.approx(first)
    assert cards[1].right == pytest.approx(12.833)


def test_three_columns_keep_apart() -> None:
    page = page_of(*(column(name, bullets("one", "two")) for name in "ABC"))
    cards = [named(page, f"column{number} card").box for number in (1, 2, 3)]  # type: ignore[union-attr]
    assert [after.x - before.right for before, after in pairwise(cards)] == pytest.approx([0.2, 0.2])


def test_a_few_words_of_running_text_are_set_large() -> None:
    page = page_of(
        column("Before", prose("We wrote everything by hand, and read it again the next day.")),
        column("After", prose("A machine writes it, and nobody reads it.")),
    )
    assert box(page, "column1 block").paragraphs[0].runs[0].style.size > 30


@pytest.mark.parametrize("many", [16, 40])
def test_a_column_that_is_too_long_is_told(many: int) -> None:
    long = bullets(*[f"Item {number}" for number in range(many)])
    _, found, _ = laid_out(slide(column("A", long), column("B", bullets("one"))))
    assert [finding.code for finding in found] == ["L101"]


def test_a_heads_word_that_is_too_wide_is_told() -> None:
    _, found, _ = laid_out(slide(column("x" * 90, bullets("a")), column("B", bullets("b"))))
    assert [finding.code for finding in found] == ["L102"]


def test_the_first_column_stands_at_the_right_in_a_deck_that_reads_from_there() -> None:
    shown = slide(column("قبل", bullets("الضوء")), column("بعد", bullets("السكر")))
    page = sound_page(shown, language="ar")
    first, second = (named(page, f"column{number} card").box for number in (1, 2))  # type: ignore[union-attr]
    assert first.x > second.right


def test_code_alone_in_a_column_has_a_card_as_high_as_its_neighbours() -> None:
    code = CodeBlock(text=("x = 1", "y = 2"), language="python", span=HERE)
    page = page_of(column("", prose("Some words.")), column("", code))
    left, right = (named(page, role).box for role in ("column1 card", "column2 block card"))  # type: ignore[union-attr]
    assert (left.y, left.h) == pytest.approx((right.y, right.h))
    shown = box(page, "column2 block").box
    assert shown.y + shown.h / 2 == pytest.approx(right.y + right.h / 2)


def test_cards_of_few_words_are_low_and_stand_in_the_middle_of_the_body() -> None:
    page = page_of(*(column(name, prose("See what is there.")) for name in ("Read", "Think", "Write")))
    cards = [item.box for item in page.items if isinstance(item, Shape) and item.name.endswith(" card")]
    assert len({(card.y, card.h) for card in cards}) == 1
    assert cards[0].h < 0.6 * 5.63
    assert cards[0].y + cards[0].h / 2 == pytest.approx(1.41 + 5.63 / 2, abs=0.01)
