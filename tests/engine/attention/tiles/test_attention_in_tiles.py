"""Attention in tiles against the textbook's loops, PyTorch's SDPA and autograd: any shape, any tile, causal or not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.attention import reference
from engine.attention.tiles.attend import attend
from engine.attention.tiles.backward import backward
from engine.attention.tiles.by_columns import forward_by_columns
from engine.attention.tiles.forward import forward
from engine.attention.tiles.grid import Grid, TileSize

# Sums of a few dozen products, in units of the last place of each type.
CLOSE = {torch.float64: 1e-12, torch.float32: 2e-5, torch.bfloat16: 3e-2, torch.float16: 4e-3}


@dataclass(frozen=True)
class Case:
    q: Tensor
    k: Tensor
    v: Tensor
    size: TileSize
    causal: bool

    @property
    def mask(self) -> Tensor | None:
        T, S = self.q.shape[2], self.k.shape[2]
        return torch.ones(T, S, dtype=torch.bool).tril(S - T) if self.causal else None

    def expected(self) -> Tensor:
        return F.scaled_dot_product_attention(self.q, self.k, self.v, attn_mask=self.mask, enable_gqa=True)


@st.composite
def cases(draw: st.DrawFn, dtypes: tuple[torch.dtype, ...] = (torch.float32, torch.float64)) -> Case:
    """Heads in groups, more keys than queries, tiles larger than the text, and scores up to some hundreds."""
    few = st.integers(1, 3)
    B, Hkv, group, D = draw(few), draw(few), draw(few), draw(st.integers(1, 9))
    T, more = draw(st.integers(1, 13)), draw(st.integers(0, 11))
    size = TileSize(queries=draw(st.integers(1, 16)), keys=draw(st.integers(1, 26)))
    random = torch.Generator().manual_seed(draw(st.integers(0, 2**32)))
    dtype, loud = draw(st.sampled_from(dtypes)), draw(st.sampled_from((0.1, 1.0, 10.0)))
    q, k, v = (
        torch.randn(B, heads, tokens, D, generator=random, dtype=torch.float64)
        for heads, tokens in ((Hkv * group, T), (Hkv, T + more), (Hkv, T + more))
    )
    return Case((loud * q).to(dtype), (loud * k).to(dtype), v.to(dtype), size, causal=draw(st.booleans()))


def furthest(given: Tensor, expected: Tensor) -> float:
    """The largest difference, as a share of the largest number where that is above 1."""
    return float((given - expected).abs().max() / max(1.0, float(expected.abs().max())))


@given(cases())
def test_both_orders_give_what_sdpa_gives(case: Case) -> None:
    for order in (forward, forward_by_columns):
        out, _ = order(case.q, case.k, case.v, case.size, causal=case.causal)
        assert furthest(out, case.expected()) <= CLOSE[case.q.dtype]


@given(cases(dtypes=(torch.float64,)))
def test_what_is_kept_is_the_logsumexp_of_the_scores(case: Case) -> None:
    k = case.k.repeat_interleave(case.q.shape[1] // case.k.shape[1], dim=1)
    scores = case.q @ k.mT / case.q.shape[-1] ** 0.5
    if case.mask is not None:
        scores = scores.masked_fill(~case.mask, -torch.inf)
    for order in (forward, forward_by_columns):
        _, logsumexp = order(case.q, case.k, case.v, case.size, causal=case.causal)
        assert furthest(logsumexp, scores.logsumexp(dim=-1)) <= 1e-12


@given(cases())
def test_gradients_are_those_that_autograd_finds_through_sdpa(case: Case) -> None:
    case = Case(*(x.requires_grad_() for x in (case.q, case.k, case.v)), case.size, case.causal)
    inputs = (case.q, case.k, case.v)
    given_, expected = attend(*inputs, causal=case.causal, size=case.size), case.expected()
    aim = torch.randn(expected.shape, generator=torch.Generator().manual_seed(7), dtype=expected.dtype)
    ours, theirs = (torch.autograd.grad((out * aim).sum(), inputs) for out in (given_, expected))
    for mine, other in zip(ours, theirs, strict=True):
        assert furthest(mine, other) <= 10 * CLOSE[case.q.dtype]


@pytest.mark.parametrize("causal", [True, False])
def test_it_is_the_textbooks_loop(causal: bool) -> None:
    random = torch.Generator().manual_seed(1)
    q = torch.randn(2, 4, 5, 3, generator=random)
    k, v = torch.randn(2, 2, 2, 7, 3, generator=random)
    positions = torch.arange(2, 7) if causal else torch.full((5,), 6)
    expected = reference.attend(q, k, v, positions.expand(2, -1))
    given_ = attend(q, k, v, causal=causal, size=TileSize(queries=2, keys=3))
    assert torch.allclose(given_, expected, atol=1e-6)


def test_autograds_own_check_by_differences_passes() -> None:
    random = torch.Generator().manual_seed(2)
    q = torch.randn(1, 4, 3, 2, generator=random, dtype=torch.float64, requires_grad=True)
    k, v = (torch.randn(1, 2, 5, 2, generator=random, dtype=torch.float64, requires_grad=True) for _ in range(2))
    size = TileSize(queries=2, keys=2)
    assert torch.autograd.gradcheck(lambda *inputs: attend(*inputs, causal=True, size=size), (q, k, v))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_summed_in_fp32(dtype: torch.dtype) -> None:
    q, k, v = torch.randn(3, 1, 2, 40, 8, generator=torch.Generator().manual_seed(3)).to(dtype)
    out, logsumexp = forward(q, k, v, TileSize(queries=7, keys=9), causal=True)
    assert (out.dtype, logsumexp.dtype) == (dtype, torch.float32)
    expected = F.scaled_dot_product_attention(q.double(), k.double(), v.double(), is_causal=True)
    assert furthest(out.double(), expected) <= CLOSE[dtype]
    assert torch.equal(out, forward_by_columns(q, k, v, TileSize(queries=7, keys=9), causal=True)[0])


def test_scores_beyond_what_an_exponential_holds_are_no_trouble() -> None:
    q = torch.full((1, 1, 2, 1), 100.0)
    k = torch.tensor([-20.0, 0.0, 20.0]).view(1, 1, 3, 1)
    v = torch.tensor([1.0, 2.0, 3.0]).view(1, 1, 3, 1)
    out, logsumexp = forward(q, k, v, TileSize(queries=1, keys=1))
    assert out.flatten().tolist() == [3.0, 3.0]
    assert logsumexp.flatten().tolist() == [2000.0, 2000.0]


def test_a_tile_in_which_nothing_counts_is_never_computed() -> None:
    q = k = v = torch.zeros(1, 1, 8, 2)
    grid = Grid.over(q, k, v, TileSize(queries=2, keys=2), causal=True)
    assert [len(list(grid.columns_seen(rows))) for rows in grid.rows()] == [1, 2, 3, 4]
    assert [len(list(grid.rows_seeing(columns))) for columns in grid.columns()] == [4, 3, 2, 1]


def test_only_tiles_on_the_diagonal_need_a_mask() -> None:
    q = k = v = torch.zeros(1, 1, 8, 2)
    grid = Grid.over(q, k, v, TileSize(queries=2, keys=2), causal=True)
    masked = [
        (rows.start, columns.start)
        for rows in grid.rows()
        for columns in grid.columns_seen(rows)
        if grid.hidden(rows, columns) is not None
    ]
    assert masked == [(0, 0), (2, 2), (4, 4), (6, 6)]


def test_the_tile_of_a_chip_is_the_papers() -> None:
    assert TileSize.filling(98_304, 64) == TileSize(queries=64, keys=384)
    assert TileSize.filling(1_000, 64) == TileSize(queries=4, keys=4)


@pytest.mark.parametrize(
    ("shapes", "causal", "says"),
    [
        (((1, 3, 2, 4), (1, 2, 2, 4), (1, 2, 2, 4)), False, "n_heads=3 is not a multiple of n_kv_heads=2"),
        (((1, 2, 3, 4), (1, 2, 2, 4), (1, 2, 2, 4)), True, "3 queries and 2 keys: the first query would see no key"),
        (((1, 2, 3, 4), (1, 2, 0, 4), (1, 2, 0, 4)), False, "3 queries and 0 keys: the first query would see no key"),
        (((1, 2, 3, 4), (1, 2, 3, 5), (1, 2, 3, 5)), False, r"needs k and v of one shape, \[1, Hkv, S, 4\]"),
        (((1, 2, 3, 4), (2, 2, 3, 4), (2, 2, 3, 4)), False, r"needs k and v of one shape, \[1, Hkv, S, 4\]"),
        (((1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 2, 4)), False, r"not \[1, 2, 3, 4\] and \[1, 2, 2, 4\]"),
    ],
)
def test_shapes_that_do_not_fit_are_told(shapes: tuple[tuple[int, ...], ...], causal: bool, says: str) -> None:
    q, k, v = (torch.zeros(shape) for shape in shapes)
    size = TileSize(queries=2, keys=2)
    for order in (forward, forward_by_columns):
        with pytest.raises(ValueError, match=says):
            order(q, k, v, size, causal=causal)
    with pytest.raises(ValueError, match=says):
        backward(q, q, k, v, q, q[..., 0], size, causal=causal)


def test_a_tile_without_pairs_is_refused() -> None:
    with pytest.raises(ValueError, match="a tile of 0 queries and 4 keys has no pairs; take 1 or more"):
        TileSize(queries=0, keys=4)


def test_a_gradient_of_gradients_is_refused_and_not_taken_for_zero() -> None:
    q = torch.ones(1, 1, 2, 2, requires_grad=True)
    (slope,) = torch.autograd.grad(attend(q, q, q).square().sum(), q, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slope.sum().backward()


def test_everything_is_made_where_the_queries_are() -> None:
    """On the device that holds no numbers: what is made elsewhere by mistake does not go together with it."""
    q, k, v = (torch.empty(1, heads, 8, 2, device="meta") for heads in (4, 2, 2))
    size = TileSize(queries=3, keys=3)
    for order in (forward, forward_by_columns):
        out, logsumexp = order(q, k, v, size, causal=True)
        assert (out.device, logsumexp.device) == (q.device, q.device)
    assert all(x.device == q.device for x in backward(out, q, k, v, out, logsumexp, size, causal=True))


@pytest.mark.parametrize("causal", [True, False])
def test_pytorchs_kernel_for_the_way_back_takes_what_ours_keeps(causal: bool) -> None:
    """Its forward kernel gives the same logsumexp, and its backward kernel, given ours, the same gradients."""
    random = torch.Generator().manual_seed(4)
    q, k, v, d_out = torch.randn(4, 2, 3, 50, 8, generator=random)
    size, kernels = TileSize(queries=16, keys=12), torch.ops.aten
    out, logsumexp = forward(q, k, v, size, causal=causal)
    _, theirs = kernels._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0.0, causal)
    assert furthest(logsumexp, theirs) <= CLOSE[torch.float32]
    gradients = kernels._scaled_dot_product_flash_attention_for_cpu_backward(
        d_out, q, k, v, out, logsumexp, 0.0, causal
    )
    ours = backward(d_out, q, k, v, out, logsumexp, size, causal=causal)
    for mine, other in zip(ours, gradients, strict=True):
        assert furthest(mine, other) <= CLOSE[torch.float32]
