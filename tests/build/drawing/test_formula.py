"""Formulas as curves: whole, in place, in the theme's colours, and what cannot be read is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build.drawing import formula as module
from build.drawing.curves import commands, extent
from build.drawing.formula import Formula, FormulaError, typeset
from build.drawing.page import Box
from build.files import places
from build.theme.choose import load_theme

THEME = load_theme(places.THEME)
SOFTMAX = r"\mathrm{softmax}\left(\frac{\textcolor{goldink}{q}K^{\top}}{\sqrt{d}}\right)V"


@pytest.mark.parametrize(
    "latex", [SOFTMAX, r"2 \cdot \mathrm{layers}", r"\underbrace{(x)^{\top}c}_{\text{fold}}", "g_y"]
)
def test_no_letter_is_cut(latex: str) -> None:
    formula = typeset(latex, size=20, color="navy", theme=THEME)
    left, top, wide, high = formula.view
    for path in formula.paths:
        for _, numbers in commands(path.data):
            assert all(left < x < left + wide for x in numbers[::2])
            assert all(top < y < top + high for y in numbers[1::2])


def test_a_part_takes_the_colour_that_it_names() -> None:
    formula = typeset(SOFTMAX, size=20, color="navy", theme=THEME)
    assert [path.fill for path in formula.paths] == ["navy", "goldink", "navy"]


def test_size_is_in_points_and_a_formula_keeps_its_own_in_any_box() -> None:
    small, large = (typeset(SOFTMAX, size=size, color="navy", theme=THEME) for size in (14, 28))
    assert large.width == pytest.approx(2 * small.width)
    assert small.at(28) == large
    box = Box(1, 2, 5, 3)
    drawn = large.in_middle_of(box, name="formula", alt="softmax")
    assert (drawn.box.w, drawn.box.h) == (large.width, large.height)
    assert drawn.box.x - box.x == pytest.approx(box.right - drawn.box.right)
    assert drawn.box.y - box.y == pytest.approx(box.bottom - drawn.box.bottom)


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\foo{x}", r"unknown command \foo in the formula '\foo{x}'"),
        ("a^", "cannot read the formula 'a^': missing super script or subscript"),
        ("", "cannot read the formula '': no available tokens"),
        (r"\textcolor{red}{x}", r"unknown colour 'red' in '\textcolor{red}{x}'"),
        (r"\textcolor{red: dark}{x}", r"unknown colour 'red: dark' in '\textcolor{red: dark}{x}'"),
    ],
)
def test_what_cannot_be_typeset_is_said(latex: str, message: str) -> None:
    with pytest.raises(FormulaError, match=f"^{re.escape(message)}$"):
        typeset(latex, size=20, color="navy", theme=THEME)


@pytest.mark.parametrize("library", ["latex2mathml", "ziafont", "ziamath"])
def test_what_another_version_of_a_library_drew_is_not_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    installed = module.version

    def draw() -> Formula:
        return typeset("a+b", size=20, color="navy", theme=THEME, memory=tmp_path)

    first = draw()
    assert draw() == first
    assert len(list(tmp_path.rglob("*.json"))) == 1
    monkeypatch.setattr(module, "version", lambda name: "0" if name == library else installed(name))
    assert draw() == first
    assert len(list(tmp_path.rglob("*.json"))) == 2


def test_a_sign_stands_close_to_what_it_belongs_to() -> None:
    def wide(latex: str) -> float:
        return typeset(latex, size=20, color="navy", theme=THEME).width

    assert wide("a=-b") < wide("a-b=") - 0.05
    assert wide("a = -b") == wide("a={-}b")
    assert wide(r"\text{a=-b}") == wide(r"\text{a=-b}{}")


def test_the_rule_of_a_root_begins_where_its_hook_ends() -> None:
    (path,) = typeset(r"\sqrt{\frac{k}{m}}", size=20, color="navy", theme=THEME).paths
    parts = [extent(f"M{part}") for part in path.data.split("M")[1:]]
    hook = min(parts, key=lambda part: part.x)
    assert any(abs(part.x - hook.right) < 0.01 and abs(part.y - hook.y) < 0.5 for part in parts)
