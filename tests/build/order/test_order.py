"""The order of a course's parts: what is wrong with one, its columns and arrows, and that ours holds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.files.course import Course, course_in, product
from build.order.drawing import HEIGHT, WIDTH, draw
from build.order.part import Part, before, direct
from build.order.parts import read_order

DECK = """---
hours: {{1: 1-2}}
---
# {title}

## Slide 1: Title - {title}
Wisdom: "a"

## Slide 2: Practical - Try {title}
Hands-on Anchor: [Hands-on Anchor: {lab} | Asset: a.py | Objective: try it | Pre-req: {needs}]
Wisdom: "b"
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.chdir(tmp_path)
    Path("course.toml").write_text("")
    Path("one.md").write_text(DECK.format(title="One", lab="LAB-01", needs="None"))
    Path("two.md").write_text(DECK.format(title="Two", lab="LAB-02", needs="LAB-01"))
    return course_in(tmp_path)


def told(course: Course, order: str) -> str:
    (course.root / "order.yaml").write_text(order)
    return "\n".join(map(str, read_order(course)[1]))


def test_the_order_of_this_course_holds_and_has_every_document() -> None:
    parts, found = read_order(product())
    assert [str(one) for one in found] == []
    assert len(parts) >= 4
    assert parts[-1].document == "packets"


def test_a_course_without_such_a_file_has_no_order(course: Course) -> None:
    assert read_order(course) == ((), [])


def test_parts_stand_behind_what_they_need_and_have_their_hours_minutes(course: Course) -> None:
    order = (
        "parts:\n"
        "- {name: a, document: one, title: One}\n"
        "- {name: b, document: two, title: Two, after: [a]}\n"
        "- {name: c, document: packets, title: Packet, after: [a, b]}\n"
    )
    assert told(course, order) == ""
    parts, _ = read_order(course)
    assert [(part.name, part.column, part.row, part.minutes) for part in parts] == [
        ("a", 0, 0, 60), ("b", 1, 0, 60), ("c", 2, 0, None),
    ]  # fmt: skip
    assert [(first.name, then.name) for first, then in direct(parts)] == [("a", "b"), ("b", "c")]


def test_a_part_stands_beside_those_before_it_so_that_arrows_do_not_cross(course: Course) -> None:
    order = (
        "parts:\n"
        "- {name: a, document: one, title: One}\n"
        "- {name: b, document: one, title: Two}\n"
        "- {name: c, document: packets, title: Of b, after: [b]}\n"
        "- {name: d, document: packets, title: Of both, after: [a, b]}\n"
    )
    (course.root / "order.yaml").write_text(order)
    parts, _ = read_order(course)
    assert [(part.name, part.row) for part in parts] == [("a", 0), ("b", 1), ("c", 1), ("d", 0)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (
            "parts:\n- {name: a, document: ones, title: One}\n- {name: a, document: two, title: Two, after: [b]}\n",
            "order.yaml:2:23: no document is named 'ones' [U402]\n"
            "     2 | - {name: a, document: ones, title: One}\n"
            "       |                       ~~~^\n"
            "  hint: did you mean 'one'?\n"
            "order.yaml:3:10: two parts have the name 'a' [U401]\n"
            "     3 | - {name: a, document: two, title: Two, after: [b]}\n"
            "       |          ^\n"
            "  hint: give each its own\n"
            "order.yaml:3:48: 'a' needs 'b', which is no part [U403]\n"
            "     3 | - {name: a, document: two, title: Two, after: [b]}\n"
            "       |                                                ^\n"
            "  hint: there are: a, a\n"
            "order.yaml:2:1: warning: 'one' stands in no part of the order [U405]\n"
            "     2 | - {name: a, document: ones, title: One}\n"
            "       | ^\n"
            "  hint: add a part with it as 'document'\n"
            "order.yaml:3:3: lab LAB-02 needs LAB-01 of 'one', which does not come before 'a' [U406]\n"
            "     3 | - {name: a, document: two, title: Two, after: [b]}\n"
            "       |   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~^\n"
            "  hint: add the part of 'one' to 'after'",
        ),
        (
            "parts:\n- {name: a, document: one, title: One, after: [b]}\n"
            "- {name: b, document: two, title: Two, after: [a]}\n",
            "order.yaml:2:47: parts need one another in a circle: a → b → a [U404]\n"
            "     2 | - {name: a, document: one, title: One, after: [b]}\n"
            "       |                                               ~~^\n"
            "  hint: take one of these prerequisites away",
        ),
    ],
)
def test_what_cannot_be_is_told_where_it_stands(course: Course, order: str, expected: str) -> None:
    assert told(course, order) == expected


@st.composite
def parts(draw_: st.DrawFn) -> tuple[Part, ...]:
    """Any parts, each after some of those before it, in the columns that follow."""
    made: list[Part] = []
    for number in range(draw_(st.integers(1, 9))):
        after = draw_(st.lists(st.integers(0, number - 1), unique=True, max_size=3)) if number else []
        column = 1 + max((made[other].column for other in after), default=-1)
        row = sum(part.column == column for part in made)
        made.append(
            Part(
                name=str(number), title="t", says="", document="d", hour=None, minutes=None,
                after=tuple(map(str, after)), column=column, row=row,
            )
        )  # fmt: skip
    return tuple(made)


@given(parts())
@settings(max_examples=50)
def test_boxes_never_overlap_and_arrows_say_all_that_is_needed(some: tuple[Part, ...]) -> None:
    drawing = draw(some)
    boxes = sorted((place.left, place.top) for place in drawing.places)
    for (left, top), (other, below) in pairwise(boxes):
        assert other >= left + WIDTH or below >= top + HEIGHT
    assert all(0 <= left <= drawing.width - WIDTH and 0 <= top <= drawing.height - HEIGHT for left, top in boxes)
    needs = {part.name: part.after for part in some}
    arrows: dict[str, list[str]] = {part.name: [] for part in some}
    for first, then in direct(some):
        arrows[then.name].append(first.name)
    assert all(before(part.name, arrows) == before(part.name, needs) for part in some)
