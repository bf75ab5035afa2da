"""What a deck's page has for the presenter: notes as they are formatted, facts with how they are known."""

from __future__ import annotations

import re

import pytest
from presented_deck import deck_at

from build.browser.presenter import facts_on, notes_html
from build.files.course import Course
from build.findings.diagnostic import Span
from build.spec.deck import Call, ConceptSlide, Text, Words
from build.spec.said import Said
from build.spec.tool_words import ENGLISH_TOOLS
from engine.ledger import Ledger

LOOKED_UP = '<details class="rest" open><summary>To look up</summary>'


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory, course: Course, facts: Ledger) -> list[str]:
    page = deck_at(tmp_path_factory.mktemp("deck"), course, facts)
    return re.findall(r'<section class="slide".*?</section>', page.read_text(encoding="utf-8"), re.DOTALL)


def held(slide: str, name: str) -> str:
    found = re.search(rf'<(div|template) class="{name}"[^>]*>(.*?)</\1>', slide, re.DOTALL)
    assert found
    return found[2]


def test_notes_keep_what_is_bold_what_is_code_their_lists_and_their_links(slides: list[str]) -> None:
    assert held(slides[1], "slide-notes").partition("<details")[0] == (
        "<p>Say <strong>slowly</strong>:</p><ul><li>what is read, in <code>bytes</code></li>"
        '<li>what is <a href="https://example.org">written</a></li></ul>'
    )


def test_what_one_looks_up_stands_behind_the_notes(slides: list[str]) -> None:
    assert held(slides[1], "slide-notes").endswith(f"</ul>{LOOKED_UP}<p>Time: 1 minute.</p></details>")
    assert held(slides[4], "slide-notes") == f"{LOOKED_UP}<p>Time: 2 minutes.</p></details>"
    assert held(slides[0], "slide-notes") == ""


def test_a_number_has_its_name_its_value_and_how_it_is_known_with_its_day(slides: list[str]) -> None:
    rows = re.findall("<li.*?</li>", held(slides[2], "known"))
    assert [re.sub("<[^>]+>", "", row) for row in rows] == [
        "Cached Speed 96 tokens/s Measured · 2 Jan 2026",
        "Plain Speed 21 tokens/s Measured · 2 Jan 2026",
        "New tokens Speed 2,000 Setting",
    ]
    assert held(slides[1], "known") == ""


def test_a_slide_says_its_hour(slides: list[str]) -> None:
    assert [re.findall(r'<template class="known" data-hour="(\d)">', slide) for slide in slides] == [
        ["1"], ["1"], ["1"], ["2"], ["2"],
    ]  # fmt: skip


def test_lists_in_notes_are_told_from_paragraphs_and_from_one_another() -> None:
    told = ["Then:", "- beans", "- peas", "3. sow", "4. water", "Done <b>"]
    marked = [re.match(r"(- |\d\. )?(.*)", words) for words in told]
    texts = [Text(tuple(Words(text=part) for part in found.groups() if part)) for found in marked if found]
    assert notes_html(texts) == (
        '<p>Then:</p><ul><li>beans</li><li>peas</li></ul><ol><li value="3">sow</li><li value="4">water</li></ol>'
        "<p>Done &lt;b&gt;</p>"
    )


def test_of_a_table_that_is_shown_all_numbers_are_told_and_of_a_curve_how_far_it_reaches(
    course: Course, facts: Ledger
) -> None:
    cached = Text((Words(text="96.4 tokens/s", fact="speed.cached"), Words(text="96 tokens/s", fact="speed.cached")))
    slide = ConceptSlide(
        number=1, eyebrow=Text(), title=Text(), span=Span(), notes=(cached,),
        visual=Call(figure="bars", facts=("speed", "curve", "cache_4k", "not_recorded"), parameters=(), span=Span()),
    )  # fmt: skip
    assert [
        (known.name, known.fact, known.value, known.how)
        for known in facts_on(slide, facts, course, Said(), ENGLISH_TOOLS)
    ] == [
        ("Cached", "Speed", "96.4 tokens/s · 96 tokens/s", "Measured · 2 Jan 2026"),
        ("Plain", "Speed", "21 tokens/s", "Measured · 2 Jan 2026"),
        ("MHA", "Curve", "1 – 4 GB", "Calculated"),
        ("GQA", "Curve", "100 – 400 MB", "Calculated"),
        ("Cache 4k", "", "537 MB", "Calculated"),
    ]
