"""A spec that is written of values says the same values when it is read."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from build.findings.diagnostic import Span
from build.imports.imported import Imported, ImportedSlide
from build.imports.markdown import slide_of
from build.imports.write_spec import write_spec
from build.parse.deck import read_general
from build.parse.dialects import program_of
from build.parse.general_deck import read_parts
from build.parse.quotes import is_byline
from build.parse.source import FindingCollector, source_from
from build.spec.content import (
    Bullets,
    Callout,
    CodeBlock,
    Column,
    Columns,
    Definition,
    Definitions,
    Entry,
    Formula,
    Image,
    Prose,
    Quotation,
    Subheading,
)
from build.spec.deck import ALL_AT_ONCE, Grid, Step, Text, Words, every_part, every_point

AT = Span()
SIGNS = r"\`*_{}[]()#+-.!|<>~$^=&:;%@'" + '"'
WORD = st.text(st.sampled_from("abcXYZé2 7.,:-–" + SIGNS), min_size=1, max_size=9)
AWKWARD = st.sampled_from(
    [
        "1. one",
        "- item",
        "# no heading",
        "> no quote",
        "Notes: no label",
        "Wisdom: none",
        "Slide 7: no slide",
        "::: no region",
        "$5 and $6",
        "a_b_c",
        "__init__",
        "[x]",
        "[ ] box",
        "[^1]",
        "[!NOTE]",
        "{{ no fact }}",
        "{.class}",
        "<div>",
        "<br>",
        "&copy;",
        "&amp;amp;",
        "https://example.org",
        "www.example.org",
        "---",
        "===",
        "| a | b |",
        "Table: none",
        "(@) example",
        ":smile:",
        "~~not struck~~",
        "==x==",
        "x^2^",
        "H~2~O",
        "C:\\new",
        "\\",
        "```",
        "~~~",
        "% title",
        "...",
        ". . .",
        "!!! note",
        "2 * 3 * 4",
        "**",
        "a|b",
        "<!-- no comment -->",
        "![no picture](x.png)",
        "<https://x.org>",
        "::right::",
        "+---+",
        "#.",
        "Line 5: no note",
        "1953: no date",
        "(see)",
        "{{ code('x') }}",
        "<<< file",
        "term\n: meaning",
        "a\nb",
        "C#",
        "#",
    ]
)
STYLES = st.fixed_dictionaries({}, optional={name: st.just(True) for name in ("bold", "italic", "strike")})
LINKS = st.sampled_from(["https://x.org/a_b(c)?d=1&e=2#f", "mailto:a@b.org", "https://x.org/a b", "https://x.org/*"])


@st.composite
def texts(draw: st.DrawFn, *, math: bool = True) -> Text:
    """A paragraph of pieces with unlike styles."""
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        words = draw(WORD | AWKWARD)
        kind = draw(st.sampled_from(["words"] * 5 + ["code", "link", *["math"] * math]))
        if kind == "code":
            pieces.append(Words(text=words.replace("\n", " ").strip() or "x", code=True))
        elif kind == "math":
            pieces.append(
                Words(text=draw(st.sampled_from([r"x^2", r"\frac{a}{b}", "a_1 | b", r"E = mc^2"])), math=True)
            )
        elif kind == "link":
            pieces.append(Words(text=words.strip() or "x", href=draw(LINKS), **draw(STYLES)))
        else:
            pieces.append(Words(text=words, **draw(STYLES)))
    if not words_of(pieces):
        pieces.append(Words(text="x"))
    return Text(tuple(pieces))


def words_of(value: Any) -> str:
    """All words of a value in their order, without spaces and marks of footnotes; a formula with its dollars.

    Where a formula cannot be one, it keeps them as letters; two that meet are one.
    """
    if isinstance(value, Words) and value.math:
        return "$" + words_of(replace(value, math=False)) + "$"
    if isinstance(value, Words):
        return "".join(value.text.replace("\\vert ", "|").split())
    if isinstance(value, (tuple, list)):
        return "".join(map(words_of, value)).replace("$$", "")
    if is_dataclass(value):
        return "".join(words_of(getattr(value, one.name)) for one in fields(value))
    return ""


def once(slides: list[ImportedSlide]) -> list[ImportedSlide]:
    """The slides as a spec says them."""
    spec = write_spec(Imported(program="", slides=slides))
    findings = FindingCollector(source_from("deck.md", spec.encode())[0])
    front, dialect, lines = read_general(findings)
    return [slide_of(part) for part in read_parts(lines, front, dialect, findings).parts]


def shape(value: Any) -> Any:
    """A value without places and styles, its words without spaces."""
    if isinstance(value, Text):
        return words_of(value)
    if isinstance(value, Span):
        return None
    if isinstance(value, (tuple, list)):
        return [shape(one) for one in value]
    if is_dataclass(value):
        return type(value).__name__, {one.name: shape(getattr(value, one.name)) for one in fields(value)}
    return value


@settings(max_examples=60)
@given(text=texts())
def test_the_words_of_any_paragraph_are_read_again(text: Text) -> None:
    slide = ImportedSlide(title=Text((Words(text="A"),)), blocks=(Prose(text=text),))
    (read,) = once([slide])
    assert words_of(read.blocks) == words_of(text), write_spec(Imported(program="", slides=[slide]))


def test_a_slide_without_a_title_has_its_first_line_for_one_once() -> None:
    def spec(*blocks: Any, before: bool = False) -> str:
        first = [ImportedSlide(title=Text((Words(text="Before"),)))] if before else []
        return write_spec(Imported(program="", slides=[*first, ImportedSlide(blocks=blocks)]))

    short = Prose(text=Text((Words(text="Thank ", bold=True), Words(text="you\nAsk now"))))
    items = Bullets(entries=(Entry(text=Text((Words(text="one"),)), span=AT),), span=AT)
    linked = Prose(text=Text((Words(text="here", href="https://example.org"),)))
    assert spec(short, items) == "## Thank you\n\nAsk now\n\n- one\n"
    assert spec(short, before=True) == "## Before\n\n## Thank you\n\nAsk now\n"
    assert spec(items) == "## one\n\n- one\n", "a deck's first slide has no heading before it"
    assert spec(items, before=True) == "## Before\n\n## Before (2)\n\n- one\n"
    assert spec(linked, before=True) == "## Before\n\n## Before (2)\n\n[here](https://example.org)\n"


def test_words_of_another_program_do_not_make_a_spec_one_of_its_decks() -> None:
    said = "<v-click> <v-clicks> <!-- _class: lead --> <!-- .slide: x --> <!-- .element: y -->"
    blocks = (
        Image(path="pictures/a.png", alt="bg of a leaf", span=AT),
        *(Prose(text=Text((Words(text=word),))) for word in ("::right::", "layout: cover", "src: a.md", said)),
    )
    notes = tuple(Text((Words(text=word),)) for word in (said, "---\nlayout: cover"))
    slide = ImportedSlide(title=Text((Words(text="A"),)), blocks=blocks, notes=notes)
    spec = write_spec(Imported(program="", slides=[slide, slide]))
    assert program_of(spec) == ""
    again = once([slide, slide])
    assert [shape(one.blocks) for one in again] == [shape(blocks)] * 2


# Slanted words alone below a picture are its caption.
PROSE = st.builds(Prose, text=texts().filter(lambda text: not all(piece.italic for piece in text.pieces)))
CODE = st.builds(
    CodeBlock,
    text=st.lists(
        st.sampled_from(
            ["x = 1", "    return x", "", "```", "~~~~", "## Slide 3: no", "---", "::: x", "Notes:", "| a |"]
        ),
        min_size=1,
        max_size=4,
    ).map(tuple),
    span=st.just(AT),
    language=st.sampled_from(["", "python", "yaml"]),
    name=st.sampled_from(["", "a.py", "two words"]),
    marked=st.sampled_from([(), (1,)]),
)
CODE = CODE.map(lambda code: code if len(code.text) > 1 else replace(code, marked=()))  # all is nothing
IMAGE = st.builds(
    Image,
    path=st.sampled_from(["pictures/a.png", "b c.png", "d(1).svg", "e_f.png"]),
    alt=st.sampled_from(["", "What it shows", "a [b] *c* _d_ | e"]),
    span=st.just(AT),
    caption=st.just(Text()) | texts(math=False),
    width=st.sampled_from([None, 0.4, 0.3333]),
    place=st.sampled_from(["", "left", "right"]),
    cover=st.booleans(),
)
FORMULA = st.builds(Formula, source=st.sampled_from([r"E = mc^2", r"\begin{a} x & y \\ z \end{a}"]), span=st.just(AT))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    width = draw(st.integers(1, 3))
    row = st.lists(st.just(Text()) | texts(), min_size=width, max_size=width).map(tuple)
    align = st.lists(st.sampled_from(["left", "right", "center"]), min_size=width, max_size=width).map(tuple)
    header = draw(
        st.lists(texts(), min_size=width, max_size=width).map(tuple) | st.just((Text((Words(text="Slide"),)),) * width)
    )
    return Grid(header=header, rows=tuple(draw(st.lists(row, min_size=1, max_size=2))), align=draw(align), span=AT)


def lists(depth: int = 1) -> st.SearchStrategy[Bullets]:
    """Lists up to three levels deep, with whatever stands in an item."""
    inside = [PROSE, CODE, IMAGE.map(lambda image: replace(image, caption=Text())), FORMULA, grids()]
    below = st.lists(st.one_of(*inside, *([lists(depth + 1)] if depth < 3 else [])), max_size=2)
    entry = st.builds(
        Entry,
        text=texts(),
        span=st.just(AT),
        checked=st.sampled_from([None, None, True, False]),
        blocks=below.map(tuple),
    )
    return st.builds(_numbered, st.lists(entry, min_size=1, max_size=3), st.sampled_from([None, None, 1, 7]))


def _numbered(entries: list[Entry], first: int | None) -> Bullets:
    return Bullets(
        entries=tuple(replace(entry, number=None if first is None else first + i) for i, entry in enumerate(entries)),
        span=AT,
    )


DEFINITIONS = st.builds(
    Definitions,
    entries=st.lists(
        st.builds(Definition, term=texts(), meanings=st.lists(texts(), min_size=1, max_size=2).map(tuple)),
        min_size=1,
        max_size=2,
    ).map(tuple),
    span=st.just(AT),
)
BLOCK = st.one_of(PROSE, st.builds(Subheading, text=texts()), CODE, IMAGE, FORMULA, grids(), lists())
CALLOUT = st.builds(
    Callout,
    kind=st.sampled_from(["note", "tip", "caution"]),
    blocks=st.lists(BLOCK, min_size=1, max_size=2).map(tuple),
    span=st.just(AT),
    heading=st.just(Text()) | texts(),
)
UNNAMED = texts().filter(lambda text: not is_byline(text.plain.lstrip()))  # a dash begins a name below a quote
QUOTATION = st.builds(
    Quotation,
    texts=st.lists(UNNAMED, min_size=1, max_size=2).map(tuple),
    span=st.just(AT),
    by=st.sampled_from([Text(), Text((Words(text="Ada Lovelace"),))]),
)
COLUMNS = st.builds(
    Columns,
    columns=st.lists(
        st.builds(
            Column,
            blocks=st.lists(BLOCK, min_size=1, max_size=2).map(tuple),
            span=st.just(AT),
            share=st.sampled_from([None, 0.4]),
        ),
        min_size=2,
        max_size=3,
    ).map(tuple),
    span=st.just(AT),
)
BLOCKS = st.lists(BLOCK | CALLOUT | COLUMNS | QUOTATION, max_size=4).flatmap(
    lambda blocks: st.just(blocks) | DEFINITIONS.map(lambda terms: [*blocks, terms])
)


@st.composite
def slides(draw: st.DrawFn) -> ImportedSlide:
    return ImportedSlide(
        title=draw(texts()),
        blocks=tuple(draw(BLOCKS)),
        notes=tuple(draw(st.lists(texts(math=False), max_size=3))),
        hidden=draw(st.booleans()),
        morph=draw(st.booleans()),
        reveal=draw(
            st.sampled_from(
                [(), every_point(), every_part(), ALL_AT_ONCE, (Step(part="table"), Step(part="column", number=2))]
            )
        ),
    )


@settings(max_examples=15)
@given(written=st.lists(slides(), min_size=1, max_size=3))
def test_slides_of_any_blocks_are_read_again(written: list[ImportedSlide]) -> None:
    read = once(written)
    assert shape(read) == shape(written), write_spec(Imported(program="", slides=written))
