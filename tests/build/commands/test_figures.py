"""The gallery shows every figure with its facts, how it is known, and how it is written."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from build.commands.figures import examples, gallery, make_gallery, written
from build.commands.stills import draw_book
from build.drawing.page import Book, Group
from build.figures.examples import EXAMPLES
from build.figures.figure_table import FIGURES, GUIDE
from build.files.course import product
from build.files.places import THEME
from build.files.wanted import Wanted
from build.parse.deck import parse
from build.parse.source import Source, read_source, specs_of
from build.spec.deck import Deck
from build.theme.choose import load_theme
from engine.ledger import Ledger, read_ledger

ROOT = Path(__file__).resolve().parents[3]
SMALL = (640, 360)  # pixels


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return read_ledger()


@pytest.fixture(scope="module")
def decks() -> list[Deck]:
    return [parse(read_source(spec)[0])[0] for spec in specs_of(product())]


@pytest.fixture(scope="module")
def book(decks: list[Deck], ledger: Ledger) -> Book:
    made, found = gallery(examples(decks, product()), load_theme(THEME), ledger, product())
    assert [str(finding) for finding in found] == []
    return made


def test_every_figure_has_a_page_in_the_order_of_the_guide(book: Book) -> None:
    assert [page.title for page in book.pages] == [figure.name for figure in GUIDE]
    assert {page.title for page in book.pages} == set(FIGURES)


def test_an_example_stands_in_the_table_only_where_no_deck_has_one(decks: list[Deck]) -> None:
    used = {slide.visual.figure for deck in decks for slide in deck.slides if slide.visual is not None}
    assert set(EXAMPLES) == set(FIGURES) - used == set(examples([], product()))


def test_what_is_written_beside_a_figure_can_be_put_into_a_spec(decks: list[Deck], book: Book, ledger: Ledger) -> None:
    calls = examples(decks, product())
    for name, (call, _) in calls.items():
        text = f"# Deck\n\n## Slide 1: One - Two\n\nVisual: {written(call)}\n"
        again, found = parse(Source("spec.md", text))
        assert not found, name
        visual = again.slides[0].visual
        assert visual is not None
        assert (visual.figure, visual.facts) == (call.figure, call.facts)
    book_again, found = gallery(calls, load_theme(THEME), ledger, product())
    assert (book_again, found) == (book, [])


def test_a_fact_that_is_not_recorded_is_told(decks: list[Deck], ledger: Ledger) -> None:
    less = Ledger({name: record for name, record in ledger.items() if name != "decode_cache"})
    _, found = gallery(examples(decks, product()), load_theme(THEME), less, product())
    assert {(finding.code, finding.message) for finding in found} == {("F101", "fact 'decode_cache' is not recorded")}


def test_a_card_says_how_its_numbers_are_known(book: Book) -> None:
    chips = {
        page.title: [
            item.alt.partition(" · ")[0] for item in page.items if isinstance(item, Group) and "chip" in item.name
        ]
        for page in book.pages
    }
    assert chips["heads"] == ["Calculated"]
    assert chips["kv_cache_loop"] == ["Measured"]
    assert sorted(chips["experts"]) == ["Calculated", "Measured"]
    assert chips["flow"] == chips["fact_tiles"] == [], "without facts, or with chips inside"


def test_deck_and_pictures_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("build.commands.stills.draw_book", partial(draw_book, size=SMALL))
    assert make_gallery([], tmp_path, Wanted()) == 0
    assert (tmp_path / "figures.pptx").is_file()
    assert len(list((tmp_path / "figures").glob("slide-*.png"))) == len(EXAMPLES)
    assert f"{len(EXAMPLES)} figures" in capsys.readouterr().out
