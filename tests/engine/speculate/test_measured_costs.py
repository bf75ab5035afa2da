"""α, c and the cost of a pass as they are measured: α is how often a single guess stays."""

import pytest
import torch

from engine.reply import Sampling
from engine.speculate.bigram import Bigrams
from engine.speculate.decode import generate, rounds
from engine.speculate.draft_model import ModelDraft
from engine.speculate.lookup import Lookup
from engine.speculate.measure import acceptance_along, costs


def test_the_mean_of_the_shared_part_is_how_often_a_single_guess_is_accepted(build):
    model = build(3, n_layers=1)
    sampling, draft = Sampling(temperature=2.0, seed=9), Bigrams(0.02 * torch.arange(61 * 61).view(61, 61).sin())
    shares, passes = [], []
    for start in range(8):
        ids = torch.tensor([[start, start + 1]])
        text = generate(model, ids, 40, Lookup(), gamma=0, sampling=Sampling(temperature=2.0, seed=start))
        shares += acceptance_along(model, draft, text, start=2, sampling=sampling)
        guessing = Sampling(temperature=2.0, seed=100 + start)
        passes += [one for one in rounds(model, ids, 40, draft, gamma=1, sampling=guessing) if one.guessed]
    frequency = sum(one.accepted for one in passes) / len(passes)
    alpha = sum(shares) / len(shares)
    assert 0.1 < alpha < 0.9
    assert frequency == pytest.approx(alpha, abs=0.08)


def test_a_model_shares_all_of_itself(build):
    model = build()
    shares = acceptance_along(
        model, ModelDraft(model), torch.arange(12)[None], start=3, sampling=Sampling(temperature=1)
    )
    assert len(shares) == 9
    assert shares == pytest.approx([1.0] * 9, abs=1e-5)


def test_places_without_a_guess_are_left_out(build):
    text = torch.tensor([[1, 2, 3, 1, 2, 9]])
    assert len(acceptance_along(build(), Lookup(), text, start=1)) == 2  # behind the second 1, and the second 2


def test_costs_are_counted_in_steps(build):
    found = costs(build(), Bigrams(torch.zeros(61, 61)), torch.arange(10)[None], up_to=3, calls=2)
    assert found.passes[0] == 1
    assert len(found.passes) == 4
    assert found.step > 0
    assert found.draft > 0
