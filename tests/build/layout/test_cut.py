"""Words that do not fit are cut off with a mark, no more of them than must be, and stand whole in the notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_items import named, words

from build.checks.laid_out import check_pages
from build.drawing.page import Book, NativeTable, TextBox
from build.files.course import Course
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic, Span
from build.layout.book import lay_out
from build.layout.cut import FULL, MARK, at_most_full, cut_to_fit
from build.spec.deck import Command, ConceptSlide, Deck, Grid, Item, PracticalSlide, Slide, TakeawaySlide, Text, Words
from build.spec.walk import texts_in
from build.theme.choose import load_theme
from engine.ledger import Ledger

LONG = "far too many words that nobody will read on a slide, and a few more, and then some " * 3
SPEC = f"""\
# A course

## Slide 1: Concept - A title that goes on and on, long after everybody has stopped to read it, and more
Visual: fact_tiles(cache_size, n_layers)

Extended Annotations (8):
{"".join(f"{i}. **Lead {i}.** {LONG}{chr(10)}" for i in range(1, 9))}
Beginner's Corner:
- What this means: {LONG}
- Why it matters: {LONG}
- Common mistake: {LONG}

Wisdom: "{LONG}"

## Slide 2: Practical - A run
Checklist:
{"".join(f"- Step {i}, {LONG}{chr(10)}" for i in range(1, 12))}
Run:
```console
{"".join(f"$ python program_{i}.py{chr(10)}" for i in range(30))}```

Results:
| What | Value |
| --- | ---: |
{"".join(f"| row {i} | {{{{ cache_size }}}} |{chr(10)}" for i in range(30))}
Wisdom: "Short."

## Slide 3: Concept - A word
Extended Annotations (2):
1. {"e3b0c44298fc1c149afb" * 5} and more.
2. A short one.

Wisdom: "Short."
"""


@pytest.fixture(scope="module")
def cut(deck_of: Callable[[str], Deck], facts: Ledger, root: Course) -> tuple[Book, list[Diagnostic], Deck]:
    deck = deck_of(SPEC)
    return *lay_out(deck, load_theme(THEME), facts, {}, root, cut=True), deck


def test_pages_are_in_order_and_what_does_not_fit_is_told(cut: tuple[Book, list[Diagnostic], Deck]) -> None:
    book, findings, deck = cut
    assert {finding.code for finding in findings} == {"L101", "L102"}
    found = check_pages(book, load_theme(THEME), deck, unfit=())
    assert [str(finding) for finding in found] == []


def test_what_is_cut_ends_in_a_mark_and_stands_whole_in_the_notes(cut: tuple[Book, list[Diagnostic], Deck]) -> None:
    concept, practical, word = cut[0].pages
    assert words(named(concept, "title")).endswith(MARK)
    assert words(named(concept, "wisdom")).endswith(MARK)
    assert LONG.strip() in concept.notes
    assert "long after everybody has stopped to read it, and more" in concept.notes
    table = named(practical, "table")
    assert isinstance(table, NativeTable)
    assert 4 < len(table.rows) < 20
    assert MARK in words(named(practical, "terminal"))
    assert "row 29" in practical.notes
    shown = "\n".join(words(item) for item in word.items if isinstance(item, TextBox))
    assert "e3b0c44298fc1c149" in shown
    assert "more." in shown
    assert "A short one." in shown


def test_a_slide_that_fits_stays_as_it_is(deck_of: Callable[[str], Deck], facts: Ledger, root: Course) -> None:
    spec = "# D\n\n## Slide 1: Concept - A\nExtended Annotations (1):\n1. Short.\n\nWisdom: a\n"
    theme = load_theme(THEME)
    assert lay_out(deck_of(spec), theme, facts, {}, root, cut=True) == lay_out(deck_of(spec), theme, facts, {}, root)


# ---- by itself ----------------------------------------------------------------------------------------
def text(line: int, said: str) -> Text:
    return Text((Words(text=said),), Span(line))


def stations(*said: str) -> TakeawaySlide:
    items = tuple(Item(lead=Text(), rest=text(i, one), span=Span(i)) for i, one in enumerate(said, 2))
    return TakeawaySlide(number=1, eyebrow=Text(), title=text(1, "Title"), span=Span(1), stations=items)


def at_most(letters: int) -> Callable[[Slide], list[Diagnostic]]:
    """A page that holds so many letters in all of its stations."""

    def find(slide: Slide) -> list[Diagnostic]:
        assert isinstance(slide, TakeawaySlide)
        over = sum(len(each.plain) for each in texts_in(slide.stations)) > letters
        return [Diagnostic(path="", span=Span(2), code="L101", message="")] if over else []

    return find


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(codec="ascii", categories=["L", "Zs"]), min_size=1, max_size=300),
                min_size=1, max_size=12), st.integers(30, 3000))  # fmt: skip
def test_a_part_is_cut_until_it_fits_and_no_word_is_lost(said: list[str], letters: int) -> None:
    slide, find = stations(*said), at_most(letters)
    short = cut_to_fit(slide, find)
    assert find(short) == []
    assert short.title == slide.title
    assert {each.plain for each in texts_in(slide.stations)} <= {
        each.plain for each in [*texts_in(short.stations), *short.rest]
    }
    if not find(slide):
        assert short == slide


def test_where_nothing_helps_the_shortest_is_drawn() -> None:
    short = cut_to_fit(stations(*["many words " * 9] * 9), at_most(-1))
    assert isinstance(short, TakeawaySlide)
    assert len(short.stations) == 1


def test_rows_commands_and_lines_are_left_out_with_a_mark() -> None:
    row = (text(2, "a"), text(2, "b"))
    slide = PracticalSlide(
        number=1, eyebrow=Text(), title=text(1, "Title"), span=Span(1),
        table=Grid(header=row, rows=(row,) * 20, align=("left", "left"), span=Span(2)),
        commands=tuple(Command(text=f"run {i}", comment=False, span=Span(3)) for i in range(20)),
    )  # fmt: skip

    def find(slide: Slide) -> list[Diagnostic]:
        assert isinstance(slide, PracticalSlide)
        assert slide.table
        long = {2: len(slide.table.rows) > 6, 3: len(slide.commands) > 7}
        return [Diagnostic(path="", span=Span(line), code="L101", message="") for line, over in long.items() if over]

    short = cut_to_fit(slide, find)
    assert isinstance(short, PracticalSlide)
    assert short.table
    assert (len(short.table.rows), short.table.header, short.table.rows[-1][-1].plain) == (6, row, f"b{MARK}")
    assert [command.text for command in short.commands[-2:]] == ["run 5", MARK]


def test_a_concept_without_words_is_left_alone() -> None:
    slide = ConceptSlide(number=1, eyebrow=Text(), title=Text(), span=Span(1))
    assert cut_to_fit(slide, lambda _: [Diagnostic(path="", span=Span(1), code="L101", message="")]) == slide


def test_a_slide_that_holds_what_slides_can_hold_is_not_touched() -> None:
    usual = ConceptSlide(number=1, eyebrow=Text(), title=Text((Words(text="Leaf"),)), span=Span())
    assert at_most_full(usual) is usual
    over = replace(usual, title=Text((Words(text="leaf " * 2000),)))
    assert len(at_most_full(over).title.plain) <= FULL[0] + len(MARK)
