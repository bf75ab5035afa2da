"""Markdown in what a label holds: shown as it should be, or told with its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML

from build.findings.diagnostic import Diagnostic
from build.layout.notes import spoken
from build.parse.blocks import SourceLine
from build.parse.deck import parse
from build.parse.inline import read_text
from build.parse.source import FindingCollector, Source, source_from
from build.parse.unshown import SIGNS, UNSHOWN
from build.spec.deck import ConceptSlide, Deck, PracticalSlide, TakeawaySlide, TitleSlide, Words

HEAD = "# Deck\n## Slide 1: Concept - One\n"


def read(spec: str) -> tuple[Deck, list[Diagnostic]]:
    return parse(source_from("deck.md", spec.encode())[0])


def notes(*lines: str) -> list[str]:
    deck, found = read("\n".join((f"{HEAD}Notes:", *lines)))
    assert found == []
    return [spoken(text) for text in deck.slides[0].notes]


def checklist(*lines: str) -> list[str]:
    deck, found = read("\n".join(("# Deck\n## Slide 1: Practical - One\nChecklist:", *lines)))
    assert found == []
    slide = deck.slides[0]
    assert isinstance(slide, PracticalSlide)
    return [text.plain for text in slide.checklist]


# ---- comments ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (["a <!-- not said --> b"], ["a b"]),
        (["<!-- not said -->", "a"], ["a"]),
        (["<!--", "not said", "", "- nor this", "-->", "a"], ["a"]),
        (["a <!-- not", "", "said --> b"], ["a b"]),
        (["a", "<!-- not said -->", "b"], ["a", "b"]),
        (["<!-- c --> - a", "- b<!-- c -->"], ["- a", "- b"]),
        (["| a | b |", "| - | - |", "<!-- | c | d | -->", "| e | f |"], ["a | b", "e | f"]),
        (["<!--> a <!---> b"], ["a b"]),
        (["Type `<!-- a -->` and \\<!-- b"], ["Type <!-- a --> and <!-- b"]),
        (["```", "<!-- code -->", "```", "<!-- ```", "-->", "a"], ["<!-- code -->", "a"]),
        (["- a", "", "  ```", "  <!-- code -->", "  ```"], ["- a", "   <!-- code -->"]),
        (["[//]: # (not said)", "[remark]: <> 'nor this'", "a"], ["a"]),
    ],
)
def test_a_comment_vanishes_with_what_it_encloses_and_code_keeps_its_own(written: list[str], wanted: list[str]) -> None:
    assert notes(*written) == wanted


def test_a_comment_hides_whole_slides_and_leaves_every_place_true() -> None:
    hidden = '<!--\n## Slide 2: Concept - Hidden\nWisdom: "Not yet."\n\n```\n-->\n'
    spec = f"# Deck\n{hidden}<!-- also --> ## Slide 2: Concept - Shown\nWisdon: a\n<!-- x --> Minutes: four\n"
    deck, found = read(spec)
    assert [slide.title.plain for slide in deck.slides] == ["Shown"]
    assert [(finding.code, finding.span.line, finding.span.column) for finding in found] == [
        ("P104", 9, 1),
        ("P111", 10, 21),
    ]
    for finding, words in zip(found, ("Wisdon", "four"), strict=True):
        span = finding.span
        assert spec.split("\n")[span.line - 1][span.column - 1 : span.end - 1] == words


LINES = ["word", "- item", "  - inner", "1. one", "| a | b |", "| - | - |", "", "```", "`a", "> q"]


@settings(max_examples=80)
@given(
    lines=st.lists(st.sampled_from(LINES), max_size=8),
    inside=st.lists(
        st.sampled_from(["## Slide 7: no", "Wisdom: no", "`", "```", "<!--", "{{", "", "| no |"]), max_size=4
    ),
)
def test_lines_of_comment_between_paragraphs_change_nothing(lines: list[str], inside: list[str]) -> None:
    """A deck with a comment between blank lines is the deck without it."""
    closed = [*lines, "```"] if lines.count("```") % 2 else lines
    commented, _ = read("\n".join((f"{HEAD}Notes:", *closed, "", "<!--", *inside, "-->", "", "the end")))
    plain, _ = read("\n".join((f"{HEAD}Notes:", *closed, "", "the end")))
    assert [text.plain for text in commented.slides[0].notes] == [text.plain for text in plain.slides[0].notes]
    assert len(commented.slides) == 1


# ---- lines ------------------------------------------------------------------------------------------
def test_a_line_breaks_at_a_backslash_two_spaces_and_a_tag() -> None:
    assert checklist("- one\\", "  two  ", "  three<br>four <BR/> five", "  six") == ["one\ntwo\nthree\nfour\nfive six"]
    assert notes("Stop here\\", "and go on.") == ["Stop here\nand go on."]


def test_what_stands_on_one_line_only_is_not_broken() -> None:
    deck, _ = read("# A<br>deck\n## Slide 1: Concept - One<br>title\nExtended Annotations (1):\n### A<br>*b*\n1. c\n")
    (slide,) = deck.slides
    assert isinstance(slide, ConceptSlide)
    assert (deck.heading.plain, slide.title.plain, slide.clusters[0].name) == ("A deck", "One title", "A b")


def test_entities_are_their_characters_but_in_code_and_where_none_has_the_name() -> None:
    written = "10&nbsp;km &copy; &#8212; &#x1F600; &amp;lt; &lt;br&gt; `&copy;` &nosuch; R&D &#8233;."
    assert notes(written) == ["10\u00a0km © — 😀 &lt; <br> &copy; &nosuch; R&D  ."]


def test_what_is_nested_in_an_item_stands_below_it_line_by_line() -> None:
    assert checklist("- Close what runs", "  - the browser", "    1. its tabs", "  - the *notebook*", "- Free") == [
        "Close what runs\n– the browser\n\u00a0\u00a0\u00a01. its tabs\n– the notebook",
        "Free",
    ]
    assert checklist("- Run", "", "  ```", "  $ a", "    b", "  ```", "", "  and wait") == ["Run\n$ a\n  b\nand wait"]


def test_a_lead_keeps_its_list_below_it() -> None:
    deck, _ = read(f"{HEAD}Extended Annotations (1):\n1. **Why:**\n   - cheap\n   - fast\n")
    (slide,) = deck.slides
    assert isinstance(slide, ConceptSlide)
    (item,) = slide.clusters[0].items
    assert (item.lead.plain, item.rest.plain) == ("Why:", "\n– cheap\n– fast")


def test_notes_keep_numbers_dashes_depth_columns_code_and_where_links_lead() -> None:
    written = (
        "See [the *manual*](https://x.org/a?b=1&c=2) or <https://y.org>.", "", "3. open", "4. run", "   - twice", "",
        "| k | v |", "| - | - |", "| `p` | 7 |", "", "```python", "def f():", "", "    return [1](2) * **a**", "```",
    )  # fmt: skip
    assert notes(*written) == [
        "See the manual (https://x.org/a?b=1&c=2) or https://y.org.", "3. open", "4. run", "   - twice",
        "k | v", "p | 7", "def f():", "", "    return [1](2) * **a**",
    ]  # fmt: skip


# ---- links ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('[a](https://x.org "its title")', [("a", "https://x.org")]),
        ("[a](<https://x.org/b c>)", [("a", "https://x.org/b c")]),
        ("[a [b] c](https://x.org/(d))", [("a [b] c", "https://x.org/(d)")]),
        ("[a][X], [x][] and [x]", [("a", "https://ref.org"), (", ", ""), ("x", "https://ref.org"), (" and ", ""), ("x", "https://ref.org")]),
        ("<me@x.org> <mailto:a@b.c>", [("me@x.org", "mailto:me@x.org"), (" ", ""), ("mailto:a@b.c", "mailto:a@b.c")]),
        ("[a [b](https://x.org) c](https://y.org)", [("[a ", ""), ("b", "https://x.org"), (" c](https://y.org)", "")]),
        ("[`a]`](https://x.org)", [("a]", "https://x.org")]),
        ("[a](HTTPS://x.org)", [("a", "HTTPS://x.org")]),
    ],
)  # fmt: skip
def test_links_of_every_form_lead_somewhere(written: str, wanted: list[tuple[str, str]]) -> None:
    source = Source("deck.md", f"{written} [x]\n[x]: <https://ref.org> 'title'")
    text = read_text([SourceLine(1, 1, written)], FindingCollector(source))
    assert [(piece.text, piece.href) for piece in text.pieces if isinstance(piece, Words)] == wanted


def test_the_line_that_names_an_address_is_not_said() -> None:
    assert notes("See [the paper][p].", "", "[P]: https://x.org") == ["See the paper (https://x.org)."]


ATOMS = [
    "a", " b ", "[", "]", "![", "(https://x.org/c)", "(https://x.org/(d) 't')", "(<https://e.org>)", "[r]", "[]",
    "[q]", "`f`", "`", "\\[", "\\]", "&copy;", "<https://g.org>", "\\\n", "\n",
]  # fmt: skip


@settings(max_examples=300)
@given(written=st.lists(st.sampled_from(ATOMS), min_size=1, max_size=14).map("".join))
def test_links_code_entities_and_breaks_are_commonmarks(written: str) -> None:
    """As markdown-it-py reads them; the words of pictures are words here."""
    lines = [line.strip() for line in f"x{written}x".split("\n")]
    if not all(lines) or re.search(r"\]\[(?![rq]?\])", written):  # where it reads a label that CommonMark has not
        return
    markdown = MarkdownIt("commonmark").disable("emphasis")
    whole = "\n".join(lines)
    (token,) = markdown.parseInline(whole, {"references": {"R": {"href": "https://r.org", "title": ""}}})
    pictures = any(child.type == "image" for child in token.children or [])  # code in their words is no code there
    wanted: list[tuple[str, str, bool]] = []
    hrefs = [""]
    for child in token.children or []:
        if child.type == "link_open":
            hrefs.append(str(child.attrs["href"]))
        elif child.type == "link_close":
            hrefs.pop()
        else:
            words = {"softbreak": " ", "hardbreak": "\n"}.get(child.type, child.content)
            if child.type == "image":
                words = RendererHTML().renderInlineAsText(child.children or [], markdown.options, {})
            wanted.append((words, hrefs[-1], child.type == "code_inline" and not pictures))
    source = Source("deck.md", f"{whole} [r]\n[r]: https://r.org")
    text = read_text([SourceLine(n, 1, line) for n, line in enumerate(lines, 1)], FindingCollector(source))
    got = [(p.text, p.href, p.code and not pictures) for p in text.pieces if isinstance(p, Words)]
    ignored = " \n" if pictures else " "  # spaces are not doubled; and every end of a line breaks there
    assert letters(got, ignored) == letters(wanted, ignored)


def letters(pieces: list[tuple[str, str, bool]], ignored: str) -> list[tuple[str, str, bool]]:
    """Each letter with its link and whether it is code."""
    return [(letter, href, code) for words, href, code in pieces for letter in words if letter not in ignored]


# ---- what is told -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "at", "what"),
    [
        ("a <kbd>Ctrl</kbd>", [(3, 8), (12, 18)], "a tag"),
        ("A claim[^1] here.", [(8, 12)], "a footnote"),
        ("Energy $E = mc^2$ counts.", [(8, 18)], "a formula"),
        ("So $$x + y$$", [(4, 13)], "a formula"),
        ("This is ~~old *and* worn~~ now.", [(9, 27)], "struck words"),
        ("A ==mark== here", [(3, 11)], "marked words"),
        ("H~2~O and x^2^", [(2, 5), (12, 15)], "raised or lowered letters"),
        ("[ ] do it", [(1, 4)], "a box to tick"),
        ("Go :rocket: now", [(4, 12)], "a character's name"),
        ("A word {.big}", [(8, 14)], "an instruction to another program"),
        ("[[A page]]", [(1, 11)], "a link to another note"),
        ("See [a][nosuch]", [(5, 16)], "a link without an address"),
        ("[n]: https://x.org", [(1, 7)], "an address that no words lead to"),
        ("it ends\\", [(8, 9)], "a backslash that breaks no line"),
        ("see ![the plot](plot.png) here", [(5, 26)], "a picture"),
    ],
)
def test_markdown_that_slides_do_not_show_is_told_where_it_stands(
    written: str, at: list[tuple[int, int]], what: str
) -> None:
    findings = FindingCollector(Source("deck.md", written))
    read_text([SourceLine(1, 1, written)], findings)
    assert [(found.span.column, found.span.end) for found in findings.found] == at
    assert all(found.code == "P123" and found.message.startswith(what) for found in findings.found)


@pytest.mark.parametrize(
    "written",
    [
        "`<kbd>` `[^1]` `$a$` `~~b~~` `==c==` `[ ]`",
        r"\<b> \$a\$ \~\~b\~\~",
        "it costs $5 and $6, or US$5/US$6",
        "a == b == c and a==b==c",
        "~5 and ~6 of 1<2, x < y and y > z",
        "https://x.org/~a/~b/$c$",
        "10:30:45 and a::b::c",
        "see [3] and [4, 5], a[0] and b(1)",
        "{{ a | b }}",
        "QK^T/√d, 2^10 and 2^20",
        "a -> b <- c <-> d",
        "C:\\dir\\file",
    ],
)
def test_what_only_looks_like_such_markdown_is_left_alone(written: str) -> None:
    findings = FindingCollector(Source("deck.md", written))
    read_text([SourceLine(1, 1, written)], findings)
    assert findings.found == []


def test_every_form_has_its_own_words() -> None:
    assert len({row.what for row in UNSHOWN}) == len(UNSHOWN)


@given(st.text(st.sampled_from("".join(sorted(set(map(chr, range(9, 127))) - SIGNS)) + "é漢\0")))
@settings(max_examples=300)
def test_no_form_does_without_one_of_the_signs_that_are_looked_for_first(text: str) -> None:
    assert not [row.what for row in UNSHOWN if row.pattern.search(text)]


def test_links_where_none_can_be_are_told_and_a_title_slides_eyebrow_is_kept() -> None:
    deck, found = read("# D\n## Slide 1: [Week](https://x.org) 1 - One\nType: title\n")
    assert [finding.message for finding in found] == ["a link in a heading: its words only are shown"]
    (slide,) = deck.slides
    assert isinstance(slide, TitleSlide)
    assert slide.chip.plain == "Week 1"
    _, found = read(f"{HEAD}Extended Annotations (1):\n### [A](https://x.org)\n1. b\n")
    assert [finding.message for finding in found] == ["a link in a heading: its words only are shown"]


# ---- lists on a takeaway slide ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "title", "detail"),
    [
        (["**C5** where", "- a", "- b"], "C5", "where\n– a\n– b"),
        (["C5 (where)", "1. a"], "C5", "where\n1. a"),
        (["- **C5** where"], "C5", "where"),
    ],
)
def test_a_list_below_what_comes_next_stands_on_lines(lines: list[str], title: str, detail: str) -> None:
    deck, found = read("\n".join(("# Deck\n## Slide 1: Takeaway - One\nType: takeaway\nNext:", *lines)))
    slide = deck.slides[0]
    assert isinstance(slide, TakeawaySlide)
    assert found == []
    assert (slide.next_title.plain, slide.next_detail.plain) == (title, detail)


def test_what_is_nested_in_an_outcome_stands_below_it() -> None:
    lines = ["What You Can Now Do:", "- Say", "  1. x", "- Run it", "  - a", "- **Read**", "  - b", "- Go", ""]
    deck, _ = read("\n".join(("# Deck\n## Slide 1: Takeaway - One\nType: takeaway", *lines)))
    slide = deck.slides[0]
    assert isinstance(slide, TakeawaySlide)
    said = [(item.lead.plain, item.rest.plain) for item in slide.outcomes]
    assert said == [("Say", "\n1. x"), ("Run", "it\n– a"), ("Read", "\n– b"), ("Go", "")]


def test_a_backslash_before_a_bar_in_a_cells_code_is_the_tables() -> None:
    assert notes("| `a\\|b` | `c|d` |", "| - | - |", "| e\\|f | g |") == ["a|b | c|d", "e|f | g"]
    deck, _ = read("# Deck\n## Slide 1: Practical - One\nResults:\n| `a\\|b` | b |\n| - | - |\n| c | `d\\|e` |\n")
    slide = deck.slides[0]
    assert isinstance(slide, PracticalSlide)
    assert slide.table is not None
    assert [text.plain for row in (slide.table.header, *slide.table.rows) for text in row] == ["a|b", "b", "c", "d|e"]


def test_emphasis_around_square_brackets_is_no_abbreviation() -> None:
    assert notes("**[Read]: a** and *[look]: b*") == ["[Read]: a and [look]: b"]
