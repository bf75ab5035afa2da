"""What a guide cites: marks in its words, and its last section."""

from __future__ import annotations

from pathlib import Path

from build.documents.guide import make_guide
from build.documents.page import guide_page
from build.files.places import THEME
from build.theme.choose import load_theme
from engine.ledger import Ledger

GUIDE = """---
kind: guide
bibliography: works.bib
---
# Day 1

What a leaf does, says [@lee].

## Hour 1: Leaves

### Light and sugar (icon: sprout)

As a book says [@kim, p. 7].
"""
WORKS = """@book{kim, author = {Kim, S.}, title = {Leaves}, year = 2023}
@book{lee, author = {Lee, A.}, title = {Light}, year = 1996}
"""


def test_a_guide_lists_what_it_cites_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text(WORKS)
    (tmp_path / "day.md").write_text(GUIDE)
    theme = load_theme(THEME)
    made, found = make_guide(tmp_path / "day.md", theme, Ledger())
    assert [str(one) for one in found] == []
    assert made is not None
    last = made.guide.hours[-1].sections[-1]
    assert (last.id, last.heading.plain) == ("works", "References")
    page = guide_page(made, theme, name="day")
    assert '<a href="#works"><sup>[2, p. 7]</sup></a>' in page
    assert "S. Kim, <em>Leaves</em>. 2023." in page
    assert page.index("S. Kim, <em>") > page.index("A. Lee, <em>") > page.index("As a book says")


def test_an_unknown_work_is_told(tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text(WORKS)
    (tmp_path / "day.md").write_text(GUIDE.replace("[@lee]", "[@leaf]"))
    made, found = make_guide(tmp_path / "day.md", load_theme(THEME), Ledger())
    assert made is None
    assert [(one.code, one.span.line, one.span.column, one.hint) for one in found] == [
        ("C815", 7, 25, "did you mean '@lee'?")
    ]
