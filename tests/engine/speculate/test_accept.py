"""The rule of acceptance: exact by enumeration, within bounds by draws, and its chance as the paper says."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reply import Sampling
from engine.speculate.accept import accept, acceptance, residual, warp_of
from engine.speculate.chance import Seeded


@st.composite
def distributions(draw, rows: int, tokens: int = 3):
    """[rows, tokens] in fp64; some tokens have no weight."""
    weights = st.sampled_from([0.0, 0.1, 0.5, 1.0, 3.0, 7.0])
    row = st.lists(weights, min_size=tokens, max_size=tokens).filter(any)
    values = torch.tensor([draw(row) for _ in range(rows)], dtype=torch.float64)
    return values / values.sum(dim=-1, keepdim=True)


def drawn_and_judged(p, q, chance):
    """Guesses drawn from q without regard to one another, then judged; filled up by draws from p."""
    guessed = [chance.pick(row) for row in q]
    tokens = accept(p, q, guessed, chance)
    return tuple(tokens + [chance.pick(row) for row in p[len(tokens) :]])


@settings(max_examples=40)
@given(distributions(3), distributions(2))
def test_what_comes_out_is_distributed_as_the_target_whatever_guessed(distribution, p, q):
    found = distribution(lambda chance: drawn_and_judged(p, q, chance))
    for first in range(3):
        for second in range(3):
            for third in range(3):
                expected = float(p[0, first] * p[1, second] * p[2, third])
                assert found.get((first, second, third), 0.0) == pytest.approx(expected, abs=1e-12)


@given(distributions(2), distributions(1))
def test_the_chance_of_acceptance_is_what_both_share(distribution, p, q):
    def kept(chance):
        guess = chance.pick(q[0])
        return len(accept(p, q, [guess], chance)) == 2

    share = float(acceptance(p[0], q[0]))
    assert distribution(kept).get(True, 0.0) == pytest.approx(share, abs=1e-12)
    assert share == pytest.approx(1 - float((p[0] - q[0]).abs().sum()) / 2, abs=1e-12)  # corollary 3.6


def test_seeded_draws_stay_within_two_hundredths_of_the_target():
    p = torch.tensor([[0.5, 0.3, 0.15, 0.05], [0.1, 0.2, 0.3, 0.4]])
    q = torch.tensor([[0.1, 0.2, 0.3, 0.4]])
    chance, runs = Seeded(3), 3_000
    outcomes = [drawn_and_judged(p, q, chance) for _ in range(runs)]
    for place in range(2):
        counts = torch.bincount(torch.tensor([outcome[place] for outcome in outcomes]), minlength=4)
        assert torch.allclose(counts / runs, p[place], atol=0.02)  # two standard deviations


def test_greedy_guesses_stay_until_the_first_that_is_not_the_likeliest():
    warp, never = warp_of(Sampling()), Seeded(0)
    p = warp(torch.tensor([[0.0, 2.0, 1.0], [5.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
    for guessed, stays in (([1, 0], [1, 0, 2]), ([1, 2], [1, 0]), ([0, 0], [1])):
        q = warp(torch.eye(3)[guessed])
        assert accept(p, q, guessed, never) == stays


def test_two_distributions_that_differ_by_rounding_alone_leave_something_to_draw_from():
    p = torch.tensor([0.25, 0.75])
    assert torch.equal(residual(p, p), p)


@pytest.mark.parametrize(
    "sampling",
    [Sampling(temperature=0.7), Sampling(temperature=1.3, top_k=2), Sampling(temperature=1, top_p=0.6, min_p=0.1)],
)
def test_both_distributions_are_what_is_drawn_from(sampling):
    logits = torch.tensor([0.3, 2.0, 1.4, -1.0])
    counts = torch.zeros(4)
    sampler = replace(sampling, seed=1).sampler(())
    for _ in range(600):
        counts[sampler(logits[None, None])] += 1
    warped = warp_of(sampling)(logits)
    assert torch.allclose(counts / 600, warped, atol=0.06)
    assert torch.equal(counts == 0, warped == 0)


def test_a_penalty_for_what_was_said_is_refused():
    with pytest.raises(ValueError, match=r"repetition_penalty=1\.2 is not known when guessing ahead"):
        warp_of(Sampling(repetition_penalty=1.2))


def test_settings_that_contradict_one_another_are_refused():
    with pytest.raises(ValueError, match="top_k=3 has no meaning at temperature 0"):
        warp_of(Sampling(top_k=3))
