"""A list alone on its slide: rows, sizes, details beside an entry, and what does not fit."""

from __future__ import annotations

from itertools import pairwise

import pytest
from content_slides import bullets, laid_out, list_slide, sound_page, text
from page_items import MEASURE, box, named, words

from build.drawing.frame_boxes import BODY, BODY_TALL
from build.drawing.page import PAGE, Connector, Page, Shape, TextBox, TextStyle
from build.drawing.text_lines import lines, numbers
from build.findings.diagnostic import Span
from build.layout.runs import item_runs, runs_of
from build.spec.content import Bullets
from build.spec.deck import Item, Text, Words

COMMITS = bullets(
    "Commit **one idea** at a time",
    ("Write **the reason**, not the change", ["The diff already shows what changed", "Only you know why it changed"]),
    "Keep the first line **under 50 characters**",
    "Test **before** you commit",
    "Push **small**, push **often**",
)


def first(many: int) -> Bullets:
    """The first entries of a list, each too long for half a slide."""
    return bullets(*[f"Item {number} of a list that has more of them than a slide holds" for number in range(many)])


LONG = first(20)


def page_of(some: Bullets, **values: object) -> Page:
    return sound_page(list_slide("A list", some, **values))


def size(page: Page) -> float:
    return box(page, "list").paragraphs[0].runs[0].style.size


def test_details_stand_beside_the_one_entry_that_has_some_and_are_read_after_it() -> None:
    page = page_of(COMMITS)
    band, details = named(page, "list band"), box(page, "list details")
    assert isinstance(band, Shape)
    assert (band.fill, band.box.w) == ("gold50", 12.333)
    assert details.box.y > band.box.y
    assert details.box.bottom < band.box.bottom
    assert details.box.x > 7
    order = [item.name for item in page.items if isinstance(item, TextBox)]
    assert order.index("s01 list") < order.index("s01 list details") < order.index("s01 list rest")
    assert size(page) == 30
    assert [box(page, role).placeholder for role in ("list", "list details", "list rest")] == ["body", "", "body2"]


def test_rows_share_the_body_and_each_text_stands_in_the_middle_of_its_row() -> None:
    page = page_of(bullets("one", "two", "three", "four"))
    rules = [item.y1 for item in page.items if isinstance(item, Connector) and " list rule " in item.name]
    edges = [1.46, *rules, 6.99]
    heights = [below - above for above, below in pairwise(edges)]
    assert heights == pytest.approx([5.53 / 4] * 4, abs=0.01)
    shown = box(page, "list")
    baselines = [line.baseline for line in lines(shown.paragraphs, shown.box, MEASURE, anchor="top")]
    assert [after - before for before, after in pairwise(baselines)] == pytest.approx([5.53 / 4] * 3, abs=0.01)


@pytest.mark.parametrize(
    ("some", "points"),
    [
        (bullets("Dogs"), 40),
        (bullets("Dogs", "Cats", "Birds"), 40),
        (bullets("Dogs", "Cats", "Birds", "Fish"), 30),
        (bullets(*["Ten words that take one line at the usual size of it"] * 3), 36),
        (
            bullets(
                *[
                    f"Item {number} of a list with a dozen items, each far too long for half of a slide"
                    for number in range(12)
                ]
            ),
            24,
        ),
    ],
)
def test_few_words_are_set_large_and_many_smaller(some: Bullets, points: float) -> None:
    assert size(page_of(some)) == points


@pytest.mark.parametrize(
    "some",
    [
        bullets(("one", ["a"]), ("two", ["b"])),
        bullets("one", ("two", ["a", "b", "c", "d"])),
        bullets("one", ("two", ["a detail " * 12])),
        bullets("one", ("two", [("a", ["deeper"])])),
    ],
)
def test_details_stand_below_where_beside_has_no_room_for_them(some: Bullets) -> None:
    page = page_of(some)
    assert not any("band" in item.name for item in page.items)
    assert {paragraph.level for paragraph in box(page, "list").paragraphs} >= {0, 1}


def test_numbers_go_on_behind_the_entry_with_details() -> None:
    page = page_of(bullets("a", ("b", ["x"]), "c", "d", start=7))
    counted = [number for role in ("list", "list rest") for number in numbers(box(page, role).paragraphs)]
    assert counted == [7, 8, 9, 10]


def test_a_list_from_right_to_left_has_its_bar_and_details_on_the_other_side() -> None:
    page = sound_page(list_slide("واحد", bullets("الضوء", ("الماء", ["سكر"]))), language="ar")
    bar, details = named(page, "list bar"), box(page, "list details")
    assert isinstance(bar, Shape)
    assert bar.box.right == pytest.approx(PAGE.w - BODY.x)
    assert details.box.right < 6


def test_a_list_too_long_for_its_slide_is_told_with_what_helps() -> None:
    _, found, _ = laid_out(list_slide("Long", LONG))
    assert [(finding.code, finding.hint) for finding in found] == [("L101", "make two slides of it, or shorten it")]
    assert "it takes" in found[0].message


def test_a_word_that_no_line_holds_is_told_at_its_item() -> None:
    _, found, _ = laid_out(list_slide("Wide", bullets("x" * 150)))
    assert {finding.code for finding in found} == {"L102"}


@pytest.mark.parametrize(("said", "share"), [(("a",), 0.5), (("a", "b"), 0.5), (("a", "b", "c"), 1.0)])
def test_one_entry_or_two_have_a_lower_card_in_the_middle_of_the_body(said: tuple[str, ...], share: float) -> None:
    card = named(page_of(bullets(*said)), "list card")
    assert isinstance(card, Shape)
    assert card.box.h == pytest.approx(share * BODY_TALL.h)
    assert card.box.y - BODY_TALL.y == pytest.approx(BODY_TALL.bottom - card.box.bottom)


def test_a_strip_leaves_the_list_the_lower_body() -> None:
    page = page_of(bullets("a", "b", "c"), wisdom=text("Less is more."))
    card = named(page, "list card")
    assert isinstance(card, Shape)
    assert card.box.bottom == pytest.approx(5.73)
    assert words(named(page, "wisdom")).split() == ["Less", "is", "more."]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_many_short_entries_stand_in_two_columns_in_larger_type(language: str) -> None:
    some = bullets(*[f"Item {number}" for number in range(1, 14)], start=1)
    page = sound_page(list_slide("Thirteen", some), language=language)
    first, second = (box(page, role) for role in ("list", "list rest"))
    assert (first.box.x < second.box.x) == (language == "en")
    assert [*numbers(first.paragraphs), *numbers(second.paragraphs)] == list(range(1, 14))
    assert first.paragraphs[0].runs[0].style.size > 20
    assert first.box.y == pytest.approx(second.box.y)


@pytest.mark.parametrize("place", [0, 1])
def test_a_band_at_the_edge_of_its_card_reaches_it(place: int) -> None:
    entries: list[object] = ["Steam", "Air"]
    entries[place] = ("Table", ["a little"])
    page = page_of(bullets(*entries))
    band, ground = named(page, "list band"), named(page, "list card")
    assert isinstance(band, Shape)
    assert isinstance(ground, Shape)
    assert (band.box.y == ground.box.y) == (place == 0)
    assert (band.box.bottom == pytest.approx(ground.box.bottom)) == (place == 1)
    assert (band.kind, ground.kind) == (("round_top", "round") if place == 0 else ("rect", "round_top"))


@pytest.mark.parametrize(
    ("lead", "rest", "shown"),
    [("Rate.", " It is.", "Rate. It is."), ("周期。", " 何が", "周期。何が"), ("周期。", "何が", "周期。何が")],
)
def test_no_space_stands_behind_a_full_width_stop(lead: str, rest: str, shown: str) -> None:
    item = Item(lead=Text((Words(text=lead),)), rest=Text((Words(text=rest),)), span=Span(1, 1, 2))
    assert "".join(run.text for run in item_runs(item, TextStyle(20))) == shown
    if rest.startswith(" "):
        whole = Text((Words(text=lead, bold=True), Words(text=rest)))
        assert "".join(run.text for run in runs_of(whole, TextStyle(20))) == shown
