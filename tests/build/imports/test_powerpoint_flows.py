"""Boxes that arrows join, as figures of steps or as lists of what leads where."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from build.imports.imported import Imported
from build.imports.write_spec import write_spec
from tests.helpers.powerpoint_decks import (
    TITLE_ONLY,
    add_slide,
    text_box,
    told,
)

Make = Callable[[Any], None]


def _boxes(slide: Any, *words: str) -> list[Any]:
    return [text_box(slide, said, 0.5 + 3 * place, 3, 2, 1) for place, said in enumerate(words)]


def _arrow(slide: Any, start: Any, end: Any, *, glued: bool = True) -> None:
    """A line with a head, from the right side of a box to the left side of another."""
    points = (start.left + start.width, start.top + start.height // 2, end.left, end.top + end.height // 2)
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *points)
    if glued:
        line.begin_connect(start, 3)
        line.end_connect(end, 1)
    line.line._get_or_add_ln().append(parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle"/>'))


@pytest.mark.parametrize("glued", [True, False])
def test_boxes_in_a_row_of_arrows_are_the_figure_of_steps(imported: Callable[[Make], Imported], glued: bool) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Steps")
        two, one, three = _boxes(slide, "clean", "collect", "train")
        for start, end in ((one, two), (two, three)):
            _arrow(slide, start, end, glued=glued)

    made = imported(make)
    assert write_spec(made).endswith('# Steps\n\nVisual: flow(steps="collect; clean; train")\n')
    assert "slide 1, 'TextBox 2': a drawing of boxes and arrows: a figure shows its steps" in told(made)


def test_steps_that_no_figure_says_are_a_numbered_list(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Steps")
        boxes = _boxes(slide, "step 1", "step 2", "step 3")
        text_box(slide, "Each step takes a day.", 0.5, 5, 8, 1)
        for start, end in pairwise(boxes):
            block = (MSO_SHAPE.RIGHT_ARROW, start.left + start.width, start.top, end.left - start.left - start.width)
            slide.shapes.add_shape(*block, start.height)

    made = imported(make)
    assert write_spec(made).endswith("# Steps\n\n1. step 1\n2. step 2\n3. step 3\n\nEach step takes a day.\n")
    assert "slide 1, 'TextBox 2': a drawing of boxes and arrows: its steps are a numbered list" in told(made)


def test_boxes_whose_arrows_branch_are_a_list_of_what_leads_where(imported: Callable[[Make], Imported]) -> None:
    def make(deck: Any) -> None:
        slide = add_slide(deck, TITLE_ONLY, "Roads")
        one, two, three = _boxes(slide, "a", "b", "c")
        _arrow(slide, one, two)
        _arrow(slide, one, three)

    made = imported(make)
    assert write_spec(made).endswith("# Roads\n\n- a → b\n- a → c\n")
    assert "slide 1, 'TextBox 2': a drawing of boxes and arrows: a list says what leads where" in told(made)
