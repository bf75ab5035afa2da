"""Each fault is planted into a page that has none, and told as what it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from good_page import (
    BELOW,
    BODY,
    BOOK,
    CHART,
    CHIP,
    FOOTER,
    MEASURE,
    NUMBER,
    STILL,
    TABLE,
    TITLE,
    besides,
    cell,
    instead,
    moved,
    text,
    told,
    with_items,
)

from build.checks.laid_out import check_pages
from build.drawing.page import Book, Box, Group, Movie, Run, Shape, TextStyle
from build.files.places import THEME
from build.parse.deck import parse
from build.parse.source import source_from
from build.theme.choose import load_theme


@dataclass(frozen=True)
class Case:
    """What is planted, and what is told: line and code, and the message."""

    fault: str
    book: Book
    told: str


CASES = (
    # reading
    Case("no title", instead(TITLE), "2 L301 slide 1 has no title in its title placeholder"),
    Case(
        "an empty title",
        instead(TITLE, replace(TITLE, paragraphs=())),
        "2 L301 slide 1 has no title in its title placeholder",
    ),
    Case(
        "one name twice",
        besides(replace(BELOW, name="s01 left", box=Box(0.5, 4.0, 3.65, 0.4))),
        "2 L303 2 shapes of slide 1 are named 's01 left'",
    ),
    Case(
        "a name that stands in a group too",
        besides(replace(BELOW, name="s01 kind chip bar", box=Box(0.5, 4.0, 3.65, 0.4))),
        "2 L303 2 shapes of slide 1 are named 's01 kind chip bar'",
    ),
    Case(
        "a title that is read second",
        with_items(CHIP, TITLE, BODY),
        "2 L308 's01 kind chip' is read before the title",
    ),
    Case(
        "an item read after the footer",
        with_items(TITLE, FOOTER, BODY, NUMBER),
        "5 L308 's01 left' is read after the footer",
    ),
    Case(
        "a column read upwards",
        with_items(TITLE, BELOW, BODY),
        "5 L308 's01 left' stands above 's01 foot' and is read after it",
    ),
    Case(
        "a column without a header",
        instead(TABLE, replace(TABLE, rows=((cell("run"), cell(" ")), TABLE.rows[1]))),
        "2 L309 a column of the table 's01 table' has no header",
    ),
    Case(
        "a table of a header only",
        instead(TABLE, replace(TABLE, rows=TABLE.rows[:1], heights=(0.84,))),
        "2 L309 the table 's01 table' has a header and nothing below it",
    ),
    Case("no language", replace(BOOK, language=""), "1 L310 '' is not a language"),
    Case("a language by its name", replace(BOOK, language="English"), "1 L310 'English' is not a language"),
    # words for what is no text
    Case(
        "a silent chart",
        instead(CHART, replace(CHART, alt=" ")),
        "3 L304 the chart 's01 visual chart' has no alt text",
    ),
    Case("a silent table", instead(TABLE, replace(TABLE, alt="")), "2 L304 the table 's01 table' has no alt text"),
    Case("a silent group", instead(CHIP, replace(CHIP, alt="")), "2 L304 the group 's01 kind chip' has no alt text"),
    Case("a silent picture", instead(STILL, replace(STILL, alt="")), "2 L304 the picture 's01 still' has no alt text"),
    Case(
        "a silent film",
        besides(Movie(name="s01 film", box=Box(9.2, 4.2, 1.6, 0.9), path="a.mp4", poster="a.png")),
        "2 L304 the film 's01 film' has no alt text",
    ),
    Case(
        "a file's name for alt text",
        instead(STILL, replace(STILL, alt="kv_cache_loop.png")),
        "2 L305 the alt text of 's01 still' is the name of a file: 'kv_cache_loop.png'",
    ),
    Case(
        "a typed bullet",
        instead(BODY, text("s01 left", "• one", BODY.box)),
        "2 L306 's01 left' has a typed bullet where a list belongs: '• one'",
    ),
    # contrast
    Case(
        "faint words on the page",
        instead(BODY, text("s01 left", "gold words", BODY.box, TextStyle(16, "gold"))),
        "2 L307 's01 left' is too faint: gold on pearl has a contrast of 2.32 and needs 4.5, in 'gold words'\n"
        "2 L307 's01 left' is too faint: gold on soft has a contrast of 2.19 and needs 4.5, in 'gold words'",
    ),
    Case(
        "words whose end leaves their dark card",
        besides(
            Shape(name="s01 dark", decorative=True, box=Box(0.4, 4.0, 0.9, 0.6), fill="navy"),
            text("s01 dark words", "white words", Box(0.5, 4.1, 2, 0.4), TextStyle(18, "white")),
        ),
        "2 L307 's01 dark words' is too faint: white on pearl has a contrast of 1.04 and needs 3, in 'white words'\n"
        "2 L307 's01 dark words' is too faint: white on soft has a contrast of 1.11 and needs 3, in 'white words'",
    ),
    Case(
        "a faint cell",
        instead(TABLE, replace(TABLE, rows=((cell("run"), cell("rate")), (cell("with", "navy"), cell("96"))))),
        "2 L307 's01 table' is too faint: char on navy has a contrast of 1.01 and needs 4.5, in 'with'",
    ),
    Case(
        "a label too faint for its segment",
        instead(
            CHART,
            replace(CHART, kind="column_stacked", series=(replace(CHART.series[0], label_color="navy500"),)),
        ),
        "3 L307 's01 visual chart' is too faint: navy500 on navy has a contrast of 1.69 and needs 3, in '22'\n"
        "3 L307 's01 visual chart' is too faint: navy500 on navy has a contrast of 1.69 and needs 3, in '96'",
    ),
    Case(
        "a label too faint for what is behind the chart",
        instead(CHART, replace(CHART, series=(replace(CHART.series[0], labels=("", "96"), label_color="gold"),))),
        "3 L307 's01 visual chart' is too faint: gold on white has a contrast of 2.42 and needs 3, in '96'",
    ),
    # places
    Case(
        "something outside the slide",
        besides(replace(BELOW, box=Box(12.0, 5.0, 1.5, 0.6), name="s01 late")),
        "6 L401 's01 late' is outside the slide",
    ),
    Case(
        "more lines than the box has room for",
        instead(BODY, replace(BODY, box=Box(0.5, 1.41, 1.2, 0.6))),
        "5 L402 's01 left' is 0.38 in higher than its room: 'Two lines of body text, which have thei…'",
    ),
    Case(
        "a cell whose words need more lines than its row has",
        instead(TABLE, replace(TABLE, rows=(TABLE.rows[0], (cell("with the cache of all tokens"), cell("96"))))),
        "2 L402 's01 table' is 0.07 in higher than its room: 'run rate with the cache of all tokens 96'",
    ),
    Case(
        "a shape too small for its words",
        besides(
            Shape(
                name="s01 pill",
                box=Box(0.5, 4.5, 1.0, 0.2),
                fill="white",
                paragraphs=(MEASURE.paragraph([Run("two words here", TextStyle(16))], width=1.0),),
            )
        ),
        "2 L402 's01 pill' is 0.14 in higher than its room: 'two words here'",
    ),
    Case(
        "a word wider than its column",
        instead(BODY, text("s01 left", "gpt_with_kv_cache.py", Box(0.5, 1.41, 1.0, 0.6))),
        "2 L403 's01 left' is 1.02 in wider than its room: 'gpt_with_kv_cache.py'",
    ),
    Case(
        "a line that may not break",
        instead(BELOW, replace(BELOW, wrap=False, box=Box(0.5, 3.0, 2.0, 0.4))),
        "6 L403 's01 foot' is 0.62 in wider than its room: 'Below it stands another part.'",
    ),
    Case(
        "a word that runs into round corners",
        besides(
            Shape(
                name="s01 pill",
                box=Box(0.5, 4.0, 1.2, 1.2),
                kind="round",
                radius=0.6,
                fill="navy",
                paragraphs=(MEASURE.paragraph([Run("generation", TextStyle(16, "white"))], width=1.2),),
            )
        ),
        "2 L403 's01 pill' is 0.13 in wider than its room: 'generation'",
    ),
    Case(
        "words over words",
        besides(text("s01 left too", "A second text", Box(0.6, 1.5, 2, 0.4))),
        "2 L404 's01 left too' lies over 's01 left': 'A second text' over 'Two lines of body text, which have thei…'",
    ),
    Case(
        "a picture over a table",
        instead(STILL, moved(STILL, 9.5, 2.0)),
        "2 L405 's01 still' and 's01 table' overlap\n"
        "2 L406 's01 still' covers words of 's01 table': 'run rate with 96'",
    ),
    Case(
        "a picture over the edge of a card",
        instead(STILL, moved(STILL, 8.5, 4.5)),
        "2 L405 's01 still' and 's01 visual card' overlap\n2 L405 's01 still' and 's01 visual chart' overlap",
    ),
    Case(
        "a card over the edge of another one",
        besides(Shape(name="s01 other card", decorative=True, box=Box(8.5, 4.9, 3, 1.5), fill="white")),
        "2 L405 's01 other card' and 's01 visual card' overlap\n2 L405 's01 other card' and 's01 visual chart' overlap",
    ),
    Case(
        "words that run over the edge of a card",
        instead(BELOW, replace(BELOW, box=Box(1.9, 3.0, 3.65, 0.4))),
        "6 L405 words of 's01 foot' run over 's01 visual card': 'Below it stands another part.'\n"
        "6 L406 's01 visual card' covers words of 's01 foot': 'Below it stands another part.'",
    ),
    Case(
        "another part's words on a chart",
        instead(BELOW, replace(BELOW, box=Box(5.0, 4.0, 3.0, 0.4))),
        "6 L405 words of 's01 foot' run over 's01 visual chart': 'Below it stands another part.'\n"
        "6 L406 's01 visual card' covers words of 's01 foot': 'Below it stands another part.'",
    ),
    Case(
        "words under a card",
        with_items(TITLE, BODY, Shape(name="s01 lid", decorative=True, box=Box(0.4, 1.3, 4, 1), fill="white")),
        "5 L406 's01 lid' covers words of 's01 left': 'Two lines of body text, which have thei…'",
    ),
    # type
    Case(
        "small words",
        instead(BODY, text("s01 left", "small words", BODY.box, TextStyle(13))),
        "2 L411 's01 left' is set in 13 pt; the least is 14: 'small words'",
    ),
    Case(
        "small code in a sentence",
        instead(BODY, text("s01 left", "decode.py", BODY.box, TextStyle(11, face="mono"), "codechip")),
        "2 L411 's01 left' is set in 11 pt; the least is 11.2: 'decode.py'",
    ),
    Case(
        "small labels of a chart",
        instead(CHART, replace(CHART, label_size=12)),
        "3 L411 the labels of 's01 visual chart' are 12 pt; the least is 14",
    ),
)


def test_a_good_page_has_no_findings() -> None:
    assert told(BOOK) == ""


@pytest.mark.parametrize("case", CASES, ids=[case.fault for case in CASES])
def test_a_planted_fault_is_told(case: Case) -> None:
    assert told(case.book) == case.told


PANEL_BEHIND = Shape(name="s01 dark", decorative=True, box=Box(0.4, 4.0, 3.5, 1.0), fill="gqa")
CHIP_ON_EDGE = Group(
    name="s01 edge chip",
    alt="Measured",
    children=(
        Shape(name="s01 edge chip bar", decorative=True, box=Box(7.0, 5.56, 1.3, 0.34), kind="round", fill="navy"),
        text("s01 edge chip words", "Measured", Box(7.2, 5.58, 1.0, 0.3), TextStyle(14, "white")),
    ),
)
ON_IT = Box(0.5, 4.1, 3.0, 0.4)
TURNED = Group(
    name="s01 turned",
    alt="slower steps",
    children=(
        Shape(name="s01 turned bar", decorative=True, box=Box(1.3, 4.1, 0.05, 0.8), fill="navy"),
        replace(
            text("s01 turned words", "slower", Box(0.3, 4.4, 0.9, 0.24), TextStyle(16, "navy", bold=True)), rotation=270
        ),
    ),
)


@pytest.mark.parametrize(
    "fine",
    [
        besides(text("s01 note", "-0.5 nats", ON_IT)),  # a minus sign is no bullet
        besides(
            PANEL_BEHIND, text("s01 dark words", "GQA", ON_IT, TextStyle(16, "navy", bold=True))
        ),  # large needs less
        besides(PANEL_BEHIND, text("s01 dark words", "GQA", ON_IT, TextStyle(18, "navy"))),
        besides(PANEL_BEHIND, text("s01 dark words", "gqa.py", ON_IT, TextStyle(12, "navy"), "codechip")),
        instead(STILL, CHIP_ON_EDGE),  # brings its own ground
        besides(PANEL_BEHIND, TURNED),  # a quarter turn keeps it on its panel
        replace(BOOK, language="zh-Hans-CN"),
        replace(BOOK, language="de-1996"),
        instead(BODY, text("s01 left", "* one", BODY.box, TextStyle(16, face="mono"))),  # code
    ],
)
def test_what_looks_like_a_fault_and_is_none(fine: Book) -> None:
    assert told(fine) == ""


def test_a_typed_bullet_in_a_cell_is_typedat_the_cell() -> None:
    spec = "# Deck\n## Slide 1: Practical - A title\nResults:\n| - [ ] a | b |\n| --- | --- |\n| c | - [ ] t |\n"
    rows = (TABLE.rows[0], (cell("c"), cell("- [ ] t")))
    found = check_pages(
        instead(TABLE, replace(TABLE, rows=rows)), load_theme(THEME), parse(source_from("deck.md", spec.encode())[0])[0]
    )
    (typed,) = (finding for finding in found if finding.code == "L306")
    assert (typed.span.line, typed.span.column) == (6, 5)
    assert typed.hint == "leave the sign out: a cell of a table holds no list"
