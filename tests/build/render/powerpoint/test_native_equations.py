"""Formulas on slides: equations where programs know them, the drawn formula where they do not, and both kept apart."""

from __future__ import annotations

import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import needs
import pytest
from every_shape import EQUATION, MATH, every_shape
from known_formulas import FORMULAS
from lxml import etree
from pptx import Presentation

from build.checks.written_package import flaws
from build.commands.check import check_package
from build.deck_file.equations import MARK
from build.drawing.page import Book
from build.edits.merge_deck import DeckMerge
from build.files.course import course_in
from build.files.places import THEME
from build.pipeline import build_book
from build.render.office import find_office
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from engine.ledger import deck_facts

COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PLACES = r"""---
title: Equations
---

## Alone

$$x = \frac{a + b}{2}$$

- $\bar{x}$: the mean (m)

## In $x^2$
Reveal: each

- Energy $E = mc^2$ and more
- $\frac{a+b}{c}$

> [!NOTE]
> It is $\alpha$.

## Table

| Name | Formula |
| --- | --- |
| area | $\pi r^2$ |

## Columns

### One $a$
- $a^2$

### Two
- $\sum_i x_i$

## مثال

- الطاقة $E = mc^2$ هنا
"""


A_SLIDE = 3  # formulas that stand on one together: a validator takes its time for each slide


def book_of(folder: Path) -> Book:
    alone = [f"$${latex}$$\n" for latex in FORMULAS.values()]
    starts = range(0, len(alone), A_SLIDE)
    slides = ["\n".join((f"## From {start}\n\nOf it:\n", *alone[start : start + A_SLIDE])) for start in starts]
    (folder / "course.toml").write_text("")
    (folder / "deck.md").write_text(PLACES + "\n" + "\n".join(slides), encoding="utf-8")
    outcome = build_book(folder / "deck.md", load_theme(THEME), deck_facts(), clips=folder, course=course_in(folder))
    assert not [str(finding) for finding in outcome.diagnostics if finding.severity == "error"]
    assert outcome.book
    return outcome.book


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("equations")
    write(book_of(folder), load_theme(THEME), folder / "deck.pptx")
    return folder / "deck.pptx"


def alternatives(path: Path) -> list[Any]:
    slides = (slide._element for slide in Presentation(str(path)).slides)
    found = (each for slide in slides for each in slide.iter(f"{COMPATIBLE}AlternateContent"))
    return [each for each in found if next(each.iter(EQUATION), None) is not None]


def said(path: Path) -> list[bytes]:
    return [etree.tostring(each, method="c14n", exclusive=True) for each in alternatives(path)]


def test_every_formula_is_an_equation_in_a_file_after_the_schemas(deck: Path) -> None:
    assert check_package(deck) == []
    found = alternatives(deck)
    alone = [each for each in found if next(each.iter(f"{MATH}oMathPara"), None) is not None]
    assert len(alone) == len(FORMULAS) + 1
    for each in found:
        choice, fallback = each
        assert choice.nsmap[choice.get("Requires")] == "http://schemas.microsoft.com/office/drawing/2010/main"
        assert next(fallback.iter(EQUATION), None) is None
        assert choice[0][0][0].attrib == fallback[0][0][0].attrib  # number, name and alt text


def test_an_equation_has_the_size_and_the_colour_of_its_words(deck: Path) -> None:
    energy = next(each for each in alternatives(deck) if "more" in "".join(each.itertext()))
    words, letters = energy[0].find(".//{*}r/{*}rPr"), next(energy[0].iter(EQUATION)).find(".//{*}rPr[@sz]")
    assert words.get("sz") == letters.get("sz")
    instead = "".join(text.text for text in energy[1].iter("{*}t"))
    assert f"{MARK}E =\u00a0mc2{MARK}" in instead


def test_an_equation_in_a_list_still_comes_at_its_click(deck: Path) -> None:
    slide = Presentation(str(deck)).slides[2]
    ids = {str(shape.shape_id) for shape in every_shape(slide.shapes)}
    assert {target.get("spid") for target in slide._element.iter("{*}spTgt")} <= ids


def test_an_equation_that_somebody_edited_stays_when_the_deck_is_built_again(deck: Path, tmp_path: Path) -> None:
    edited, merged = tmp_path / "edited.pptx", tmp_path / "merged.pptx"
    presentation = Presentation(str(deck))
    alone, _, in_line, *_ = (slide._element for slide in (presentation.slides[i] for i in (1, 1, 2)))
    next(alone.iter(f"{MATH}den")).find(f".//{MATH}t").text = "3"
    next(next(in_line.iter(EQUATION)).iter(f"{MATH}t")).text = "𝑦"
    presentation.save(str(edited))
    merge = DeckMerge(deck, edited)
    merge.save(merged)
    assert merge.report.lines == [
        "slide 2, 'formula': your words are kept",
        "slide 3, 'title': your words are kept",
    ]
    assert flaws(merged) == []
    texts = ["".join(text.text for text in each[1].iter("{*}t")) for each in alternatives(merged)]
    assert f"{MARK}x =\u00a0(a\u00a0+\u00a0b)/3{MARK}" in texts
    assert len(alternatives(merged)) == len(alternatives(deck))


def test_a_deck_that_nobody_edited_stays_as_it_is(deck: Path, tmp_path: Path) -> None:
    merged = tmp_path / "merged.pptx"
    merge = DeckMerge(deck, deck)
    merge.save(merged)
    assert merge.report.lines == []
    assert said(merged) == said(deck)


def test_powerpoint_may_draw_its_own_fallback(deck: Path, tmp_path: Path) -> None:
    presentation = Presentation(str(deck))
    for slide in presentation.slides:
        for each in slide._element.iter(f"{COMPATIBLE}AlternateContent"):
            if next(each.iter(EQUATION), None) is not None:
                each.replace(each[1], deepcopy(each[1]))
                for text in each[1].iter("{*}t"):
                    text.text = " "
    presentation.save(str(tmp_path / "saved.pptx"))
    assert DeckMerge(deck, tmp_path / "saved.pptx").report.lines == []


@needs.office
def test_libreoffice_opens_them_and_what_it_saves_leaves_them_as_they_were(deck: Path, tmp_path: Path) -> None:
    command = [
        find_office(), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to", "pptx", "--outdir", str(tmp_path), str(deck),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)  # type: ignore[arg-type]
    merge = DeckMerge(deck, tmp_path / "deck.pptx")
    assert merge.rewritten
    assert not [line for line in merge.report.lines if "your" in line]
    merge.save(tmp_path / "merged.pptx")
    assert len(alternatives(tmp_path / "merged.pptx")) == len(alternatives(deck))
