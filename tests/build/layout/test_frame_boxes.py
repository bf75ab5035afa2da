"""One table says where things stand: a box that moves there moves on master, layout, page and slide, with all in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation

from build.drawing.frame_boxes import PLACEHOLDER_BOXES
from build.drawing.page import Book, Box, Drawable, Group, Page, TextBox
from build.files.places import ROOT, THEME
from build.findings.diagnostic import Diagnostic
from build.pipeline import build_book
from build.render.powerpoint.markup import EMU_PER_INCH
from build.render.powerpoint.placeholders import PLACEHOLDERS
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from engine.ledger import Ledger

LayOut = Callable[[str], tuple[Book, list[Diagnostic]]]
Every = Callable[[Page], list[Drawable]]

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


# ---- boxes without a placeholder --------------------------------------------------------------------------
# Layouts read them as they are imported, so a process of its own moves them first.
MOVED = """
import json, sys
from pathlib import Path
from build.drawing import frame_boxes
from build.drawing.page import Box

for name, (dx, dy) in json.loads(sys.argv[2]).items():
    box = getattr(frame_boxes, name)
    setattr(frame_boxes, name, Box(box.x + dx, box.y + dy, box.w, box.h))

from build.files.places import THEME
from build.pipeline import build_book
from build.theme.choose import load_theme
from engine.ledger import Ledger

book = build_book(Path(sys.argv[1]), load_theme(THEME), Ledger({}), clips=Path(sys.argv[1])).book
inner = lambda items: [leaf for item in items for leaf in (inner(getattr(item, "children", ())) or [item])]
print(json.dumps({leaf.name: (leaf.box.x, leaf.box.y) for page in book.pages for leaf in inner(page.items)}))
"""
MOVES = {
    "EYEBROW": (0.01, 0.02), "SUPPORT": (0.02, -0.01), "WISDOM": (-0.01, 0.03), "TITLE_WISDOM": (-0.02, -0.04),
    "LOGO": (0.03, -0.02), "TITLE_LOGO": (-0.03, 0.05), "PROGRESS": (0.04, -0.03),
}  # fmt: skip
STANDS_IN = {
    "eyebrow": "EYEBROW", "beginner": "SUPPORT", "anchor": "SUPPORT", "timeline": "SUPPORT", "wisdom": "WISDOM",
    "owl": "WISDOM", "logo": "LOGO", "progress": "PROGRESS",
}  # fmt: skip
STANDS_BELOW = {"stage": "SUPPORT", "outcomes": "SUPPORT", "outcome": "SUPPORT", "next": "WISDOM"}  # the same columns


def test_what_stands_in_a_box_goes_where_the_box_goes(tmp_path: Path, every: Every) -> None:
    spec = tmp_path / "spec.md"
    text = (ROOT / "tests/golden/slide_kinds/spec.md").read_text(encoding="utf-8")
    spec.write_text(text.replace("---\n", "---\nlogo: mark.png\n", 1), encoding="utf-8")
    Image.new("RGB", (400, 200), "navy").save(tmp_path / "mark.png")
    process = subprocess.run(
        [sys.executable, "-c", MOVED, str(spec), json.dumps(MOVES)], cwd=ROOT, check=True, capture_output=True
    )
    after = json.loads(process.stdout)
    book = build_book(spec, load_theme(THEME), Ledger({}), clips=spec).book
    assert book is not None
    before = {item.name: item.box for page in book.pages for item in every(page) if not isinstance(item, Group)}
    moved = {name: (round(after[name][0] - box.x, 6), round(after[name][1] - box.y, 6)) for name, box in before.items()}
    assert moved == {name: _expected(name) for name in before}
    roles = {name.split()[1] for name in before}
    assert roles >= {*STANDS_IN, *STANDS_BELOW}


def _expected(name: str) -> tuple[float, float]:
    slide, role, *_ = name.split()
    if role in STANDS_BELOW:
        return MOVES[STANDS_BELOW[role]][0], 0.0
    if role == "footer":  # behind the logo
        return MOVES["LOGO"][0], 0.0
    box = STANDS_IN.get(role, "")
    of_title = f"TITLE_{box}"
    return MOVES.get(of_title if slide == "s01" and of_title in MOVES else box, (0.0, 0.0))
