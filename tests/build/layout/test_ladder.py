"""What is tried before a text counts as too long, and what is said then."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.drawing.page import Book, Drawable, Page, TextBox
from build.drawing.text_measure import RESERVE, Measure, height
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic
from build.theme.choose import load_theme

MEASURE = Measure(load_theme(THEME).fonts)
LayOut = Callable[[str], tuple[Book, list[Diagnostic]]]
Every = Callable[[Page], list[Drawable]]
COLUMN = 1.41 + 4.36


def concept(
    item: str, *, tail: str = "", beginner: str = "Short.", wisdom: str = "Be calm.", title: str = "A - B"
) -> str:
    """A concept whose every annotation is `item`, but for the last one."""
    items = [f"{number}. {item}" for number in range(1, 13)]
    if tail:
        items[-1] = f"12. {tail}"
    clusters = [[f"### Section {i + 1} (icon: book)", *items[3 * i : 3 * i + 3]] for i in range(4)]
    lines = [line for cluster in clusters for line in cluster]
    return "\n".join(
        [
            f"# Deck\n## Slide 1: {title}\nType: concept", 'Visual: mask_pointer(tokens="a b c d")',
            "Extended Annotations (12):", *lines, "Beginner's Corner:", f"- What this means: {beginner}",
            "- Why it matters: So.", "- Common mistake: None.", f'Wisdom:\n"{wisdom}"\n',
        ]
    )  # fmt: skip


def sections(page: Page) -> list[TextBox]:
    return [
        item
        for item in page.items
        if isinstance(item, TextBox) and " section " in item.name and "heading" not in item.name
    ]


def sizes(page: Page) -> set[float]:
    return {
        run.style.size
        for box in sections(page)
        for paragraph in box.paragraphs
        for run in paragraph.runs
        if run.style.face == "body"
    }


@pytest.mark.parametrize(
    ("words", "size"),
    [(5, 18.0), (6, 17.0), (12, 16.0), (17, 15.0)],
)
def test_all_annotations_of_a_slide_step_down_together(laid_out: LayOut, words: int, size: float) -> None:
    book, findings = laid_out(concept("**Lead words.** " + " ".join(["fits"] * words)))
    assert not findings
    assert sizes(book.pages[0]) == {size}


def test_a_longer_text_is_never_set_larger(laid_out: LayOut) -> None:
    steps = []
    for words in range(2, 20):
        book, _ = laid_out(concept("**Lead.** " + " ".join(["plain"] * words)))
        steps.append(max(sizes(book.pages[0])))
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) >= 3


def test_paths_give_way_to_file_names_before_text_gets_small_and_the_notes_say_them(laid_out: LayOut) -> None:
    path = "labs/ch04/03_kv-cache/gpt_with_kv_cache.py"
    book, findings = laid_out(concept(f"**Read** `{path}` with care for each line"))
    assert not findings
    page = book.pages[0]
    shown = "".join(run.text for box in sections(page) for paragraph in box.paragraphs for run in paragraph.runs)
    assert "gpt_with_kv_cache.py" in shown
    assert "labs/ch04" not in shown
    assert path in page.notes


def test_a_name_wider_than_its_column_is_broken_behind_an_underscore(laid_out: LayOut) -> None:
    book, findings = laid_out(concept("Short.", tail="**Plot:** `plot_memory_estimates_gated_deltanet.py`"))
    assert not findings
    code = next(run for run in sections(book.pages[0])[-1].paragraphs[-1].runs if run.style.face == "mono")
    before, after = code.text.split("\n")
    assert before.endswith("_")
    assert before + after == "plot_memory_estimates_gated_deltanet.py"


def test_too_long_a_column_is_an_error_at_its_longest_item(laid_out: LayOut) -> None:
    spec = concept("**Lead words.** " + "fits " * 14, tail="**Endless.** " + "word " * 60)
    line = spec.splitlines().index(next(line for line in spec.splitlines() if "Endless" in line)) + 1
    _, findings = laid_out(spec)
    right = next(finding for finding in findings if "right" in finding.message)
    assert (right.code, right.span.line, right.severity) == ("L101", line, "error")
    assert str(right).splitlines()[0].startswith(f"deck.md:{line}:")
    assert "the right column of annotations does not fit: it takes " in right.message
    assert "at 14 pt, and there are 4.36 in" in right.message
    assert right.line_text.startswith("12. **Endless.**")
    assert right.hint.endswith("this item is its longest")


def test_the_whole_message_of_a_title_that_is_too_long(laid_out: LayOut) -> None:
    title = "Why " + " ".join(["wonderful attention"] * 4)
    _, findings = laid_out(concept("Short.", title=title))
    assert [str(finding) for finding in findings] == [
        "deck.md:2:13: the title does not fit: it takes 0.88 in at 30 pt, and there are 0.66 in [L101]\n"
        f"     2 | ## Slide 1: {title}\n"
        f"       |             {'~' * (len(title) - 1)}^\n"
        "  hint: a title stays on one line, and that holds about 55 characters of this one"
    ]


def test_the_title_steps_down_but_stays_on_one_line(laid_out: LayOut) -> None:
    book, findings = laid_out(concept("Short.", title="A - Grouped-query attention: share the notebook wisely"))
    assert not findings
    title = next(item for item in book.pages[0].items if isinstance(item, TextBox) and item.placeholder == "title")
    assert len(title.paragraphs[0].lines) == 1
    assert 30 <= title.paragraphs[0].runs[0].style.size < 38


def test_beginners_corner_narrows_its_tab_before_its_text_gets_smaller(laid_out: LayOut) -> None:
    def tab_and_size(words: int) -> tuple[float, float]:
        book, _ = laid_out(concept("Short.", beginner=" ".join(["memory"] * words)))
        items = {item.name: item for item in book.pages[0].items}
        text, tab = items["s01 beginner"], items["s01 beginner tab"]
        assert isinstance(text, TextBox)
        return tab.box.w, text.paragraphs[0].runs[0].style.size  # type: ignore[union-attr]

    assert tab_and_size(5) == (1.25, 16.0)
    seen = [tab_and_size(words) for words in range(5, 40)]
    assert list(dict.fromkeys(seen)) == [(1.25, 16.0), (1.0, 16.0), (1.0, 15.0)]


def test_a_wisdom_is_balanced_and_never_below_its_floor(laid_out: LayOut) -> None:
    book, findings = laid_out(concept("Short.", wisdom="Share what repeats. Keep what makes each head different."))
    assert not findings
    quote = next(item for item in book.pages[0].items if item.name == "s01 wisdom")
    assert isinstance(quote, TextBox)
    (words,) = quote.paragraphs
    assert len(words.lines) == 2
    assert words.runs[0].style.size >= 16
    assert words.runs[0].text[0] != '"'


def test_a_wisdom_that_no_box_holds_is_an_error(laid_out: LayOut) -> None:
    _, findings = laid_out(concept("Short.", wisdom="Patience " * 30))
    assert [(finding.code, finding.message.split(":")[0]) for finding in findings] == [
        ("L101", "the wisdom does not fit")
    ]


def test_an_unknown_icon_gives_way_to_another_and_is_left_to_the_checks(laid_out: LayOut) -> None:
    book, findings = laid_out(concept("Short.").replace("(icon: book)", "(icon: bok)", 1))
    assert not findings
    assert book.pages[0].items


WORD = st.text("abcdefghijklmnop", min_size=1, max_size=14)


@given(st.lists(st.lists(WORD, min_size=1, max_size=18).map(" ".join), min_size=12, max_size=12), st.data())
@settings(max_examples=40)
def test_whatever_the_words_text_stays_in_its_region_or_is_reported(
    laid_out: LayOut, every: Every, texts: list[str], data: st.DataObject
) -> None:
    spec = concept("{item}")
    for text in texts:
        spec = spec.replace("{item}", f"**{text.split(' ')[0]}.** {text}", 1)
    book, findings = laid_out(spec)
    page = book.pages[0]
    for box in sections(page):
        assert height(box.paragraphs) <= box.box.h + 0.001
        for paragraph in box.paragraphs:
            assert (
                MEASURE.widest_word(paragraph.runs) <= (box.box.w - paragraph.indent) * (1 - RESERVE) + 0.006
                or findings
            )
    assert findings or all(box.box.bottom <= COLUMN + 0.01 for box in sections(page))
    shown = " ".join(run.text for box in sections(page) for paragraph in box.paragraphs for run in paragraph.runs)
    assert all(word in shown for text in texts for word in text.split(" "))
    order = sorted(sections(page), key=lambda box: (box.box.x, box.box.y))
    for above, below in pairwise(order):
        assert above.box.x != below.box.x or above.box.bottom < below.box.y
