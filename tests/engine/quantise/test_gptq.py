"""GPTQ: against least squares solved anew after each column, and against rounding by itself."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.quantise.gptq import gptq, gptq_reference
from engine.quantise.grid import Scheme, fit, nearest

SCHEMES = st.builds(
    Scheme, bits=st.sampled_from([2, 3, 4, 8]), share=st.sampled_from(["channel", 8, 16]), symmetric=st.booleans()
)


def layer(seed: int, rows: int, columns: int, tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights, and the Hessian of inputs whose columns hang together."""
    generator = torch.Generator().manual_seed(seed)
    mixed = torch.randn(columns, columns, generator=generator)
    x = torch.randn(tokens, columns, generator=generator) @ mixed
    return torch.randn(rows, columns, generator=generator), 2 * x.T @ x


def layer_error(weight: torch.Tensor, rounded: torch.Tensor, hessian: torch.Tensor) -> float:
    """½ tr((W − Ŵ) H (W − Ŵ)ᵀ), the squared error of what the layer gives for the inputs that it was shown."""
    error = weight.double() - rounded.double()
    return ((error @ hessian.double()) * error).sum().item() / 2


@given(st.integers(0, 10**6), st.sampled_from([2, 3, 4, 8]), st.booleans(), st.sampled_from([8, 80]))
@settings(max_examples=15)
def test_gptq_is_least_squares_solved_anew_after_each_column(seed, bits, symmetric, columns):
    weight, hessian = layer(seed, 3, columns, 2 * columns)
    scheme = Scheme(bits=bits, symmetric=symmetric)
    ours, plain = gptq(weight, hessian, scheme).dequantised(), gptq_reference(weight, hessian, scheme)
    step = fit(weight, scheme)[0]
    far = ((ours - plain).abs() > 0.01 * step).float().mean()
    assert far < 0.02  # a number that stands between two codes may go either way, and then others follow


@given(st.integers(0, 10**6), SCHEMES)
@settings(max_examples=25)
def test_on_the_whole_gptq_errs_less_than_rounding_on_what_it_was_shown(seed, scheme):
    """Greedy, so not for each row of a few weights; over a matrix it is."""
    weight, hessian = layer(seed, 32, 32, 128)
    wise = layer_error(weight, gptq(weight, hessian, scheme).dequantised(), hessian)
    assert wise < layer_error(weight, nearest(weight, scheme).dequantised(), hessian)


@given(st.integers(0, 10**6), SCHEMES)
@settings(max_examples=20)
def test_inputs_that_have_nothing_to_do_with_each_other_leave_rounding(seed, scheme):
    """With a diagonal Hessian no other column can make an error good."""
    weight, _ = layer(seed, 4, 32, 8)
    diagonal = torch.diag(torch.rand(32, generator=torch.Generator().manual_seed(seed)) + 0.1)
    assert torch.equal(gptq(weight, diagonal, scheme).codes, nearest(weight, scheme).codes)


def test_the_error_is_that_of_the_layers_output():
    generator = torch.Generator().manual_seed(0)
    x, weight = torch.randn(50, 16, generator=generator), torch.randn(4, 16, generator=generator)
    rounded = nearest(weight, Scheme(bits=4)).dequantised()
    lost = ((x @ weight.T - x @ rounded.T) ** 2).sum().item()
    assert layer_error(weight, rounded, 2 * x.T @ x) == pytest.approx(lost, rel=1e-4)


def test_what_has_no_answer_is_refused_with_the_reason():
    weight, told_apart = torch.ones(2, 8), torch.eye(8)
    with pytest.raises(ValueError, match="weights that are not finite"):
        gptq(weight.log().log(), told_apart, Scheme(bits=4))
    with pytest.raises(ValueError, match="inputs that are not finite"):
        gptq(weight, told_apart / 0, Scheme(bits=4))


def test_columns_that_saw_nothing_or_the_same_as_others_are_rounded():
    inputs = torch.randn(3, 8)  # fewer than columns
    inputs[:, 2:4] = 0
    made = gptq(weight := torch.randn(4, 8), 2 * inputs.T @ inputs, Scheme(bits=8)).dequantised()
    assert made.isfinite().all()
    rounded = nearest(weight, Scheme(bits=8)).dequantised()
    assert torch.equal(made[:, 2:4], rounded[:, 2:4])  # nobody's error is theirs


def test_a_hessian_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"the Hessian is \[3, 3\]; 8 columns need \[8, 8\]"):
        gptq(torch.zeros(2, 8), torch.eye(3), Scheme(bits=4))
    with pytest.raises(ValueError, match="no inputs but zeros"):
        gptq(torch.zeros(2, 8), torch.zeros(8, 8), Scheme(bits=4))
