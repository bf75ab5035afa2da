"""A row of a tensor is computed alone: the same bytes in any company, and torch's values."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.serving.invariant import TILE, Invariant, plain, product

SIZES = st.sampled_from([1, 7, 10, 24, 32, 61, 64, 96])
DTYPES = st.sampled_from([torch.float32, torch.bfloat16])


@given(n=SIZES, k=SIZES, rows=st.integers(1, 2 * TILE + 3), dtype=DTYPES, biased=st.booleans(), data=st.data())
def test_a_product_of_one_row_is_that_of_the_row_among_others(
    n: int, k: int, rows: int, dtype: torch.dtype, biased: bool, data: st.DataObject
) -> None:
    torch.manual_seed(n * k + rows)
    x, weight = torch.randn(rows, k).to(dtype), torch.randn(n, k).to(dtype)
    bias = torch.randn(n).to(dtype) if biased else None
    y = product(x, weight, bias)
    row = data.draw(st.integers(0, rows - 1))
    assert torch.equal(product(x[row : row + 1], weight, bias)[0], y[row])
    expected = F.linear(x.double(), weight.double(), None if bias is None else bias.double())
    torch.testing.assert_close(y.double(), expected, atol=1e-4 if dtype == torch.float32 else 0.2, rtol=1e-2)


@pytest.mark.parametrize("width", [10, 40, 64, 192])
@pytest.mark.parametrize(
    "function",
    [
        F.silu,
        lambda x: F.gelu(x, approximate="tanh"),
        lambda x: F.rms_norm(x, x.shape[-1:]),
        lambda x: F.layer_norm(x, x.shape[-1:]),
        lambda x: x.softmax(dim=-1),
        torch.sigmoid,
        torch.tanh,
        Tensor.cos,
        Tensor.sin,
    ],
    ids=("silu", "gelu", "rms_norm", "layer_norm", "softmax", "sigmoid", "tanh", "cos", "sin"),
)
def test_a_function_of_one_row_is_that_of_the_row_among_others(
    function: Callable[[Tensor], Tensor], width: int
) -> None:
    torch.manual_seed(width)
    x = 3 * torch.randn(2, 300, width)
    y = function(x.as_subclass(Invariant))
    assert type(y) is Invariant
    torch.testing.assert_close(plain(y), function(x))
    for row in (0, 1, 130, 299):
        assert torch.equal(plain(function(x[1, row].as_subclass(Invariant))), plain(y[1, row]))


def test_what_is_made_of_invariant_rows_is_invariant() -> None:
    x = torch.randn(1, 3, 8).as_subclass(Invariant)
    assert type(F.linear(x * 2 + 1, torch.randn(4, 8))) is Invariant
    assert all(type(part) is Invariant for part in x.split([3, 5], dim=-1))


def test_a_softmax_across_rows_is_refused() -> None:
    x = torch.randn(2, 3, 8).as_subclass(Invariant)
    said = "softmax over dimension 1 may mix rows; over the last one, dim=-1, they stay apart"
    with pytest.raises(ValueError, match=f"^{said}$"):
        x.softmax(1)
    assert torch.equal(plain(x.softmax(-1)), plain(F.softmax(x, dim=-1)))
