"""Where words break at a syllable: as dictionaries have it, in as few parts as can be, never in code or a number."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.drawing.page import FactSpan, Run, TextStyle
from build.drawing.run_parts import marked, without_marks
from build.drawing.syllables import even_parts, places_in
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.theme.choose import load_theme

STYLE = TextStyle(18)
GERMAN = Measure(load_theme(THEME).fonts, "de-AT").hyphenating
assert GERMAN is not None


@pytest.mark.parametrize(
    ("language", "parts"),
    [  # Duden, PWN's and TDK's dictionaries, Larousse, Merriam-Webster; a part of two letters is none
        ("de", "Wahr|schein|lich|keit"),
        ("de-AT", "GESCHWIN|DIG|KEI|TEN"),
        ("pl", "praw|do|po|do|bień|stwo"),
        ("tr", "kar|şı|laş|tı|rı|la|bi|lir|lik"),
        ("fr", "intel|li|gence"),
        ("en-US", "hyphen|ation"),
        ("hu", "asszony"),  # which is asz-szony where it breaks
    ],
)
def test_a_word_breaks_at_its_syllables(language: str, parts: str) -> None:
    places = places_in(language)
    assert places is not None
    word = parts.replace("|", "")
    at = list(places(word))
    assert "|".join(word[start:end] for start, end in zip([0, *at], [*at, None], strict=True)) == parts


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko", "ar", "he", "hi", "xx", ""])
def test_a_language_without_hyphens_has_no_syllables(language: str) -> None:
    assert places_in(language) is None
    assert Measure(load_theme(THEME).fonts, language).hyphenating is None


@given(st.lists(st.integers(1, 12), min_size=1, max_size=7), st.integers(2, 24), st.integers(0, 2))
def test_a_word_has_as_few_parts_as_can_be_and_even_ones(syllables: list[int], limit: int, hyphen: int) -> None:
    ends = [float(sum(syllables[: i + 1])) for i in range(len(syllables))]

    def widths(cuts: tuple[int, ...]) -> list[float]:
        edges = [0.0, *(ends[cut] for cut in cuts), ends[-1]]
        wide = [end - start for start, end in pairwise(edges)]
        return [*(one + hyphen for one in wide[:-1]), wide[-1]]

    every = [cuts for count in range(len(ends)) for cuts in combinations(range(len(ends) - 1), count)]
    ways = [(len(cuts), max(widths(cuts))) for cuts in every if max(widths(cuts)) <= limit]
    found = tuple(even_parts(ends, range(len(ends)), limit, hyphen))
    assert ((len(found), max(widths(found))) if ways else found) == (min(ways) if ways else ())


def test_only_a_word_that_no_line_holds_is_broken_and_lines_hold_its_parts() -> None:
    assert GERMAN is not None
    runs = [Run("Die (Wahrscheinlichkeits", STYLE), Run("verteilung), Unwahrscheinliches", TextStyle(18, bold=True))]
    assert GERMAN.paragraph(runs, width=3.4).text == "Die (Wahrscheinlichkeitsverteilung), Unwahrscheinliches"
    narrow = GERMAN.paragraph(runs, width=2.0)
    assert narrow.lines == ("Die", "(Wahrscheinlich\u00ad", "keitsverteilung),", "Unwahr\u00ad", "scheinliches")
    assert narrow.widest_word <= 2.0


def test_code_addresses_and_numbers_stay_whole() -> None:
    assert GERMAN is not None
    code = Run("wahrscheinlichkeitsverteilung", TextStyle(18, face="mono"))
    fact = Run("Wahrscheinlichkeiten", STYLE, facts=(FactSpan("f", 0, 20),))
    for run in (code, fact, Run("wahrscheinlichkeit", STYLE, math="x"), Run("e3b0c44298fc1c149afbf4c8996", STYLE)):
        assert GERMAN.paragraph([run], width=1.0).text == run.text
    address = GERMAN.paragraph([Run("https://wahrscheinlichkeit.example.org/x", STYLE)], width=1.0)
    assert "\u00ad" not in address.text


def test_a_mark_among_runs_moves_what_is_a_fact_and_goes_again() -> None:
    runs = [Run("ab", STYLE), Run("cd 12 ef", STYLE, facts=(FactSpan("f", 3, 5),))]
    made = marked(runs, [2, 3, 9], "\u00ad")
    assert [run.text for run in made] == ["ab\u00ad", "c\u00add 12 e\u00adf"]
    assert [list(run.numbers()) for run in made] == [[], [("12", "f")]]
    assert without_marks(made, "\u00ad") == tuple(runs)
