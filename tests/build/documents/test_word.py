"""A guide as DOCX, read back by python-docx."""

from __future__ import annotations

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from build.documents.guide import Made
from build.documents.word import write_word
from build.theme.tokens import Theme


@pytest.fixture(scope="module")
def document(made: Made, theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Document:
    file = tmp_path_factory.mktemp("word") / "day1.docx"
    write_word(made, theme, file)
    return docx.Document(str(file))


def test_headings_are_headings_and_lists_lists(document: Document) -> None:
    told = [(one.style.name, one.text) for one in document.paragraphs if one.style and one.text]
    assert [row for row in told if row[0].startswith(("Title", "Heading"))] == [
        ("Title", "Day 1: plants"),
        ("Heading 1", "Hour 1: Light & sugar (40 min)"),
        ("Heading 2", "Read, and what to look for"),
        ("Heading 2", "What a leaf needs (30 min)"),
        ("Heading 3", "Two leaves"),
        ("Heading 3", "Key questions"),
        ("Heading 2", "Go on (10 min)"),
        ("Heading 1", "Hour 2: Night"),
        ("Heading 2", "Notes"),
        ("Heading 3", "What I saw"),
    ]
    assert ("List Number", "Open") in told
    assert ("List Bullet 2", "slowly") in told
    assert ("List", "☐ Light") in told
    assert ("List", "☐ Leaves of grass, 20 min. Look for: the veins.") in told
    assert ("List Bullet", "Slide 1 Leaves") in told


def test_a_table_is_a_table_with_its_head(document: Document) -> None:
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Part", "What it does"],
        ["membranes", "catch light"],
    ]
    assert table.rows[0]._tr.trPr is not None
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_each_picture_says_what_it_shows(document: Document) -> None:
    alts = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert alts == ["Plain: 21 tokens/s, Cached: 96 tokens/s.", "E = m c^2"]


def test_links_lead_where_they_led(document: Document) -> None:
    related = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert set(related) == {"https://example.org/leaves"}


def test_a_formula_in_a_line_has_raised_letters(document: Document) -> None:
    (line,) = [one for one in document.paragraphs if one.text.startswith("It keeps")]
    assert line.text == "It keeps 0.5 GiB of sugar, as x2 says."
    assert [run.text for run in line.runs if run.font.superscript] == ["2"]


def test_the_file_says_whose_it_is_and_in_what_language(document: Document) -> None:
    known = document.core_properties
    assert (known.title, known.author, known.language) == ("Day 1: plants", "Ann", "en-GB")
    assert known.created is not None
    assert known.created.date().isoformat() == "2026-01-02"
