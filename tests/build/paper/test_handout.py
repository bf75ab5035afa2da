"""Handouts: how many sheets they take, what stands beside slides, and that nothing is lost of long notes."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pypdfium2
import pytest
from pdf_reader import links, outline, words

from build.commands.pdf import make_one
from build.files.wanted import Wanted
from build.paper.how import How

LONG = "\n\n".join(f"Paragraph {number} says what it says, and says it again." for number in range(60))
FRONT = '---\ntitle: "A #deck"\nfooter: "The foot"\n---\n\n'


def slide(number: int, notes: str) -> str:
    minutes = "Minutes: 4\n\n" if number == 2 else ""
    return f"## Slide number {number}\n\n- One point\n\n{minutes}Notes:\n{notes}\n\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handout")
    (folder / "seven.md").write_text(FRONT + "".join(slide(n, f"Say #{n}.") for n in range(2, 8)), encoding="utf-8")
    around = "\n\n".join(f"Say {number}, and what comes of it, in a sentence or two." for number in range(14))
    (folder / "around.md").write_text(FRONT + "".join(slide(n, around) for n in (2, 3, 4)), encoding="utf-8")
    (folder / "long.md").write_text(FRONT + slide(2, LONG) + slide(3, "The end."), encoding="utf-8")
    return folder


def sheets(folder: Path, name: str, how: How) -> list[str]:
    """The words of each sheet."""
    wanted = Wanted(dist=folder / "dist")
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
        assert make_one(folder / f"{name}.md", wanted, how) == 0, said.getvalue()
    file = folder / "dist" / f"{name}.handout.pdf"
    with pypdfium2.PdfDocument(file) as document:
        return [" ".join(words(file, page)) for page in range(len(document))]


def test_seven_slides_take_seven_three_or_two_sheets(folder: Path) -> None:
    assert [len(sheets(folder, "seven", How(handout=count))) for count in (1, 3, 6)] == [7, 3, 2]


def test_a_sheet_says_which_slides_it_has_what_is_said_on_them_and_which_sheet_it_is(folder: Path) -> None:
    first, second, third = sheets(folder, "seven", How(handout=3))
    assert first.startswith("HANDOUT")
    assert "Slide 2 4 min" in first
    assert "Say #2." in first
    assert "Say #4." not in first
    assert "Say #4." in second
    assert first.endswith("The foot page 1 of 3")
    assert third.endswith("The foot page 3 of 3")
    assert len(outline(folder / "dist" / "seven.handout.pdf")) == 7


def test_lines_stand_in_the_notes_place(folder: Path) -> None:
    text = " ".join(sheets(folder, "seven", How(handout=3, lines=True)))
    assert "Slide 2" in text
    assert "Say" not in text


def test_long_notes_go_on_until_they_are_at_their_end(folder: Path) -> None:
    pages = sheets(folder, "long", How(handout=3))
    text = " ".join(pages)
    assert all(f"Paragraph {number} says" in text for number in range(60))
    assert "The end." in pages[-1]
    assert len(pages) <= 5


def test_notes_go_around_their_slide_so_that_a_sheet_has_two_of_them(folder: Path) -> None:
    _, text = sheets(folder, "around", How(handout=3))  # the title and slide 2 share the first
    at = [text.index(said) for said in ("Slide 3", "Say 0,", "Say 13,", "Slide 4")]
    assert at == sorted(at)
    assert text.count("in a sentence or two.") == 28


def test_a_handout_leads_nowhere_that_there_is_not(folder: Path) -> None:
    sheets(folder, "seven", How(handout=6))
    assert links(folder / "dist" / "seven.handout.pdf") == []
