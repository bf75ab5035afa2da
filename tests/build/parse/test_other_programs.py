"""What Marp, Slidev and pandoc have beyond ordinary Markdown, read as the slides of these programs show it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.findings.diagnostic import Diagnostic, has_errors
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.content import (
    CodeBlock,
    Formula,
    ListSlide,
    MixedSlide,
    PictureSlide,
    Prose,
    QuoteSlide,
    SectionSlide,
    TableSlide,
)
from build.spec.deck import Slide, TitleSlide

MARP = "---\nmarp: true\n---\n"
SLIDEV = "---\nmdc: true\n---\n"


def read(spec: str) -> tuple[tuple[Slide, ...], list[Diagnostic]]:
    deck, found = parse(source_from("deck.md", spec.encode())[0])
    return deck.slides, found


def only(spec: str) -> Slide:
    """The only slide, with nothing to tell but where slides start and what is not used."""
    (slide,), found = read(spec)
    assert {finding.code for finding in found} <= {"P130"}
    return slide


def table(drawn: str) -> tuple[list[list[str]], list[str]]:
    """The cells of a table and how its columns stand."""
    slide = only(f"## A\n\n{drawn}\n")
    assert isinstance(slide, TableSlide), slide
    rows = [[cell.plain for cell in row] for row in (slide.grid.header, *slide.grid.rows)]
    return rows, list(slide.grid.align)


# ---- pandoc's tables --------------------------------------------------------------------------------
def test_a_grid_table_is_a_table() -> None:
    drawn = """+-------+:---------:+
| Kind  | Examples  |
+=======+==========:+
| Warm  | - a bird  |
|       | - a whale |
+-------+-----------+
| Cold  | a lizard  |
|       | in shade  |
+-------+-----------+"""
    cells, align = table(drawn)
    assert cells == [["Kind", "Examples"], ["Warm", "– a bird\n– a whale"], ["Cold", "a lizard in shade"]]
    assert align == ["left", "right"]


def test_a_simple_table_stands_as_its_header_does_and_has_its_caption() -> None:
    drawn = """  Right Left   Centre
------- ------ --------
     12 abc      x

Table: What is measured"""
    cells, align = table(drawn)
    assert cells == [["Right", "Left", "Centre"], ["12", "abc", "x"]]
    assert align == ["right", "left", "left"]
    slide = only(f"## A\n\n{drawn}\n")
    assert isinstance(slide, TableSlide)
    assert slide.source.plain == "What is measured"


def test_a_multiline_table_joins_the_lines_of_a_cell() -> None:
    drawn = """----------------------
Plant    Where it
         grows
-------- -------------
Moss     on stones and
         on bark

Reed     in water
----------------------"""
    assert table(drawn)[0] == [["Plant", "Where it grows"], ["Moss", "on stones and on bark"], ["Reed", "in water"]]


@pytest.mark.parametrize(
    "words",
    ["+---+---+\n| a | b |\n+---+   |\n| c | d |\n+---+---+", "a\n\n--- ---\n\nb", "```\n+---+\n| a |\n+---+\n```"],
)
def test_what_is_no_such_table_stays(words: str) -> None:
    slides, _ = read(f"## A\n\n{words}\n\n## B\n- b\n")
    assert not any(isinstance(slide, TableSlide) for slide in slides)


@given(
    st.lists(
        st.sampled_from(["+---+---+", "| a | b |", "+===+===+", "---- ----", "-----", " a    b", "", ": c", "(@) d"])
    )
)
def test_no_drawn_table_makes_the_reader_fail(lines: list[str]) -> None:
    read("## A\n\n" + "\n".join(lines) + "\n")


# ---- other things of pandoc's -----------------------------------------------------------------------
def test_examples_are_numbered_through_the_deck() -> None:
    slides, _ = read("## A\n(@) one\n(@two) two\n\n## B\n(@) three\n(@) as (@two) says\n\n## C\n#. x\n#. y\n")
    lists = [slide.bullets for slide in slides if isinstance(slide, ListSlide)]
    assert [[entry.number for entry in found.entries] for found in lists] == [[1, 2], [3, 4], [1, 2]]
    assert lists[1].entries[1].text.plain == "as (2) says"


def test_a_heading_has_a_picture_behind_it() -> None:
    slide = only('## A {background-image="a.png" background-opacity="0.5"}\n\nwords\n')
    assert isinstance(slide, PictureSlide)
    assert (slide.image.path, slide.image.place, slide.image.cover) == ("a.png", "background", True)


def test_the_cover_says_by_whom_and_when() -> None:
    front = "---\ntitle: T\nsubtitle: S\nauthor: [Ann, Bob]\ninstitute: U\ndate: 3 May\n---\n## B\n- b\n"
    cover = read(front)[0][0]
    assert isinstance(cover, TitleSlide)
    assert cover.subtitle.plain == "S\nU"


def test_commands_of_latex_are_told_and_those_with_words_stay() -> None:
    slide = only("## A\n\n\\centering\n\nwords\n\\vspace{1em}\n")
    assert isinstance(slide, MixedSlide)
    assert [block.text.plain for block in slide.blocks if isinstance(block, Prose)] == ["words"]
    slides, _ = read("## A\n\na $$\n\\begin{matrix}\n1\n\\end{matrix}\n$$\n")
    assert "begin{matrix}" in str(slides)
    _, found = read("## A\n\nsee \\framesubtitle{more}\n")
    assert [finding.code for finding in found] == ["P123"]


def test_a_part_that_brings_much_is_a_slide() -> None:
    long = "many words " * 20
    slides, _ = read(f"# A\n\n# P\n\n- {long}\n- {long}\n\n## B\n- b\n")
    assert not any(isinstance(slide, SectionSlide) for slide in slides)


# ---- Marp -------------------------------------------------------------------------------------------
def test_in_marp_a_line_ends_where_it_does() -> None:
    slide = only(f"{MARP}## A\n\none\ntwo\n")
    assert isinstance(slide, MixedSlide)
    assert [block.text.plain for block in slide.blocks if isinstance(block, Prose)] == ["one\ntwo"]
    plain = only("## A\n\none\ntwo\n")
    assert isinstance(plain, MixedSlide)
    assert [block.text.plain for block in plain.blocks if isinstance(block, Prose)] == ["one two"]


def test_a_heading_below_a_heading_is_a_subtitle_or_begins_a_part() -> None:
    slides, found = read(f"{MARP}# T\n## S\n\nAnn\n\n---\n\n# P\n## Q\n\n---\n\n## B\n- b\n")
    title, part, _ = slides
    assert isinstance(title, TitleSlide)
    assert title.subtitle.plain == "S · Ann"
    assert isinstance(part, SectionSlide)
    assert [line.plain for line in part.lines] == ["Q"]
    assert not has_errors(found, strict=True)


# ---- Slidev -----------------------------------------------------------------------------------------
def test_listings_that_move_are_listings() -> None:
    slide = only(f"{SLIDEV}# A\n\n````md magic-move\n```ts\na\n```\n```ts\nb\n```\n````\n")
    assert isinstance(slide, MixedSlide)
    assert [(block.language, block.text) for block in slide.blocks if isinstance(block, CodeBlock)] == [
        ("ts", ("a",)),
        ("ts", ("b",)),
    ]


@pytest.mark.parametrize("words", ["> Less is more.\n\nAnn, a book", "# Less is more.\n\nAnn, a book"])
def test_a_slide_said_to_be_a_quote_is_one(words: str) -> None:
    slides, _ = read(f"{SLIDEV}# A\n\n---\nlayout: quote\n---\n\n{words}\n")
    quote = slides[-1]
    assert isinstance(quote, QuoteSlide)
    assert [text.plain for text in quote.quotation.texts] == ["Less is more."]
    assert (quote.quotation.by.plain, quote.quotation.source.plain) == ("Ann", "a book")
    assert quote.title.plain == "Less is more."


def test_a_path_from_the_root_is_in_the_public_folder() -> None:
    slides, _ = read(f"{SLIDEV}# A\n\n![a](/a.png)\n\n---\nlayout: image-right\nimage: /b.png\n---\n\n# B\n- b\n")
    paths = [slide.image.path for slide in slides if isinstance(slide, PictureSlide)]
    assert paths == ["public/a.png", "public/b.png"]


def test_a_formula_below_words_loses_its_steps() -> None:
    slides, _ = read(f"{SLIDEV}# A\n\n---\n\n# B\n\nwords\n$$ {{1|all}}\nx\n$$\n")
    assert isinstance(slides[1], MixedSlide)
    words, formula = slides[1].blocks
    assert isinstance(words, Prose)
    assert isinstance(formula, Formula)
    assert (words.text.plain, formula.source) == ("words", "x")
