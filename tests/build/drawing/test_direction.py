"""Text runs as FriBidi, an implementation of UAX 9 that we did not write, has it run."""

from __future__ import annotations

import ctypes
import re
from ctypes.util import find_library
from typing import Any

import needs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.drawing.direction import is_right_to_left, levels, reads_right_to_left, seen_order
from build.drawing.page import Run, TextStyle

# One kind of bracket: with several, crossed, FriBidi 1.0.8 pairs otherwise than the standard.
LETTERS = "abאבعر 12٣٤.,:+-$%()!״\u0301\u064b\t/\u200f\u200d"
MARKED = re.compile("[()]\u200d*[\u0301\u064b]")
RTL, LTR = 0x111, 0x110


def theirs(text: str, *, rtl: bool) -> tuple[list[int], list[int]]:
    """FriBidi's levels of a line, and the order in which it is seen."""
    library: Any = ctypes.CDLL(find_library("fribidi"))
    count = len(text)
    letters, types, brackets = (ctypes.c_uint32 * count)(*map(ord, text)), *((ctypes.c_uint32 * count)() for _ in "ab")
    library.fribidi_get_bidi_types(letters, count, types)
    library.fribidi_get_bracket_types(letters, count, types, brackets)
    base, found = ctypes.c_uint32(RTL if rtl else LTR), (ctypes.c_int8 * count)()
    library.fribidi_get_par_embedding_levels_ex(types, brackets, count, ctypes.byref(base), found)
    order = (ctypes.c_int * count)(*range(count))
    library.fribidi_reorder_line(0, types, count, 0, base, found, None, order)
    return list(found), list(order)


# A mark on a bracket is left out: there we and FriBidi 1.0.8 differ now and then, and no text has one.
@needs.fribidi
@given(st.text(LETTERS, min_size=1, max_size=14).filter(lambda text: not MARKED.search(text)), st.booleans())
@settings(max_examples=400)
def test_each_letter_runs_as_fribidi_has_it(text: str, rtl: bool) -> None:
    found = levels(text, rtl=rtl)
    assert (found, seen_order(found)) == theirs(text, rtl=rtl)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", True), ("he-IL", True), ("fa", True), ("UR", True), ("uz-Arab", True), ("en", False), ("pa-Guru", False),
     ("ar-Latn", False), ("", False), ("zh-Hans", False)],
)  # fmt: skip
def test_a_language_runs_as_its_script_does(language: str, expected: bool) -> None:
    assert reads_right_to_left(language) == expected


@pytest.mark.parametrize(
    ("text", "face", "by_itself", "in_hebrew"),
    [
        ("שלום world", "body", True, True), ("1. (الفكرة) x", "body", True, True), ("Hello שלום", "body", False, True),
        ("12", "body", False, True), ("print(1)", "mono", False, False), ("", "body", False, False),
    ],
)  # fmt: skip
def test_a_paragraph_runs_as_its_first_strong_letter_or_its_deck(
    text: str, face: str, by_itself: bool, in_hebrew: bool
) -> None:
    runs = [Run(text, TextStyle(16, face=face))]  # type: ignore[arg-type]
    assert is_right_to_left(runs, otherwise=False) == by_itself
    assert is_right_to_left(runs, otherwise=True) == in_hebrew
