"""Colours between colours."""

from __future__ import annotations

import pytest

from animations.shades import blues, shade, spread
from build.files.places import THEME
from build.theme.choose import load_theme


@pytest.mark.parametrize(
    ("part", "color"),
    [
        (0.0, "#000000"), (0.25, "#400000"), (0.5, "#800000"), (0.75, "#808080"), (1.0, "#80FFFF"), (-1.0, "#000000"),
        (2.0, "#80FFFF"),
    ],
)  # fmt: skip
def test_a_shade_lies_between_the_two_colours_about_it(part: float, color: str) -> None:
    assert shade(("#000000", "#800000", "#80FFFF"), part) == color


def test_values_are_spread_from_the_least_to_the_most() -> None:
    assert spread((3.0, -1.0, 1.0)) == (1.0, 0.0, 0.5)
    assert spread((2.0, 2.0)) == (0.5, 0.5)


def test_the_ramp_grows_darker_and_leaves_the_palest_step_out() -> None:
    ramp = blues(load_theme(THEME))
    light = [sum(int(color[place : place + 2], 16) for place in (1, 3, 5)) for color in ramp]
    assert light == sorted(light, reverse=True)
    assert load_theme(THEME).color("ramp0") not in ramp
