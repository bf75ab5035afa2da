"""One table says where placeholders stand: a box that moves there moves on master, layout, page and slide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from build.drawing.frame_boxes import PLACEHOLDER_BOXES
from build.drawing.page import Book, Box, TextBox
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic
from build.render.powerpoint.markup import EMU_PER_INCH
from build.render.powerpoint.placeholders import PLACEHOLDERS
from build.render.powerpoint.write import write
from build.theme.choose import load_theme

LayOut = Callable[[str], tuple[Book, list[Diagnostic]]]

SPEC = """---
course: A course
title: A session
---
# A session
## Slide 1: Title - A session
Central Text:
- Title: A session
- Subtitle: What it promises

## Slide 2: A concept
Type: concept
Visual: mask_pointer(tokens="The cat sat")
Extended Annotations:
### Here
1. Words on the left.
### There
2. Words on the right.
"""
ROLES = [(layout, role) for layout, boxes in PLACEHOLDER_BOXES.items() for role in boxes]
WITHOUT_WORDS = (("title", "footer"), ("title", "number"))  # a title slide leaves these two out


@pytest.mark.parametrize(("layout", "role"), ROLES)
def test_a_box_that_moves_in_the_table_moves_wherever_it_stands(
    layout: str, role: str, laid_out: LayOut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _away_from_table(layout, role, laid_out, tmp_path)
    box = PLACEHOLDER_BOXES[layout][role]
    moved = Box(box.x + 0.1, box.y - 0.05, box.w - 0.2, box.h + 0.02)
    monkeypatch.setitem(PLACEHOLDER_BOXES[layout], role, moved)  # type: ignore[arg-type]
    assert _away_from_table(layout, role, laid_out, tmp_path) == before
    assert before["layout"] == (0, 0, 0, 0)
    assert ("page" in before) == ((layout, role) not in WITHOUT_WORDS)


def _away_from_table(layout: str, role: str, laid_out: LayOut, folder: Path) -> dict[str, tuple[float, ...]]:
    """Inches from a placeholder to its box of the table: left, top, width; height where it takes all of it."""
    book, findings = laid_out(SPEC)
    assert not findings
    write(book, load_theme(THEME), folder / "deck.pptx")
    deck: Any = Presentation(str(folder / "deck.pptx"))
    slide_layout = deck.slide_layouts.get_by_name(layout)
    name = PLACEHOLDERS[layout][role].name
    found = {"layout": _inches(slide_layout.placeholders, name)}
    if layout == "standard" and role != "body2":  # the master has one body
        found["master"] = _inches(deck.slide_master.placeholders, name)
    page = next(page for page in book.pages if page.layout == layout)
    for item in page.items:
        if isinstance(item, TextBox) and item.placeholder == role:
            found["page"] = (item.box.x, item.box.y, item.box.w)
            found["slide"] = _inches(deck.slides[page.number - 1].shapes, item.name)[:3]
    box = PLACEHOLDER_BOXES[layout][role]
    return {
        where: tuple(round(own - its, 3) for own, its in zip(place, (box.x, box.y, box.w, box.h), strict=False))
        for where, place in found.items()
    }


def _inches(shapes: Any, name: str) -> tuple[float, ...]:
    shape = next(shape for shape in shapes if shape.name == name)
    return tuple(length / EMU_PER_INCH for length in (shape.left, shape.top, shape.width, shape.height))
