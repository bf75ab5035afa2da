from __future__ import annotations

import re
from pathlib import Path

import pytest
from course_deck import SPEC, course_deck
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.oxml.ns import qn
from small_decks import spec_at

from build.commands.deck import make_deck
from build.drawing.page import Page, TextBox
from build.files.places import THEME
from build.files.wanted import Wanted
from build.findings.diagnostic import Span
from build.pipeline import Outcome, build_book
from build.spec.deck import Deck, FrontMatter, Slide, Text
from build.spec.pick import EVERY_SLIDE, Pick, picked
from build.theme.choose import load_theme
from engine.ledger import deck_facts

HOURS = ((1, 3, 16), (2, 17, 30))


def _deck(numbers: range = range(1, 31), hours: tuple[tuple[int, int, int], ...] = HOURS) -> Deck:
    slides = tuple(Slide(number=number, eyebrow=Text(), title=Text(), span=Span()) for number in numbers)
    return Deck(path="deck.md", source="", front=FrontMatter(hours=hours), heading=Text(), slides=slides)


@pytest.mark.parametrize(
    ("pick", "numbers", "suffix"),
    [
        (EVERY_SLIDE, range(1, 31), ""),
        (Pick(slides="5-12,14"), [*range(5, 13), 14], ".slides-5-12+14"),
        (Pick(slides=" 3 , 1"), [1, 3], ".slides-3+1"),
        (Pick(slides="5–6"), [5, 6], ".slides-5-6"),
        (Pick(slides="9,9"), [9], ".slides-9"),
        (Pick(slides="7,7-8"), [7, 8], ".slides-7+7-8"),
        (Pick(hour=1), range(3, 17), ".hour-1"),
        (Pick(slides="15-18", hour=2), [17, 18], ".hour-2.slides-15-18"),
    ],
)
def test_slides_and_hours_are_picked_and_named(pick: Pick, numbers: list[int], suffix: str) -> None:
    assert sorted(picked(_deck(), pick)) == list(numbers)
    assert pick.suffix == suffix
    assert Wanted(dist=Path("dist"), pick=pick).output_of(Path("a/deck.md")) == Path(f"dist/deck{suffix}.pptx")


@pytest.mark.parametrize(
    ("slides", "message"),
    [
        ("12-5", "the slides '12-5' run backwards; write 5-12"),
        ("5-", "'5-' is not a list of slides, such as 5-12,14"),
        ("5,,6", "'5,,6' is not a list of slides, such as 5-12,14"),
        ("five", "'five' is not a list of slides, such as 5-12,14"),
        ("-3", "'-3' is not a list of slides, such as 5-12,14"),
    ],
)
def test_words_that_name_no_slides_are_refused_at_once(slides: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Pick(slides=slides)


@pytest.mark.parametrize(
    ("pick", "message"),
    [
        (Pick(slides="0"), "there is no slide 0; the deck has 1-30"),
        (Pick(slides="2,28-33,40"), "there is no slide 31-33, 40; the deck has 1-30"),
        (Pick(hour=3), "there is no hour 3; the deck has hours 1 (slides 3-16) and 2 (slides 17-30)"),
        (Pick(slides="1-4", hour=2), "no slide of 1-4 is in hour 2, which has 17-30"),
    ],
)
def test_slides_and_hours_that_are_not_there_are_told_what_is(pick: Pick, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        picked(_deck(), pick)


def test_an_hour_of_a_deck_without_hours_is_told_where_they_are_written() -> None:
    message = "there is no hour 1; the deck says of no hour which slides it has (front matter: hours)"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        picked(_deck(hours=()), Pick(hour=1))


@given(st.sets(st.integers(1, 30), min_size=1))
def test_any_slides_that_are_there_can_be_picked(numbers: set[int]) -> None:
    assert picked(_deck(), Pick(slides=",".join(map(str, numbers)))) == numbers


# ---- through the build ------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return build_book(
        SPEC, load_theme(THEME), deck_facts(), clips=tmp_path_factory.mktemp("none"), pick=Pick(slides="8,17-18")
    )


def _pages(outcome: Outcome) -> tuple[Page, ...]:
    assert outcome.book is not None
    return outcome.book.pages


def _missing(outcome: Outcome) -> list[str]:
    return [finding.message for finding in outcome.diagnostics if finding.code == "A101"]


def test_a_picked_slide_is_the_one_of_the_whole_deck(part: Outcome) -> None:
    whole = {page.number: page for page in _pages(course_deck())}
    pages = _pages(part)
    assert pages == tuple(whole[number] for number in (8, 17, 18))
    number = next(item for item in pages[0].items if isinstance(item, TextBox) and item.placeholder == "number")
    assert number.paragraphs[0].runs[0].text == "8 / 32"
    assert [page.section for page in pages] == ["Hour 1", "Hour 2", "Hour 2"]


def test_films_of_other_slides_are_not_asked_for(part: Outcome, tmp_path: Path) -> None:
    assert _missing(part) == []
    with_film = build_book(SPEC, load_theme(THEME), deck_facts(), clips=tmp_path, pick=Pick(slides="7"))
    assert _missing(with_film) == ["the film 'kv_cache_loop' has not been made yet"]


def test_a_part_is_written_beside_the_whole_with_its_notes(tmp_path: Path) -> None:
    wanted = Wanted(dist=tmp_path, pick=Pick(slides="8,17"))
    assert make_deck(SPEC, wanted) == 0
    slides = Presentation(str(tmp_path / f"{SPEC.stem}.slides-8+17.pptx")).slides
    assert [slide.name for slide in slides] == ["s08", "s17"]
    number = next(shape for shape in slides[1].placeholders if shape.name == "s17 number")
    assert number.text_frame.text == "17 / 32"
    assert not list(number.element.iter(qn("a:fld")))  # it would say 2
    assert "kv_cache_gqa_4k" in slides[0].notes_slide.notes_text_frame.text


def test_a_part_that_is_not_there_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = spec_at(tmp_path / "deck.md")
    spec.write_text(spec.read_text(encoding="utf-8").replace("author:", "hours: {1: 1-2, 2: 3-3}\nauthor:", 1))
    assert make_deck(spec, Wanted(dist=tmp_path, pick=Pick(hour=9))) == 2
    said = capsys.readouterr()
    assert said.err.endswith(": there is no hour 9; the deck has hours 1 (slides 1-2) and 2 (slides 3)\n")
    assert not list(tmp_path.glob("*.pptx"))
