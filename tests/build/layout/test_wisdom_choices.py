"""The owl and its sentence are the course's choice: where there is none, the words around it take its room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from page_items import LayOut, named, words
from PIL import Image

from build.checks.laid_out import check_pages
from build.checks.spec import check
from build.drawing.frame_boxes import BODY_TALL, STRIP, SUPPORT
from build.drawing.page import Group, Picture
from build.files.course import Course, course_in
from build.files.places import THEME
from build.layout.book import lay_out
from build.parse.deck import parse
from build.parse.source import source_from
from build.resolve.resolve import resolve
from build.spec.deck import Deck
from build.theme.choose import load_theme
from engine.ledger import Ledger

CORNER = "Beginner's Corner:\n- What this means: a.\n- Why it matters: b.\n- Common mistake: c.\n\n"
WISDOM = 'Wisdom: "Short."\n\n'
SPEC = """\
---
{front}
---
# A course

## Slide 1: Title - A course
{wisdom}

## Slide 2: Agenda - The way
Hour 1:
1. One
2. Two

{wisdom}
## Slide 3: Concept - An idea
Visual: fact_tiles(cache_size, n_layers)

Extended Annotations (2):
1. **One** thing is kept.
2. **Another** is not.

{corner}{wisdom}
## Slide 4: Practical - A run
Checklist:
- Ready

Run:
```console
$ ls
```

Results:
| What | Value |
| --- | ---: |
| size | {{{{ cache_size }}}} |

{corner}{wisdom}
## Slide 5: Code Bridge A - A loop
LEFT - CODE:
{{{{ code('engine/loops.py::plain', lines='1-3') }}}}

RIGHT - FLOW:
- Everything

{corner}{wisdom}
## Slide 6: Takeaway - The end
Key Takeaways:
1. **Measure** it

What You Can Now Do:
- Measure

Next:
**More** soon

{wisdom}
"""


def spec(front: str = "wisdom: optional", wisdom: str = "", corner: str = "") -> str:
    return SPEC.format(front=front, wisdom=wisdom, corner=corner)


@pytest.mark.parametrize(("front", "wisdom"), [("wisdom: optional", ""), ("wisdom: off", WISDOM)])
@pytest.mark.parametrize("corner", ["", CORNER])
def test_no_page_has_an_owl_or_a_hole(
    laid_out: LayOut, deck_of: Callable[[str], Deck], front: str, wisdom: str, corner: str
) -> None:
    text = spec(front, wisdom, corner)
    book, findings = laid_out(text)
    assert findings == []
    assert [str(found) for found in check_pages(book, load_theme(THEME), deck_of(text), unfit=())] == []
    for page in book.pages:
        assert not any(item.name.endswith("wisdom card") for item in page.items)
        if wisdom:
            assert page.notes.endswith("- Short.")
    foot = SUPPORT.y - 0.17 if corner else BODY_TALL.bottom
    for number, card in ((3, "visual card"), (4, "results card"), (5, "code card"), (5, "flow card")):
        assert named(book.pages[number - 1], card).box.bottom == pytest.approx(foot)
    if corner:
        assert named(book.pages[2], "beginner card").box == STRIP
    assert named(book.pages[1], "hour 1 card").box.bottom == pytest.approx(BODY_TALL.bottom)
    assert named(book.pages[5], "next card").box.bottom == named(book.pages[5], "outcomes card").box.bottom


def test_a_time_line_takes_the_whole_strip(laid_out: LayOut) -> None:
    book, _ = laid_out(spec("wisdom: optional\nhours: {1: 2-6}"))
    assert named(book.pages[1], "timeline card").box == STRIP
    end = named(book.pages[1], "timeline end").box
    assert STRIP.right - 0.5 < end.right < STRIP.right


def test_a_course_without_owl_has_none_on_its_title(laid_out: LayOut) -> None:
    for front, wisdom, owls in (
        ("wisdom: off", WISDOM, 0),
        ("wisdom: optional", "", 0),
        ("wisdom: optional", WISDOM, 2),
    ):
        title = laid_out(spec(front, wisdom))[0].pages[0]
        assert sum(isinstance(item, Group) and "Owl" in item.alt for item in title.items) == owls


@pytest.mark.parametrize(
    ("front", "heading", "missed"),
    [
        ("title: a", "## Slide 1: Title - A", True),
        ("wisdom: required", "## Slide 1: Title - A", True),
        ("wisdom: optional", "## Slide 1: Title - A", False),
        ("wisdom: off", "## Slide 1: Title - A", False),
    ],
)
def test_wisdom_is_missed_where_the_course_wants_it(front: str, heading: str, missed: bool) -> None:
    deck, _ = parse(source_from("deck.md", f"---\n{front}\n---\n# D\n{heading}\n".encode())[0])
    found = check(deck, course=course_in(Path("/nowhere")), ledger=Ledger())
    assert any(finding.code == "C104" for finding in found) == missed


def test_a_choice_that_does_not_exist_is_told() -> None:
    _, (found,) = parse(source_from("deck.md", b"---\nwisdom: never\n---\n# D\n## Slide 1: Title - A\n")[0])
    assert (found.code, found.hint) == ("P102", "write 'wisdom: required', 'optional' or 'off'")


@pytest.fixture
def course_deck(tmp_path: Path, facts: Ledger, root: Course) -> Callable[[str], Deck]:
    Image.new("RGB", (200, 100), "red").save(tmp_path / "fox.png")
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")

    def read(front: str) -> Deck:
        source, _ = source_from(str(tmp_path / "deck.md"), spec(front, WISDOM).encode())
        return resolve(parse(source)[0], facts, root)[0]

    return read


def test_a_mascot_stands_in_the_owls_place(course_deck: Callable[[str], Deck], facts: Ledger, root: Course) -> None:
    deck = course_deck("mascot: fox.png")
    title = lay_out(deck, load_theme(THEME), facts, {}, root)[0].pages[0]
    drawn = [item for item in title.items if isinstance(item, Picture)]
    assert [(item.alt, round(item.box.w / item.box.h, 3)) for item in drawn] == [("Remember", 2.0)] * 2
    assert words(named(title, "wisdom label")) == "REMEMBER"
    named_fox = lay_out(course_deck("mascot: fox.png\nwords: {wise owl: Fox}"), load_theme(THEME), facts, {}, root)[0]
    assert words(named(named_fox.pages[0], "wisdom label")) == "FOX"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.png", "there is no mascot none.png"),
        ("text.png", "the mascot text.png is no picture that can be read"),
        ("fox.bmp", "the mascot fox.bmp is not one of .png, .jpg, .jpeg, .svg"),
    ],
)
def test_a_mascot_that_cannot_be_shown_is_told_and_the_owl_stays(
    course_deck: Callable[[str], Deck], facts: Ledger, root: Course, name: str, message: str
) -> None:
    deck = course_deck(f"mascot: {name}")
    found = [finding for finding in check(deck, course=root, ledger=facts) if finding.code == "C611"]
    assert [(finding.span.line, finding.span.column, finding.message) for finding in found] == [(2, 9, message)]
    title = lay_out(deck, load_theme(THEME), facts, {}, root)[0].pages[0]
    assert any(isinstance(item, Group) and "Owl" in item.alt for item in title.items)
