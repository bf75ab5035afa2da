"""Where slides start in ordinary Markdown and in that of other programs, and that no word of it is lost."""

from __future__ import annotations

import itertools
import re

import pytest
from deck_strings import strings
from hypothesis import given, settings
from hypothesis import strategies as st

from build.findings.diagnostic import Diagnostic, has_errors
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.content import (
    ColumnsSlide,
    Formula,
    Image,
    ListSlide,
    MixedSlide,
    PictureSlide,
    SectionSlide,
    StatementSlide,
)
from build.spec.deck import Deck, TitleSlide


def read(spec: str) -> tuple[Deck, list[Diagnostic]]:
    return parse(source_from("deck.md", spec.encode())[0])


def titles(spec: str) -> list[str]:
    """Each slide's kind and title."""
    return [f"{type(slide).__name__.removesuffix('Slide')} {slide.title.plain}" for slide in read(spec)[0].slides]


def told(spec: str, code: str) -> str:
    (finding,) = [finding for finding in read(spec)[1] if finding.code == code]
    return finding.message


# ---- where slides start -----------------------------------------------------------------------------
def test_headings_of_level_two_start_slides_below_a_title() -> None:
    spec = "# A\nsub\n\n## B\n- b\n\n---\n\n## C\n- c\n\n# P\n\n## D\n- d\n"
    assert titles(spec) == ["Title A", "List B", "List C", "Section P", "List D"]
    (doubted,) = [finding for finding in read(spec)[1] if finding.code == "P137"]
    assert doubted.span.line == 4
    assert doubted.message == (
        "slides start at headings of level two: this one is the second between two rulers, '---'"
    )


def test_where_there_are_only_headings_of_level_one_each_is_a_slide() -> None:
    assert titles("# A\n- a\n- b\n\n# B\n- c\n") == ["List A", "List B"]
    assert titles("# A\n\n# B\n- c\n") == ["Title A", "List B"]


def test_a_slide_may_have_its_number_for_a_title() -> None:
    assert titles("# Slide 1\n\n- a\n\n---\n\n# Slide 2\n\n- b\n")[-2:] == ["List Slide 1", "List Slide 2"]


def test_rulers_start_slides_where_each_has_one_heading_at_most() -> None:
    spec = "# A\n\n---\n\n# B\n- b\n\n---\n\n- c\n- d\n\n---\n\n![e](e.png)\n"
    assert titles(spec) == ["Title A", "List B", "List B (2)", "Picture e"]
    assert read(spec)[1] == []


def test_a_quotation_without_a_heading_is_its_own_title() -> None:
    spec = "# A\n\n---\n\n> Talk is cheap.\n>\n> — Linus\n\n---\n\n> Show me.\n\n---\n\n> Code.\n\nAnd more.\n"
    assert titles(spec) == ["Title A", "Quote Talk is cheap.", "Quote Show me.", "Mixed A (2)"]


def test_a_ruler_among_headings_starts_a_slide_only_before_other_words() -> None:
    assert titles("# A\n\n## B\n- b\n\n---\n\n## C\n- c\n\n---\n\n- d\n- e\n") == [
        "Title A",
        "List B",
        "List C",
        "List C (2)",
    ]


def test_the_title_of_the_front_matter_wins() -> None:
    assert titles("---\ntitle: T\n---\n# P\n\n## B\n- b\n") == ["Title T", "Section P", "List B"]
    assert titles("---\ntitle: T\n---\n# T\n\n## B\n- b\n") == ["Title T", "List B"]
    assert read("---\ntitle: T\n---\n## B\n- b\n")[0].heading.plain == "T"


def test_underlined_headings_and_headings_in_code_and_divisions() -> None:
    spec = "A\n===\n\nB\n---\n- b\n\n```\n## no\n---\n```\n\n"
    spec += "::: columns\n::: column\n## no\n:::\n::: column\nc\n:::\n:::\n"
    assert titles(spec) == ["Title A", "Mixed B"]


def test_slides_are_numbered_from_one() -> None:
    deck, _ = read("Words first.\n\n## A\na\n\n## B\nb\n")
    assert [slide.number for slide in deck.slides] == [1, 2, 3]
    assert deck.slides[0].title.plain == "Words first."


def test_a_note_stops_no_strict_build() -> None:
    _, found = read("# A\n\n## B\n- b\n\n---\n\n## C\n- c\n")
    assert [finding.code for finding in found] == ["P137"]
    assert not has_errors(found, strict=True)


# ---- other programs ---------------------------------------------------------------------------------
MARP = """---
marp: true
theme: gaia
paginate: true
---
<!-- _class: lead -->
# A
a

<!-- say *this*

- and that -->

---
<!-- only: said -->
![bg right:40%](b.png)
# B <!-- fit -->
- b
---
![w:300px](c.png) ![h:200 blur](d.png)
"""


def test_marp_decks_are_read() -> None:
    assert titles(MARP) == ["Title A", "Picture B", "Gallery B (2)"]
    deck, found = read(MARP)
    assert not has_errors(found, strict=True)
    assert [text.plain for text in deck.slides[0].notes] == ["say this", "- and that"]
    picture = deck.slides[1]
    assert isinstance(picture, PictureSlide)
    assert (picture.image.place, picture.image.width, picture.image.alt) == ("right", 0.4, "")
    assert [text.plain for text in picture.notes] == ["only: said"]
    unused = told(MARP, "P130")
    assert all(word in unused for word in ("theme:", "paginate:", "class:", "blur", "line 3"))


SLIDEV = """---
theme: seriph
mdc: true
layout: cover
---
# A
a

---
layout: two-cols
transition: fade
---
# B
- b

::right::

```ts {1|all}
c
```

<!-- said -->
---
layout: image-right
image: ./d.png
---
# D
<v-clicks>

- d
- <Badge text="e">f</Badge>

$$ {1|all}
x
$$

</v-clicks>

<style>
h1 { color: red }
</style>
---
layout: section
title: G
hide: true
---
"""


def test_slidev_decks_are_read() -> None:
    deck, found = read(SLIDEV)
    assert titles(SLIDEV) == ["Title A", "Columns B", "Mixed D", "Section G"]
    assert not has_errors(found, strict=True)
    columns, picture, section = deck.slides[1:]
    assert isinstance(columns, ColumnsSlide)
    assert len(columns.columns) == 2
    assert [text.plain for text in columns.notes] == ["said"]
    assert isinstance(picture, MixedSlide)
    image, _, formula = picture.blocks
    assert isinstance(image, Image)
    assert (image.path, image.place) == ("./d.png", "right")
    assert isinstance(formula, Formula)
    assert formula.source == "x"
    assert isinstance(section, SectionSlide)
    assert section.hidden
    assert all(word in told(SLIDEV, "P130") for word in ("<Badge>", "<style>", "transition:"))


PANDOC = """% A *title*
% Ann; Bob
% 2026

# P

## B {.smaller #b}

- b

. . .

::: incremental
- c
:::

::: notes
say
:::

---

![a](a.png)
"""


def test_pandoc_decks_are_read() -> None:
    deck, found = read(PANDOC)
    assert titles(PANDOC) == ["Title A *title*", "Section P", "Mixed B", "Picture a"]
    assert not has_errors(found, strict=True)
    assert deck.front.author == "Ann, Bob"
    assert [text.plain for text in deck.slides[2].notes] == ["say"]
    assert "{.smaller #b}" in told(PANDOC, "P130")
    assert deck.front.date == "2026"


@pytest.mark.parametrize(
    "sign", ["---\nlayout: center\n---\n\n# B", "<v-click>b</v-click>", "<!-- _class: lead -->", "<!-- .slide: x -->"]
)
def test_a_program_is_known_by_what_only_it_has(sign: str) -> None:
    _, found = read(f"# A\n\n<b>b</b>\n\n---\n\n## C\n\n{sign}\n")
    assert not has_errors(found, strict=True)


def test_a_slide_level_decides_what_starts_a_slide() -> None:
    spec = "---\nslide-level: 3\n---\n# A\n\n## B\n\n### C\n- c\n"
    assert titles(spec) == ["Title A", "Section B", "List C"]


def test_html_is_told_once_in_other_programs_decks_only() -> None:
    assert [finding.code for finding in read("## A\n<b>b</b>\n\nc\n")[1]] == ["P128", "P128"]
    assert "<b>" in told("---\nmarp: true\n---\n## A\n<b>b</b>\n\nc\n", "P130")


def test_a_misspelt_key_of_plain_front_matter_stays_an_error_and_others_are_told() -> None:
    assert "P102" in [finding.code for finding in read("---\nauthr: Ann\n---\n## A\na\n")[1]]
    assert told("---\nweight: 3\n---\n## A\na\n", "P130").endswith("weight: (line 2)")


def test_slides_of_another_file_are_told_where_they_are_named() -> None:
    _, found = read("# A\n\n---\nsrc: ./b.md\n---\n\n---\n\n# C\n")
    assert [(finding.code, finding.span.line) for finding in found if finding.code == "P138"] == [("P138", 4)]


# ---- nothing lost -----------------------------------------------------------------------------------
PIECES = (
    "-", "- W\n-\n- W", "1.\n2. W", "- ![](a.png)\n- W", ">", "|  |\n|--|\n|  |", "```js\n```", "[](https://x.org)",
    "W", "W **W** *W*", "- W\n- W\n  - W\n    - W\n      - W", "3. W\n4. W\n\n   W", "- [ ] W\n- [x] W", "> W\n> — W",
    "> [!NOTE] W\n> W", "> - W\n> - W", "| W | W |\n| - | - |\n| W | W |", "| W |\n|---|\n| W | W |", "```js\nW\n```",
    "```\nW\n```", "    W", "$$W$$", "W $W$ ~~W~~", "![W](a.png)", '![W](a.png "W")', "![W](a.png)\nW",
    "W ![W](a.png) W", "W[^N]\n\n[^N]: W\n    W", "[^N]: W", "W ^[W]", "W\n: W\n: W", "W\n\n: W\n\n  - W",
    "::: columns\n::: column\nW\n:::\n::: column\nW\n:::\n:::", "::: tip W\nW\n:::", "::: notes\nW\n:::", "### W\nW",
    "#### W", "W\n===", "[W](https://x.org)", "[W](other.md)", "[W][N]", "[W]: W", "W<br>W  \nW", "W <b>W</b>",
    "<div>W</div>", "Notes: W\nW", "Wisdom: W", "W: W", "Visual: W", "Type: W", "# W", "## W", "---", "***",
    "- 1953: W\n- 1962: W\n- 1990: W", "1953: W", "<https://x.org> W https://y.org", "::right::", ":::", "```", "`W",
    "{{ W", "{{< W >}}", "W {.W}", "<!-- n -->", "W\n---", "Minutes: W",
    "- W\n\n  > W\n\n  ```\n  W\n  ```\n  | W |\n  |---|\n  | W |", "![W][N]",
)  # fmt: skip
HEADS = ("", "---\nmarp: true\n---\n", "---\nmdc: true\n---\n", "% W\n", "---\ntitle: x\n---\n")


@settings(max_examples=150)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=9), head=st.sampled_from(HEADS))
def test_every_word_of_a_document_is_shown_spoken_or_told(pieces: list[str], head: str) -> None:
    counter = itertools.count()
    spec = re.sub(
        r"\b[WN]\b",
        lambda found: f"x{next(counter)}x" if found[0] == "W" else "name",
        head + "\n\n".join(pieces) + "\n",
    )
    source, _ = source_from("deck.md", spec.encode())
    deck, findings = parse(source)
    kept = "\n".join(strings((deck.slides, deck.introduction, deck.front, deck.heading)))
    lines = {finding.span.line for finding in findings} | {
        int(line) for finding in findings for line in re.findall(r"line (\d+)", finding.message)
    }
    if any(finding.code in ("P101", "P102") for finding in findings):  # front matter that is none
        lines |= set(range(1, [*source.lines, "---"].index("---", 1) + 1))
    for number, line in enumerate(source.lines, 1):
        for word in re.findall(r"x\d+x", line):
            assert word in kept or number in lines, f"line {number} loses {word}: {line}"
    assert [slide.number for slide in deck.slides] == list(range(1, len(deck.slides) + 1))


LETTERS = "abc #-*_`~$[](){}<>!|:^&\\\"'%=+.,0123\n\n\n\t"


@settings(max_examples=150)
@given(text=st.text(alphabet=LETTERS, max_size=200), head=st.sampled_from(HEADS))
def test_no_text_makes_the_reader_fail(text: str, head: str) -> None:
    deck, findings = read(f"{head}# A\n\n## B\n{text}")
    assert deck.slides
    assert all(finding.span.line >= 1 and finding.span.column >= 1 for finding in findings)


@pytest.mark.parametrize(
    "unit",
    [
        "- a\n",
        "[^1] ",
        "![a](b) ",
        "$a ",
        "~~a ",
        "<b> ",
        "::: a\n",
        "---\n\n",
        "## A\n",
        "^[a",
        "{.a ",
        "https://a.b ",
        "a\n: b\n\n",
    ],
)
def test_much_of_one_thing_is_read(unit: str) -> None:
    assert read("# A\n\n## B\n" + unit * 300)[0].slides


def test_a_title_alone_is_a_deck() -> None:
    deck, _ = read("# A\n")
    assert [type(slide) for slide in deck.slides] == [TitleSlide]


def test_kinds_that_the_first_slide_can_have() -> None:
    assert [type(slide) for slide in read("## A\n- a\n")[0].slides] == [ListSlide]
    assert [type(slide) for slide in read("## A\n")[0].slides] == [StatementSlide]
