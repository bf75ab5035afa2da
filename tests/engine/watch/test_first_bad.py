"""The first bad tensor is named where it is made, and a sound model is left in peace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from engine.attention.ways.way import Weights
from engine.attention.ways.way_table import WAYS
from engine.facts.real_model import smollm2, spoken
from engine.model import GPT
from engine.watch import first_bad as watch
from engine.watch.attention_pattern import attention_weights
from engine.watch.first_bad import Limits, first_bad, watched
from engine.watch.not_finite import first_not_finite

IDS = torch.arange(3, 15)[None]


def loss(model: GPT) -> Tensor:
    return cross_entropy(model(IDS)[0], IDS[0] + 1)


class Attention(nn.Module):
    """Scores and their softmax in modules of their own, so that a name tells them apart."""

    def __init__(self, mask: Tensor, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        self.query, self.key = (nn.Linear(16, 16, bias=False, dtype=dtype) for _ in range(2))
        self.weigh = nn.Softmax(dim=-1)
        self.mask = mask

    def forward(self, x: Tensor) -> Tensor:
        scores = self.query(x) @ self.key(x).mT
        return self.weigh(scores.masked_fill(~self.mask, -torch.inf)) @ x


def causal(tokens: int = 6) -> Tensor:
    return torch.ones(tokens, tokens, dtype=torch.bool).tril()


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize("name", ["plain", "einsum", "stacked", "sdpa", "torch_mha_weights"])
def test_sound_attention_has_nothing_bad(name: str) -> None:
    way = WAYS[name].built(Weights.drawn(32, 4, seed=0), 16)
    x = torch.randn(2, 16, 32)
    assert first_bad(way, lambda: way(x).square().mean().backward()) is None


def test_a_sound_model_has_nothing_bad(build: Callable[..., GPT]) -> None:
    model = build().requires_grad_(True)
    assert first_bad(model, lambda: loss(model).backward()) is None


def test_looking_changes_nothing(build: Callable[..., GPT]) -> None:
    model = build().requires_grad_(True)
    before = loss(model)
    with watched(model):
        inside = loss(model)
        inside.backward()
    assert torch.equal(before, inside)
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in model.modules())
    gradients = [weight.grad for weight in model.parameters()]
    model.zero_grad()
    loss(model).backward()
    for gradient, weight in zip(gradients, model.parameters(), strict=True):
        assert torch.equal(gradient, weight.grad)


def test_a_damaged_weight_is_found_where_first_not_finite_finds_it(build: Callable[..., GPT]) -> None:
    model = build()
    model.blocks[1].attention.output.weight[3, 5] = torch.nan
    bad = first_bad(model, lambda: model(IDS))
    assert bad is not None
    assert bad.what == watch.NAN
    assert bad.where == first_not_finite(model, IDS) == "blocks.1.attention.output"


def test_a_row_that_may_see_nothing_is_found_at_its_softmax() -> None:
    mask = causal()
    mask[2] = False
    model = Attention(mask)
    bad = first_bad(model, lambda: model(torch.randn(1, 6, 16)))
    assert str(bad) == "weigh: NaN (softmax, 6)"


def test_a_score_that_fp16_cannot_hold_is_found_before_its_softmax() -> None:
    model = Attention(causal(), dtype=torch.float16)
    for part in (model.query, model.key):
        nn.init.eye_(part.weight)
    bad = first_bad(model, lambda: model(torch.full((1, 6, 16), 100, dtype=torch.float16)), Limits(exploded=1e9))
    assert bad is not None
    assert (bad.what, bad.where, bad.number) == (watch.INFINITE, "the model", 36)


def test_scores_without_a_scale_saturate_the_softmax() -> None:
    model = Attention(causal())
    assert first_bad(model, lambda: model(torch.randn(1, 6, 16))) is None
    with torch.no_grad():
        model.query.weight *= 300
    bad = first_bad(model, lambda: model(torch.randn(1, 6, 16)))
    assert bad is not None
    assert (bad.what, bad.where) == (watch.SATURATED, "weigh")
    assert bad.number > 0.95


def test_a_mask_of_large_numbers_is_no_choice_and_no_explosion() -> None:
    class Masked(nn.Module):
        def forward(self, scores: Tensor) -> Tensor:
            return (scores + torch.zeros(6, 6).masked_fill(~causal(), -1e9)).softmax(-1)

    assert first_bad(model := Masked(), lambda: model(torch.randn(6, 6))) is None


def test_logits_that_explode_are_found(build: Callable[..., GPT]) -> None:
    model = build()
    model.head.weight *= 1e6
    bad = first_bad(model, lambda: model(IDS))
    assert bad is not None
    assert (bad.what, bad.where) == (watch.EXPLODED, "head")


def test_a_gradient_that_vanishes_is_named_by_the_last_part_that_it_reaches() -> None:
    model = nn.Sequential(*[layer for _ in range(12) for layer in (nn.Linear(8, 8), nn.Sigmoid())])
    bad = first_bad(model, lambda: model(torch.randn(4, 8)).sum().backward())
    assert bad is not None
    assert bad.what == watch.VANISHED_GRADIENT
    reached = int(bad.where)
    x = torch.randn(4, 8)
    assert 0 < reached < 23
    assert first_bad(model[reached + 2 :], lambda: model[reached + 2 :](x).sum().backward()) is None


def test_a_gradient_that_explodes_is_named() -> None:
    model = nn.Sequential(*[nn.Linear(8, 8, bias=False) for _ in range(6)])
    for layer in model:
        layer.weight.data = 20 * torch.eye(8)
    bad = first_bad(model, lambda: (1e-9 * model(torch.ones(1, 8) * 1e-9)).sum().backward(), Limits(exploded=1e9))
    assert str(bad) == "1: exploded gradient (gradient, 1.6e+05)"


def test_a_gradient_that_fp16_cannot_hold_is_named() -> None:
    model = nn.Sequential(nn.Linear(4, 4, dtype=torch.float16), nn.Linear(4, 1, dtype=torch.float16))
    for layer in model:
        nn.init.constant_(layer.weight, 100.0)
    x = torch.zeros(1, 4, dtype=torch.float16)
    bad = first_bad(model, lambda: (model(x) * 1000).sum().backward())
    assert str(bad) == "0: infinity (gradient, 4)"


def test_a_trained_model_has_nothing_bad_although_its_norms_square_large_numbers() -> None:
    model, ids = smollm2(), spoken()[:, :64]
    assert first_bad(model, lambda: model(ids)) is None


def test_a_trained_models_scores_do_not_saturate_its_softmax() -> None:
    model, ids = smollm2(), spoken()[:, :64]
    for layer in (0, 18, 24, 29):
        weights = attention_weights(model, ids, layer)
        choice = weights[:, 1:].amax(dim=-1).mean()
        assert choice < Limits().saturated


def test_a_learning_rate_that_is_too_high_is_noticed_within_a_few_steps(build: Callable[..., GPT]) -> None:
    def found(rate: float) -> watch.Bad | None:
        model = build().requires_grad_(True)
        optimiser = torch.optim.SGD(model.parameters(), lr=rate)

        def train() -> None:
            for _ in range(5):
                optimiser.zero_grad()
                loss(model).backward()
                optimiser.step()

        return first_bad(model, train)

    assert found(1e-3) is None
    assert found(1e5) is not None


def test_each_kind_of_trouble_is_told_once_in_order() -> None:
    model = Attention(causal())
    for part in (model.query, model.key):
        part.weight.data = 1e20 * torch.eye(16)
    with watched(model) as found:
        model(torch.ones(1, 6, 16))
        model(torch.ones(1, 6, 16))
    assert [bad.what for bad in found] == [watch.EXPLODED, watch.INFINITE, watch.NAN]
    assert [bad.where for bad in found] == ["query", "the model", "weigh"]


def test_trouble_outside_the_model_is_told_as_that() -> None:
    model = nn.Linear(2, 2)
    bad = first_bad(model, lambda: model(torch.zeros(1, 2)) - model(torch.zeros(1, 2)) + torch.zeros(1).log() * 0)
    assert bad is not None
    assert (bad.what, bad.where) == (watch.NAN, watch.OUTSIDE)
