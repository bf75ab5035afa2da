"""What an element says does not depend on how a program writes it, and does on each thing that somebody can set."""

from __future__ import annotations

from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches

from build.deck_file.besides import whole
from build.deck_file.links import Links
from build.deck_file.slide_reader import SlideReader

CHART = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
DRAWING = nsdecls("a")


def said(text: str) -> str:
    return whole(parse_xml(text), Links())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"<c:delete {CHART}/>", f'<c:delete {CHART} val="1"/>'),
        (f'<c:max {CHART} val="10.0"/>', f'<c:max {CHART} val="10"/>'),
        (f"<c:valAx {CHART}/>", f'<c:valAx {CHART}><c:delete val="0"/><c:numFmt/><c:scaling/></c:valAx>'),
        (f'<a:tab {DRAWING} pos="9" algn="ctr"/>', f'<a:tab {DRAWING} algn="ctr" pos="9"/>'),
        (f"<a:p {DRAWING}/>", f'<a:p {DRAWING}><a:pPr lvl="0"/><a:endParaRPr lang="en-US" dirty="0"/></a:p>'),
    ],
)
def test_programs_write_the_same_in_many_ways(one: str, other: str) -> None:
    assert said(one) == said(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"<c:delete {CHART}/>", f'<c:delete {CHART} val="0"/>'),
        (f'<c:min {CHART} val="0"/>', f'<c:min {CHART} val="1"/>'),
        (f"<c:valAx {CHART}/>", f"<c:valAx {CHART}><c:minorGridlines/></c:valAx>"),
        (f'<a:srgbClr {DRAWING} val="00E100"/>', f'<a:srgbClr {DRAWING} val="00E200"/>'),
        (f"<a:t {DRAWING}>Title</a:t>", f"<a:t {DRAWING}>My title</a:t>"),
    ],
)
def test_what_somebody_can_set_is_told_apart(one: str, other: str) -> None:
    assert said(one) != said(other)


def test_each_point_of_a_drawing_counts_whatever_order_its_coordinates_stand_in() -> None:
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    drawing = slide.shapes.build_freeform(0, 0)
    drawing.add_line_segments([(Inches(1), 0), (Inches(1), Inches(2))])
    shape: Any = drawing.convert_to_shape()._element
    point = next(shape.iter("{*}pt"))
    reader = SlideReader()
    before = reader.besides(shape, slide.part)
    x = point.attrib.pop("x")
    point.set("x", x)
    assert reader.besides(shape, slide.part) == before
    point.set("x", "12321")
    assert reader.besides(shape, slide.part) != before
