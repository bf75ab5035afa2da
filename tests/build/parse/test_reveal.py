"""What a slide shows bit by bit, as its label says it and as other programs' Markdown does."""

from __future__ import annotations

import pytest

from build.findings.diagnostic import Span
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.deck import ALL_AT_ONCE, Deck, Step, every_part, every_point


def deck_of(text: str) -> Deck:
    deck, found = parse(source_from("deck.md", text.encode())[0])
    assert {finding.code for finding in found} <= {"P130"}
    return deck


def revealed(text: str) -> dict[str, tuple[Step, ...]]:
    return {slide.title.plain: slide.reveal for slide in deck_of(text).slides}


def test_steps_are_parts_in_their_order_with_their_places() -> None:
    text = "# Deck\n## Slide 1: Concept - One\nReveal: Figure,  each  annotation, cue 2\nMorph: yes\nWisdom: a\n"
    (slide,) = deck_of(text).slides
    assert slide.reveal == (
        Step(part="figure", span=Span(3, 9, 15)),
        Step(part="annotation", each=True, span=Span(3, 18, 34)),
        Step(part="cue", number=2, span=Span(3, 36, 41)),
    )
    assert slide.morph


@pytest.mark.parametrize(
    ("said", "steps"),
    [
        ("each", every_part(Span(4, 9, 13))),
        ("One by one", every_part(Span(4, 9, 19))),
        ("no", ALL_AT_ONCE),
        ("each point", (Step(part="point", each=True, span=Span(4, 9, 19)),)),
    ],
)
def test_slides_of_ordinary_markdown_say_it_too(said: str, steps: tuple[Step, ...]) -> None:
    assert revealed(f"# T\n\n## A\nReveal: {said}\n\n- one\n- two\n")["A"] == steps


def test_a_sentence_that_begins_like_the_label_is_words() -> None:
    assert revealed("# T\n\n## A\nReveal: what nobody had seen before that day\n\nMore.\n")["A"] == ()


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("---\nmarp: true\n---\n# T\n---\n## A\n* one\n* two\n", every_point()),
        ("---\nmarp: true\n---\n# T\n---\n## A\n1) one\n2) two\n", every_point()),
        ("---\nmarp: true\n---\n# T\n---\n## A\n- one\n- two\n", ()),
        ("# T\n\n## A\n* one\n* two\n", ()),
        ("# T\n\n## A\n\none\n\n. . .\n\ntwo\n", every_part(after=1)),
        ("# T\n\n## A\n\n::: incremental\n- one\n- two\n:::\n", every_point()),
        ("# T\n\n## A\n\none\n\n::: fragment\ntwo\n:::\n", every_part(after=1)),
        ("# T\n\n## A\n\n::: nonincremental\n- one\n- two\n:::\n", ALL_AT_ONCE),
        ("---\nmdc: true\n---\n# T\n---\n# A\n\n<v-clicks>\n\n- one\n- two\n\n</v-clicks>\n", every_point()),
        ("---\nmdc: true\n---\n# T\n---\n# A\n\none\n\n<div v-click>\n\ntwo\n\n</div>\n", every_part(after=1)),
        ('# T\n\n## A\n\n- one <!-- .element: class="fragment" -->\n- two\n', every_point()),
        ('# T\n\n## A\n\none\n\ntwo <!-- .element: class="fragment fade-up" -->\n', every_part(after=1)),
        ("# T\n\n## A\nReveal: no\n\none\n\n. . .\n\ntwo\n", ALL_AT_ONCE),
    ],
)  # fmt: skip
def test_what_other_programs_show_bit_by_bit_is_so_here(text: str, steps: tuple[Step, ...]) -> None:
    assert revealed(text)["A"] == steps


def test_a_whole_deck_may_be_shown_so() -> None:
    assert deck_of("---\nreveal: each\n---\n# T\n").front.reveal == "each"
    assert deck_of("---\nincremental: true\n---\n# T\n\n- a\n").front.reveal == "points"
    assert deck_of("---\nincremental: false\n---\n# T\n\n- a\n").front.reveal == ""
    assert deck_of("---\nincremental: true\nreveal: each\n---\n# T\n\n- a\n").front.reveal == "each"
