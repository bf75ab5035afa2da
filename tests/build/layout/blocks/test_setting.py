"""How blocks are set: units stay with their numbers, and which of several sizes is taken."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from content_slides import text
from hypothesis import given
from hypothesis import strategies as st
from page_items import MEASURE

from build.drawing.page import Run, TextStyle
from build.layout.blocks.setting import Setting, best, with_units

TIE = "\u00a0"


@pytest.mark.parametrize(
    ("said", "tied"),
    [
        ("Take 5 kg of it", "Take 5_kg of it"),
        ("at 21 °C and 40 %", "at 21_°C and 40_%"),
        ("3 mg/l", "3_mg/l"),
        ("in 1999 everybody", "in 1999 everybody"),
        ("a 5b", "a 5b"),
    ],
)
def test_a_number_never_leaves_its_unit(said: str, tied: str) -> None:
    assert "".join(run.text for run in with_units([Run(said, TextStyle(20))])) == tied.replace("_", TIE)


def test_a_unit_stays_with_a_number_that_looks_otherwise() -> None:
    runs = with_units([Run("Take ", TextStyle(20)), Run("5", TextStyle(20, bold=True)), Run(" kg", TextStyle(20))])
    assert [run.text for run in runs] == ["Take ", "5", f"{TIE}kg"]


def test_code_is_shown_as_it_was_written() -> None:
    (run,) = with_units([Run("sleep 5 s", TextStyle(16, face="mono"))])
    assert run.text == "sleep 5 s"


@given(st.floats(10, 60))
def test_what_stands_below_an_item_is_smaller_down_to_a_floor_and_never_larger(size: float) -> None:
    sub = Setting(MEASURE, size, 5.0).sub
    assert sub <= size
    assert sub >= min(size, 18)


def test_the_last_line_holds_no_short_word_alone() -> None:
    words = Setting(MEASURE, 24, 4.0).paragraph(text("Palisade cells stand upright and catch light"))
    assert len(words.lines) > 1
    assert len(words.lines[-1].split()) > 1 or "\u00a0" in words.lines[-1]


# ---- which size -------------------------------------------------------------------------------------
@dataclass
class Sized:
    """Fits up to a size; takes two lines above another."""

    size: float
    largest: float
    one_line: float

    @property
    def fits(self) -> bool:
        return self.size <= self.largest

    @property
    def lines(self) -> tuple[int, ...]:
        return (1 if self.size <= self.one_line else 2,)


SIZES = (40.0, 36.0, 30.0, 26.0, 20.0)


@pytest.mark.parametrize(
    ("largest", "one_line", "airy", "taken"),
    [
        (99, 99, False, 40),
        (99, 36, False, 36),
        (99, 30, False, 30),
        (99, 25, False, 40),
        (28, 99, False, 26),
        (10, 99, False, 20),
        (99, 30, True, 30),
        (36, 25, True, 36),
    ],
)
def test_the_largest_size_at_which_no_item_takes_more_lines_is_taken(
    largest: float, one_line: float, airy: bool, taken: float
) -> None:
    assert best(SIZES, 30.0, lambda size: Sized(size, largest, one_line), lambda _: airy).size == taken
