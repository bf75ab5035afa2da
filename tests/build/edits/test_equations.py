"""Equations in the words that were built: programs write them into a paragraph, or the whole shape anew around them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from lxml import etree
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck

CHOICE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"><mc:Choice Requires="a14"/><mc:Fallback/>'
    "</mc:AlternateContent>"
)
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def equation(letters: str) -> Any:
    return parse_xml(
        f'<a14:m xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" xmlns:m="{MATH}">'
        f"<m:oMath><m:r><m:t>{letters}</m:t></m:r></m:oMath></a14:m>"
    )


def wrapped(shape: Any) -> None:
    """Put an equation into a shape's text as PowerPoint does."""
    fallback = deepcopy(shape)
    next(shape.iter("{*}p")).append(equation("x+1"))
    alternatives = parse_xml(CHOICE)
    shape.addprevious(alternatives)
    alternatives[0].append(shape)
    alternatives[1].append(fallback)


def equations(page: Any) -> list[str]:
    return [text.text for text in page._element.iter(f"{{{MATH}}}t")]


@pytest.mark.parametrize("alone", [True, False])
def test_an_equation_in_a_paragraph_stays_beside_todays_numbers(bench: Any, alone: bool) -> None:
    def edit(deck: Deck) -> None:
        paragraph = bench.shape(deck, 0, "claim").text_frame.paragraphs[1]._p
        paragraph.append(equation("x+1"))
        if not alone:
            paragraph.append(equation("y"))

    deck, report = bench.again(bench.edited(edit), cache="0.7 GB")
    assert report.lines == ["slide 1, 'claim': your words are kept"]
    assert equations(deck.slides[0]) == ["x+1"] + ["y"] * (not alone)
    assert "0.7 GB" in bench.shape(deck, 0, "claim").text_frame.text


def test_another_equation_in_the_place_of_one_is_an_edit(bench: Any) -> None:
    edited = bench.edited(
        lambda deck: bench.shape(deck, 1, "table").table.cell(1, 1)._tc.txBody[-1].append(equation("x"))
    )
    deck, _ = bench.again(edited)
    before = bench.folder / "merged.pptx"
    next(deck.slides[1]._element.iter(f"{{{MATH}}}t")).text = "y"
    deck.save(str(before))
    deck, report = bench.again(before)
    assert report.lines == ["slide 2, 'table', row 2, column 2: your words are kept"]
    assert equations(deck.slides[1]) == ["y"]


def test_an_equation_that_wraps_its_text_stays_beside_todays_numbers(bench: Any) -> None:
    edited = bench.edited(lambda deck: wrapped(bench.shape(deck, 0, "claim")._element))
    deck, report = bench.again(edited)
    assert report.lines == ["slide 1, 'claim': your words are kept"]
    assert equations(deck.slides[0]) == ["x+1"]
    _, report = bench.again(edited, cache="0.7 GB")
    assert report.lines == ["slide 1, 'claim': your words are kept"]


def test_notes_with_an_equation_come_over_whole_or_are_told(bench: Any) -> None:
    edited = bench.edited(lambda deck: wrapped(deck.slides[0].notes_slide.notes_placeholder._element))
    deck, report = bench.again(edited, cache="0.7 GB")
    assert report.lines == ["slide 1, notes: your words are kept"]
    assert equations(deck.slides[0].notes_slide) == ["x+1"]
    assert b"Say that it takes 0.5 GB." in etree.tostring(deck.slides[0].notes_slide._element)
    _, report = bench.again(edited, note="Say more.")
    assert report.lines == [
        "slide 1, notes: your words are not kept: the build has changed them, and yours hold an equation"
    ]
