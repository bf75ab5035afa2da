"""Ordinary Markdown as blocks, each with its words and its place."""

from __future__ import annotations

import pytest
from read_markdown import read

from build.spec.content import (
    Block,
    Bullets,
    Callout,
    CodeBlock,
    Columns,
    Definitions,
    Formula,
    Image,
    MixedSlide,
    Prose,
    Quotation,
    Subheading,
)
from build.spec.deck import Grid, Words


def blocks(*lines: str, codes: tuple[str, ...] = ()) -> tuple[Block, ...]:
    """The blocks of a slide that no other kind claims."""
    deck, found = read("\n".join(("## One", "Type: content", "", *lines)))
    assert tuple(finding.code for finding in found) == codes
    (slide,) = deck.slides
    assert isinstance(slide, MixedSlide)
    return slide.blocks


def words(*lines: str, codes: tuple[str, ...] = ()) -> tuple[Words, ...]:
    (block,) = blocks(*lines, codes=codes)
    assert isinstance(block, Prose)
    return tuple(piece for piece in block.text.pieces if isinstance(piece, Words))


# ---- text -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("a $E = mc^2$ b", [Words(text="a "), Words(text="E = mc^2", math=True), Words(text=" b")]),
        (r"$\alpha_{i}$", [Words(text=r"\alpha_{i}", math=True)]),
        ("_a $x$_", [Words(text="a ", italic=True), Words(text="x", math=True, italic=True)]),
        ("__$x$__", [Words(text="x", math=True, bold=True)]),
        ("$x$_1", [Words(text="$x$_1")]),
        ("a_$y$", [Words(text="a_$y$")]),
        ("it costs $5 and $10", [Words(text="it costs $5 and $10")]),
        (r"\$a\$ and $5$6", [Words(text="$a$ and $5$6")]),
        ("a ~~b *c*~~", [Words(text="a "), Words(text="b ", strike=True), Words(text="c", italic=True, strike=True)]),
        ("a ~b~ c", [Words(text="a ~b~ c")]),
        ("H~2~O is x^2^ m^-1^", [Words(text="H₂O is x² m⁻¹")]),
        ("see https://x.org/a_b_c.", [Words(text="see "), Words(text="https://x.org/a_b_c", href="https://x.org/a_b_c"),
                                      Words(text=".")]),
        ("(www.x.org/a(b))", [Words(text="("), Words(text="www.x.org/a(b)", href="https://www.x.org/a(b)"),
                              Words(text=")")]),
        ("**https://x.org**", [Words(text="https://x.org", bold=True, href="https://x.org")]),
        ("<https://x.org>", [Words(text="https://x.org", href="https://x.org")]),
        ("[a *b*](https://x.org 'c')", [Words(text="a ", href="https://x.org"),
                                        Words(text="b", italic=True, href="https://x.org")]),
        ("a<br>b", [Words(text="a\nb")]),
        ("`$a$ ~~b~~ https://x.org <b>`", [Words(text="$a$ ~~b~~ https://x.org <b>", code=True)]),
    ],
)  # fmt: skip
def test_text_is_read_as_it_is_elsewhere(written: str, wanted: list[Words]) -> None:
    assert list(words(written)) == wanted


def test_an_address_has_a_name_wherever_its_line_stands() -> None:
    deck, found = read("## One\n[a][x] and [x].\n\nb\n\n## Two\nc\n\n[x]: https://x.org 'title'\n")
    assert found == []
    first = deck.slides[0]
    assert isinstance(first, MixedSlide)
    assert isinstance(first.blocks[0], Prose)
    linked = [piece.text for piece in first.blocks[0].text.pieces if isinstance(piece, Words) and piece.href]
    assert linked == ["a", "x"]


@pytest.mark.parametrize("target", ["", "other.md", "#one", "/a/b", "../c.html"])
def test_a_link_that_no_slide_can_follow_keeps_its_words(target: str) -> None:
    deck, found = read(f"## One\nsee [the *page*]({target}) now\n\nb\n")
    (finding,) = found
    assert (finding.code, finding.span.line, finding.span.column, finding.span.end) == ("P129", 2, 5, 19 + len(target))
    assert isinstance(deck.slides[0], MixedSlide)
    assert isinstance(deck.slides[0].blocks[0], Prose)
    assert deck.slides[0].blocks[0].text.plain == "see the page now"


def test_footnotes_are_counted_on_their_slide_and_may_stand_anywhere() -> None:
    deck, found = read(
        "## One\na[^x] b[^y] c[^x] ^[in *line*]\n\nd\n\n[^x]: first\ngoes on\n\n"
        "## Two\ne[^y]\n\nf\n\n[^y]: second\n\n    more\n"
    )
    assert found == []
    first, second = deck.slides
    assert isinstance(first, MixedSlide)
    assert isinstance(second, MixedSlide)
    assert isinstance(first.blocks[0], Prose)
    assert first.blocks[0].text.plain == "a¹ b² c¹ ³"
    assert [(note.mark, note.text.plain) for note in first.footnotes] == [
        ("¹", "first goes on"), ("²", "second more"), ("³", "in line"),
    ]  # fmt: skip
    assert [(note.mark, note.text.plain) for note in second.footnotes] == [("¹", "second more")]


def test_a_footnote_that_nothing_refers_to_is_told_and_spoken() -> None:
    deck, found = read("## One\na\n\nb\n\n[^x]: never said\n")
    assert [(finding.code, finding.span.line) for finding in found] == [("P136", 6)]
    assert [text.plain for text in deck.introduction] == ["never said"]


def test_tags_are_errors_with_their_places_and_never_words() -> None:
    deck, found = read('## One\na <b>c</b> d\n\n<div class="x">\n\ne\n\n</div>\n')
    assert [(f.code, f.span.line, f.span.column) for f in found] == [
        ("P128", 2, 3), ("P128", 2, 7), ("P128", 4, 1), ("P128", 8, 1),
    ]  # fmt: skip
    assert isinstance(deck.slides[0], MixedSlide)
    assert [block.text.plain for block in deck.slides[0].blocks if isinstance(block, Prose)] == ["a c d", "e"]


def test_a_style_sheet_is_told_once_and_its_lines_vanish() -> None:
    deck, found = read("## One\na\n\n<style>\nh1 { color: red }\n\n## no\n</style>\n\nb\n")
    assert [(f.code, f.span.line) for f in found] == [("P128", 4)]
    assert len(deck.slides) == 1


def test_comments_and_what_they_enclose_are_not_built() -> None:
    deck, found = read("## One\na <!-- b --> c\n\nd\n<!--\n## Two\ne\n-->\n")
    assert found == []
    assert len(deck.slides) == 1
    assert isinstance(deck.slides[0], MixedSlide)
    assert [block.text.plain for block in deck.slides[0].blocks if isinstance(block, Prose)] == ["a c", "d"]


# ---- blocks -----------------------------------------------------------------------------------------
def test_lists_have_numbers_boxes_and_three_levels() -> None:
    (found,) = blocks("3. a", "   - b", "     - c", "4. [x] d", "5. [ ] e", "", "   f")
    assert isinstance(found, Bullets)
    assert [(entry.number, entry.text.plain, entry.checked) for entry in found.entries] == [
        (3, "a", None), (4, "d", True), (5, "e", False),
    ]  # fmt: skip
    (inner,) = found.entries[0].blocks
    assert isinstance(inner, Bullets)
    (innermost,) = inner.entries[0].blocks
    assert isinstance(innermost, Bullets)
    assert innermost.entries[0].text.plain == "c"
    (paragraph,) = found.entries[2].blocks
    assert isinstance(paragraph, Prose)
    assert (found.entries[1].span.line, found.entries[1].span.column) == (7, 8)


def test_a_fourth_level_keeps_its_words_with_a_finding() -> None:
    (found,) = blocks("- a", "  - b", "    - c", "      - d", "        - e", codes=("P131", "P131"))
    assert isinstance(found, Bullets)
    (second,) = found.entries[0].blocks
    assert isinstance(second, Bullets)
    (third,) = second.entries[0].blocks
    assert isinstance(third, Bullets)
    assert third.entries[0].text.plain == "c\n– d\n– e"


@pytest.mark.parametrize(
    ("lines", "said", "by", "source"),
    [
        (["> a", "> b", "> — Ada Lovelace, Notes, 1843"], ["a b"], "Ada Lovelace", "Notes, 1843"),
        (["> a", ">", "> -- *Ada*"], ["a"], "Ada", ""),
        (["> a", ">", "> - Ada"], ["a"], "Ada", ""),
        (['> "a"'], ["a"], "", ""),
        (["> a", ">", "> b"], ["a", "b"], "", ""),
    ],
)
def test_a_quote_has_words_and_a_name(lines: list[str], said: list[str], by: str, source: str) -> None:
    (found,) = blocks(*lines)
    assert isinstance(found, Quotation)
    assert ([text.plain for text in found.texts], found.by.plain, found.source.plain) == (said, by, source)


@pytest.mark.parametrize(
    ("lines", "kind", "heading"),
    [
        (["> [!NOTE]", "> a"], "note", ""),
        (["> [!tip] Do *so*", "> a"], "tip", "Do so"),
        (["> [!danger]- Look", ">", "> a"], "caution", "Look"),
        (["::: {.callout-warning}", "## Look", "a", ":::"], "warning", "Look"),
        (["::: tip Do", "a", ":::"], "tip", "Do"),
    ],
)
def test_a_callout_has_a_kind_and_perhaps_a_heading(lines: list[str], kind: str, heading: str) -> None:
    (found,) = blocks(*lines)
    assert isinstance(found, Callout)
    (inside,) = found.blocks
    assert isinstance(inside, Prose)
    assert (found.kind, found.heading.plain, inside.text.plain) == (kind, heading, "a")


def test_an_unknown_callout_is_a_note_with_the_likely_name() -> None:
    (found,) = blocks("> [!WARNNG] x", "> a", codes=("P133",))
    assert isinstance(found, Callout)
    assert found.kind == "note"


@pytest.mark.parametrize(
    ("info", "language", "name", "marked"),
    [
        ("js", "javascript", "", ()),
        ("js {5-6}", "javascript", "", (5, 6)),
        ("python{1,3}", "python", "", (1, 3)),
        ('js title="debounce.js"', "javascript", "debounce.js", ()),
        ("{.sql .numberLines}", "sql", "", ()),
        ("{python}", "python", "", ()),
        ("ts {1|2-3|all} twoslash", "ts", "", (1, 2, 3)),
        ("ts {monaco}", "ts", "", ()),
        ("js {theme: 'neutral', scale: 0.8}", "javascript", "", ()),
        ("js:a.js", "javascript", "a.js", ()),
        ("{title=a.js}", "", "a.js", ()),
        ("title=a.js {1}", "", "a.js", (1,)),
        ("bash [run.sh]", "bash", "run.sh", ()),
        ("text", "", "", ()),
        ("", "", "", ()),
    ],
)
def test_a_fence_says_its_language_its_file_and_its_marked_lines(
    info: str, language: str, name: str, marked: tuple[int, ...]
) -> None:
    (found,) = blocks(f"```{info}", "a", "  b", "c", "d", "```")
    assert isinstance(found, CodeBlock)
    assert (found.language, found.name, found.marked, found.text) == (language, name, marked, ("a", "  b", "c", "d"))


def test_where_every_line_is_marked_none_is() -> None:
    (found,) = blocks("```js {1|2|all}", "a", "b", "```")
    assert isinstance(found, CodeBlock)
    assert found.marked == ()


def test_an_unknown_language_is_told_at_its_place() -> None:
    _, found = read("## One\n```pyton\na\n```\n")
    assert [(f.code, f.span.line, f.span.column, f.hint) for f in found] == [("P132", 2, 4, "did you mean 'python'?")]


def test_indented_lines_are_code() -> None:
    (found,) = blocks("    a = 1", "", "      b")
    assert isinstance(found, CodeBlock)
    assert found.text == ("a = 1", "", "  b")


def test_formulas_stand_apart() -> None:
    first, second = blocks("$$E = mc^2$$", "", "$$", r"\sum_i", "a_i", "$$")
    assert isinstance(first, Formula)
    assert isinstance(second, Formula)
    assert (first.source, second.source) == ("E = mc^2", r"\sum_i a_i")


def test_terms_have_meanings() -> None:
    (found,) = blocks("Cell", ": the smallest *part*", ": a room", "", "Tissue", ": many cells")
    assert isinstance(found, Definitions)
    assert [(row.term.plain, [text.plain for text in row.meanings]) for row in found.entries] == [
        ("Cell", ["the smallest part", "a room"]),
        ("Tissue", ["many cells"]),
    ]


def test_a_table_may_have_short_rows_and_pictures_stand_behind_it() -> None:
    grid, image = blocks("| a | b |", "| --- | --: |", "| ![x](p.png) c |", "| `d | e` | $f$ |")
    assert isinstance(grid, Grid)
    assert isinstance(image, Image)
    assert [[cell.plain for cell in row] for row in grid.rows] == [["c", ""], ["d | e", "f"]]
    assert grid.align == ("left", "right")


@pytest.mark.parametrize(
    ("lines", "alt", "caption", "credit", "width"),
    [
        (["![a cell](cell.png){width=60%}"], "a cell", "", "", 0.6),
        (['![a](cell.png "A *cell*")'], "a", "A cell", "", None),
        (["![a](cell.png)", "A *cell* (photo: Ada)"], "a", "A cell", "photo: Ada", None),
        (["![a](cell.png)", "", "*A cell*"], "a", "A cell", "", None),
        (['![a](cell.png "A cell. Drawing: Ada")'], "a", "A cell.", "Drawing: Ada", None),
        (["![a][c]", "", "[c]: cell.png"], "a", "", "", None),
        (["![a](cell.png){ width=1184px }"], "a", "", "", 1.0),
        (['![a](cell.png){width="2in" .left}'], "a", "", "", 0.1622),
    ],
)
def test_a_picture_has_its_words_and_its_width(
    lines: list[str], alt: str, caption: str, credit: str, width: float | None
) -> None:
    (found,) = blocks(*lines)
    assert isinstance(found, Image)
    assert (found.path, found.alt, found.width) == ("cell.png", alt, width)
    assert (found.caption.plain, found.credit.plain) == (caption, credit)


@pytest.mark.parametrize(
    ("attributes", "place", "cover"),
    [
        ("", "", False),
        ("{.left}", "left", False),
        ("{width=40% .right}", "right", False),
        ("{.cover .left}", "left", True),
        ("{.background}", "background", True),
        ("{.leftover #left .lead}", "", False),
        ('{alt="a .left b"}', "", False),
    ],
)
def test_a_picture_stands_where_its_author_wants_it(attributes: str, place: str, cover: bool) -> None:
    (found,) = blocks(f"![a](cell.png){attributes}")
    assert isinstance(found, Image)
    assert (found.place, found.cover) == (place, cover)


def test_a_picture_among_words_stands_behind_them() -> None:
    text, image = blocks("before ![a](b.png) after")
    assert isinstance(text, Prose)
    assert isinstance(image, Image)
    assert text.text.plain == "before after"
    assert (image.span.line, image.span.column, image.span.end) == (4, 8, 19)


def test_a_table_is_no_picture_and_a_picture_no_words_of_a_link() -> None:
    _, found = read("## One\n![a](growth.csv)\n\n[![b](c.png)](https://x.org)\n\nd\n")
    assert [(finding.code, finding.span.line, finding.span.column) for finding in found] == [
        ("P139", 2, 1),
        ("P129", 4, 1),
    ]


def test_columns_stand_side_by_side() -> None:
    (found, after) = blocks(
        ":::: {.columns}",
        '::: {.column width="40%"}',
        "a",
        "",
        "```",
        ":::",
        "```",
        ":::",
        "::: column",
        "- b",
        ":::",
        "::::",
        "c",
    )
    assert isinstance(found, Columns)
    assert isinstance(after, Prose)
    assert [column.share for column in found.columns] == [0.4, None]
    assert [len(column.blocks) for column in found.columns] == [2, 1]


def test_deeper_headings_head_what_follows() -> None:
    heading, text = blocks("### A **b** {.small}", "c")
    assert isinstance(heading, Subheading)
    assert isinstance(text, Prose)
    assert heading.text.plain == "A b"
