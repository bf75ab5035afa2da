"""A slide that is too long becomes several, as few and as even as fit, and nothing of it is lost or said twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from build.files.page_memory import PageMemory
from build.findings.diagnostic import Span
from build.layout.cut import MOST_SLIDES
from build.layout.split import _even, parts_of, split_deck, split_long
from build.spec.content import (
    Block,
    Bullets,
    Callout,
    CodeBlock,
    Column,
    Columns,
    ColumnsSlide,
    ContentSlide,
    Entry,
    Footnote,
    GallerySlide,
    Image,
    LineNote,
    ListingSlide,
    ListSlide,
    MixedSlide,
    PictureSlide,
    Prose,
    Quotation,
    QuoteSlide,
    Subheading,
    TableSlide,
)
from build.spec.deck import ConceptSlide, Deck, FrontMatter, Grid, Item, Slide, Text, Words
from build.spec.said import ENGLISH, table
from build.spec.walk import parts_in, texts_in

SPAN = Span()
COMMON = {"number": 3, "eyebrow": Text(), "span": SPAN}


def text(words: str) -> Text:
    return Text((Words(text=words),))


def entries(*said: str) -> Bullets:
    return Bullets(entries=tuple(Entry(text=text(one), span=SPAN) for one in said), span=SPAN)


def grid(rows: int) -> Grid:
    return Grid(
        header=(text("a"), text("b")), rows=tuple((text(f"r{i}"), text("x")) for i in range(rows)),
        align=("left", "left"), span=SPAN,
    )  # fmt: skip


def a_list(*said: str) -> ListSlide:
    return ListSlide(**COMMON, title=text("Long"), bullets=entries(*said))


def at_most(texts: int) -> Callable[[Slide], bool]:
    """A page that holds so many texts besides its title."""
    return lambda slide: len(texts_in(slide)) - 1 <= texts


def titles(parts: tuple[Slide, ...]) -> list[str]:
    return [part.title.plain.replace("\N{NO-BREAK SPACE}", " ") for part in parts]


def test_a_list_is_cut_at_a_bullet_and_its_title_says_which_part_it_is() -> None:
    slide = a_list("a", "b", "c", "d", "e")
    parts = parts_of(slide, ENGLISH, at_most(3))
    assert titles(parts) == ["Long (1 of 2)", "Long (2 of 2)"]
    assert [[entry.text.plain for entry in part.bullets.entries] for part in parts if isinstance(part, ListSlide)] in (
        [["a", "b", "c"], ["d", "e"]],
        [["a", "b"], ["c", "d", "e"]],
    )
    assert titles(parts_of(slide, table("de"), at_most(2))) == ["Long (1 von 3)", "Long (2 von 3)", "Long (3 von 3)"]


def test_a_slide_that_no_cut_helps_stays_whole() -> None:
    for slide in (a_list("a"), a_list(*"abc"), ColumnsSlide(**COMMON, title=text("T"), columns=())):
        assert parts_of(slide, ENGLISH, lambda _: False) == (slide,)
    concept = ConceptSlide(**COMMON, title=text("T"))
    assert parts_of(concept, ENGLISH, at_most(0)) == (concept,)


def test_a_table_repeats_its_header_and_keeps_its_source_at_the_end() -> None:
    slide = TableSlide(**COMMON, title=text("T"), grid=grid(5), source=text("Source"))
    first, second = parts_of(slide, ENGLISH, at_most(10))
    assert isinstance(first, TableSlide)
    assert isinstance(second, TableSlide)
    assert first.grid.header == second.grid.header == slide.grid.header
    assert first.grid.rows + second.grid.rows == slide.grid.rows
    assert (first.source.plain, second.source.plain) == ("", "Source")


def test_code_is_cut_at_a_blank_line_and_what_is_said_of_a_line_goes_with_it() -> None:
    def note(line: int | None) -> LineNote:
        item = Item(lead=text(f"of {line}"), rest=Text(), span=SPAN)
        return LineNote(item=item, first=line, last=line)

    code = CodeBlock(text=("a", "b", "", "", "c", "d", "", "e"), span=SPAN, language="sql", marked=(2, 5, 8))
    slide = ListingSlide(**COMMON, title=text("T"), code=code, notes_on_lines=(note(2), note(6), note(None)))
    parts = parts_of(slide, ENGLISH, lambda part: isinstance(part, ListingSlide) and len(part.code.text) <= 2)
    found = [part for part in parts if isinstance(part, ListingSlide)]
    assert [part.code.text for part in found] == [("a", "b"), ("c", "d"), ("e",)]
    assert [part.code.marked for part in found] == [(2,), (5,), (8,)]
    assert [part.code.first for part in found] == [1, 5, 8]
    assert [[note.first for note in part.notes_on_lines] for part in found] == [[2, None], [6], []]
    solid = ListingSlide(**COMMON, title=text("T"), code=CodeBlock(text=("a",) * 9, span=SPAN))
    assert parts_of(solid, ENGLISH, lambda _: False) == (solid,)


def test_code_with_much_said_of_it_stands_again_with_the_rest_or_above_it_as_paragraphs() -> None:
    code = CodeBlock(text=("a", "b"), span=SPAN)
    notes = tuple(LineNote(item=Item(lead=text(f"{n}"), rest=text("why"), span=SPAN)) for n in range(3))
    slide = ListingSlide(**COMMON, title=text("T"), code=code, notes_on_lines=notes)
    parts = parts_of(slide, ENGLISH, lambda part: isinstance(part, ListingSlide) and len(part.notes_on_lines) < 3)
    found = [part for part in parts if isinstance(part, ListingSlide)]
    assert [part.code for part in found] == [code, code]
    assert sum((part.notes_on_lines for part in found), ()) == notes
    one = replace(slide, notes_on_lines=notes[:1])
    first, second = parts_of(one, ENGLISH, lambda part: isinstance(part, MixedSlide) and len(part.blocks) < 3)
    assert [type(block) for part in (first, second) for block in part.blocks] == [CodeBlock, Prose, Prose]  # type: ignore[attr-defined]


def test_pictures_are_shared_and_a_picture_stays_with_the_first_words() -> None:
    images = tuple(Image(path=f"{i}.png", alt="", span=SPAN, caption=text("c")) for i in range(7))
    parts = parts_of(GallerySlide(**COMMON, title=text("T"), images=images), ENGLISH, at_most(4))
    assert [len(part.images) for part in parts if isinstance(part, GallerySlide)] in ([3, 4], [4, 3])
    slide = PictureSlide(**COMMON, title=text("T"), image=images[0], blocks=(entries(*"abcd"),))
    first, second = parts_of(slide, ENGLISH, at_most(3))
    assert isinstance(first, PictureSlide)
    assert isinstance(second, ListSlide)


def test_mixed_blocks_are_cut_between_them_and_lists_and_tables_at_their_items() -> None:
    blocks = (
        Prose(text=text("As follows:")), entries(*"abc"), Subheading(text=text("Head")), grid(3),
        Prose(text=text("p")), Prose(text=text("q")),
    )  # fmt: skip
    slide = MixedSlide(**COMMON, title=text("T"), blocks=blocks)
    for most in range(3, 14):
        parts = parts_of(slide, ENGLISH, at_most(most))
        for part in parts:
            held = part.blocks if isinstance(part, MixedSlide) else ()
            assert not held or not isinstance(held[-1], Subheading)
            assert not held or held[-1] != blocks[0]
    whole = parts_of(slide, ENGLISH, lambda part: not isinstance(part, MixedSlide) or part.blocks != blocks)
    assert len(whole) == 2
    back = [words.plain for part in whole for words in texts_in(part)]
    assert {"As follows:", "a", "c", "Head", "r0", "r2", "p", "q"} <= set(back)


def column(head: str, *blocks: Block) -> Column:
    return Column(heading=text(head), blocks=blocks, span=SPAN)


def words_of(parts: tuple[Slide, ...]) -> list[list[str]]:
    return [[said.plain for said in texts_in(part)][1:] for part in parts]


def test_lists_side_by_side_are_cut_across_where_they_are_level() -> None:
    level = (column("A", entries(*"abcd")), column("B", entries(*"efgh")))
    slide = ColumnsSlide(**COMMON, title=text("T"), columns=level, verdict=text("So."))
    parts = parts_of(slide, ENGLISH, at_most(7))
    assert words_of(parts) == [["a", "b", "A", "e", "f", "B"], ["c", "d", "A", "g", "h", "B", "So."]]


def test_lists_side_by_side_of_which_one_is_longer_have_a_slide_each() -> None:
    columns = (column("A", entries(*"abc")), column("B", entries(*"de")))
    parts = parts_of(ColumnsSlide(**COMMON, title=text("T"), columns=columns), ENGLISH, at_most(4))
    assert words_of(parts) == [["a", "b", "c", "A"], ["d", "e", "B"]]


def test_words_that_end_in_a_colon_stay_with_what_they_announce() -> None:
    blocks = (Prose(text=text("a")), Prose(text=text("b:")), entries(*"cd"))
    parts = parts_of(MixedSlide(**COMMON, title=text("T"), blocks=blocks), ENGLISH, at_most(2))
    assert words_of(parts) == [["a"], ["b:", "c"], ["d"]]


def test_columns_that_do_not_fit_together_have_a_slide_each_and_then_their_blocks() -> None:
    columns = (column("A", entries(*"abc")), column("B", Prose(text=text("d")), entries(*"ef")))
    slide = ColumnsSlide(**COMMON, title=text("T"), columns=columns, verdict=text("So."))
    parts = parts_of(slide, ENGLISH, at_most(5))
    assert all(isinstance(part, ColumnsSlide) for part in parts)
    assert words_of(parts) == [["a", "b", "c", "A"], ["d", "e", "f", "B", "So."]]
    parts = parts_of(slide, ENGLISH, at_most(3))
    assert all(map(at_most(3), parts))
    assert sorted(said for words in words_of(parts) for said in words) == ["A", "B", "So.", *"abcdef"]
    mixed = MixedSlide(**COMMON, title=text("T"), blocks=(Columns(columns=columns, span=SPAN), Prose(text=text("g"))))
    parts = parts_of(mixed, ENGLISH, at_most(4))
    assert all(map(at_most(4), parts))
    assert sorted(said for words in words_of(parts) for said in words) == ["A", "B", *"abcdefg"]


def test_long_code_is_as_heavy_as_its_lines_and_few_words_stay_together() -> None:
    code = [CodeBlock(text=tuple(f"line {n}" for n in range(many)), span=SPAN) for many in (20, 4)]
    columns = (column("A", code[0]), column("B", code[1], entries("one", "two")))
    slide = ColumnsSlide(**COMMON, title=text("T"), columns=columns)

    def fits(part: Slide) -> bool:
        return isinstance(part, MixedSlide) and sum(isinstance(block, CodeBlock) for block in part.blocks) < 2

    assert words_of(parts_of(slide, ENGLISH, fits)) == [["A"], ["B", "one", "two"]]


def test_what_stands_once_is_on_the_first_part_or_the_last() -> None:
    slide = ListSlide(
        **COMMON, title=text("T"), bullets=entries("one¹", "two", "three²", "four"), notes=(text("Say it."),),
        wisdom=text("Wise."), rest=(text("More."),), minutes=4,
        callout=Callout(kind="tip", blocks=(Prose(text=text("Tip.")),), span=SPAN),
        footnotes=(Footnote(mark="¹", text=text("First.")), Footnote(mark="²", text=text("Second."))),
    )  # fmt: skip
    first, second = parts_of(slide, ENGLISH, lambda part: isinstance(part, ListSlide) and len(part.bullets.entries) < 3)
    assert isinstance(first, ContentSlide)
    assert isinstance(second, ContentSlide)
    assert ([note.plain for note in first.notes], first.minutes, len(first.rest), second.notes) == (
        ["Say it."],
        4,
        1,
        (),
    )
    assert (first.wisdom, first.callout, second.wisdom, second.callout) == (Text(), None, slide.wisdom, slide.callout)
    assert ([n.mark for n in first.footnotes], [n.mark for n in second.footnotes]) == (["¹"], ["²"])


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), min_size=1, max_size=30),
       st.integers(1, 30))  # fmt: skip
def test_the_parts_hold_all_entries_in_order_as_few_as_fit(said: list[str], most: int) -> None:
    slide = a_list(*said)
    parts = parts_of(slide, ENGLISH, at_most(most))
    back = [entry for part in parts if isinstance(part, ListSlide) for entry in part.bullets.entries]
    assert tuple(back) == slide.bullets.entries
    least = -(-len(said) // most)
    if len(parts) > 1:
        assert all(map(at_most(most), parts))
        assert least <= len(parts) <= MOST_SLIDES


@given(st.lists(st.floats(1, 1000), min_size=2, max_size=14), st.integers(2, 5))
def test_parts_are_as_even_as_can_be(weights: list[float], number: int) -> None:
    number = min(number, len(weights))
    places = _even(weights, number)
    assert [places[0][0], places[-1][1], len(places)] == [0, len(weights), number]
    assert all(left[1] == right[0] for left, right in pairwise(places))
    assert all(start < end for start, end in places)
    heaviest = max(sum(weights[start:end]) for start, end in places)
    assert heaviest <= sum(weights) / number + max(weights) + 1e-6


# ---- decks --------------------------------------------------------------------------------------------
def deck_of(*slides: Slide, hours: tuple[tuple[int, int, int], ...] = ()) -> Deck:
    return Deck(path="deck.md", source="", front=FrontMatter(hours=hours), heading=Text(), slides=slides)


def numbered(number: int, *said: str) -> ListSlide:
    return ListSlide(number=number, eyebrow=Text(), span=Span(number), title=text(f"T{number}"), bullets=entries(*said))


def test_slides_behind_a_split_one_move_up_and_so_do_hours() -> None:
    deck = deck_of(numbered(1, "a"), numbered(2, *"abcd"), numbered(3, "a"), numbered(7, *"abc"),
                   hours=((1, 1, 2), (2, 3, 7)))  # fmt: skip
    split = split_long(deck, PageMemory(deck), at_most(2))
    assert [slide.number for slide in split.deck.slides] == [1, 2, 3, 4, 8, 9]
    assert split.numbers == {1: (1,), 2: (2, 3), 3: (4,), 7: (8, 9)}
    assert split.deck.front.hours == ((1, 1, 3), (2, 4, 9))
    assert [(found.code, found.span.line, found.message) for found in split.told] == [
        ("L108", 2, "slide 2 is too long: split in 2"),
        ("L108", 7, "slide 7 is too long: split in 2, 8 to 9 in the deck"),
    ]


def test_references_lead_to_the_new_numbers_where_the_spec_gives_them() -> None:
    said = "As slide 1 and slides 2-3 say, slide 7% of it; see slides 3, 7 and 9; Slides 2 to 7"
    deck = deck_of(numbered(1, said), numbered(2, *"abcd"), numbered(3, "a"), numbered(7, *"abc"))
    split = split_long(deck, PageMemory(deck), at_most(2))
    first = split.deck.slides[0]
    assert isinstance(first, ListSlide)
    moved = "As slide 1 and slides 2-4 say, slide 7% of it; see slides 4, 8 and 9; Slides 2 to 9"
    assert texts_in(first.bullets)[0].plain == moved
    unnumbered = replace(deck, numbered=False)
    assert texts_in(split_long(unnumbered, PageMemory(unnumbered), at_most(2)).deck.slides[0])[-1].plain == said


def test_a_deck_whose_slides_fit_is_the_same() -> None:
    deck = deck_of(numbered(1, "a"), ConceptSlide(number=2, eyebrow=Text(), span=SPAN, title=text("T")))
    assert split_long(deck, PageMemory(deck), at_most(9)).deck is deck
    assert split_deck(deck, lambda slide: (slide,)).deck is deck


@given(weights=st.lists(st.integers(1, 9).map(float), min_size=2, max_size=12), number=st.integers(2, 5))
def test_the_heaviest_part_is_as_light_as_can_be(weights: list[float], number: int) -> None:
    number = min(number, len(weights))
    found = _even(weights, number)
    assert [start for start, _ in found] == [0, *(end for _, end in found[:-1])]
    assert found[-1][1] == len(weights)
    every = (
        max(sum(weights[start:end]) for start, end in pairwise((0, *cuts, len(weights))))
        for cuts in combinations(range(1, len(weights)), number - 1)
    )
    assert max(sum(weights[start:end]) for start, end in found) == min(every)


# ---- one long thing -----------------------------------------------------------------------------------
SENTENCES = [f"Sentence {n} says what it says, and it says it at some length, so that it is long." for n in range(6)]


def longest(most: int) -> Callable[[Slide], bool]:
    """A page that holds so many letters and lines of code."""
    return lambda slide: (
        sum(len(said.plain) for said in texts_in(slide)[1:])
        + sum(len(line) + 1 for code in parts_in(slide, CodeBlock) for line in code.text)
        <= most
    )


def test_a_paragraph_that_no_slide_holds_is_cut_between_sentences() -> None:
    long = Text((Words(text=" ".join(SENTENCES[:2]) + " "), Words(text=" ".join(SENTENCES[2:]), bold=True)))
    parts = parts_of(MixedSlide(**COMMON, title=text("T"), blocks=(Prose(text=long),)), ENGLISH, longest(300))
    assert words_of(parts) == [[" ".join(SENTENCES[:3])], [" ".join(SENTENCES[3:])]]
    one = MixedSlide(**COMMON, title=text("T"), blocks=(Prose(text=text("A. B. C. D.")),))
    assert parts_of(one, ENGLISH, longest(0)) == (one,)


def test_a_quote_that_no_slide_holds_is_cut_between_sentences_and_its_name_stands_last() -> None:
    quotation = Quotation(texts=(text(" ".join(SENTENCES)),), span=SPAN, by=text("Ada"))
    parts = parts_of(QuoteSlide(**COMMON, title=text("T"), quotation=quotation), ENGLISH, longest(300))
    said = [(part.quotation.texts[0].plain, part.quotation.by.plain) for part in parts if isinstance(part, QuoteSlide)]
    assert said == [(" ".join(SENTENCES[:3]), ""), (" ".join(SENTENCES[3:]), "Ada")]


def test_code_without_blank_lines_is_cut_at_a_line_and_beside_words_too() -> None:
    code = CodeBlock(text=tuple("abcdef"), span=SPAN, marked=(2, 5))
    parts = parts_of(ListingSlide(**COMMON, title=text("T"), code=code), ENGLISH, longest(6))
    assert [part.code for part in parts if isinstance(part, ListingSlide)] == [
        replace(code, text=("a", "b", "c"), marked=(2,)),
        replace(code, text=("d", "e", "f"), marked=(5,), first=4),
    ]
    slide = MixedSlide(**COMMON, title=text("T"), blocks=(Prose(text=text("w")), code, Prose(text=text("x"))))
    parts = parts_of(slide, ENGLISH, longest(7))
    assert ["".join(line for found in parts_in(part, CodeBlock) for line in found.text) for part in parts] in (
        ["abc", "def"],
        ["abcd", "ef"],
    )
