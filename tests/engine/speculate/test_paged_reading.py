"""Read in chunks of one token, a guess has the logits of a step to the byte, and so has the text that comes of it."""

from __future__ import annotations

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config import LatentConfig
from engine.reply import Sampling
from engine.speculate.decode import generate
from engine.speculate.draft_model import ModelDraft, first_layers
from engine.speculate.lookup import Lookup
from engine.speculate.paged_reading import PagedReading

CHANGES = {
    "GQA": {},
    "a window and a full layer": {"layers": ("window", "full"), "window": 4},
    "latents": {"layers": ("latent",), "mla": LatentConfig(q_latent=12, kv_latent=16, nope_dim=8, rope_dim=4, v_dim=8)},
    "learned positions": {"position": "learned", "norm": "layer", "ffn": "gelu", "tied": True},
}


@pytest.fixture(scope="module", params=CHANGES)
def paged(request, build):
    return build(7, **CHANGES[request.param])


def by_steps(model, text, first):
    """Logits [V] behind each token from `first` on, read one at a time."""
    reading = PagedReading(model, len(text))
    return torch.cat([reading.read(text[:end]) for end in range(first, len(text) + 1)])


@settings(max_examples=5)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=30), st.integers(1, 8), st.data())
def test_guesses_beside_one_another_have_the_logits_of_steps_byte_for_byte(paged, text, behind, data):
    behind = min(behind, len(text) - 1)
    reading = PagedReading(paged, 40)
    before = text[: len(text) - behind]
    wrong = data.draw(st.lists(st.integers(0, 60), max_size=40 - len(before)))
    reading.read([*before, *wrong], behind=1 + len(wrong) // 2)
    reading.settle(text)
    there = len(text) - reading.length  # what stayed of the wrong ones was right
    logits = reading.read(text, behind=min(behind, there))
    assert torch.equal(logits, by_steps(paged, text, len(text) + 1 - len(logits)))


@settings(max_examples=3)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=10), st.integers(1, 8), st.booleans())
def test_greedy_text_is_that_of_plain_steps_in_fp32_too(paged, text, gamma, by_layers):
    draft = ModelDraft(first_layers(paged, 1)) if by_layers else Lookup()
    ids = torch.tensor([text])
    made = generate(paged, ids, 14, draft, gamma=gamma, read_by=PagedReading)
    assert torch.equal(made, generate(paged, ids, 14, Lookup(), gamma=0, read_by=PagedReading))


def test_in_bf16_where_rounding_is_coarse_it_is_so_as_well(build):
    model = copy.deepcopy(build(8)).bfloat16()
    for start in range(4):
        ids = torch.tensor([[start, start + 9]])
        plain = generate(model, ids, 24, Lookup(), gamma=0, read_by=PagedReading)
        assert torch.equal(generate(model, ids, 24, ModelDraft(model), gamma=5, read_by=PagedReading), plain)


def test_a_seed_gives_the_same_text_whatever_reads_it(build):
    model, ids = build(9), torch.tensor([[4, 5, 4]])
    how = {"gamma": 3, "sampling": Sampling(temperature=1.0, seed=2)}
    assert torch.equal(generate(model, ids, 20, Lookup(), **how), generate(
        model, ids, 20, Lookup(), **how, read_by=PagedReading
    ))  # fmt: skip
