"""What a slide says as HTML: headings, words, lists, tables, code, figures, in reading order."""

from __future__ import annotations

from build.browser.structure import structure
from build.drawing.page import (
    Box,
    Bullet,
    Cell,
    Drawable,
    FactSpan,
    Group,
    NativeTable,
    Page,
    Paragraph,
    Run,
    TextBox,
    TextStyle,
)

HERE, STYLE, BOLD = Box(1, 1, 2, 1), TextStyle(18), TextStyle(18, bold=True)
MONO = TextStyle(14, face="mono")


def said(*runs: Run | str, bullet: Bullet = "", level: int = 0, start: int = 1) -> Paragraph:
    made = tuple(Run(run, STYLE) if isinstance(run, str) else run for run in runs)
    return Paragraph(runs=made, line=20, bullet=bullet, level=level, start=start)


def box(role: str, *paragraphs: Paragraph, title: bool = False) -> TextBox:
    return TextBox(name=f"s07 {role}", box=HERE, paragraphs=paragraphs, placeholder="title" if title else "")


def html(*items: Drawable, steps: tuple[tuple[str, ...], ...] = ()) -> str:
    title = box("title", said("The cache"), title=True)
    page = Page(
        number=7,
        id="s07",
        title="The cache",
        layout="standard",
        section="",
        items=(title, *items),
        notes="",
        steps=steps,
    )
    heading, _, rest = str(structure(page)).partition("\n")
    assert heading == '<h1 id="slide-7-title" tabindex="-1">The cache</h1>'
    return rest


def test_the_slides_heading_comes_first_whatever_stands_above_it() -> None:
    above, title = box("quote by", said("Somebody")), box("title", said("Words\nfor you"), title=True)
    page = Page(number=3, id="s03", title="", layout="standard", section="", items=(above, title), notes="")
    assert str(structure(page)) == '<h1 id="slide-3-title" tabindex="-1">Words for you</h1>\n<p>Somebody</p>'


def test_a_slide_without_a_heading_is_called_by_its_number() -> None:
    page = Page(number=3, id="s03", title="", layout="standard", section="", items=(), notes="")
    assert str(structure(page)) == '<h1 id="slide-3-title" tabindex="-1">3</h1>'


def test_words_keep_what_they_are() -> None:
    runs = (
        Run("Memory: ", BOLD), Run("0.5 GB", STYLE, facts=(FactSpan("cache", 0, 6),)), Run(" in ", STYLE),
        Run("a.py", MONO, highlight="codechip"), Run(", see ", STYLE), Run("here", STYLE, href="https://a.org/?b&c"),
        Run(" or ", STYLE), Run("there", STYLE, href="#8"), Run(" <n", STYLE), Run("2", TextStyle(18, script="super")),
    )  # fmt: skip
    assert html(box("text", said(*runs))) == (
        '<p><b>Memory: </b><span data-fact="cache">0.5 GB</span> in <code>a.py</code>, see '
        '<a href="https://a.org/?b&amp;c" target="_blank">here</a> or <a href="#8">there</a> &lt;n<sup>2</sup></p>'
    )


def test_headings_are_not_bold_twice_and_chips_stand_in_a_row() -> None:
    chips = [box(f"{name} chip", said(Run(name, BOLD))) for name in ("kind", "hour")]
    assert html(box("eyebrow", said("WHERE IT GOES")), *chips, box("left heading", said(Run("The idea", BOLD)))) == (
        '<p class="eyebrow">WHERE IT GOES</p>\n'
        '<p class="chips"><span class="chip">kind</span> <span class="chip">hour</span></p>\n<h2>The idea</h2>'
    )


def test_a_chip_that_comes_at_a_click_has_its_step() -> None:
    chips = [box(f"{name} chip", said(Run(name, BOLD))) for name in ("hour", "measured")]
    assert html(*chips, steps=(("s07 measured chip",),)) == (
        '<p class="chips"><span class="chip">hour</span> <span class="chip" data-step="1">measured</span></p>'
    )


def test_lists_stand_inside_lists() -> None:
    listed = box(
        "list",
        said("one", bullet="dot"),
        said("first", bullet="number", level=1, start=4),
        said("second", bullet="number", level=1, start=4),
        said("two", bullet="dot"),
        said("done", bullet="ticked"),
        said("open", bullet="box"),
    )
    assert html(listed) == (
        '<ul><li>one<ol start="4"><li>first</li><li>second</li></ol></li><li>two</li>'
        "<li>☑ done</li><li>☐ open</li></ul>"
    )


def test_a_list_that_begins_with_what_stands_below_is_a_list_all_the_same() -> None:
    listed = box("list", said("below", bullet="dot", level=1), said("above", bullet="dot"))
    assert html(listed) == "<ul><li><ul><li>below</li></ul></li><li>above</li></ul>"


def test_code_keeps_its_lines() -> None:
    lines = (said(Run("def f(x):", MONO)), said(Run("    return x < 1", MONO)))
    assert html(box("code", *lines)) == "<pre><code>def f(x):\n    return x &lt; 1</code></pre>"


def test_tables_have_heads_of_columns_and_rows() -> None:
    rows = tuple(tuple(Cell(paragraphs=(said(word),)) for word in row) for row in (("", "Speed"), ("cached", "48")))
    table = NativeTable(name="s07 table", alt="Loops", box=HERE, widths=(1, 1), heights=(0.5, 0.5), rows=rows)
    assert html(table) == (
        '<div class="wide"><table aria-label="Loops"><thead><tr><td></td><th scope="col">Speed</th></tr></thead>'
        '<tbody><tr><th scope="row">cached</th><td>48</td></tr></tbody></table></div>'
    )


def test_a_figure_is_read_by_its_alt_text() -> None:
    figure = Group(name="s07 visual", alt='Two "caches"', children=(box("visual name", said("MHA")),))
    told = "Two &#34;caches&#34;"
    assert html(figure) == f'<figure role="img" aria-label="{told}"><p>{told}</p></figure>'


def test_what_appears_at_a_click_says_which() -> None:
    checks = [box(f"check {number}", said(word)) for number, word in ((1, "one"), (2, "two"))]
    steps = (("s07 text",), ("s07 check 1",), ("s07 check 2",))
    assert html(box("text", said("Look.")), *checks, steps=steps) == (
        '<div data-step="1"><p>Look.</p></div>\n<ul><li data-step="2">one</li><li data-step="3">two</li></ul>'
    )


def test_a_paragraph_that_appears_at_a_click_of_its_own_says_which() -> None:
    text = box(
        "text", said("First."), said("one", bullet="dot"), said("two", bullet="dot"), said("three", bullet="dot")
    )
    steps = (("s07 text#1",), ("s07 text#3",), ("s07 text#4",))
    assert html(text, steps=steps) == (
        '<div data-step="1"><p>First.</p></div>\n'
        '<ul><li>one</li><li data-step="2">two</li><li data-step="3">three</li></ul>'
    )
