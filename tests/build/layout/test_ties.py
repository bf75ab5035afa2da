from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.drawing.page import Run, TextStyle
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.findings.diagnostic import Span
from build.layout.grid import measure_grid
from build.layout.ties import EXACT, TIE, parts_number, without_orphan, without_parted_numbers, without_short_ends
from build.spec.deck import Grid, Text, Words
from build.theme.choose import load_theme

MEASURE = Measure(load_theme(THEME).fonts)


def runs(*texts: str) -> list[Run]:
    return [Run(text, TextStyle(16)) for text in texts]


def text(tied: list[Run]) -> str:
    return "".join(run.text for run in tied)


def test_a_last_word_alone_takes_the_one_before_with_it() -> None:
    wide = MEASURE.width("Linear attention keeps one fixed", TextStyle(16)) / (1 - 0.03)
    plain = runs("Linear attention keeps one fixed state.")
    assert MEASURE.wrap(plain, wide)[-1] == "state."
    tied = without_orphan(plain, wide, MEASURE)
    assert text(tied) == f"Linear attention keeps one fixed{TIE}state."
    assert MEASURE.wrap(tied, wide) == ("Linear attention keeps one", f"fixed{TIE}state.")


def test_a_word_that_is_alone_only_where_a_viewer_breaks_later_is_tied_too() -> None:
    plain = runs("Deployment limits are inputs, not afterthoughts.")
    wide = MEASURE.width("Deployment limits are inputs, not", TextStyle(16)) / (1 - EXACT)
    assert MEASURE.wrap(plain, wide)[-1] == "not afterthoughts."
    assert MEASURE.wrap(plain, wide, reserve=EXACT)[-1] == "afterthoughts."
    assert text(without_orphan(plain, wide, MEASURE)).endswith(f"not{TIE}afterthoughts.")


def test_a_tie_over_two_runs_stands_at_the_end_of_the_first() -> None:
    wide = MEASURE.width("Read the whole file", TextStyle(16)) * 1.04
    tied = without_orphan(runs("Read the whole file ", "again"), wide, MEASURE)
    assert [run.text for run in tied] == [f"Read the whole file{TIE}", "again"]


@pytest.mark.parametrize(
    ("before", "words", "tied"),
    [
        ("A head takes 200", "A head takes 200 MB of it.", f"A head takes 200{TIE}MB of it."),
        ("Less moved: ÷", "Less moved: ÷ 9.2 here.", f"Less moved: ÷{TIE}9.2{TIE}here."),
        ("A head takes 200", "A head takes 200, a layer more.", "A head takes 200, a layer more."),
        ("Slide GPT2", "Slide GPT2 medium.", "Slide GPT2 medium."),
    ],
)
def test_a_number_is_not_parted_from_what_it_counts(before: str, words: str, tied: str) -> None:
    wide = MEASURE.width(before, TextStyle(16)) / (1 - 0.03) + 0.01
    assert text(without_parted_numbers(runs(words), wide, MEASURE)) == tied


def test_a_number_and_its_unit_stay_together_over_two_runs() -> None:
    wide = MEASURE.width("A head takes 200", TextStyle(16)) / (1 - 0.03) + 0.01
    tied = without_parted_numbers(runs("A head takes 200", " bytes a row"), wide, MEASURE)
    assert [run.text for run in tied] == ["A head takes 200", f"{TIE}bytes a row"]


@pytest.mark.parametrize("words", ["One line.", "Alone", "", "two words on each line", "the file is a_long_name.py"])
def test_what_ends_well_stays_as_it_is(words: str) -> None:
    plain = runs(words)
    wide = MEASURE.width("two words on", TextStyle(16)) * 1.04
    assert without_orphan(plain, wide, MEASURE) == plain


def test_code_that_was_broken_over_lines_is_left_alone() -> None:
    plain = [*runs("Plot it: "), Run("plot_memory_estimates_\nfast.py", TextStyle(13, face="mono"))]
    assert without_orphan(plain, 2.6, MEASURE) == plain


def test_a_tie_that_would_cost_a_line_is_left_out() -> None:
    plain = runs("extraordinary internationalisation")
    wide = MEASURE.width("internationalisation", TextStyle(16)) * 1.04
    assert without_orphan(plain, wide, MEASURE) == plain


def test_a_short_word_goes_to_the_next_line_with_the_word_it_belongs_to() -> None:
    wide = MEASURE.width("Inference and Att", TextStyle(16))
    tied = without_short_ends(runs("Inference and Attention Alternatives"), wide, MEASURE)
    assert MEASURE.wrap(tied, wide) == ("Inference", f"and{TIE}Attention", "Alternatives")


def test_names_in_capitals_and_longer_words_are_not_tied() -> None:
    plain = runs("The KV that runs GQA only")
    assert without_short_ends(plain, 5, MEASURE) == plain


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=12), st.floats(0.8, 4.0))
def test_ties_change_no_word_and_cost_no_line(words: list[str], wide: float) -> None:
    plain = runs(" ".join(words))
    for tied in (without_orphan(plain, wide, MEASURE), without_short_ends(plain, wide, MEASURE)):
        assert text(tied).replace(TIE, " ") == text(plain)
        assert len(MEASURE.wrap(tied, wide)) <= len(MEASURE.wrap(plain, wide))


def test_a_table_is_set_smaller_before_a_cell_parts_a_number_from_its_unit() -> None:
    cells = tuple(Text((Words(text=words),)) for words in ("Speed", "4.31 tokens/s", "48.4 tokens/s"))
    grid = Grid(header=cells, rows=(cells, cells), align=("left", "right", "right"), span=Span())
    assert MEASURE.wrap(runs("4.31 tokens/s"), 0.8) == ("4.31", "tokens/s")
    assert parts_number(MEASURE.paragraph(runs("4.31 tokens/s"), width=0.8))
    wide = 3.6
    while (measured := measure_grid(grid, wide, 9.0, MEASURE)).rung.size == 16:
        wide -= 0.05
    assert not any(parts_number(words) for row in measured.rows for cell in row for words in cell.paragraphs)
    assert measured.rung.size < 16
