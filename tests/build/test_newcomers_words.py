"""What somebody writes who is new here, each found in a deck where it went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.drawing.page import Book, NativeTable, TextBox
from build.drawing.text_measure import Measure
from build.files.course import course_in
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic
from build.pipeline import build_book
from build.render.svg.page import page_svg
from build.spec.content import ListSlide, MixedSlide, TableSlide, TimelineSlide
from build.theme.choose import load_theme
from engine.ledger import Ledger

LOOK = load_theme(THEME)


class Built:
    """A deck of these lines: its book, its slides, and what was found."""

    def __init__(self, folder: Path, words: str, front: str = "") -> None:
        spec = folder / "deck.md"
        spec.write_text(f"---\ntitle: A deck\n{front}---\n\n{words}", encoding="utf-8")
        outcome = build_book(spec, LOOK, Ledger(), clips=folder, course=course_in(folder))
        assert outcome.book is not None
        assert outcome.deck is not None
        self.book: Book = outcome.book
        self.slides = outcome.deck.slides
        self.found: tuple[Diagnostic, ...] = tuple(each for each in outcome.diagnostics if each.severity != "note")

    def words(self, role: str) -> list[str]:
        boxes = (item for page in self.book.pages for item in page.items if isinstance(item, TextBox))
        return [" / ".join(p.text for p in box.paragraphs) for box in boxes if box.name.partition(" ")[2] == role]


def test_a_line_may_begin_with_a_date_whose_day_has_a_full_stop(tmp_path: Path) -> None:
    dates = "## Days\n\n- 24. Juni 1948: A\n- 17. Juni 1953: B\n- 9. November 1989: C\n"
    built = Built(tmp_path, f"{dates}\n## One\n\n3. Oktober 1990 is a day.\n\n## Two\n\n3. Oktober\n4. November\n")
    timeline, prose, items = built.slides[1:]
    assert isinstance(timeline, TimelineSlide)
    assert [event.date.plain for event in timeline.events] == ["24. Juni 1948", "17. Juni 1953", "9. November 1989"]
    assert isinstance(prose, MixedSlide)
    assert isinstance(items, ListSlide)
    assert [entry.number for entry in items.bullets.entries] == [3, 4]


def test_a_bullet_without_words_is_drawn_with_what_is_below_it(tmp_path: Path) -> None:
    built = Built(tmp_path, "## A\n\n- - one\n- two\n-\n  - three\n")
    measure = Measure(LOOK.fonts)
    drawn = page_svg(built.book.pages[-1], LOOK, language="en", measure=measure)
    assert all(word in drawn for word in ("one", "two", "three"))


def test_of_a_great_fact_only_the_number_is_great(tmp_path: Path) -> None:
    front = 'data:\n  bound: {value: 123, unit: billion tonnes, source: "Beer et al., 2010"}\n'
    built = Built(tmp_path, "## {{ bound }} of carbon\n\nPlants bind it.\n", front)
    assert (built.words("statement"), built.words("statement unit")) == (["123"], ["billion tonnes / of carbon"])


def test_a_unit_in_a_columns_name_is_not_said_in_its_cells(tmp_path: Path) -> None:
    rows = (
        "| Water (°C) | Oxygen (mg/l) | Said |\n| ---: | ---: | --- |\n"
        "| 0 | 14.6 mg/l | few mg/l |\n| 10 | 11.3 | b |\n"
    )
    built = Built(tmp_path, f"## A\n\n{rows}")
    table = next(item for item in built.book.pages[-1].items if isinstance(item, NativeTable))
    said = [[cell.paragraphs[0].text for cell in row] for row in table.rows[1:]]
    assert said == [["0", "14.6", "few mg/l"], ["10", "11.3", "b"]]


def test_words_above_a_table_are_no_source(tmp_path: Path) -> None:
    rows = "| A | B |\n| --- | --- |\n| a | b |\n"
    above, below = Built(tmp_path, f"## A\n\nSaid first.\n\n{rows}\n## B\n\n{rows}\nA source.\n").slides[1:]
    assert isinstance(above, MixedSlide)
    assert isinstance(below, TableSlide)
    assert below.source.plain == "A source."


def test_terms_alone_have_their_meanings_beside_them(tmp_path: Path) -> None:
    built = Built(tmp_path, "## A\n\nstoma\n: a pore\n\nleaf\n: a part\n: a page\n")
    assert (built.words("term 2"), built.words("meaning 2")) == (["leaf"], ["a part / a page"])
    assert built.found == ()


def test_a_title_slide_says_who_and_when(tmp_path: Path) -> None:
    front = "author: Ada\nlanguage: de\ndate: 2026-11-09\n"
    assert Built(tmp_path, "# A deck\n\n## B\n\nC.\n", front).words("course") == ["Ada · 9. Nov. 2026 · 2 Folien"]
    front = "author: Ada\ndate: today\n"
    assert Built(tmp_path, "# A deck\n\n## B\n\nC.\n", front).words("course") == ["Ada · 2 slides"]


@pytest.mark.parametrize(
    ("heading", "front", "loose"),
    [
        ("A", "", []),
        ("A", "units: {mg/l: {}}\n", ["loose number '5 mg/l'"]),
        ("Slide 1: Concept - A", "wisdom: off\n", ["loose number '78 %'", "loose number '20 seconds'"]),
    ],
)
def test_a_number_in_ordinary_markdown_is_its_authors_own(
    heading: str, front: str, loose: list[str], tmp_path: Path
) -> None:
    built = Built(tmp_path, f"## {heading}\n\nAir is 78 % nitrogen; after 20 seconds there are 5 mg/l.\n", front)
    assert [each.message for each in built.found if each.code == "C401"] == loose


def test_a_column_without_a_name_is_a_warning_but_the_corner(tmp_path: Path) -> None:
    rows = "| | {} |\n| --- | --- |\n| a | b |\n"
    assert Built(tmp_path, f"## A\n\n{rows.format('B')}").found == ()
    found = Built(tmp_path, f"## A\n\n{rows.format('')}").found
    assert [(each.code, each.severity) for each in found] == [("L309", "warning")]
