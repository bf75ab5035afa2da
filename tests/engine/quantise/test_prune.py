"""Pruning: PyTorch's own pruners, and the mask's own rule."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.ao.pruning import WeightNormSparsifier
from torch.nn.utils import prune

from engine.quantise.prune import magnitude, two_of_four

WEIGHTS = st.builds(
    lambda seed, rows, fours: torch.randn(rows, 4 * fours, generator=torch.Generator().manual_seed(seed)),
    st.integers(0, 2**31),
    st.integers(1, 6),
    st.integers(1, 6),
)


@given(WEIGHTS, st.sampled_from([0.0, 0.25, 0.5, 0.9]))
def test_the_smallest_go_as_torchs_pruner_takes_them(weight, share):
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    layer.weight.data = weight.clone()
    prune.l1_unstructured(layer, "weight", amount=round(share * weight.numel()))
    assert torch.equal(magnitude(weight, share), layer.weight.detach())


@given(WEIGHTS)
def test_of_each_four_neighbours_the_two_larger_stay_as_they_are(weight):
    made = two_of_four(weight)
    for before, after in zip(weight.reshape(-1, 4).tolist(), made.reshape(-1, 4).tolist(), strict=True):
        kept = sorted(before, key=abs)[2:]
        assert [x for x in after if x] == [x for x in before if x in kept]


@given(st.integers(1, 3), st.integers(1, 4), st.data())
def test_no_four_ever_keeps_more_than_two_whatever_is_alike(rows, fours, data):
    values = data.draw(
        st.lists(st.sampled_from([-1.0, 0.0, 1.0, 2.0]), min_size=4 * rows * fours, max_size=4 * rows * fours)
    )
    weight = torch.tensor(values).view(rows, -1)
    made = two_of_four(weight)
    assert ((made.view(-1, 4) != 0).sum(dim=1) <= 2).all()
    assert (made.abs().view(-1, 4).sum(1) == weight.abs().view(-1, 4).topk(2, dim=1).values.sum(1)).all()


def test_two_of_four_is_torchs_sparsifier():
    model = nn.Sequential(nn.Linear(32, 8, bias=False))
    model[0].weight.data = torch.randn(8, 32, generator=torch.Generator().manual_seed(0))
    before = model[0].weight.detach().clone()
    sparsifier = WeightNormSparsifier(sparsity_level=1.0, sparse_block_shape=(1, 4), zeros_per_block=2)
    sparsifier.prepare(model, [{"tensor_fqn": "0.weight"}])
    sparsifier.step()
    sparsifier.squash_mask()
    assert torch.equal(two_of_four(before), model[0].weight.detach())


def test_what_cannot_be_pruned_is_said():
    with pytest.raises(ValueError, match="share=1 is not from 0 to below 1"):
        magnitude(torch.zeros(2, 4), 1)
    with pytest.raises(ValueError, match="rows of 6 weights cannot be cut in fours"):
        two_of_four(torch.zeros(2, 6))
