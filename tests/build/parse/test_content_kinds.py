"""Which kind of slide ordinary Markdown makes, and what its layout is given."""

from __future__ import annotations

import pytest
from read_markdown import read

from build.parse.content_kinds import CONTENT_KINDS
from build.spec.content import (
    ChartSlide,
    ColumnsSlide,
    ContentSlide,
    FormulaSlide,
    ListingSlide,
    ListSlide,
    MixedSlide,
    PictureSlide,
    Prose,
    QuoteSlide,
    SectionSlide,
    StatementSlide,
    TableSlide,
    TimelineSlide,
)
from build.spec.deck import ConceptSlide, PracticalSlide, Slide


def slide(*lines: str, heading: str = "One", codes: tuple[str, ...] = ()) -> Slide:
    deck, found = read("\n".join((f"## {heading}", "", *lines)))
    assert tuple(finding.code for finding in found) == codes
    (only,) = deck.slides
    return only


TABLE = ["| a | b |", "| - | - |", "| 1 | 2 |"]
BLOCKS = {
    "quote": ["> a", ">", "> — Ada"],
    "formula": ["$$E = mc^2$$", "", "- $E$: energy (J)", "- $m$: mass"],
    "code": ["```js", "a", "```", "", "- Line 1: Here. It is."],
    "pictures": ["![a](a.png)", "", "![b](b.png)"],
    "picture": ["![a](a.png)", "", "Words", "", "- a"],
    "table": [*TABLE, "", "Source: a book"],
    "timeline": ["- 1953: a", "- May 1962 – b", "- **1990** – c"],
    "columns": ["### A `x`", "- a", "", "### B", "b", "- c", "", "So it is."],
    "list": ["- a", "  - b", "- c"],
    "content": ["a", "", *TABLE, "", "b", "", "c"],
}


@pytest.mark.parametrize("name", BLOCKS)
def test_what_a_slide_holds_makes_its_kind(name: str) -> None:
    found = slide(*BLOCKS[name])
    assert isinstance(found, ContentSlide)
    assert type(found) is CONTENT_KINDS[name].slide
    assert found.rule.startswith(f"{name}, for ")


@pytest.mark.parametrize("name", BLOCKS)
def test_a_type_beats_every_rule(name: str) -> None:
    found = slide("Type: content", "", *BLOCKS[name])
    assert isinstance(found, MixedSlide)
    assert found.rule == "content, for its 'Type:'"


def test_a_type_that_cannot_be_is_told_with_what_it_needs() -> None:
    deck, (finding,) = read("## One\nType: timeline\n\n- a\n- b\n")
    assert isinstance(deck.slides[0], ListSlide)
    assert (finding.code, finding.span.line, finding.span.column) == ("P135", 2, 7)
    assert "1953" in finding.hint


def test_each_kind_has_what_its_layout_places() -> None:
    formula = slide(*BLOCKS["formula"])
    assert isinstance(formula, FormulaSlide)
    assert [(row.symbol, row.meaning.plain, row.unit.plain) for row in formula.symbols] == [
        ("E", "energy", "J"), ("m", "mass", ""),
    ]  # fmt: skip
    code = slide(*BLOCKS["code"])
    assert isinstance(code, ListingSlide)
    (note,) = code.notes_on_lines
    assert (note.first, note.last, note.item.lead.plain, note.item.rest.plain) == (1, 1, "Here", "It is.")
    table = slide(*BLOCKS["table"])
    assert isinstance(table, TableSlide)
    assert table.source.plain == "Source: a book"
    columns = slide(*BLOCKS["columns"])
    assert isinstance(columns, ColumnsSlide)
    assert [(column.heading.plain, len(column.blocks)) for column in columns.columns] == [("A x", 1), ("B", 2)]
    assert columns.verdict.plain == "So it is."
    quote = slide(*BLOCKS["quote"])
    assert isinstance(quote, QuoteSlide)
    assert quote.quotation.by.plain == "Ada"


@pytest.mark.parametrize(
    ("heading", "paragraph", "figure", "unit", "sentence", "source"),
    [
        ("86 billion neurons", "Cells in the brain. (Azevedo, 2009)", "86", "billion neurons", "Cells in the brain.",
         "Azevedo, 2009"),
        ("40 %", "of it", "40 %", "", "of it", ""),
        ("~1,500 km", "far", "~1,500", "km", "far", ""),
    ],
)  # fmt: skip
def test_a_number_as_heading_is_a_statement(
    heading: str, paragraph: str, figure: str, unit: str, sentence: str, source: str
) -> None:
    found = slide(paragraph, heading=heading)
    assert isinstance(found, StatementSlide)
    said = (found.figure.plain, found.unit.plain, found.sentence.plain, found.source.plain)
    assert said == (figure, unit, sentence, source)


@pytest.mark.parametrize("heading", ["1. Synthesis", "2/ Doubt", "3) Doubt", "4: Doubt"])
def test_a_number_that_counts_headings_is_no_statement(heading: str) -> None:
    assert isinstance(slide("What it is.", heading=heading), MixedSlide)
    assert isinstance(slide("word " * 60, heading="86 billion neurons"), MixedSlide)


def test_a_fact_as_heading_is_a_statement_too() -> None:
    found = slide("It is kept.", heading="{{ cache_4k | GiB }} of notes")
    assert isinstance(found, StatementSlide)
    assert (found.figure.plain, found.unit.plain) == ("{{ cache_4k | GiB }}", "of notes")


def test_a_heading_alone_is_a_sentence() -> None:
    found = slide(heading="What have we *learnt*?")
    assert isinstance(found, StatementSlide)
    assert found.sentence.plain == "What have we learnt?"


def test_dates_are_sorted_with_a_note() -> None:
    found = slide("- 2001: c", "- 300 BC: a", "- 17.5.1953: b", codes=("P134",))
    assert isinstance(found, TimelineSlide)
    assert [(event.date.plain, event.text.plain) for event in found.events] == [
        ("300 BC", "a"), ("17.5.1953", "b"), ("2001", "c"),
    ]  # fmt: skip
    assert found.events[1].when == pytest.approx(1953.37, abs=0.01)


@pytest.mark.parametrize("item", ["7: steps", "2001 a space", "- 12 items", "1.5: x", "2019 students: many"])
def test_numbers_that_are_no_dates_make_no_timeline(item: str) -> None:
    assert isinstance(slide(f"- {item}", "- 1953: b", "- 1954: c"), ListSlide | MixedSlide)


def test_the_one_callout_stands_apart() -> None:
    found = slide("- a", "- b", "", "> [!TIP]", "> c")
    assert isinstance(found, ListSlide)
    assert found.callout is not None
    (text,) = found.callout.blocks
    assert isinstance(text, Prose)


def test_a_picture_behind_all_takes_anything_over_it() -> None:
    deck, _ = read("---\nmarp: true\n---\n# A\n\n---\n\n![bg](a.png)\n# B\n\n```js\na\n```\n")
    found = deck.slides[1]
    assert isinstance(found, PictureSlide)
    assert (found.image.place, found.image.cover, found.title.plain) == ("background", True, "B")


def test_a_figure_with_one_line_is_a_chart() -> None:
    found = slide("Visual: bars(growth.rate)", "", "It grows.")
    assert isinstance(found, ChartSlide)
    assert found.visual is not None
    assert found.heading.plain == "It grows."


def test_labels_of_every_slide_work_here_and_others_are_words() -> None:
    found = slide(
        "Results: they grew.",
        "",
        "- a",
        "",
        "Minutes: 4",
        'Wisdom: "Look twice."',
        "",
        "Prompt: a poem",
        "",
        "Notes:",
        "say",
        "",
        "- this",
    )
    assert isinstance(found, MixedSlide)
    assert (found.minutes, found.wisdom.plain) == (4, "Look twice.")
    assert [text.plain for text in found.notes] == ["say", "- this"]
    said = [block.text.plain for block in found.blocks if isinstance(block, Prose)]
    assert said == ["Results: they grew.", "Prompt: a poem"]


@pytest.mark.parametrize(
    "line", ["Type: 2 diabetes", "Note: mind the gap", "Notes that I took: a", "Visual: what we see"]
)
def test_sentences_that_begin_like_labels_are_words(line: str) -> None:
    found = slide(line, "", "b")
    assert isinstance(found, MixedSlide)
    assert isinstance(found.blocks[0], Prose)
    assert found.blocks[0].text.plain == line


def test_labels_of_other_kinds_make_those() -> None:
    deck, found = read("# D\n\n## A\nRun:\n```\n$ ls\n```\n\n## B\nExtended Annotations (1):\n1. a\n")
    assert found == []
    assert [type(slide) for slide in deck.slides[1:]] == [PracticalSlide, ConceptSlide]


def test_a_numbered_slide_with_ordinary_words_is_one_of_these() -> None:
    deck, found = read(
        "# D\n## Slide 1: Cells - The nucleus\nWords[^1].\n\n- a\n\n    code\n\n[^1]: here\n## Slide 2: Concept - b\n"
    )
    assert found == []
    first, second = deck.slides
    assert isinstance(first, MixedSlide)
    assert (first.number, first.eyebrow.plain, first.title.plain) == (1, "Cells", "The nucleus")
    assert [note.text.plain for note in first.footnotes] == ["here"]
    assert isinstance(second, ConceptSlide)


def test_a_section_has_lines() -> None:
    deck, _ = read("# D\n\n## A\na\n\n# Part\n- x\n- y\n\n## B\nb\n")
    section = deck.slides[2]
    assert isinstance(section, SectionSlide)
    assert (section.part, section.parts, [line.plain for line in section.lines]) == (1, 1, ["x", "y"])
    assert deck.slides[3].eyebrow.plain == "Part"
    assert deck.slides[1].eyebrow.plain == ""


def test_columns_of_which_one_is_a_picture_are_columns() -> None:
    found = slide("### Tundra", "", "![a](a.png)", "", "### Why", "", "- a", "- b")
    assert isinstance(found, ColumnsSlide)
    assert [column.heading.plain for column in found.columns] == ["Tundra", "Why"]


def test_a_chart_has_its_callout_below() -> None:
    found = slide("Visual: lines(day)", "", "> [!TIP]", "> Look.")
    assert isinstance(found, ChartSlide)
    assert found.callout is not None
