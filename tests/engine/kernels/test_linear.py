"""Products with weights as they are kept, against float64 and the package of those who made the quantised formats."""

from __future__ import annotations

import gguf
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from hypothesis import given, settings
from hypothesis import strategies as st
from torch._subclasses import FakeTensorMode
from torch.autograd import forward_ad
from torch.testing._internal.two_tensor import TwoTensor
from torch.utils.flop_counter import FlopCounterMode

from engine.kernels.library import PACKED_TYPES
from engine.kernels.linear import FEW_PACKED, embedding, linear
from engine.kernels.packed import Packed, Part

KINDS = sorted(PACKED_TYPES)
HALVES = {14: [208]}  # where a block has scales of 16 bits; elsewhere at its beginning
each_way = settings(max_examples=25)


def part(kind: int, rows: int, columns: int, seed: int) -> tuple[Part, np.ndarray]:
    """Random blocks, every level and scale among them, and what the format says that they are."""
    span, size = GGML_QUANT_SIZES[GGMLQuantizationType(kind)]
    random = np.random.default_rng(seed)
    blocks = random.integers(256, size=(rows, columns // span, size), dtype=np.uint8)
    for at in HALVES.get(kind, [0, 2] if kind in (3, 7, 12, 13) else [0]):
        scales = random.normal(0, 0.02, (rows, columns // span)).astype(np.float16)
        blocks[..., at : at + 2] = scales.view(np.uint8).reshape(rows, columns // span, 2)
    flat = blocks.reshape(rows, -1)
    return Part(kind, torch.from_numpy(flat), columns), gguf.quants.dequantize(flat, GGMLQuantizationType(kind))


def rounding(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """How far a product may be from the true one [b, n], where x is rounded to eight bits for each 32 columns."""
    largest = np.abs(x).reshape(len(x), -1, 32).max(axis=-1)
    sizes = np.abs(weight).reshape(len(weight), -1, 32).sum(axis=-1)
    return largest @ sizes.T / 254


@st.composite
def products(draw: st.DrawFn) -> tuple[torch.Tensor, Packed, np.ndarray, torch.Tensor | None]:
    columns, seed = draw(st.sampled_from([32, 64, 96, 160, 256, 512, 768])), draw(st.integers(0, 2**32 - 1))
    whole = [kind for kind in KINDS if columns % GGML_QUANT_SIZES[GGMLQuantizationType(kind)][0] == 0]
    kinds = draw(st.lists(st.sampled_from(whole), min_size=1, max_size=3))
    found = [part(kind, draw(st.integers(1, 19)), columns, seed + i) for i, kind in enumerate(kinds)]
    random = torch.Generator().manual_seed(seed)
    rows = draw(st.integers(0, FEW_PACKED + 1))
    x = torch.randn(rows, columns, generator=random) * draw(st.sampled_from([1e-3, 1.0, 30.0]))
    x = x * (torch.rand(rows, columns, generator=random) < 0.9)
    weight = np.concatenate([values for _, values in found])
    bias = torch.randn(len(weight), generator=random) if draw(st.booleans()) else None
    if draw(st.booleans()):
        x = x.T.contiguous().T  # columns apart
    return x, Packed([blocks for blocks, _ in found]), weight, bias


@each_way
@given(given=products(), threads=st.sampled_from([1, 2]))
def test_blocks_are_multiplied_as_the_format_says_that_they_are(path, given, threads):
    x, packed, weight, bias = given
    torch.set_num_threads(threads)
    try:
        found = linear(x, packed, bias)
    finally:
        torch.set_num_threads(1)
    exact = x.double().numpy() @ weight.astype(np.float64).T
    largest = np.abs(x.numpy()).sum(axis=-1, keepdims=True) * np.abs(weight).max(initial=0)
    few = rounding(x.numpy(), weight) if len(x) else np.zeros_like(exact)
    added = 0 if bias is None else bias.double().numpy()
    bound = {"off": 0.0}.get(path, few if len(x) <= FEW_PACKED else 0.0)
    expected = exact + added
    assert found.shape == expected.shape
    assert (np.abs(found.double().numpy() - expected) <= bound * 1.001 + 1e-5 * largest + 1e-6).all()


@each_way
@given(
    rows=st.integers(0, 40), columns=st.sampled_from([32, 96, 512, 40]), outputs=st.integers(1, 37), bias=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_bf16_is_summed_in_fp32(path, rows, columns, outputs, bias, seed):
    random = torch.Generator().manual_seed(seed)
    x, weight = (torch.randn(n, columns, generator=random).bfloat16() for n in (rows, outputs))
    added = torch.randn(outputs, generator=random).bfloat16() if bias else None
    found = linear(x[:, None], weight, added)[:, 0]
    expected = x.double() @ weight.double().T + (0 if added is None else added.double())
    sizes = x.double().abs() @ weight.double().abs().T + (0 if added is None else added.double().abs())
    assert found.dtype == torch.bfloat16
    assert bool(((found.double() - expected).abs() <= sizes / 128).all())


@each_way
@given(
    rows=st.integers(0, 12), columns=st.sampled_from([32, 96, 512, 40]), outputs=st.integers(1, 37), bias=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_fp32_is_summed_in_fp32(path, rows, columns, outputs, bias, seed):
    random = torch.Generator().manual_seed(seed)
    x, weight = torch.randn(columns, rows, generator=random).T, torch.randn(outputs, columns, generator=random)
    added = torch.randn(outputs, generator=random) if bias else None
    expected = x.double() @ weight.double().T + (0 if added is None else added.double())
    sizes = x.double().abs() @ weight.double().abs().T + (0 if added is None else added.double().abs())
    assert bool(((linear(x, weight, added).double() - expected).abs() <= (columns + 2) * 2**-24 * sizes).all())


def test_who_counts_operations_sees_them(path):
    x, weight = torch.randn(1, 64), torch.randn(32, 64)
    with FlopCounterMode(display=False) as counter:
        linear(x, weight)
        linear(x.bfloat16(), weight.bfloat16())
    assert counter.get_total_flops() == 2 * 2 * 64 * 32


@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")  # torch uses it itself
def test_who_changes_operations_has_them_all(path):
    x, weight = torch.randn(2, 64), torch.randn(32, 64)
    expected = F.linear(x, weight)
    with torch.autocast("cpu", torch.bfloat16):
        assert linear(x, weight).dtype == linear(x, Packed([part(8, 32, 64, seed=8)[0]])).dtype == torch.bfloat16
    torch.testing.assert_close(torch.vmap(lambda row: linear(row, weight))(x), expected)
    _, tangent = torch.func.jvp(lambda x: linear(x, weight), (x,), (x,))
    torch.testing.assert_close(tangent, expected)
    with forward_ad.dual_level():
        assert forward_ad.unpack_dual(linear(forward_ad.make_dual(x, x), weight)).tangent is not None
    traced = torch.jit.trace(lambda x: linear(x, weight), torch.ones(2, 64))
    torch.testing.assert_close(traced(x), expected)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_what_lies_otherwise_in_memory_is_left_to_torch(path, dtype):
    x, weight, long = torch.randn(2, 64, dtype=dtype), torch.randn(32, 64, dtype=dtype), torch.randn(64, dtype=dtype)
    for bias in (long[::2], long[:1].expand(32), long[:1]):
        torch.testing.assert_close(linear(x, weight, bias), F.linear(x, weight, bias))
    with pytest.raises(RuntimeError, match="expanded size"):
        linear(x, weight, long[:3])
    sparse = weight.float().to_sparse()  # a layout without a memory of its own
    torch.testing.assert_close(linear(x.float(), sparse), F.linear(x.float(), weight.float()))
    assert type(linear(x, TwoTensor(weight, weight))) is type(linear(TwoTensor(x, x), weight)) is TwoTensor
    with FakeTensorMode():
        shapes = torch.empty(2, 64, dtype=dtype), torch.empty(32, 64, dtype=dtype)
    assert linear(*shapes).shape == (2, 32)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_sums_of_nothing_are_zero(path, dtype):
    assert torch.equal(
        linear(torch.empty(2, 0, dtype=dtype), torch.empty(3, 0, dtype=dtype)), torch.zeros(2, 3, dtype=dtype)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_unpacked_where_it_is_read(path, kind):
    blocks, values = part(kind, 12, 256, seed=kind)
    table, expected = Packed([blocks]), torch.from_numpy(values)
    for ids in (torch.tensor(3), torch.tensor([[11, 0, 3], [3, 3, 1]]), torch.empty(0, dtype=torch.long)):
        torch.testing.assert_close(embedding(ids, table), expected[ids], rtol=1e-6, atol=1e-7)
    for outside in (12, -1):
        with pytest.raises(IndexError, match="out of range"):
            embedding(torch.tensor([outside]), table)


@pytest.mark.parametrize("spoilt", [float("nan"), float("inf")])
@pytest.mark.parametrize("kind", [3, 8, 12])
def test_what_is_not_finite_stays_so_and_in_its_own_row(path, kind, spoilt):
    x = torch.randn(6, 256, generator=torch.Generator().manual_seed(1))
    x[4, 77] = spoilt
    found = linear(x, Packed([part(kind, 9, 256, seed=2)[0]]))
    assert not found[4].isfinite().any()
    assert found[[0, 1, 2, 3, 5]].isfinite().all()


def test_a_row_has_the_same_product_whatever_stands_beside_it_and_by_however_many_threads(path):
    packed = Packed([part(3, 50, 512, seed=3)[0], part(8, 21, 512, seed=4)[0]])
    x = torch.randn(7, 512, generator=torch.Generator().manual_seed(5))
    together = linear(x, packed)
    alone = torch.cat([linear(row[None], packed) for row in x])
    torch.testing.assert_close(alone, together, rtol=1e-5, atol=1e-3)
    torch.set_num_threads(2)
    try:
        torch.testing.assert_close(linear(x, packed), together, rtol=1e-5, atol=1e-3)
    finally:
        torch.set_num_threads(1)


def test_gradients_reach_what_is_multiplied_with_blocks(path):
    blocks, values = part(3, 20, 256, seed=6)
    x = torch.randn(2, 256, requires_grad=True)
    linear(x, Packed([blocks])).sum().backward()
    torch.testing.assert_close(x.grad, torch.from_numpy(values).sum(dim=0).expand(2, -1), rtol=1e-4, atol=1e-4)


def test_a_bias_learns_alone(path):
    bias = torch.zeros(3, requires_grad=True)
    for weight in (torch.randn(3, 64), Packed([part(8, 3, 64, seed=7)[0]])):
        assert linear(torch.randn(2, 64), weight, bias).requires_grad


def test_what_does_not_fit_is_told_as_torch_tells_it(path):
    weights = torch.randn(3, 64), torch.randn(3, 64).bfloat16(), Packed([part(8, 3, 64, seed=7)[0]])
    for weight in weights:
        with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
            linear(torch.randn(2, 32, dtype=weight.dtype), weight)
        with pytest.raises(RuntimeError, match="dtype"):
            linear(torch.randn(2, 64, dtype=torch.float64), weight)
