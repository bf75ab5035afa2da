"""A slide that has nothing yet but its title says that large, in the middle; what stands in the strip stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from page_items import LayOut, named

from build.checks.laid_out import check_pages
from build.drawing.page import TextBox
from build.files.places import THEME
from build.spec.deck import Deck
from build.theme.choose import load_theme

CORNER = "Beginner's Corner:\n- What this means: a.\n- Why it matters: b.\n- Common mistake: c.\n\n"


@pytest.mark.parametrize("kind", ["Concept", "Agenda", "Code Bridge A", "Takeaway"])
@pytest.mark.parametrize("strip", ["", CORNER, 'Wisdom: "Short."\n'])
@pytest.mark.parametrize("title", ["Nothing yet", "A title that takes two lines where it is set as large as this one"])
def test_a_title_alone_stands_in_the_middle(
    laid_out: LayOut, deck_of: Callable[[str], Deck], kind: str, strip: str, title: str
) -> None:
    spec = f"---\nwisdom: optional\n---\n# D\n\n## Slide 1: {kind} - {title}\n{strip}"
    book, findings = laid_out(spec)
    assert findings == []
    assert check_pages(book, load_theme(THEME), deck_of(spec), unfit=()) == []
    drawn = named(book.pages[0], "title")
    assert isinstance(drawn, TextBox)
    assert drawn.placeholder == "title"
    assert drawn.paragraphs[0].runs[0].style.size >= 44
    names = {item.name for item in book.pages[0].items}
    assert "s01 eyebrow" in names
    assert ("s01 wisdom" in names, "s01 beginner label" in names) == ("Wisdom" in strip, strip == CORNER)
    assert 2.5 < drawn.box.y + drawn.box.h / 2 < 4.3


def test_a_slide_with_a_figure_keeps_its_layout(laid_out: LayOut) -> None:
    spec = "# D\n\n## Slide 1: Concept - A\nVisual: fact_tiles(cache_size, n_layers)\n\nWisdom: a\n"
    assert named(laid_out(spec)[0].pages[0], "title").box.y < 1


def test_what_cannot_be_drawn_is_a_dashed_box_with_its_name(laid_out: LayOut) -> None:
    spec = "# D\n\n## Slide 1: Concept - A\nVisual: no_such_figure(cache_size)\n\nWisdom: a\n"
    box = named(laid_out(spec)[0].pages[0], "visual")
    assert box.line.dash == "dash"  # type: ignore[union-attr]
    assert box.paragraphs[0].text == "⟨no_such_figure⟩"  # type: ignore[union-attr]
