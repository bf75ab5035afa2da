"""Whatever blocks a slide has: nothing overflows and nothing overlaps, or a finding says what is too much."""

from __future__ import annotations

from dataclasses import replace

import pytest
from content_slides import HERE, bullets, column, grid, laid_out, list_slide, mixed, prose, text
from hypothesis import given, settings
from hypothesis import strategies as st

from build.spec.content import (
    Block,
    Callout,
    CodeBlock,
    Column,
    Columns,
    ColumnsSlide,
    Definition,
    Definitions,
    Footnote,
    Formula,
    Quotation,
    Subheading,
)
from build.spec.deck import Slide, Text

TOO_MUCH = {"L101", "L102"}
WORD = st.sampled_from(
    [
        "a",
        "of",
        "light",
        "Zellen",
        "Grundlagen",
        "الضوء",
        "שלום",
        "**bold**",
        "`git log`",
        "5 kg",
        "über",
        "internationalisation",
    ]
)
WORDS = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
SHORT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


def items(deep: int) -> st.SearchStrategy[list[object]]:
    item: st.SearchStrategy[object] = WORDS if not deep else st.one_of(WORDS, st.tuples(WORDS, items(deep - 1)))
    return st.lists(item, min_size=1, max_size=2 if deep < 2 else 5)


LISTS = st.builds(
    lambda some, start, ticks: bullets(*some, start=start, ticks=ticks),
    items(2), st.sampled_from([None, None, 1, 98]), st.sampled_from([(), (), (True, False)]),
)  # fmt: skip
PROSE = WORDS.map(prose)
CODE = st.builds(
    lambda code, name, marked: CodeBlock(text=tuple(code), language="python", name=name, marked=marked, span=HERE),
    st.lists(st.sampled_from(["x = 1", "", "def f(a, b):", "    return a + b"]), min_size=1, max_size=6),
    st.sampled_from(["", "f.py"]),
    st.sampled_from([(), (1,)]),
)  # fmt: skip
TABLE = st.lists(st.tuples(SHORT, SHORT, SHORT), min_size=2, max_size=4).map(lambda rows: grid(*rows))
QUOTE = st.builds(lambda words, by: Quotation(texts=(text(words),), by=text(by), span=HERE), WORDS, SHORT)
TERMS = st.builds(
    lambda a, b: Definitions(entries=(Definition(term=text(a), meanings=(text(b),)),), span=HERE), SHORT, WORDS
)
SIMPLE: st.SearchStrategy[Block] = st.one_of(
    PROSE, PROSE, LISTS, CODE, TABLE, QUOTE, TERMS, SHORT.map(lambda words: Subheading(text=text(words))),
    st.just(Formula(source=r"\frac{a}{b} = c^2", span=HERE)),
)  # fmt: skip
CALLOUTS = st.builds(
    lambda kind, blocks: Callout(kind=kind, blocks=tuple(blocks), span=HERE),
    st.sampled_from(["note", "tip", "important", "warning", "caution"]),
    st.lists(PROSE, min_size=1, max_size=2),
)
COLUMN = st.builds(
    lambda head, blocks: column(head, *blocks), st.one_of(st.just(""), SHORT), st.lists(SIMPLE, min_size=1, max_size=2)
)
COLUMNS = st.lists(COLUMN, min_size=2, max_size=3)
BLOCKS = st.lists(
    st.one_of(SIMPLE, CALLOUTS, COLUMNS.map(lambda some: Columns(columns=tuple(some), span=HERE))), max_size=3
)


def columns_slide(columns: list[Column]) -> ColumnsSlide:
    return ColumnsSlide(number=1, eyebrow=Text(), title=text("Compared"), span=HERE, columns=tuple(columns))


SLIDES: st.SearchStrategy[Slide] = st.one_of(
    st.builds(lambda title, some: list_slide(title, some), WORDS, LISTS),
    st.builds(lambda title, blocks: mixed(title, *blocks), WORDS, BLOCKS),
    COLUMNS.map(columns_slide),
    st.builds(lambda columns, said: replace(columns_slide(columns), verdict=text(said)), COLUMNS, WORDS),
)
BELOW = st.fixed_dictionaries(
    {},
    optional={
        "callout": CALLOUTS,
        "wisdom": SHORT.map(text),
        "footnotes": SHORT.map(lambda words: (Footnote(mark="1", text=text(words)),)),
        "eyebrow": st.just(text("The part")),
    },
)


@settings(max_examples=30)
@given(SLIDES, BELOW)
def test_nothing_overflows_or_overlaps_where_nothing_is_too_much(slide: Slide, below: dict[str, object]) -> None:
    shown = replace(slide, **below)  # type: ignore[arg-type]
    _, found, checked = laid_out(shown)
    assert {finding.code for finding in found} <= TOO_MUCH
    told = [f"{finding.code} {finding.message}" for finding in checked if not found]
    assert told == []


@pytest.mark.parametrize("theme", ["", "forest", "clear"])
def test_every_block_has_its_contrast_and_place_in_every_theme(theme: str) -> None:
    blocks = (prose("Words with `code`."), bullets("a", ("b", ["c"])), bullets("done", ticks=(True, False)))
    quote = Quotation(texts=(text("Said."),), by=text("Somebody"), span=HERE)
    shown = [
        mixed("Words", *blocks),
        mixed("A quotation", prose("He:"), quote),
        columns_slide([column("A `x`", bullets("one")), column("B", prose("two"))]),
        mixed("Code", prose("See:"), CodeBlock(text=("x = 1  # one",), language="python", name="a.py", span=HERE)),
    ]
    for kind in ("note", "tip", "important", "warning", "caution"):
        box = Callout(kind=kind, blocks=(prose("So."), bullets("a")), span=HERE)  # type: ignore[arg-type]
        shown += [mixed("Inside", prose("Above."), box, prose("Below.")), mixed("Below", prose("Above."), callout=box)]
    _, found, checked = laid_out(*shown, theme=theme)
    assert not found
    assert [f"{finding.code} {finding.message}" for finding in checked] == []
