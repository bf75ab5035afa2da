"""A page that begins at the right is the other one turned around, and turned around twice it is itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from content_slides import HERE, bullets, column, grid, laid_out, list_slide, mixed, prose
from hypothesis import given
from hypothesis import strategies as st
from page_items import named
from stand_alone_slides import quote, section, statement, table, timeline

from build.drawing.mirror import kept, mirrored
from build.drawing.page import (
    PAGE,
    Align,
    Box,
    Cell,
    Chart,
    ChartSeries,
    Connector,
    Drawable,
    Freeform,
    Gradient,
    Group,
    Line,
    NativeTable,
    Page,
    Paragraph,
    Path,
    Picture,
    Run,
    Shape,
    ShapeKind,
    TextBox,
    TextStyle,
    every,
)
from build.spec.content import CodeBlock, Columns
from build.spec.deck import Slide

WIDE = Box(0, 0, 16, 8)  # its middle is a number that computers hold
PLACES = st.builds(Box, *[st.integers(0, 64).map(lambda place: place / 8)] * 4)
ALIGN: st.SearchStrategy[Align] = st.sampled_from(("left", "center", "right"))
KINDS: st.SearchStrategy[ShapeKind] = st.sampled_from(("rect", "round_left", "round_right", "triangle"))
WORDS = st.builds(
    lambda align, rtl, indent: (
        Paragraph(runs=(Run("a", TextStyle(16)),), line=20, align=align, rtl=rtl, indent=indent, bullet="dot"),
    ),
    ALIGN, st.booleans(), st.sampled_from((0.0, 0.25)),
)  # fmt: skip
FILLS = st.sampled_from((None, "navy", Gradient("navy", "soft", 0), Gradient("navy", "soft", 45)))
CURVE = Path("M 0 10.5 L 30 0 C 1 2 3 4 40 5 Z")


def chart_at(box: Box, rtl: bool) -> Chart:
    one = ChartSeries(name="one", values=(1.0,), color="navy")
    return Chart(name="c", box=box, plot=box, kind="bar", categories=("a",), series=(one,), rtl=rtl)


def table_at(box: Box, words: tuple[Paragraph, ...]) -> NativeTable:
    return NativeTable(name="n", box=box, widths=(box.w,), heights=(box.h,), rows=((Cell(paragraphs=words),),))


LEAVES: st.SearchStrategy[Drawable] = st.one_of(
    st.builds(lambda box, words: TextBox(name="t", box=box, paragraphs=words, rotation=90.0), PLACES, WORDS),
    st.builds(
        lambda box, kind, fill, turn: Shape(name="s", box=box, kind=kind, fill=fill, rotation=turn),
        PLACES, KINDS, FILLS, st.sampled_from((0.0, 90.0)),
    ),
    st.builds(
        lambda box, turns: Freeform(name="f", box=box, view=(0.0, 0.0, 40.0, 20.0), paths=(CURVE,), turns=turns),
        PLACES, st.booleans(),
    ),
    st.builds(lambda box: Connector(name="l", x1=box.x, y1=0, x2=box.right, y2=1, line=Line("navy")), PLACES),
    st.builds(lambda box: Picture(name="p", box=box, path="a.png", kind="round_left"), PLACES),
    st.builds(chart_at, PLACES, st.booleans()),
    st.builds(table_at, PLACES, WORDS),
)  # fmt: skip
ITEMS = st.lists(LEAVES | st.builds(lambda leaf: Group(name="g", children=(leaf,)), LEAVES), max_size=3).map(tuple)


@given(ITEMS)
def test_what_is_turned_around_twice_is_as_it_was(items: tuple[Drawable, ...]) -> None:
    written = [replace(item, paths=(replace(CURVE, data="M 0 10.5 L 30 0 C 1 2 3 4 40 5 Z"),))
               if isinstance(item, Freeform) else item for item in items]  # fmt: skip
    assert list(mirrored(mirrored(items, WIDE), WIDE)) == written


@given(LEAVES)
def test_what_stood_at_the_left_stands_as_far_from_the_right(item: Drawable) -> None:
    (turned,) = mirrored([item], WIDE)
    assert (turned.box.x, turned.box.y) == (WIDE.right - item.box.right, item.box.y)
    assert (turned.box.w, turned.box.h) == (item.box.w, item.box.h)


@given(st.lists(LEAVES, max_size=3), PLACES)
def test_what_is_kept_stands_in_its_box_as_it_did_and_words_alone_run_otherwise(
    items: list[Drawable], around: Box
) -> None:
    there = around.mirrored(WIDE)
    for item, turned in zip(items, mirrored(kept(items, around), WIDE), strict=True):
        assert turned.box.x - there.x == item.box.x - around.x
        if isinstance(item, TextBox) and isinstance(turned, TextBox):
            (before,), (after,) = item.paragraphs, turned.paragraphs
            assert (after.align, after.rtl) == (before.align, not before.rtl)
        elif not isinstance(item, NativeTable):
            assert replace(turned, box=item.box) == item if not isinstance(item, Chart | Connector) else True


def test_an_arrow_points_the_other_way_and_an_icon_does_not() -> None:
    arrow = Freeform(name="a", box=Box(1, 0, 2, 1), view=(10.0, 0.0, 40.0, 20.0), paths=(CURVE,), turns=True)
    (turned,) = mirrored([arrow], WIDE)
    assert isinstance(turned, Freeform)
    assert turned.paths[0].data == "M 60 10.5 L 30 0 C 59 2 57 4 20 5 Z"
    (icon,) = mirrored([replace(arrow, turns=False)], WIDE)
    assert isinstance(icon, Freeform)
    assert icon.paths == arrow.paths


# ---- pages ------------------------------------------------------------------------------------------
DATES = [("1850", 1850.0, "A dam"), ("1902", 1902.0, "A lake"), ("1970", 1970.0, "A wall")]
SLIDES: tuple[Slide, ...] = (
    section("Light", 2, 4, "A wave", "A grain"),
    list_slide("A list", bullets("One", ("Two", ["three", "four"]), "Five")),
    mixed("Words", prose("Water goes up."), bullets("One", "Two", start=1)),
    mixed("Columns", Columns(columns=(column("Now", bullets("a", "b")), column("Then", bullets("c", "d"))), span=HERE)),
    mixed("Words and a table", prose("See:"), grid(("Soil", "Water"), ("sand", "little"), ("clay", "much"))),
    table("Soils", [("Soil", "Water"), ("sand", "little"), ("clay", "much")]),
    timeline("Dams", DATES),
    quote("Endless forms most beautiful.", by="Darwin"),
    statement("86", "billion", "neurons in a brain"),
)  # fmt: skip


def test_the_room_of_a_formula_goes_with_it_to_the_other_side() -> None:
    room = Box(1.0, 1.0, 2.0, 1.0)
    curves = Freeform(name="f", box=room, view=(0, 0, 2, 1), paths=(), room=room)
    for item in mirrored((curves, Group(name="f", children=(curves,), room=room)), PAGE):
        assert isinstance(item, Freeform | Group)
        assert item.room == item.box == room.mirrored(PAGE)


@pytest.fixture(scope="module")
def both() -> list[tuple[Page, Page]]:
    """The slides in English, and as if that were written from right to left: Yiddish has no words of its own here."""
    english, other = (laid_out(*SLIDES, language=language) for language in ("en", "yi"))
    assert other[1:] == english[1:]
    return list(zip(english[0].pages, other[0].pages, strict=True))


def test_each_page_is_the_english_one_turned_around(both: list[tuple[Page, Page]]) -> None:
    for english, other in both:
        expected = {item.name: item.box for item in every(mirrored(english.items, PAGE))}
        places = {item.name: item.box for item in every(other.items)}
        assert places.keys() == expected.keys()
        for name, box in places.items():
            assert (name, box.x, box.right) == (
                name,
                pytest.approx(expected[name].x),
                pytest.approx(expected[name].right),
            )


def test_words_of_such_a_page_begin_at_the_right(both: list[tuple[Page, Page]]) -> None:
    boxes = [item for _, page in both for item in every(page.items) if isinstance(item, TextBox)]
    left = {item.name for item in boxes for words in item.paragraphs if words.align == "left"}
    assert all(" event " in name or name.endswith(" number") for name in left), "beside a pole, and the page's number"
    tables = [item for _, page in both for item in page.items if isinstance(item, NativeTable)]
    assert tables
    assert all(item.rtl for item in tables)


def test_code_keeps_its_sides_beside_words_that_change_theirs() -> None:
    code = CodeBlock(text=("def f():", "    return 1"), language="python", marked=(2,), name="", span=HERE)
    slide = mixed("Code", prose("A function:"), code)
    english, other = (laid_out(slide, language=language)[0].pages[0] for language in ("en", "yi"))
    role = next(item.name for item in english.items if item.name.endswith("card")).removesuffix(" card")[4:]
    parts = (f"{role} card", role, f"{role} tint 2", f"{role} mark 2")
    (card, *inside), (their_card, *theirs) = ([named(page, part).box for part in parts] for page in (english, other))
    assert their_card.x == pytest.approx(card.mirrored(PAGE).x)
    assert [box.x - their_card.x for box in theirs] == pytest.approx([box.x - card.x for box in inside])
    lines = named(other, role)
    assert isinstance(lines, TextBox)
    assert {(line.align, line.rtl) for line in lines.paragraphs} == {("left", False)}
