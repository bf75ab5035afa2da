"""What the nine ways do where PyTorch has its fast paths for them: on a GPU, FlexAttention's gradient among it."""

from __future__ import annotations

import copy

import needs
import pytest
import torch
from torch import Tensor

from engine.attention.future import past_moves
from engine.attention.ways.way import Way, Weights
from engine.attention.ways.way_table import WAYS, transfer

pytestmark = [
    pytest.mark.skipif(not torch.cuda.is_available(), reason=needs.GPU),
    pytest.mark.filterwarnings("ignore"),  # PyTorch's own, of its compiler and of FlexAttention where nobody compiles
]

D_MODEL, N_HEADS, TOKENS = 256, 4, 256  # a head of 64, and two of FlexAttention's blocks: no kernel takes less
EPSILON = 2e-5  # of values near 1, in fp32 without TF32, summed in another order


def drawn() -> tuple[dict[str, Way], Tensor]:
    """All ways with one set of weights, and two texts x [2, T, C], on the GPU."""
    torch.backends.cuda.matmul.allow_tf32 = False
    ways = transfer(Weights.drawn(D_MODEL, N_HEADS, seed=3), TOKENS)
    x = torch.randn(2, TOKENS, D_MODEL, generator=torch.Generator().manual_seed(4))
    return {name: way.to("cuda") for name, way in ways.items()}, x.to("cuda")


def gradients(way: torch.nn.Module, x: Tensor) -> list[Tensor]:
    """Of the text and of the output's weights, for a fixed aim."""
    x = x.detach().requires_grad_()
    y = way(x)
    aim = torch.randn(y.shape, generator=torch.Generator().manual_seed(5)).to(y.device)
    return list(torch.autograd.grad((y * aim).sum(), [x]))


@pytest.mark.parametrize("name", WAYS)
def test_a_way_gives_there_what_plain_scores_give_on_the_cpu(name: str) -> None:
    ways, x = drawn()
    with torch.no_grad():
        expected = copy.deepcopy(ways["plain"]).cpu().double()(x.cpu().double())
        assert (ways[name](x).cpu() - expected).abs().max() <= EPSILON


@pytest.mark.parametrize("name", WAYS)
def test_every_way_has_the_gradient_of_plain_scores_there(name: str) -> None:
    ways, x = drawn()
    (expected,) = gradients(copy.deepcopy(ways["plain"]).double(), x.double())
    (given,) = gradients(ways[name], x)
    assert (given - expected).abs().max() <= EPSILON * expected.abs().max()


def test_flex_compiled_has_the_same_values_gradient_and_past() -> None:
    ways, x = drawn()
    flex = torch.compile(ways["flex"])
    (expected,) = gradients(copy.deepcopy(ways["plain"]).double(), x.double())
    (given,) = gradients(flex, x)
    assert (given - expected).abs().max() <= EPSILON * expected.abs().max()
    with torch.no_grad():
        assert (flex(x) - ways["plain"](x)).abs().max() <= EPSILON
        assert past_moves(flex, x) == 0
