"""What a slide shows of the works that it cites, and where its marks lead in each output."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation

from build.browser.structure import structure
from build.drawing.page import Box, Page, TextBox
from build.drawing.ways import Ways, linked
from build.files.places import THEME
from build.pipeline import Outcome, build_book
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.ledger import Ledger

ORDINARY = """---
bibliography: works.bib
---
# Cells

## One

- As shown [@w1; @w2], it works
- And on

## Two

A great number, said without a source.
"""
NUMBERED = """---
bibliography: works.bib
wisdom: optional
---
# Cells
## Slide 1: Concept - Cells that share
Extended Annotations:
### A cluster
1. **One** thing, says a book [@w1].
Notes: And another [@w2].
"""


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme(THEME)


LONG = "The book of a long name about cells, number"


def built(folder: Path, theme: Theme, spec: str, works: int = 2) -> Outcome:
    entries = (
        f"@book{{w{n}, author = {{Author{n}, A.}}, title = {{{LONG} {n}}}, year = 2001}}" for n in range(1, works + 1)
    )
    (folder / "works.bib").write_text("\n".join(entries))
    path = folder / "deck.md"
    path.write_text(spec)
    return build_book(path, theme, Ledger(), clips=folder / "clips")


def pages(outcome: Outcome) -> tuple[Page, ...]:
    assert outcome.book is not None
    assert [str(one) for one in outcome.diagnostics if one.severity != "note"] == []
    return outcome.book.pages


def box(page: Page, role: str) -> TextBox | None:
    found = (item for item in page.items if item.name == f"{page.id} {role}")
    return next((item for item in found if isinstance(item, TextBox)), None)


def words(page: Page, role: str) -> str:
    found = box(page, role)
    return "\n".join(paragraph.text for paragraph in found.paragraphs) if found else ""


def test_works_stand_below_the_body_and_in_the_list_and_the_notes(tmp_path: Path, theme: Theme) -> None:
    made = pages(built(tmp_path, theme, ORDINARY))
    first, second, last = made[-3:]
    assert words(first, "footnotes") == (
        "[1]\u00a0Author1 2001, The book of a long name about cells, number 1\u2003"
        "[2]\u00a0Author2 2001, The book of a long name about cells, number 2"
    )
    card = next(item.box for item in first.items if item.name.endswith("list card") and isinstance(item.box, Box))
    foot = box(first, "footnotes")
    assert foot is not None
    assert card.bottom < foot.box.y
    assert words(second, "footnotes") == ""
    assert last.title == "References"
    assert words(last, "works").splitlines() == [
        "A. Author1, The book of a long name about cells, number 1. 2001.",
        "A. Author2, The book of a long name about cells, number 2. 2001.",
    ]
    assert "Sources:\n- [1] A. Author1, The book of a long name about cells, number 1. 2001.\n- [2] A." in first.notes


def test_a_slide_with_labels_says_them_in_the_footers_line(tmp_path: Path, theme: Theme) -> None:
    first, last = pages(built(tmp_path, theme, NUMBERED))
    foot = box(first, "footnotes")
    assert foot is not None
    assert words(first, "footnotes") == "[1]\u00a0Author1 2001, The book of a long name about cells, number 1"
    assert foot.box.y > 7.04
    assert "[2] A. Author2" in first.notes
    assert len(words(last, "works").splitlines()) == 2


def test_where_there_is_no_room_the_notes_say_them_alone(tmp_path: Path, theme: Theme) -> None:
    cites = "; ".join(f"@w{n}" for n in range(1, 13))
    outcome = built(tmp_path, theme, NUMBERED.replace("[@w1]", f"[{cites}]"), works=12)
    page = pages(outcome)[0]
    assert words(page, "footnotes") == ""
    assert "- [12] A. Author12" in page.notes


def test_a_long_list_has_several_slides_whose_numbers_go_on(tmp_path: Path, theme: Theme) -> None:
    notes = "\n".join(f"Notes: [@w{n}]" if n == 1 else f"[@w{n}]" for n in range(1, 51))
    made = pages(built(tmp_path, theme, f"{ORDINARY}\n## Three\n\n- a\n\n{notes}\n", works=50))
    lists = [page for page in made if page.title.startswith("References")]
    assert [page.title.replace("\u00a0", " ") for page in lists] == [f"References ({n} of 3)" for n in (1, 2, 3)]
    second = box(lists[1], "works")
    assert second is not None
    start = second.paragraphs[0].start
    assert 10 < start < 20
    assert second.paragraphs[0].text.startswith(f"A. Author{start}, ")


def test_in_a_deck_that_begins_at_the_right_entries_run_as_their_letters_do(tmp_path: Path, theme: Theme) -> None:
    book = built(tmp_path, theme, ORDINARY.replace("---\nb", "---\nlanguage: he\nb", 1)).book
    assert book is not None
    works = box(book.pages[-1], "works")
    assert works is not None
    assert [(words.rtl, words.align) for words in works.paragraphs] == [(False, "left")] * 2


def test_marks_are_raised_and_lead_to_the_list(tmp_path: Path, theme: Theme) -> None:
    outcome = built(tmp_path, theme, ORDINARY)
    page = pages(outcome)[-3]
    runs = [run for item in page.items if isinstance(item, TextBox) for words in item.paragraphs for run in words.runs]
    last = f"#{pages(outcome)[-1].number}"
    raised = [(run.text, run.href) for run in runs if run.style.script == "super"]
    assert raised == [("[1]", last), (", ", ""), ("[2]", last)]
    ways = Ways(slides=frozenset(page.number for page in pages(outcome)))
    assert f'<a href="{last}" role="doc-biblioref"><sup>[2]</sup></a>' in structure(linked(page, ways))


def test_in_powerpoint_they_jump_to_that_slide(tmp_path: Path, theme: Theme) -> None:
    outcome = built(tmp_path, theme, ORDINARY)
    assert outcome.book is not None
    write(outcome.book, theme, tmp_path / "deck.pptx")
    slides = Presentation(str(tmp_path / "deck.pptx")).slides
    first, last = slides[len(slides) - 3], slides[len(slides) - 1]
    jumps = first._element.xpath("//a:hlinkClick[@action='ppaction://hlinksldjump']/@r:id")
    assert len(jumps) == 4  # two marks, and two at the foot
    assert {first.part.related_part(id_) for id_ in jumps} == {last.part}


def test_a_part_of_a_deck_without_its_list_leads_nowhere(tmp_path: Path, theme: Theme) -> None:
    outcome = built(tmp_path, theme, ORDINARY)
    alone = Ways(slides=frozenset({1}))
    assert 'href="#' not in structure(linked(pages(outcome)[-3], alone))
