"""Nine ways, one result: values, gradients and what the past sees, before anybody times one of them."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.func import functional_call

from engine.attention.future import past_moves
from engine.attention.ways.library import Flex, SdpaMask
from engine.attention.ways.way import Weights
from engine.attention.ways.way_table import NO_BACKWARD, TRAINABLE, WAYS, transfer

D_MODEL, N_HEADS, TOKENS, LONGEST = 48, 4, 20, 32


def weights(dtype: torch.dtype = torch.float32) -> Weights:
    return Weights.drawn(D_MODEL, N_HEADS, seed=3, dtype=dtype)


def text(dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(2, TOKENS, D_MODEL, generator=torch.Generator().manual_seed(4), dtype=dtype)


def oracle(given: Weights, x: Tensor) -> Tensor:
    """PyTorch's module, set up here by hand."""
    theirs = nn.MultiheadAttention(D_MODEL, N_HEADS, bias=False, batch_first=True, dtype=x.dtype)
    state = {"in_proj_weight": given.qkv.reshape(3 * D_MODEL, D_MODEL), "out_proj.weight": given.output}
    barred = torch.full((TOKENS, TOKENS), -torch.inf, dtype=x.dtype).triu(1)
    y, _ = functional_call(theirs, state, (x, x, x), {"attn_mask": barred})
    return y


@pytest.mark.parametrize("name", WAYS)
def test_a_way_gives_what_torchs_module_gives(name: str) -> None:
    with torch.no_grad():
        given = transfer(weights(), LONGEST)[name](text())
        assert (given - oracle(weights(), text())).abs().max() <= 1e-6


@pytest.mark.parametrize("name", WAYS)
def test_a_way_gives_it_in_twice_the_precision_too(name: str) -> None:
    with torch.no_grad():
        given = transfer(weights(torch.float64), LONGEST)[name](text(torch.float64))
        assert (given - oracle(weights(torch.float64), text(torch.float64))).abs().max() <= 1e-12


@pytest.mark.parametrize("name", TRAINABLE)
def test_every_gradient_is_that_of_torchs_module(name: str) -> None:
    def gradients(of_weights: Weights, y: Tensor, x: Tensor) -> tuple[Tensor, ...]:
        aim = torch.randn(y.shape, generator=torch.Generator().manual_seed(5), dtype=y.dtype)
        return torch.autograd.grad((y * aim).mean(), (of_weights.qkv, of_weights.output, x))

    expected, given = (
        Weights(drawn.qkv.requires_grad_(), drawn.output.requires_grad_())
        for drawn in (weights(torch.float64), weights(torch.float64))
    )
    x = text(torch.float64).requires_grad_()
    way = WAYS[name].built(weights(torch.float64), LONGEST)
    ours = gradients(given, functional_call(way, dict(way.layout(given)), (x,)), x)
    theirs = gradients(expected, oracle(expected, x), x)
    for mine, other in zip(ours, theirs, strict=True):
        assert torch.allclose(mine, other, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", WAYS)
def test_a_changed_future_moves_no_past(name: str) -> None:
    assert past_moves(transfer(weights(), LONGEST)[name], text()) == 0


def test_an_inverted_mask_is_seen() -> None:
    way = SdpaMask.built(weights(), LONGEST)
    way.may_look = ~way.may_look
    assert past_moves(way, text()) > 0.3


def test_all_ways_have_as_many_weights() -> None:
    sizes = {sum(part.numel() for part in way.parameters()) for way in transfer(weights(), LONGEST).values()}
    assert sizes == {4 * D_MODEL**2}


def test_no_way_saves_its_mask() -> None:
    for way in transfer(weights(), LONGEST).values():
        assert "may_look" not in way.state_dict()


def test_the_way_that_is_left_out_of_training_cannot_be_trained_here() -> None:
    assert set(NO_BACKWARD) == set(WAYS) - set(TRAINABLE) == {"flex"}
    with pytest.raises(NotImplementedError, match="does not support backward on CPU"):
        Flex.built(weights(), LONGEST)(text())


def test_heads_that_do_not_divide_the_width_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^d_model=10 is not a multiple of n_heads=4$"):
        Weights.drawn(10, 4, seed=0)
