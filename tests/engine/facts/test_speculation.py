"""The figures of guessing ahead are those that the paper prints, and the curves hang together."""

import pytest

from engine.facts.speculation import (
    bigram_speculation,
    speculation_arithmetic,
    speculation_best_gamma,
    speculation_by_pass_cost,
    speculation_tokens,
    speculation_tokens_by_gamma,
)


def test_tokens_a_pass_with_four_and_eight_guesses():
    tokens = speculation_tokens()
    assert (tokens.short, tokens.long) == (pytest.approx(3.3616), pytest.approx(4.3289, abs=5e-5))
    assert tokens.at_most == 5


def test_a_bigram_table_gains_what_the_paper_prints():
    assert format(bigram_speculation().speedup, "x.2") == "1.25×"


def test_more_speed_for_more_arithmetic_as_in_the_papers_table():
    found = speculation_arithmetic()
    assert (format(found.speedup, "x.2"), format(found.arithmetic, "x.2")) == ("3.69×", "1.63×")


def test_more_guesses_give_more_tokens_and_never_more_than_the_limit():
    curves = speculation_tokens_by_gamma()
    for name, line in curves.lines.items():
        assert list(line) == sorted(line)
        assert line[-1] < 1 / (1 - float(name.removeprefix("α = "))) + 1e-9


def test_a_pass_that_costs_a_step_a_row_never_gains():
    curves = speculation_by_pass_cost()
    assert max(curves.lines["a whole step"]) == 1  # without a guess
    assert max(curves.lines["nothing"]) > 3


def test_dearer_passes_ask_for_fewer_guesses():
    best = speculation_best_gamma()
    assert best.gamma_dear < best.gamma_free
    assert 1 < best.speedup_dear < best.speedup_free
