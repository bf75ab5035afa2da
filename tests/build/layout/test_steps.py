"""What of a slide appears at which click."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from build.drawing.page import Book, Page
from build.findings.diagnostic import Diagnostic
from build.layout.slide_parts import KINDS, parts_of

LayOut = Callable[[str], tuple[Book, list[Diagnostic]]]
Lists = Callable[[str, str], tuple[Page, ...]]

WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
CONCEPT = """# Deck
## Slide 1: Concept - One
Extended Annotations (4):
1. A cache keeps what was computed.
2. It grows with the text.
3. It is read at every step.
4. It is never written again.
Beginner's Corner:
- What this means: Notes.
- Why it matters: Time.
- Common mistake: None.
Wisdom: "Look twice."
Reveal: {}
"""
LISTS = """# Deck

## One
Reveal: {}

- Light
- Air
  - much of it
- Patience

## Two
Reveal: {}

A paragraph.

| Part | What |
| --- | --- |
| a | b |

- one
- two
"""


def page_of(told: tuple[Book, list[Diagnostic]], at: int = 0) -> Page:
    book, found = told
    assert not found, "\n".join(map(str, found))
    return book.pages[at]


def steps(page: Page) -> list[str]:
    return [" + ".join(name.removeprefix(f"{page.id} ") for name in names) for names in page.steps]


def test_parts_appear_in_the_order_in_which_they_are_named(laid_out: LayOut) -> None:
    page = page_of(laid_out(CONCEPT.format("corner, each annotation")))
    corner, *annotations = steps(page)
    assert corner == "beginner card + beginner tab + beginner icon + beginner label + beginner"
    assert annotations == ["left section 1", "right section 1"]
    assert not {name for names in page.steps for name in names if "wisdom" in name}


def test_all_of_a_kind_appear_at_once_unless_each_is_said(laid_out: LayOut) -> None:
    assert steps(page_of(laid_out(CONCEPT.format("annotations")))) == ["left section 1 + right section 1"]
    assert steps(page_of(laid_out(CONCEPT.format("annotation 2")))) == ["right section 1"]
    assert steps(page_of(laid_out(CONCEPT.format("no")))) == []


def test_each_point_appears_by_itself_whatever_it_stands_on(laid_out: LayOut) -> None:
    points = [f"{side} section 1#{number}" for side in ("left", "right") for number in (1, 2)]
    assert steps(page_of(laid_out(CONCEPT.format("each point")))) == points


def test_each_shows_lists_point_by_point_with_what_stands_around_them(lists: Lists) -> None:
    first, second = lists("each", "each")
    assert steps(first) == ["list card + list#1", "list bar + list band + list#2 + list details", "list rest#1"]
    assert steps(second) == [
        "text 1#1", "text 2 card + text 2 table header + text 2 table", "text 3#1", "text 3#2",
    ]  # fmt: skip


def test_points_in_two_columns_have_their_own_rules(laid_out: LayOut) -> None:
    points = "\n".join(f"- Point {word} is long enough for a list in two columns" for word in WORDS)
    book, _ = laid_out(f"# Deck\n\n## One\nReveal: each\n\n{points}\n")
    assert steps(book.pages[-1]) == [
        "list card + list#1",
        *(f"list rule {number} + list#{number + 1}" for number in range(1, 6)),
        "list rest#1",
        *(f"list rest rule {number} + list rest#{number + 1}" for number in range(1, 6)),
    ]


def test_a_card_comes_with_the_first_that_stands_on_it(laid_out: LayOut) -> None:
    book, _ = laid_out("# Deck\n\n## One\nReveal: each\n\nLeaf\n: makes sugar\n\nRoot\n: drinks\n")
    assert steps(book.pages[-1]) == ["text card + term rule 1 + term 1 + meaning 1", "term 2 + meaning 2"]


def test_points_alone_leave_the_rest_where_it_is(lists: Lists) -> None:
    _, second = lists("each", "each point")
    assert steps(second) == ["text 3#1", "text 3#2"]


@pytest.fixture
def lists(laid_out: LayOut) -> Lists:
    def pages(first: str, second: str) -> tuple[Page, ...]:
        book, found = laid_out(LISTS.format(first, second))
        assert {finding.severity for finding in found} <= {"note"}
        return tuple(book.pages[-2:])

    return pages


def test_every_shape_of_every_kind_belongs_to_a_part_or_stands_on_every_slide(kinds: Book) -> None:
    frame = ("title", "eyebrow", "kind chip", "hour chip", "footer", "number", "progress")
    for page in kinds.pages:
        in_parts = {item.name for part in parts_of(page.items, page.id) for item in part.items}
        left = [item.name.removeprefix(f"{page.id} ") for item in page.items if item.name not in in_parts]
        only = ("arcs", "chip", "rule", "subtitle", "course") if page.layout == "title" else ()
        assert [role for role in left if not role.startswith((*frame, *only))] == []


def test_the_parts_of_a_slide_are_called_what_an_author_calls_them(kinds: Book) -> None:
    called = [[part.kind.name for part in parts_of(page.items, page.id)] for page in kinds.pages]
    assert [list(dict.fromkeys(names)) for names in called] == [
        ["promise", "figure", "wisdom"],
        ["hour", "timeline", "wisdom"],
        ["film", "cue", "stage", "wisdom"],
        ["listing", "flow", "anchor", "wisdom"],
        ["check", "commands", "table", "figure", "anchor", "wisdom"],
        ["annotation", "figure", "corner", "wisdom"],
        ["check", "commands", "table", "anchor", "wisdom"],
        ["check", "table", "anchor", "wisdom"],
        ["takeaway", "outcome", "next", "wisdom"],
    ]
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_a_name_is_in_one_step_only_and_on_its_page(laid_out: LayOut) -> None:
    for text in (CONCEPT.format("each"), "---\nreveal: each\n---\n" + LISTS.replace("Reveal: {}\n", "")):
        for page in laid_out(text)[0].pages:
            names = [name for names in page.steps for name in names]
            assert len(names) == len(set(names))
            assert {name.partition("#")[0] for name in names} <= {item.name for item in page.items}


def test_what_a_deck_says_holds_for_slides_that_do_not(laid_out: LayOut) -> None:
    text = "---\nreveal: points\n---\n" + LISTS.replace("Reveal: {}\n", "", 1).format("no")
    _, one, two = laid_out(text)[0].pages
    assert steps(one) == ["list card + list#1", "list bar + list band + list#2 + list details", "list rest#1"]
    assert steps(two) == []
