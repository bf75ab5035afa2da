"""Guessing ahead by formula: the paper's table and figures, simulation, and how many tokens to guess."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cost.speculation import best_gamma, expected_tokens, more_arithmetic, speculative_speedup

CHANCE = st.floats(0, 1)
GAMMA = st.integers(0, 12)


@pytest.mark.parametrize(
    ("acceptance", "gamma", "tokens"), [(0.8, 4, 3.3616), (0.8, 8, 4.3289), (0.2, 3, 1.248), (0, 5, 1), (1, 5, 6)]
)
def test_tokens_a_pass_are_those_that_others_publish(acceptance, gamma, tokens):
    assert expected_tokens(acceptance, gamma) == pytest.approx(tokens, abs=5e-5)


@pytest.mark.parametrize(
    ("acceptance", "gamma", "operations", "speed"),
    [(0.6, 2, 1.53, 1.96), (0.7, 3, 1.58, 2.53), (0.8, 2, 1.23, 2.44), (0.8, 5, 1.63, 3.69), (0.9, 2, 1.11, 2.71),
     (0.9, 10, 1.60, 6.86)],
)  # fmt: skip
def test_speed_and_arithmetic_of_a_draft_that_costs_nothing_are_the_papers_first_table(
    acceptance, gamma, operations, speed
):
    assert speculative_speedup(acceptance, gamma, draft_cost=0) == pytest.approx(speed, abs=0.006)
    assert more_arithmetic(acceptance, gamma, draft_cost=0) == pytest.approx(operations, abs=0.006)


@given(st.floats(0, 0.999), GAMMA)
def test_the_sum_is_the_papers_fraction(acceptance, gamma):
    fraction = (1 - acceptance ** (gamma + 1)) / (1 - acceptance)
    assert expected_tokens(acceptance, gamma) == pytest.approx(fraction, rel=1e-9)


def test_tokens_a_pass_are_what_coins_give():
    coins, passes = random.Random(1), 40_000
    given_tokens = 0
    for _ in range(passes):
        accepted = 0
        while accepted < 4 and coins.random() < 0.7:
            accepted += 1
        given_tokens += accepted + 1
    assert given_tokens / passes == pytest.approx(expected_tokens(0.7, 4), abs=0.03)


@given(CHANCE, GAMMA, st.floats(0, 2))
def test_a_pass_that_costs_a_step_for_each_token_gains_nothing(acceptance, gamma, draft_cost):
    assert speculative_speedup(acceptance, gamma, draft_cost=draft_cost, pass_cost=gamma + 1) <= 1 + 1e-12


@given(CHANCE, st.floats(0, 1), st.lists(st.floats(1, 10), min_size=0, max_size=10))
def test_the_best_number_of_guesses_is_the_best_of_all(acceptance, draft_cost, more):
    passes = [1.0, *more]
    best = best_gamma(acceptance, draft_cost=draft_cost, pass_costs=passes)
    speeds = [speculative_speedup(acceptance, g, draft_cost=draft_cost, pass_cost=v) for g, v in enumerate(passes)]
    assert speeds[best] == max(speeds) >= 1


@given(st.floats(0.01, 0.99), st.floats(0, 2))
def test_guessing_pays_where_a_guess_is_accepted_more_often_than_it_costs(acceptance, draft_cost):
    """Corollary 3.9: a draft whose α is above its c gains, already with one guess; no other does."""
    gamma = best_gamma(acceptance, draft_cost=draft_cost, pass_costs=[1.0] * 8)
    if acceptance > draft_cost + 1e-9:
        assert gamma > 0
    if acceptance < draft_cost - 1e-9:
        assert gamma == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: expected_tokens(1.5, 2), "acceptance=1.5 is not a chance"),
        (lambda: expected_tokens(0.5, -1), "gamma=-1 tokens cannot be guessed"),
        (lambda: speculative_speedup(0.5, 1, draft_cost=-1), "draft_cost=-1 is negative,"),
        (lambda: speculative_speedup(0.5, 1, draft_cost=0, pass_cost=0), "pass_cost=0 is not above 0,"),
        (lambda: best_gamma(0.5, draft_cost=0, pass_costs=[]), "pass_costs is empty"),
    ],
)
def test_what_cannot_be_is_said(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_passes_without_a_guess_are_plain_steps():
    assert speculative_speedup(0.5, 3, draft_cost=0, pass_cost=2, guessed=0) == 1
    half = speculative_speedup(0.5, 3, draft_cost=0.1, pass_cost=2, guessed=0.5)
    assert half == pytest.approx((1.875 + 1) / (2.3 + 1))
