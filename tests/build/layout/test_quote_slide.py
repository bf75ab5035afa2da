"""A quotation is its slide's title, as large as its length allows."""

from __future__ import annotations

import pytest
from content_slides import laid_out, sound_page
from page_items import named, words
from stand_alone_slides import DARWIN, quote

from build.drawing.frame_boxes import BODY
from build.drawing.page import PAGE, Freeform, Page, TextBox


def said(page: Page) -> TextBox:
    item = named(page, "quote")
    assert isinstance(item, TextBox)
    return item


def test_its_words_are_the_title_and_who_said_them_stands_below() -> None:
    page = sound_page(quote(DARWIN, by="Charles Darwin", source="On the Origin of Species, 1859"))
    assert said(page).placeholder == "title"
    assert words(said(page)).replace("\u00a0", " ") == DARWIN
    assert said(page).paragraphs[0].runs[0].style.size == 44
    assert words(named(page, "quote by")) == "Charles Darwin\u2003On the Origin of Species, 1859"


def test_a_longer_one_is_smaller_and_one_too_long_is_told() -> None:
    sizes = [
        said(sound_page(quote("word after word " * many))).paragraphs[0].runs[0].style.size for many in (1, 8, 14, 18)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 60
    assert sizes[-1] < 38
    _, found, _ = laid_out(quote("word after word " * 40))
    assert [(finding.code, finding.hint) for finding in found] == [("L101", "shorten it: 55 words are the most")]


def test_no_rule_and_no_name_where_nobody_is_named() -> None:
    assert not any(" by" in item.name or "rule" in item.name for item in sound_page(quote("So.")).items)


def test_a_long_source_stands_below_the_name() -> None:
    page = sound_page(quote("So.", by="Somebody", source="a source that is long " * 5))
    assert len(words(named(page, "quote by")).split("\n")) == 2


def test_a_heading_that_says_something_else_is_not_lost() -> None:
    page = sound_page(quote("Endless forms.", title="What Darwin wrote"))
    assert words(named(page, "eyebrow")) == "WHAT DARWIN WROTE"
    assert not any(item.name.endswith("eyebrow") for item in sound_page(quote("Endless forms.", title="Endless")).items)
    _, found, _ = laid_out(quote("Endless forms.", title="A heading " * 30))
    assert [finding.code for finding in found] == ["L101"]


def test_from_right_to_left_its_mark_and_bar_stand_at_the_right() -> None:
    page = sound_page(quote("كل إنسان يولد حراً", by="الإعلان"), language="ar")
    mark, bar = (named(page, f"quote {role}").box for role in ("mark", "bar"))
    assert mark.x > 10
    assert bar.right == pytest.approx(PAGE.w - BODY.x)


# Where the first stroke of each sign begins, in a box of 1060 x 900: the tip of a six, that of a nine, the point of an
# angle at its left or right, a corner.
SIGNS = [
    ("en", "M 0 662 "), ("de", "M 1060 238 "), ("he", "M 1060 238 "), ("fr", "M 0 480 "), ("ar", "M 1060 480 "),
    ("ja", "M 0 0 "), ("zh", "M 0 662 "),
]  # fmt: skip


@pytest.mark.parametrize(("language", "begins"), SIGNS)
def test_the_mark_is_the_sign_that_opens_a_quotation_in_the_language(language: str, begins: str) -> None:
    said = {"ar": "كل إنسان", "he": "כל אדם"}.get(language, "Sic.")
    mark = named(sound_page(quote(said), language=language), "quote mark")
    assert isinstance(mark, Freeform)
    assert mark.paths[0].data.startswith(begins)
