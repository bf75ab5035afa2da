"""A number on a page keeps the fact that it shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from build.checks.pages.parts import leaves, paragraphs
from build.drawing.page import FactSpan, Page, Run, TextStyle
from build.drawing.text_measure import Measure
from build.files.course import product
from build.files.places import ROOT, THEME
from build.layout.book import lay_out
from build.layout.runs import runs_of
from build.parse.deck import parse
from build.parse.source import read_source
from build.provenance.slide_numbers import numbers_on
from build.resolve.resolve import resolve
from build.spec.deck import Text, Words
from build.theme.choose import load_theme
from engine.ledger import deck_facts

SPEC = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"
MEASURE = Measure(load_theme(THEME).fonts)
PLAIN = TextStyle(16)


def numbers_of(page: Page) -> set[tuple[str, str]]:
    drawn = (paragraph for item in leaves(page.items) for paragraph in paragraphs(item))
    return {number for paragraph in drawn for run in paragraph.runs for number in run.numbers()}


def test_every_number_in_the_words_of_a_slide_is_on_its_page_with_its_fact() -> None:
    ledger = deck_facts()
    deck, _ = resolve(parse(read_source(SPEC)[0])[0], ledger, product())
    book, _ = lay_out(deck, load_theme(THEME), ledger, {}, product())
    for slide, page in zip(deck.slides, book.pages, strict=True):
        expected = {
            (number.text, number.reference)
            for number in numbers_on(slide, product())
            if number.text and set(number.places) != {"notes"}
        }
        assert numbers_of(page) == expected, slide.number
    assert any(map(numbers_of, book.pages))


def test_words_in_one_style_are_one_run_whatever_facts_they_show() -> None:
    pieces = (Words(text="From "), Words(text="4", fact="a.low"), Words(text=" to "), Words(text="9 GB", fact="a.high"))
    assert runs_of(Text(pieces), PLAIN) == [
        Run("From 4 to 9 GB", PLAIN, facts=(FactSpan("a.low", 5, 6), FactSpan("a.high", 10, 14)))
    ]
    bold, *_ = runs_of(Text((Words(text="2×", fact="b", bold=True), Words(text=" as fast"))), PLAIN)
    assert (bold.text, list(bold.numbers())) == ("2×", [("2×", "b")])


@given(st.lists(st.sampled_from(["one", "two", "thirteen", "4", "512"]), min_size=1, max_size=12), st.floats(0.3, 3.0))
def test_a_number_keeps_its_fact_on_the_line_that_it_comes_to(words: list[str], wide: float) -> None:
    pieces = [Words(text=word, fact=f"fact_{word}" if word.isdecimal() else "") for word in words]
    spaced = [piece for word in pieces for piece in (word, Words(text=" "))]
    lines = MEASURE.wrap_runs(runs_of(Text(tuple(spaced)), PLAIN), wide)
    found = [number for line in lines for run in line for number in run.numbers()]
    assert "".join(text for text, _ in found) == "".join(word for word in words if word.isdecimal())
    assert all(text in fact for text, fact in found)
