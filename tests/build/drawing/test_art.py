"""Icons and the owl are curves that every renderer can draw."""

from __future__ import annotations

import re

import pytest

from build.drawing.art import DRAWINGS, icon, icon_names, owl
from build.drawing.page import Box, Freeform
from build.files.places import THEME
from build.theme.choose import load_theme


@pytest.mark.parametrize("name", icon_names())
def test_an_icon_is_made_of_moves_lines_and_curves_inside_its_view(name: str) -> None:
    drawn = icon(name, Box(1, 2, 0.3, 0.3), color="navy", name_prefix="s01 x")
    assert drawn.name == "s01 x icon"
    assert drawn.decorative
    for path in drawn.paths:
        assert set(re.findall(r"[A-Za-z]", path.data)) <= set("MLCZ")
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.data)]
        assert all(0 <= number <= 24 for number in numbers)


def test_small_icons_keep_strokes_that_can_be_seen() -> None:
    small = icon("check", Box(0, 0, 0.1, 0.1), color="teal", name_prefix="x").paths[0].line
    large = icon("check", Box(0, 0, 1.0, 1.0), color="teal", name_prefix="x").paths[0].line
    assert small is not None
    assert large is not None
    assert small.width >= 1.4
    assert large.width > small.width


def test_an_unknown_icon_is_told_with_those_that_exist() -> None:
    with pytest.raises(KeyError, match=r"no icon 'owl'; there are: bars, bolt"):
        icon("owl", Box(0, 0, 1, 1), color="navy", name_prefix="x")


@pytest.mark.parametrize("box", [Box(1, 1, 0.96, 0.96), Box(0, 0, 3, 1), Box(2, 2, 1, 2)])
def test_the_owl_stays_inside_its_box_and_is_never_distorted(box: Box) -> None:
    parts = [part for part in owl(box, "s01").children if isinstance(part, Freeform)]
    side = min(box.w, box.h)
    for part in parts:
        assert box.x - 0.001 <= part.box.x
        assert part.box.right <= box.x + side + 0.001
        assert part.box.bottom <= box.y + side + 0.001
        assert part.box.w / part.view[2] == pytest.approx(part.box.h / part.view[3])
        assert part.paths[0].fill in load_theme(THEME).colors


def test_the_owl_s_tokens_are_the_colours_that_its_drawing_shows() -> None:
    drawing = (DRAWINGS / "owl.svg").read_text(encoding="utf-8")
    parts = re.findall(r'class="(\w+)" fill="(#\w+)"', drawing)
    assert len(parts) == drawing.count("fill=")
    assert {(token, fill.upper()) for token, fill in parts} <= set(load_theme(THEME).colors.items())
