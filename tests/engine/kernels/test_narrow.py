"""Attention over cached vectors as they are kept, against the definition in float64."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.cache.store import Store
from engine.kernels.library import VARIANTS
from engine.kernels.narrow import FEW, Narrow, attend_narrow

SIZES = st.integers(1, 5)


@pytest.mark.parametrize("variant", [*VARIANTS])
@given(
    batch=SIZES, heads=SIZES, queries=st.integers(1, FEW), tokens=st.integers(1, 200), beyond=st.integers(0, 3),
    width=st.sampled_from([1, 6, 32, 64, 72, 128]), dtype=st.sampled_from([torch.int8, torch.bfloat16]),
    size=st.sampled_from([0.0, 1e-3, 1.0, 30.0]), seed=st.integers(0, 2**32),
)  # fmt: skip
def test_narrow_vectors_are_read_as_the_definition_reads_their_values(
    chosen, variant, batch, heads, queries, tokens, beyond, width, dtype, size, seed
):
    chosen(variant)
    torch.manual_seed(seed)
    stores = [Store(batch, heads, tokens + beyond, width, dtype=dtype) for _ in range(2)]
    for store in stores:
        store.put(size * torch.randn(batch, heads, tokens + beyond, width), slice(tokens + beyond))
    q, scale = torch.randn(batch, heads, queries, width), width**-0.5
    k, v = (store.get(slice(tokens), torch.float32) for store in stores)
    found = attend_narrow(q, k, v, scale)
    wide_k, wide_v = (vectors.double() for vectors in (k, v))
    weights = (q.double() @ wide_k.mT * scale).softmax(dim=-1)
    # Scores grow with the keys, and so does what rounding them does to the weights of values as large.
    assert torch.allclose(found.double(), weights @ wide_v, rtol=1e-5, atol=2e-6 * max(size, 1) ** 2)


def test_other_operations_see_the_values():
    store = Store(1, 2, 5, 4, dtype=torch.int8)
    store.put(torch.randn(1, 2, 5, 4), slice(5))
    kept = store.get(slice(3), torch.float32)
    wide = store.elements[:, :, :3] * store.scales[:, :, :3]
    assert type(kept) is Narrow
    assert kept.dtype == torch.float32
    assert torch.equal(kept + 0, wide)
    assert torch.equal(kept[..., 1:].sum(dim=-1), wide[..., 1:].sum(dim=-1))
    assert torch.equal(torch.cat([kept, kept], dim=2), torch.cat([wide, wide], dim=2))


@pytest.mark.parametrize("variant", [*VARIANTS])
def test_a_cache_in_bf16_under_a_model_in_bf16_is_read_so_too(chosen, variant):
    chosen(variant)
    store = Store(2, 3, 40, 64, dtype=torch.bfloat16)
    store.put(torch.randn(2, 3, 40, 64), slice(40))
    kept, q = store.get(slice(33), torch.bfloat16), torch.randn(2, 3, 2, 64).bfloat16()
    found = attend_narrow(q, kept, kept, 0.125)
    assert found.dtype == torch.bfloat16
    wide = kept.double()
    exact = (q.double() @ wide.mT * 0.125).softmax(dim=-1) @ wide
    assert torch.allclose(found.double(), exact, rtol=2**-7, atol=2**-9)
    assert attend_narrow(q, kept.transpose(1, 2).contiguous().transpose(1, 2), kept, 0.125) is None  # lies otherwise


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
def test_what_no_kernel_reads_is_left_to_torch(dtype):
    store = Store(1, 2, 5, 4, dtype=dtype)
    kept = store.get(slice(5), torch.float32)
    assert attend_narrow(torch.randn(1, 2, 1, 4), kept, kept, 0.5) is None


@pytest.mark.parametrize("variant", [*VARIANTS])
@pytest.mark.parametrize("tokens", [4, 70, 130])
def test_scores_of_minus_infinity_alone_are_told_as_not_a_number(chosen, variant, tokens):
    chosen(variant)
    store = Store(1, 1, tokens, 32, dtype=torch.int8)
    store.put(torch.ones(1, 1, tokens, 32), slice(tokens))
    kept = store.get(slice(tokens), torch.float32)
    assert attend_narrow(torch.full((1, 1, 1, 32), -torch.inf), kept, kept, 0.5).isnan().all()


@pytest.mark.parametrize("variant", [*VARIANTS])
@pytest.mark.parametrize("size", [-1e32, 1e32])
def test_scores_of_any_size_choose_the_greatest(chosen, variant, size):
    chosen(variant)
    store = Store(1, 1, 70, 32, dtype=torch.bfloat16)
    store.put(torch.arange(1.0, 71)[None, None, :, None].expand(-1, -1, -1, 32), slice(70))
    kept = store.get(slice(70), torch.float32)
    found = attend_narrow(torch.full((1, 1, 1, 32), size), kept, kept, 0.5)
    assert torch.equal(found, torch.full((1, 1, 1, 32), 1.0 if size < 0 else 70.0))


def stored(heads: int, slots: int, width: int, dtype: torch.dtype) -> torch.Tensor:
    store = Store(1, heads, slots, width, dtype=dtype)
    store.put(torch.randn(1, heads, slots, width), slice(slots))
    return store.get(slice(5), torch.float32)


def test_keys_and_values_that_lie_unlike_one_another_are_left_to_torch():
    q, keys = torch.randn(1, 2, 1, 32), stored(2, 9, 32, torch.bfloat16)
    assert attend_narrow(torch.randn(1, 2, FEW + 1, 32), keys, keys, 0.5) is None
    unlike = [stored(2, 12, 32, torch.bfloat16), stored(2, 9, 64, torch.bfloat16), stored(2, 9, 32, torch.int8)]
    for values in (*unlike, stored(1, 9, 32, torch.bfloat16)):
        assert attend_narrow(q, keys, values, 0.5) is None
    for other in (torch.randn(3, 2, 1, 32), torch.randn(1, 2, 1, 64), torch.randn(1, 1, 1, 32)):
        assert attend_narrow(other, keys, keys, 0.5) is None
    assert attend_narrow(q, keys[:, :, :0].bfloat16(), keys[:, :, :0].bfloat16(), 0.5) is None


def test_keys_that_learn_or_operations_that_are_changed_are_left_to_torch():
    q, keys = torch.randn(1, 2, 1, 32).bfloat16(), torch.randn(1, 2, 1, 32).bfloat16()
    assert attend_narrow(q, keys.clone().requires_grad_(), keys, 0.5) is None
    assert attend_narrow(q, keys, keys.clone().requires_grad_(), 0.5) is None
    with torch.autocast("cpu", torch.bfloat16):
        assert attend_narrow(q, keys, keys, 0.5) is None
