"""Outlines, gradients, shadows, curves, connectors and tables, as numbers that can be checked by hand."""

from __future__ import annotations

import dataclasses
import math
import re
from xml.etree import ElementTree

import pytest

from build.drawing.page import (
    Box,
    Cell,
    Connector,
    Fill,
    Freeform,
    Gradient,
    Line,
    NativeTable,
    Paragraph,
    Path,
    Run,
    Shape,
    TextStyle,
)
from build.drawing.text_lines import text_area
from build.drawing.text_measure import Measure
from build.files import places
from build.render.svg import shapes, tables
from build.render.svg.context import PageContext
from build.render.svg.geometry import outline
from build.theme.choose import load_theme
from build.theme.tokens import Theme

THEME = load_theme(places.THEME)
MEASURE = Measure(THEME.fonts)
SQUARE = Box(100, 100, 60, 60)
ARROW = Connector(name="arrow", x1=1, y1=1, x2=3, y2=1, line=Line(color="navy", width=2, head=True))  # inches
Point = tuple[float, float]


def element(svg: str) -> ElementTree.Element:
    (only,) = elements(svg)
    return only


def elements(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<g>{svg}</g>"))


def numbers(text: str | None) -> list[Point]:
    found = [float(number) for number in re.findall(r"-?[\d.]+", text or "")]
    return list(zip(found[::2], found[1::2], strict=True))


# ---- outlines ---------------------------------------------------------------------------------------
def test_corners_of_a_preset_touch_its_box() -> None:
    for kind in ("triangle", "diamond", "hexagon", "pentagon"):
        across, down = zip(*numbers(element(outline(kind, SQUARE, 0)).get("points")), strict=True)
        assert (min(across), max(across)) == pytest.approx((100, 160), abs=0.01), kind
        assert (min(down), max(down)) == pytest.approx((100, 160), abs=0.01), kind


def test_a_hexagon_keeps_its_slopes_when_it_is_stretched() -> None:
    wide = numbers(element(outline("hexagon", Box(0, 0, 120, 60), 0)).get("points"))
    assert wide == [(0, 30), (15, 0), (105, 0), (120, 30), (105, 60), (15, 60)]


def test_a_pentagon_is_regular_in_the_box_of_a_regular_one() -> None:
    side = 40.0
    box = Box(0, 0, side * (1 + math.sqrt(5)) / 2, side * math.sqrt(5 + 2 * math.sqrt(5)) / 2)
    corners = numbers(element(outline("pentagon", box, 0)).get("points"))
    sides = [math.dist(a, b) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)]
    assert sides == [pytest.approx(side, rel=1e-3)] * 5


def test_no_radius_is_larger_than_half_a_side() -> None:
    assert element(outline("round", Box(0, 0, 60, 20), 30)).get("rx") == "10"
    assert element(outline("round", Box(0, 0, 60, 20), 0)).get("rx") is None


@pytest.mark.parametrize(
    ("kind", "square"), [("round_top", {(160, 160), (100, 160)}), ("round_left", {(160, 100), (160, 160)})]
)
def test_two_corners_are_round_and_two_are_square(kind: str, square: set[Point]) -> None:
    data = element(outline(kind, SQUARE, 12)).get("d")  # type: ignore[arg-type]
    every = {(100.0, 100.0), (160.0, 100.0), (160.0, 160.0), (100.0, 160.0)}
    assert every & set(numbers(data)) == square


def test_text_stands_inside_what_is_round() -> None:
    assert text_area("rect", SQUARE, 9) == SQUARE
    inside = text_area("ellipse", SQUARE, 0)
    assert math.hypot(inside.w, inside.h) == pytest.approx(60)  # its corners lie on the circle
    assert text_area("round", SQUARE, 10).x == pytest.approx(100 + 10 - 10 / math.sqrt(2))
    assert text_area("triangle", SQUARE, 0) == Box(115, 130, 30, 30)


# ---- paint ------------------------------------------------------------------------------------------
def painted(fill: Fill, **how: object) -> tuple[ElementTree.Element, PageContext]:
    context = PageContext(THEME, MEASURE)
    shape = Shape(name="card", box=Box(1, 1, 4, 2), fill=fill, **how)  # type: ignore[arg-type]
    return elements(shapes.shape(shape, context))[-1], context


@pytest.mark.parametrize(
    ("angle", "ends"),
    [
        (0, [(72, 144), (360, 144)]),
        (90, [(216, 72), (216, 216)]),
        (45, [(216 - 108, 144 - 108), (216 + 108, 144 + 108)]),  # level with two corners: half of 4 and 2 inches
    ],
)
def test_a_gradient_runs_at_its_angle_from_corner_to_corner(angle: float, ends: list[Point]) -> None:
    shape, context = painted(Gradient("navy", "gold", angle))
    (gradient,) = ElementTree.fromstring(context.defs())
    assert shape.get("fill") == f"url(#{gradient.get('id')})"
    start = float(gradient.get("x1", 0)), float(gradient.get("y1", 0))
    end = float(gradient.get("x2", 0)), float(gradient.get("y2", 0))
    assert [start, end] == [pytest.approx(place, abs=0.01) for place in ends]
    assert [stop.get("stop-color") for stop in gradient] == [THEME.color("navy"), THEME.color("gold")]


def test_nothing_is_painted_where_nothing_is_said() -> None:
    shape, context = painted(None)
    assert (shape.get("fill"), shape.get("stroke"), context.defs()) == ("none", None, "")


def test_a_shadow_lies_around_its_shape_and_below() -> None:
    context = PageContext(THEME, MEASURE)
    card = Shape(name="card", box=Box(1, 1, 4, 2), kind="round", radius=0.1, fill="white", shadow="card")
    *frame, shape = elements(shapes.shape(card, context))
    boxes = [tuple(float(part.get(side, 0)) for side in ("x", "y", "width", "height")) for part in frame]
    assert len(frame) == 8
    above, below = 72 - min(y for _, y, _, _ in boxes), max(y + high for _, y, _, high in boxes) - 216
    assert (below - above) / 2 == pytest.approx(THEME.shadow("card").distance, abs=0.002)
    assert 0 < above < below < THEME.shadow("card").blur + THEME.shadow("card").distance
    assert shape.get("rx") == "7.2"


def test_shadows_of_one_kind_share_their_gradients() -> None:
    context = PageContext(THEME, MEASURE)
    for x in (1, 4):
        shapes.shape(
            Shape(name="card", box=Box(x, 1, 2, 2), kind="round", radius=0.1, fill="white", shadow="card"), context
        )
    assert len(ElementTree.fromstring(context.defs())) == 8


def test_a_gradient_of_a_shadow_fades_to_nothing() -> None:
    context = PageContext(THEME, MEASURE)
    shapes.shape(Shape(name="card", box=Box(1, 1, 4, 2), fill="white", shadow="lift"), context)
    for gradient in ElementTree.fromstring(context.defs()):
        dark = [float(stop.get("stop-opacity", 1)) for stop in gradient]
        assert dark == sorted(dark, reverse=True)
        assert dark[0] == pytest.approx(THEME.shadow("lift").alpha, rel=0.05)
        assert dark[-1] == 0


# ---- curves and connectors --------------------------------------------------------------------------
def test_paths_are_stretched_over_their_box_and_their_lines_are_not() -> None:
    path = Path("M0 0L20 10C0 0 5 5 10 10Z", fill="gold", line=Line(color="navy", width=2))
    item = Freeform(name="icon", box=Box(1, 1, 2, 1), view=(0, 0, 20, 10), paths=(path,))
    drawn = element(shapes.freeform(item, PageContext(THEME, MEASURE)))
    assert drawn.get("d") == "M72 72L216 144C72 72 108 108 144 144Z"
    assert (drawn.get("stroke-width"), drawn.get("stroke-linecap")) == ("2", "round")


def test_an_arrow_ends_in_its_head() -> None:
    line, head = elements(shapes.connector(ARROW, PageContext(THEME, MEASURE)))
    assert line.get("d") == "M72 72L210 72"
    assert numbers(head.get("points")) == [(216, 72), (210, 75), (210, 69)]
    assert head.get("fill") == THEME.color("navy")


def test_both_ends_can_have_a_head() -> None:
    both = dataclasses.replace(ARROW, line=dataclasses.replace(ARROW.line, tail=True))
    line, *heads = elements(shapes.connector(both, PageContext(THEME, MEASURE)))
    assert line.get("d") == "M78 72L210 72"
    assert [numbers(head.get("points"))[0] for head in heads] == [(216, 72), (72, 72)]


def test_a_thin_arrow_has_a_head_that_can_be_seen() -> None:
    thin = dataclasses.replace(ARROW, line=Line(color="navy", width=0.5, head=True))
    assert numbers(elements(shapes.connector(thin, PageContext(THEME, MEASURE)))[1].get("points"))[1] == (210, 75)


@pytest.mark.parametrize(
    ("kind", "x2", "y2", "data"),
    [
        ("elbow", 3, 2, "M72 72L144 72 144 144 216 144"),
        ("elbow", 2, 3, "M72 72L72 144 144 144 144 216"),
        ("curve", 3, 2, "M72 72C108 72 144 90 144 108 144 126 180 144 216 144"),
    ],
)
def test_elbows_and_curves_leave_and_arrive_along_the_longer_way(kind: str, x2: float, y2: float, data: str) -> None:
    item = dataclasses.replace(ARROW, x2=x2, y2=y2, kind=kind, line=Line(color="navy"))
    assert element(shapes.connector(item, PageContext(THEME, MEASURE))).get("d") == data


# ---- tables -----------------------------------------------------------------------------------------
def _cell(word: str, **how: object) -> Cell:
    return Cell(paragraphs=(Paragraph(runs=(Run(word, TextStyle(10)),), line=12),), **how)  # type: ignore[arg-type]


TABLE = NativeTable(
    name="results", box=Box(1, 1, 3, 1), widths=(1, 2), heights=(0.5, 0.5), padding=0.1,
    rows=((_cell("a", fill="navy100"), _cell("b")), (_cell("c", anchor="top"), _cell("d"))),
)  # fmt: skip


def test_a_table_has_fills_words_and_a_hairline_below_each_row(theme: Theme) -> None:
    drawn = elements(tables.table(TABLE, PageContext(theme, Measure(theme.fonts))))
    fill, *texts, first, second = drawn
    assert [fill.get(side) for side in ("x", "y", "width", "height")] == ["72", "72", "72", "36"]
    assert [(text.text, text.get("x"), text.get("y")) for text in texts] == [
        ("a", "79.2", "94"),
        ("b", "151.2", "94"),
        ("c", "79.2", "118"),
        ("d", "151.2", "130"),
    ]
    assert [(line.get("x1"), line.get("x2"), line.get("y1")) for line in (first, second)] == [
        ("72", "288", "108"),
        ("72", "288", "144"),
    ]


def test_a_table_from_right_to_left_begins_at_the_right_and_one_on_a_card_has_no_last_rule(theme: Theme) -> None:
    item = dataclasses.replace(TABLE, rtl=True, last_rule=False)
    drawn = elements(tables.table(item, PageContext(theme, Measure(theme.fonts))))
    fill, *texts, rule = drawn
    assert [fill.get(side) for side in ("x", "width")] == ["216", "72"]
    assert [(text.text, text.get("x")) for text in texts] == [
        ("a", "223.2"), ("b", "79.2"), ("c", "223.2"), ("d", "79.2"),
    ]  # fmt: skip
    assert rule.get("y1") == "108"
