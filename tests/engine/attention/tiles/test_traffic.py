"""What is counted while the loops run, against the formulas of the paper, and operations against its algorithm 0."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.attention.tiles import full_matrix
from engine.attention.tiles.backward import backward
from engine.attention.tiles.by_columns import forward_by_columns
from engine.attention.tiles.chip import Chip
from engine.attention.tiles.forward import forward
from engine.attention.tiles.grid import TileSize
from engine.attention.tiles.operations import traffic_of

N, D = 16, 4


def head(dtype: torch.dtype = torch.float32) -> tuple[Tensor, ...]:
    return tuple(torch.randn(3, 1, 1, N, D, generator=torch.Generator().manual_seed(1), dtype=dtype))


@given(st.integers(1, 20), st.integers(1, 20))
def test_rows_read_keys_and_values_once_a_row(queries: int, keys: int) -> None:
    chip = Chip()
    forward(*head(), TileSize(queries=queries, keys=keys), chip=chip)
    assert chip.read == N * D + 2 * N * D * math.ceil(N / queries)
    assert chip.written == N * D + N


@given(st.integers(1, 20), st.integers(1, 20))
def test_columns_carry_queries_and_outputs_once_a_column(queries: int, keys: int) -> None:
    chip = Chip()
    forward_by_columns(*head(), TileSize(queries=queries, keys=keys), chip=chip)
    columns = math.ceil(N / keys)
    assert chip.read == 2 * N * D + columns * (2 * N * D + 2 * N)
    assert chip.written == columns * (N * D + 2 * N)


@given(st.integers(1, 20), st.integers(1, 20))
def test_the_way_back_reads_queries_and_their_gradients_once_a_column(queries: int, keys: int) -> None:
    size, chip = TileSize(queries=queries, keys=keys), Chip()
    q, k, v = head()
    out, logsumexp = forward(q, k, v, size)
    backward(torch.ones_like(out), q, k, v, out, logsumexp, size, chip=chip)
    columns = math.ceil(N / keys)
    assert chip.read == 2 * N * D + 2 * N * D + columns * (3 * N * D + 2 * N)
    assert chip.written == N + columns * N * D + 2 * N * D


@given(st.integers(1, 20), st.integers(1, 20))
def test_what_stands_on_the_chip_is_the_tiles_in_work(queries: int, keys: int) -> None:
    rows, columns = min(queries, N), min(keys, N)
    size = TileSize(queries=queries, keys=keys)
    row, column, back = Chip(), Chip(), Chip()
    q, k, v = head()
    out, logsumexp = forward(q, k, v, size, chip=row)
    forward_by_columns(q, k, v, size, chip=column)
    backward(torch.ones_like(out), q, k, v, out, logsumexp, size, chip=back)
    assert row.peak == column.peak == 2 * rows * D + 2 * rows + 2 * columns * D + rows * columns
    assert back.peak == 4 * columns * D + 3 * rows * D + 2 * rows + 2 * rows * columns
    assert row.held == column.held == back.held == 0


def test_causal_tiles_halve_what_is_read_but_for_the_diagonal() -> None:
    whole, causal = Chip(), Chip()
    size = TileSize(queries=2, keys=2)
    forward(*head(), size, chip=whole)
    forward(*head(), size, causal=True, chip=causal)
    tiles = N // 2
    assert causal.read - N * D == (whole.read - N * D) * (tiles + 1) / (2 * tiles)


def test_query_heads_that_share_keys_read_them_once_for_all() -> None:
    q, k, v = torch.randn(1, 4, N, D), torch.randn(1, 1, N, D), torch.randn(1, 1, N, D)
    shared, apart = Chip(), Chip()
    forward(q, k, v, TileSize(queries=4 * N, keys=8), chip=shared)
    forward(q, k.expand(q.shape), v.expand(q.shape), TileSize(queries=4 * N, keys=8), chip=apart)
    assert shared.read == (4 + 2) * N * D
    assert apart.read == (4 + 2 * 4) * N * D


@pytest.mark.parametrize(("mask", "dropout", "passes"), [(False, 0.0, 11), (True, 0.0, 13), (True, 0.5, 18)])
def test_operations_pass_the_score_matrix_as_algorithms_0_and_3_do(mask: bool, dropout: float, passes: int) -> None:
    """Vectors apart: a mask that is added costs 2 passes, dropout with a mask of a byte a weight 2½ each way."""

    def moved(heads: int, width: int) -> float:
        q, k, v, aim = torch.randn(4, heads, N, width).half()
        added = torch.zeros(N, N).half() if mask else None
        inputs = [x.requires_grad_() for x in (q, k, v)]

        def both_ways() -> None:
            torch.autograd.grad(full_matrix.attend(*inputs, mask=added, dropout=dropout), inputs, aim)

        return traffic_of(both_ways).moved / (2 * N * N)

    each = {width: moved(2, width) - moved(1, width) for width in (D, 2 * D)}
    assert 2 * each[D] - each[2 * D] == passes


def test_an_operation_reads_what_it_is_given_and_writes_what_it_makes() -> None:
    x, row = torch.ones(8, 4), torch.ones(4)
    assert vars_of(lambda: x + row) == (4 * (32 + 4), 4 * 32)
    assert vars_of(lambda: x + row.expand(8, 4)) == (4 * (32 + 4), 4 * 32)
    assert vars_of(lambda: x.mul_(2)) == (4 * 32, 4 * 32)
    assert vars_of(lambda: x.T.view(4, 8)[1]) == (0, 0)
    assert vars_of(lambda: torch.empty_like(x)) == (0, 0)
    assert vars_of(lambda: torch.zeros(8, 4)) == (0, 4 * 32)


def vars_of(function) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    traffic = traffic_of(function)
    return traffic.read, traffic.written
