"""What a page says, in reading order, without what decorates it."""

from __future__ import annotations

from typing import Any

from build.drawing.page import (
    Box,
    Bullet,
    Cell,
    Chart,
    ChartSeries,
    Drawable,
    FactSpan,
    Freeform,
    Group,
    Movie,
    NativeTable,
    Page,
    Paragraph,
    Run,
    Shape,
    TextBox,
    TextStyle,
)
from build.drawing.reading import (
    Code,
    Entry,
    Figure,
    Film,
    Heading,
    Items,
    Part,
    TableRows,
    Words,
    plain,
    read_page,
    words_of,
)

HERE = Box(1, 1, 2, 1)
STYLE = TextStyle(18)


def said(text: str, *, bullet: Bullet = "", level: int = 0, start: int = 1, style: TextStyle = STYLE) -> Paragraph:
    return Paragraph(runs=(Run(text, style),), line=20, bullet=bullet, level=level, start=start)


def box(role: str, *paragraphs: Paragraph | str, place: Box = HERE, **more: Any) -> TextBox:
    made = tuple(said(one) if isinstance(one, str) else one for one in paragraphs)
    return TextBox(name=f"s07 {role}", box=place, paragraphs=made, **more)


def group(role: str, alt: str, *children: Drawable) -> Group:
    return Group(name=f"s07 {role}", alt=alt, children=children)


def parts(*items: Drawable) -> tuple[Part, ...]:
    return read_page(Page(number=7, id="s07", title="", layout="standard", section="", items=items, notes=""))


def entries(part: Part) -> list[str]:
    assert isinstance(part, Items)
    return [plain(entry.text) for entry in part.entries]


def test_a_slides_title_is_its_heading_and_a_sections_one_below_it() -> None:
    title, section, label = parts(
        box("title", "The cache", placeholder="title"),
        box("left section 1 heading", "The idea"),
        box("beginner label", "Beginner’s", "Corner"),
    )
    assert (title, section) == (
        Heading(level=1, text=(Run("The cache", STYLE),), box=HERE, names=("s07 title",)),
        Heading(level=2, text=(Run("The idea", STYLE),), box=HERE, names=("s07 left section 1 heading",)),
    )
    assert words_of(label) == "Beginner’s Corner"


def test_footer_number_and_date_the_owl_and_what_decorates_are_left_out() -> None:
    mark = Freeform(name="s07 icon", decorative=True, box=HERE, view=(0, 0, 1, 1), paths=())
    owl = group("owl", "An owl", mark)
    assert parts(
        box("footer", "A course", placeholder="footer"),
        box("number", "7 / 30", placeholder="number"),
        box("date", "30 November 2026", placeholder="date"),
        box("line numbers", "1", decorative=True),
        Shape(name="s07 card", box=HERE),
        Group(name="Wise Owl", alt="The Wise Owl", children=owl.children),
        mark,
    ) == ()  # fmt: skip


def test_paragraphs_with_bullets_are_lists_between_words() -> None:
    first, listed, last = parts(
        box(
            "text",
            "Before it.",
            said("one", bullet="number", start=3),
            said("below it", bullet="dot", level=1),
            said("two", bullet="ticked"),
            "After it.",
        )
    )
    assert (words_of(first), words_of(last)) == ("Before it.", "After it.")
    assert isinstance(listed, Items)
    assert listed.entries == (
        Entry(text=(Run("one", STYLE),), ordered=True, start=3),
        Entry(text=(Run("below it", STYLE),), level=1),
        Entry(text=(Run("two", STYLE),), ticked=True),
    )


def test_shapes_whose_names_count_are_one_list() -> None:
    place = Box(1, 3, 2, 1)
    (listed,) = parts(
        box("check 1", "The environment is there"), box("check 2", "The same seed", "and prompt", place=place)
    )
    assert entries(listed) == ["The environment is there", "The same seed\nand prompt"]
    assert (listed.names, listed.box) == (("s07 check 1", "s07 check 2"), Box(1, 1, 2, 3))


def test_a_number_with_a_word_behind_it_belongs_to_the_same_entry() -> None:
    stations = {"1": "Know", "1 text": "the cost", "2": "Choose", "2 text": "a design"}
    (listed,) = parts(*(box(f"station {name}", words) for name, words in stations.items()))
    assert entries(listed) == ["Know\nthe cost", "Choose\na design"]


def test_one_shape_whose_name_ends_with_a_number_is_no_list() -> None:
    (alone,) = parts(box("text1", "Git rarely loses work."))
    assert isinstance(alone, Words)
    (first,) = parts(box("text 1", "Git rarely loses work."))
    assert isinstance(first, Words)
    hour, heading, other = parts(box("hour 1", "Hour 1"), box("hour 1 heading", "Find the cost"), box("hour 2", "Two"))
    assert [type(part) for part in (hour, heading, other)] == [Words, Heading, Words]


def test_a_list_that_goes_on_in_another_shape_is_one_list() -> None:
    bullets = [said(word, bullet="dot") for word in ("one", "two", "three")]
    (listed,) = parts(box("list", bullets[0]), box("list details", bullets[1]), box("list rest", bullets[2]))
    assert entries(listed) == ["one", "two", "three"]


def test_lines_of_code_stay_lines() -> None:
    code = TextStyle(16, face="mono")
    (listing,) = parts(box("terminal", said("$ make lab", style=code), said("", style=code), said("$ ls", style=code)))
    assert isinstance(listing, Code)
    assert [plain(line) for line in listing.lines] == ["$ make lab", "", "$ ls"]
    assert words_of(listing) == "$ make lab $ ls"


def test_a_group_is_a_figure_unless_its_alt_text_is_what_stands_in_it() -> None:
    chip = group("kind chip", "Measured · 2026", box("kind chip words", "Measured · 2026"))
    drawing = group("visual", "Two caches, one half as large", box("visual name", "MHA"), box("visual value", "2 GB"))
    first, second = parts(chip, drawing)
    assert isinstance(first, Words)
    assert (words_of(first), first.names) == ("Measured · 2026", ("s07 kind chip",))
    assert second == Figure(alt="Two caches, one half as large", words=("MHA", "2 GB"), box=HERE, names=("s07 visual",))


def test_numbers_beside_a_chart_are_not_said_twice() -> None:
    series = ChartSeries(name="speed", values=(4.3, 48.4), color="navy")
    chart = Chart(
        name="s07 visual chart", alt="Baseline: 4.3 tokens/s, With cache: 48.4 tokens/s.", box=HERE, kind="bar",
        categories=("Baseline", "With cache"), series=(series,),
    )  # fmt: skip
    values = (box("visual value 1", "4.3 tokens/s"), box("visual value 2", "48.4 tokens/s"))
    figure, note = parts(chart, *values, box("visual note", "A look-up, almost no compute"))
    assert isinstance(figure, Figure)
    assert words_of(note) == "A look-up, almost no compute"


def test_tables_keep_rows_cells_and_what_their_letters_are() -> None:
    fact = Run("11×", STYLE, facts=(FactSpan("decode_cache.speedup", 0, 3),))
    linked = Run("a cache", STYLE, href="https://example.org")
    rows = (("Loop", "Speed"), (linked, fact))
    cells = tuple(
        tuple(Cell(paragraphs=(said(one) if isinstance(one, str) else Paragraph(runs=(one,), line=20),)) for one in row)
        for row in rows
    )
    (table,) = parts(
        NativeTable(name="s07 table", alt="Loops", box=HERE, widths=(1, 1), heights=(0.5, 0.5), rows=cells)
    )
    assert isinstance(table, TableRows)
    assert ([plain(cell) for cell in table.header], table.alt) == (["Loop", "Speed"], "Loops")
    assert table.rows == (((linked,), (fact,)),)


def test_a_film_says_where_it_is_and_what_happens_when() -> None:
    film = Movie(name="s07 film", alt="A film", box=HERE, path="a.mp4", poster="a.png", bookmarks=(("The loop", 2.5),))
    assert parts(film) == (
        Film(
            alt="A film", name="s07 film", path="a.mp4", poster="a.png", bookmarks=(("The loop", 2.5),), box=HERE,
            names=("s07 film",),
        ),
    )  # fmt: skip


def test_where_a_word_may_break_is_not_read() -> None:
    found = parts(box("words", "Donau\u00addampfer"), box("list", said("Donau\u00addampf", bullet="dot")))
    assert [words_of(part) for part in found] == ["Donaudampfer", "Donaudampf"]
