"""Windows that keep the first tokens: the mask against plain loops, losses against the engine's own layers."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from engine.config import ModelConfig
from engine.facts.attention_sink import loss, seen
from engine.model import GPT

SMALL = ModelConfig(n_layers=3, n_heads=4, n_kv_heads=2, head_dim=8, d_model=32, d_ff=48, vocab_size=61, max_seq_len=40)


@given(st.integers(1, 24), st.integers(1, 30), st.integers(0, 30))
def test_a_query_sees_its_window_and_the_first_tokens_and_nothing_later(tokens, window, first):
    mask = seen(tokens, window=window, first=first)
    for query in range(tokens):
        for key in range(tokens):
            is_near = query - window < key <= query
            is_first = key < first and key <= query
            assert bool(mask[query, key]) == (is_near or is_first)


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(3)
    model = GPT(SMALL).eval()
    for weight in model.parameters():
        weight.data.mul_(4)  # near-even logits would hide a wrong mask
    return model


@pytest.fixture(scope="module")
def ids():
    return torch.randint(0, SMALL.vocab_size, (1, 33), generator=torch.Generator().manual_seed(4))


def plain_loss(model, ids):
    with torch.inference_mode():
        return cross_entropy(model(ids[:, :-1])[0], ids[0, 1:]).item()


def test_a_mask_over_everything_gives_the_models_own_loss(model, ids):
    assert loss(model, ids, seen(32, window=32, first=0)) == pytest.approx(plain_loss(model, ids), abs=6e-4)


@pytest.mark.parametrize("window", [1, 5, 16])
def test_a_window_that_keeps_no_first_token_gives_the_loss_of_window_layers(model, ids, window):
    windowed = GPT(SMALL.replace(layers=("window",), window=window)).eval()
    windowed.load_state_dict(model.state_dict())
    masked = loss(model, ids, seen(32, window=window, first=0))
    assert masked == pytest.approx(plain_loss(windowed, ids), abs=6e-4)
    assert masked != loss(model, ids, seen(32, window=window, first=4))


def test_first_tokens_as_many_as_the_text_leave_nothing_out(model, ids):
    assert loss(model, ids, seen(32, window=1, first=32)) == loss(model, ids, seen(32, window=32, first=0))
