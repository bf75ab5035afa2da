"""Where the words of a page lead, as links in its text."""

from __future__ import annotations

from build.drawing.page import Box, Cell, FactSpan, Group, NativeTable, Page, Paragraph, Run, TextBox, TextStyle
from build.drawing.ways import Ways, linked

STYLE, HERE = TextStyle(18), Box(1, 1, 4, 1)
WAYS = Ways(slides=frozenset({5, 6, 17}), labs={"LAB-03": 6}, files={"gpt.py": "../labs/gpt.py"})


def line(*runs: Run | str) -> Paragraph:
    return Paragraph(runs=tuple(Run(run, STYLE) if isinstance(run, str) else run for run in runs), line=20)


def links(*runs: Run | str) -> list[tuple[str, str]]:
    """The words of a line with where they lead."""
    box = TextBox(name="text", box=HERE, paragraphs=(line(*runs),))
    page = linked(Page(number=1, id="s01", title="", layout="standard", section="", items=(box,), notes=""), WAYS)
    (item,) = page.items
    assert isinstance(item, TextBox)
    return [(run.text, run.href) for run in item.paragraphs[0].runs]


def test_slides_labs_and_files_are_links_and_other_words_are_not() -> None:
    assert links("as slides 5-6 say (slide 17), not slide 99") == [
        ("as slides ", ""), ("5", "#5"), ("-", ""), ("6", "#6"), (" say (slide ", ""), ("17", "#17"),
        ("), not slide 99", ""),
    ]  # fmt: skip
    assert links("Run LAB-03 with gpt.py") == [
        ("Run ", ""),
        ("LAB-03", "#6"),
        (" with ", ""),
        ("gpt.py", "../labs/gpt.py"),
    ]
    assert links("LAB-031 has no slide") == [("LAB-031 has no slide", "")]
    assert links("rerun_gpt.py and gpt.pyc") == [("rerun_gpt.py and gpt.pyc", "")]
    assert [to for _, to in links("gpt.py, gpt.py.") if to] == ["../labs/gpt.py", "../labs/gpt.py"]


def test_a_link_that_its_writer_has_set_stays_and_numbers_keep_their_facts() -> None:
    assert links(Run("slide 5", STYLE, href="https://example.org")) == [("slide 5", "https://example.org")]
    box = TextBox(
        name="text", box=HERE, paragraphs=(line(Run("11× (slide 5)", STYLE, facts=(FactSpan("gain", 0, 3),))),)
    )
    page = linked(Page(number=1, id="s01", title="", layout="standard", section="", items=(box,), notes=""), WAYS)
    (item,) = page.items
    assert isinstance(item, TextBox)
    assert [list(run.numbers()) for run in item.paragraphs[0].runs] == [[("11×", "gain")], [], []]


def test_cells_of_tables_have_links_and_figures_have_none() -> None:
    words = (line("slide 5"),)
    table = NativeTable(name="table", box=HERE, widths=(1,), heights=(1,), rows=((Cell(paragraphs=words),),))
    figure = Group(name="visual", alt="A drawing", children=(TextBox(name="word", box=HERE, paragraphs=words),))
    page = Page(number=1, id="s01", title="", layout="standard", section="", items=(table, figure), notes="")
    first, second = linked(page, WAYS).items
    assert isinstance(first, NativeTable)
    assert [run.href for run in first.rows[0][0].paragraphs[0].runs] == ["", "#5"]
    assert second is figure
