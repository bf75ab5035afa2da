"""Perplexity by windows: each token's loss once, with the context that its window has."""

from __future__ import annotations

import math
import statistics

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from engine.quantise.perplexity import Reading, read


@given(st.integers(5, 40), st.integers(2, 12), st.data())
@settings(max_examples=15)
def test_each_token_is_scored_once_with_what_stands_before_it_in_its_window(build, length, window, data):
    window = min(window, length)
    stride = data.draw(st.integers(1, window - 1))
    model, ids = build(), torch.randint(0, 61, (length,), generator=torch.Generator().manual_seed(length))
    reading = read(model, ids, window=window, stride=stride)
    assert len(reading.losses) == length - 1
    for t in range(1, length):  # the first window that reaches the token scores it
        start = max(0, -((window - 1 - t) // stride)) * stride
        logits = model(ids[None, start:t])
        assert reading.losses[t - 1].item() == pytest.approx(
            cross_entropy(logits[0, -1:], ids[t, None]).item(), abs=1e-4
        )
    assert reading.perplexity == pytest.approx(math.exp(reading.losses.mean().item()), rel=1e-6)


def test_a_text_read_through_a_cache_costs_the_same(build):
    model, ids = build(), torch.randint(0, 61, (40,), generator=torch.Generator().manual_seed(1))
    plain = read(model, ids, window=24, stride=12)
    for chunk in (1, 5, 23, None):
        cached = read(model, ids, window=24, stride=12, chunk=chunk, new_cache=lambda rows, tokens: model.new_cache(
            batch_size=rows, max_seq_len=tokens))  # fmt: skip
        assert torch.allclose(cached.losses, plain.losses, atol=1e-4)


def test_the_spread_is_the_standard_error_over_pieces_and_pairs_take_out_what_is_hard_for_both():
    hard = torch.tensor([1.0, 1, 5, 5, 2, 2, 8, 8])
    a, b = Reading(hard), Reading(hard + torch.tensor([0.1, 0.1, 0.2, 0.2, 0.1, 0.1, 0.2, 0.2]))
    means = [1, 5, 2, 8]
    assert a.spread(4) == pytest.approx(statistics.stdev(means) / 2)
    more, error = b.beyond(a, 4)
    assert more == pytest.approx(0.15)
    assert error == pytest.approx(statistics.stdev([0.1, 0.2, 0.1, 0.2]) / 2, rel=1e-4)
    assert error < a.spread(4) / 50


def test_windows_that_do_not_fit_are_refused(build):
    for window, stride in ((8, 8), (8, 0), (31, 4)):
        with pytest.raises(ValueError, match=rf"window={window}, stride={stride}"):
            read(build(), torch.arange(30), window=window, stride=stride)
    with pytest.raises(ValueError, match="pieces=9 of 5 tokens"):
        Reading(torch.zeros(5)).spread(9)
    with pytest.raises(ValueError, match="not of one text"):
        Reading(torch.zeros(5)).beyond(Reading(torch.zeros(6)), 2)
