"""Lists three levels deep as real list paragraphs, with numbers, boxes and what interrupts them."""

from __future__ import annotations

import pytest
from content_slides import HERE, bullets, prose, text
from page_items import MEASURE

from build.drawing.page import Paragraph
from build.drawing.text_lines import numbers
from build.layout.blocks.setting import Setting
from build.layout.blocks.words import Inset, list_parts, mark_room, parts_of, renumbered, text_height
from build.spec.content import Bullets, CodeBlock, Entry, Subheading

SETTING = Setting(MEASURE, 24, 9.0)


def words(source: Bullets, setting: Setting = SETTING) -> list[Paragraph]:
    return [part for part in list_parts(source, setting) if isinstance(part, Paragraph)]


def test_each_level_is_a_level_of_its_own_with_its_sign_at_the_words_above() -> None:
    deep = bullets("one", ("two", ["below", ("again", [("deeper", ["deepest"])])]))
    found = words(deep)
    assert [paragraph.text for paragraph in found] == ["one", "two", "below", "again", "deeper", "deepest"]
    assert [paragraph.level for paragraph in found] == [0, 0, 1, 1, 2, 2]
    assert [paragraph.bullet for paragraph in found] == ["diamond", "diamond", "dash", "dash", "dot", "dot"]
    assert found[2].bullet_at == found[1].indent
    assert found[4].bullet_at == found[3].indent
    assert found[5].bullet_at == found[4].bullet_at  # a fourth level has no more room than the third
    assert [run.style.size for paragraph in found for run in paragraph.runs] == [24, 24, 18, 18, 18, 18]


def test_a_list_is_numbered_from_where_it_begins_and_has_room_for_its_widest_number() -> None:
    some = bullets(*"abcde", start=98)
    assert list(numbers(words(some))) == [98, 99, 100, 101, 102]
    assert mark_room(some, SETTING, 0) > mark_room(bullets("a", start=1), SETTING, 0)


def test_an_inner_list_does_not_end_the_count_of_the_outer_one() -> None:
    outer = bullets(("one", ["x", "y"]), ("two", ["z"]), "three", start=1)
    assert [number for number in numbers(words(outer)) if number] == [1, 2, 3]


def test_tasks_have_boxes_and_done_ones_a_tick() -> None:
    assert [paragraph.bullet for paragraph in words(bullets("a", "b", ticks=(True, False)))] == ["ticked", "box"]


def test_what_is_no_words_keeps_its_place_in_its_item_and_the_numbers_go_on() -> None:
    code = CodeBlock(text=("git init",), span=HERE)
    first = Entry(text=text("Run"), span=HERE, number=1, blocks=(code, prose("It tells you.")))
    some = Bullets(entries=(first, Entry(text=text("Then"), span=HERE, number=2)), span=HERE)
    run, inset, says, then = parts_of([some], SETTING)
    assert isinstance(inset, Inset)
    assert inset.block is code
    assert isinstance(run, Paragraph)
    assert isinstance(says, Paragraph)
    assert isinstance(then, Paragraph)
    assert inset.indent == says.indent == run.indent
    after = renumbered([says, then], [run, says, then])
    assert list(numbers(after)) == [0, 2]


def test_nothing_stands_above_the_first_block_and_a_heading_is_near_what_it_heads() -> None:
    first, heading, below, last = parts_of([prose("a"), Subheading(text=text("b")), prose("c"), prose("d")], SETTING)
    assert first.before == 0
    assert below.before < last.before < heading.before


def test_paragraphs_are_as_high_as_their_lines_and_what_stands_between_them() -> None:
    two = words(bullets("a", "b"))
    assert text_height(two) == pytest.approx((2 * two[0].line + two[1].before) / 72)
    assert text_height(two[1:]) == pytest.approx(two[1].line / 72)
    assert text_height([]) == 0
