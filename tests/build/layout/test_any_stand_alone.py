"""Whatever a part, a quotation, a statement, a time line or a table says: nothing overflows and nothing overlaps."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from content_slides import HERE, laid_out, prose, text
from hypothesis import given, settings
from hypothesis import strategies as st
from pages_as_text import to_text
from stand_alone_slides import DARWIN, PLANETS, VACCINES, quote, section, statement, table, timeline

from build.drawing.page import TextBox
from build.spec.content import Callout, Footnote
from build.spec.deck import Slide

TOO_MUCH = {"L101", "L102"}
WORD = st.sampled_from(
    ["a", "of", "light", "Zellen", "Grundlagen", "الضوء", "שלום", "**bold**", "`git log`", "5 kg", "über"]
)
WORDS = st.lists(WORD, min_size=1, max_size=20).map(" ".join)
SHORT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
MAYBE = st.one_of(st.just(""), SHORT)
FIGURE = st.sampled_from(["7", "86", "1,432.6", "≈ 3", "0.000012", "1,432,000,000", "٨٦"])
DATE = st.sampled_from(["1796", "12 March 1989", "500 BC", "1990s", "c. 1450", "17.5.1953"])
EVENTS = st.lists(st.tuples(DATE, st.floats(-10_000, 2100), MAYBE), min_size=3, max_size=7).map(
    lambda events: sorted(events, key=lambda event: event[1])
)
CELL = st.one_of(SHORT, FIGURE, st.just(""))
NAME = st.one_of(SHORT, SHORT.map(lambda words: f"{words} (km)"))


@st.composite
def rows(draw: st.DrawFn) -> list[list[str]]:
    columns = draw(st.integers(1, 10))
    header = draw(st.lists(NAME, min_size=columns, max_size=columns))
    return [header, *draw(st.lists(st.lists(CELL, min_size=columns, max_size=columns), min_size=1, max_size=12))]


SLIDES: st.SearchStrategy[Slide] = st.one_of(
    st.builds(
        lambda title, part, more, lines: section(title, part, part + more, *lines),
        WORDS, st.integers(1, 40), st.integers(0, 40), st.lists(WORDS, max_size=5),
    ),
    st.builds(lambda said, by, source, title: quote(*said, by=by, source=source, title=title),
              st.lists(WORDS, min_size=1, max_size=2), MAYBE, WORDS, MAYBE),
    st.builds(lambda figure, unit, said, source: statement(figure, unit, said, source), FIGURE, MAYBE, WORDS, MAYBE),
    st.builds(lambda said, source, title: statement("", "", said, source, title=title), WORDS, MAYBE, SHORT),
    st.builds(timeline, SHORT, EVENTS),
    st.builds(table, SHORT, rows(), MAYBE),
)  # fmt: skip
BELOW = st.fixed_dictionaries(
    {},
    optional={
        "callout": SHORT.map(lambda words: Callout(kind="note", blocks=(prose(words),), span=HERE)),
        "wisdom": SHORT.map(text),
        "footnotes": SHORT.map(lambda words: (Footnote(mark="1", text=text(words)),)),
        "eyebrow": st.just(text("The part")),
    },
)


@settings(max_examples=40)
@given(SLIDES, BELOW, st.sampled_from(["en", "de", "ar"]))
def test_nothing_overflows_or_overlaps_where_nothing_is_too_much(
    slide: Slide, below: dict[str, object], language: str
) -> None:
    book, found, checked = laid_out(replace(slide, **below), language=language)  # type: ignore[arg-type]
    assert {finding.code for finding in found} <= TOO_MUCH
    assert [f"{finding.code} {finding.message}" for finding in checked if not found] == []
    titles = [item for item in book.pages[0].items if isinstance(item, TextBox) and item.placeholder == "title"]
    assert len(titles) == 1


CELLS = "Nerve cells in the average adult human brain, with about as many cells"
EACH = (
    section("Working together", 2, 4, "Branch without fear", "Merge, and settle conflicts", "Review before it lands"),
    quote(DARWIN, by="Charles Darwin", source="On the Origin of Species, 1859, last sentence"),
    statement("86", "billion neurons", f"{CELLS} of other kinds around them.", "Azevedo et al., 2009"),
    statement("", "", "We never lose your data"),
    timeline("Five dates in the history of vaccines", VACCINES),
    table("Six planets in numbers", PLANETS, "Source: NASA Planetary Fact Sheet. Distances are averages."),
)  # fmt: skip


@pytest.mark.parametrize("theme", ["", "forest", "clear"])
def test_each_has_its_contrast_and_place_in_every_theme(theme: str) -> None:
    _, found, checked = laid_out(*EACH, theme=theme)
    assert not found
    assert [f"{finding.code} {finding.message}" for finding in checked] == []


def test_each_is_laid_out_as_its_golden_page() -> None:
    golden = Path(__file__).parents[2] / "golden" / "stand_alone_kinds" / "pages.txt"
    pages = to_text(laid_out(*EACH)[0])
    if os.environ.get("COURSEWRIGHT_GOLDEN") == "write":
        golden.write_text(pages, encoding="utf-8")
    assert pages == golden.read_text(encoding="utf-8"), "look at the pages; then write them: COURSEWRIGHT_GOLDEN=write"
