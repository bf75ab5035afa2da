"""Norms and turns of a step's vectors, against their definitions in float64."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.kernels.library import VARIANTS
from engine.kernels.vectors import FEW, rms_norm, turned
from engine.norms import RmsNorm

TYPES = {torch.float32: 3e-6, torch.bfloat16: 2**-8}


@pytest.mark.parametrize("variant", ["off", *VARIANTS])
@given(
    rows=st.lists(st.integers(1, 4), min_size=0, max_size=3), width=st.integers(1, 200),
    size=st.sampled_from([0.0, 1e-20, 1e-3, 1.0, 1e4]), eps=st.sampled_from([1e-6, 1e-5, 0.5]),
    dtype=st.sampled_from([*TYPES]), apart=st.booleans(), seed=st.integers(0, 2**32),
)  # fmt: skip
def test_a_vector_is_divided_by_the_root_of_its_mean_square(
    chosen, variant, rows, width, size, eps, dtype, apart, seed
):
    chosen(variant)
    random = torch.Generator().manual_seed(seed)
    x = (size * torch.randn(*rows, width, generator=random)).to(dtype)
    x = x.mT.contiguous().mT if apart and x.dim() > 1 else x
    weight = torch.randn(width, generator=random).to(dtype)
    wide = x.double()
    exact = wide / (wide.square().mean(dim=-1, keepdim=True) + eps).sqrt() * weight.double()
    found = rms_norm(x, weight, eps)
    assert found.dtype == dtype
    assert torch.allclose(found.double(), exact, rtol=3 * TYPES[dtype], atol=TYPES[dtype] * 1e-3)


@pytest.mark.parametrize("variant", [*VARIANTS])
@given(
    batch=st.integers(1, 3), heads=st.integers(1, 4), tokens=st.integers(1, 4), half=st.integers(1, 40),
    beyond=st.integers(0, 5), level=st.booleans(), dtype=st.sampled_from([*TYPES]), seed=st.integers(0, 2**32),
)  # fmt: skip
def test_pairs_of_dimensions_turn_and_the_others_stay(
    chosen, variant, batch, heads, tokens, half, beyond, level, dtype, seed
):
    chosen(variant)
    random = torch.Generator().manual_seed(seed)
    x = torch.randn(batch, tokens, heads, 2 * half + beyond, generator=random).to(dtype).transpose(1, 2)
    angles = torch.rand(1 if level else batch, 1, tokens, half, generator=random).repeat(1, 1, 1, 2) * 7
    cos, sin = angles.cos().to(dtype), angles.sin().to(dtype)
    first, second, kept = x.double().split([half, half, beyond], dim=-1)
    c, s = cos.double()[..., :half], sin.double()[..., :half]
    exact = torch.cat([first * c - second * s, second * c + first * s, kept], dim=-1)
    found = turned(x, cos, sin)
    assert found is not None
    assert torch.allclose(found.double(), exact, rtol=2 * TYPES[dtype], atol=2 * TYPES[dtype])


@pytest.mark.parametrize("variant", [*VARIANTS])
def test_what_is_not_a_number_stays_so(chosen, variant):
    chosen(variant)
    x = torch.ones(2, 64)
    x[0, 5] = torch.nan
    found = rms_norm(x, torch.ones(64), 1e-5)
    assert found[0].isnan().all()
    assert found[1].isfinite().all()


def test_vectors_that_learn_many_or_of_unlike_types_are_left_to_torch(chosen):
    chosen("avx2")
    x, angles = torch.randn(1, 2, 1, 8), torch.ones(1, 1, 1, 8)
    assert turned(x, angles, angles) is not None
    assert turned(x.clone().requires_grad_(), angles, angles) is None
    assert turned(x.bfloat16(), angles, angles) is None
    assert turned(torch.randn(1, 1, 1 + FEW // 8, 8), torch.ones(1, 1, 1 + FEW // 8, 8), angles) is None
    assert turned(x, torch.ones(1, 1, 2, 8), torch.ones(1, 1, 2, 8)) is None  # of two tokens
    assert turned(x, torch.ones(1, 1, 1, 7), torch.ones(1, 1, 1, 7)) is None  # no pairs
    both = torch.ones(1, 1, 2, 8)
    assert turned(torch.randn(1, 2, 8, 2).mT, both, both) is None  # a head's numbers apart
    norm = RmsNorm(8, eps=1e-5)
    norm(x).sum().backward()
    assert norm.weight.grad is not None
    assert torch.allclose(norm(x), torch.nn.functional.rms_norm(x, (8,), norm.weight, 1e-5))
    with pytest.raises(RuntimeError):
        rms_norm(torch.ones(2, 7), torch.ones(8), 1e-5)
