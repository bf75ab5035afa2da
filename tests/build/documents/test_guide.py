"""Guides that are wrong in other ways than by their words, links that are dead, and any text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from drawn_pictures import film
from hypothesis import given, settings
from hypothesis import strategies as st

from build.documents.guide import Made, make_guide
from build.documents.model import DocumentLink, SlideLink
from build.documents.online import OFFLINE, dead_links
from build.documents.parse import parse_guide
from build.documents.ways import CoursePlaces
from build.files.course import Course
from build.findings.diagnostic import Span
from build.parse.source import source_from
from build.render.html.words import inline
from build.spec.deck import Text, Words
from build.spec.said import said_in
from build.spec.tool_words import tools_in
from build.theme.tokens import Theme
from engine.ledger import Ledger


def found(botany: Course, theme: Theme, facts: Ledger, words: str) -> list[str]:
    spec = botany.root / "wrong.md"
    spec.write_text(f"# D\n## Hour 1: A\n### B\n{words}\n")
    return [str(one).replace(str(spec), "wrong.md") for one in make_guide(spec, theme, facts, course=botany)[1]]


def test_a_figure_that_has_no_room_on_a_phone_is_told(botany: Course, theme: Theme, facts: Ledger) -> None:
    (told,) = found(botany, theme, facts, f'Visual: flow(steps="{"photosynthesis" * 5}; sugar")')
    assert told.startswith("wrong.md:4:9: warning: on a phone, flow does not fit")
    assert "[D107]" in told


def test_a_film_in_a_guide_is_told_where_to_show_it(botany: Course, theme: Theme, facts: Ledger) -> None:
    film(botany.root / "leaf.mp4")
    (told,) = found(botany, theme, facts, "![A leaf opens](leaf.mp4)")
    assert told == (
        "wrong.md:4:1: the film leaf.mp4 moves in no document [D108]\n     4 | ![A leaf opens](leaf.mp4)\n"
        "       | ~~~~~~~~~~~~~~~~~~~~~~~~^\n  hint: show it on a slide, and lead there: 'See: …'"
    )


def test_an_unknown_fact_in_a_figure_is_told_once_with_the_likely_one(
    botany: Course, theme: Theme, facts: Ledger
) -> None:
    (told,) = found(botany, theme, facts, "Visual: bars(cache_4)")
    assert told == (
        "wrong.md:4:14: unknown fact 'cache_4' [F101]\n     4 | Visual: bars(cache_4)\n"
        "       |              ~~~~~~^\n  hint: did you mean 'cache_4k'? (engine/facts/cache.py:15)"
    )


def test_a_guide_that_is_not_there_is_told(tmp_path: Path, theme: Theme, facts: Ledger) -> None:
    made, (told,) = make_guide(tmp_path / "none.md", theme, facts)
    assert made is None
    assert told.code == "P001"


def test_dead_links_are_told_where_they_stand_when_somebody_asks(made: Made) -> None:
    (told,) = dead_links(made.guide, ask=lambda address: "answers 404")
    assert (told.code, told.span.line, told.message) == ("D204", 17, "https://example.org/leaves: answers 404")
    assert told.severity == "warning"
    assert dead_links(made.guide, ask=lambda address: "") == []


def test_a_machine_that_is_not_online_is_told_once_and_nothing_fails(made: Made) -> None:
    (told,) = dead_links(made.guide, ask=lambda address: OFFLINE)
    assert told.message == "none of 1 addresses could be asked: is this machine online?"
    assert told.severity == "warning"


LINES = st.sampled_from([
    "# T", "## Hour 1: A", "## B", "### C (icon: book)", "### ", "Minutes: 5", "Minutes: x", "Visual: bars(x)",
    "Visual:", "Key question: Why?", "Own notes (3): n", "Own notes (x):", "See: ch01 slide 1, CH1-LAB-01", "See: ,",
    "- [ ] a", "- [x] b", "- [ ] [t](https://e.org), 5 min. Look for: x", "- [ ] [t](https://e.org)", "text", "",
    "```", "| a | b |", "| --- | --- |", "| 1 |", "$$x$$", "> [!NOTE]", "> q", "1. one", "    - deep",
    "{{ cache_4k | GiB }}", "{{", "![a](b.png)", "<!-- c", "[^1]", "[^1]: note", "---",
])  # fmt: skip


@settings(max_examples=150)
@given(st.lists(LINES | st.text(max_size=30), max_size=25))
def test_any_text_is_a_guide_or_told_why_not(lines: list[str]) -> None:
    source, _ = source_from("any.md", "\n".join(lines).encode(errors="replace"))
    guide, told = parse_guide(source)
    assert guide.hours or any(one.code == "D101" for one in told)
    assert all(1 <= one.span.line <= len(source.lines) for one in told)


@pytest.mark.parametrize("written", ["## Hour 1: A\n### B\ntext", "### B\ntext", "text"])
def test_a_guide_needs_no_title_of_its_own(botany: Course, theme: Theme, facts: Ledger, written: str) -> None:
    spec = botany.root / "short.md"
    spec.write_text(f"---\nkind: guide\ntitle: Short\n---\n{written}\n")
    made, told = make_guide(spec, theme, facts, course=botany)
    assert (made is None) == (written == "text")
    assert all(one.code == "D101" for one in told)


def test_where_it_leads_is_said_in_its_language(botany: Course) -> None:
    slide = SlideLink(deck="ch01", number=1, span=Span(1, 1, 2))
    day = DocumentLink(name="day1", span=Span(1, 1, 2))
    ways = {code: CoursePlaces(botany, said_in(code), tools_in(code)) for code in ("en", "de", "ar")}
    assert [(places.way(slide).target, places.way(day).target) for places in ways.values()] == [
        ("Slide 1", "Guide"), ("Folie 1", "Leitfaden"), ("الشريحة 1", "دليل"),
    ]  # fmt: skip
    (botany.root / "ch02_roots.md").write_text("# Roots\n\n## Down\n\n- Water\n")
    ways = {code: CoursePlaces(botany, places.said, places.tools) for code, places in ways.items()}
    assert [places.way(slide).target for places in ways.values()] == [
        "Ch 1, slide 1", "Ch 1, Folie 1", "Ch 1، الشريحة 1",
    ]  # fmt: skip


def test_emphasis_is_bold_in_letters_that_have_no_italics() -> None:
    pieces = (Words(text="leaf ", italic=True), Words(text="ورقة", italic=True))
    assert inline(Text(pieces=pieces, span=Span(1, 1, 2))) == "<em>leaf </em><strong>ورقة</strong>"
