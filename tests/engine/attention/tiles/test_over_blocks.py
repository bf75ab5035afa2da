"""Blocks that are scattered give the very bytes of a text that lies in one piece, whatever the table."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from engine.attention.tiles.chip import Chip
from engine.attention.tiles.forward import forward
from engine.attention.tiles.grid import TileSize
from engine.attention.tiles.over_blocks import attend_over_blocks
from engine.config import ModelConfig
from engine.model import GPT
from engine.serving.blocks import BlockPool
from engine.serving.paged_cache import PagedCache

D = 4


@given(st.data())
def test_any_table_gives_the_bytes_of_the_contiguous_text(data: st.DataObject) -> None:
    block_size, Hkv, group = (data.draw(st.integers(1, most)) for most in (6, 2, 3))
    start, T, queries = data.draw(st.integers(0, 15)), data.draw(st.integers(1, 6)), data.draw(st.integers(1, 9))
    S = start + T
    needed = -(-S // block_size)
    table = data.draw(st.permutations(range(needed + 2)))[: needed + data.draw(st.integers(0, 1))]
    random = torch.Generator().manual_seed(data.draw(st.integers(0, 1000)))
    q = torch.randn(1, Hkv * group, T, D, generator=random)
    k, v = torch.randn(2, 1, Hkv, S, D, generator=random)
    blocks = torch.full((2, Hkv, needed + 2, block_size, D), torch.nan)  # nobody may read what is not the sequence's
    for token in range(S):
        at = (slice(None), slice(None), table[token // block_size], token % block_size)
        blocks[at] = torch.stack((k[0, :, token], v[0, :, token]))

    scattered, logsumexp = attend_over_blocks(q, *blocks, table, start, queries=queries)

    together = forward(q, k, v, TileSize(queries=queries, keys=block_size), causal=True)
    assert torch.equal(scattered, together[0])
    assert torch.equal(logsumexp, together[1])
    mask = torch.ones(T, S, dtype=torch.bool).tril(start)
    assert torch.allclose(
        scattered, F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True), atol=1e-5
    )


def test_it_reads_a_paged_cache_as_it_stands() -> None:
    config = ModelConfig(
        n_layers=1, n_heads=4, n_kv_heads=2, head_dim=D, d_model=8, d_ff=8, vocab_size=7, max_seq_len=32
    )
    cache = PagedCache(GPT(config), BlockPool(6, 4))
    table, S = [4, 1, 3], 10
    k, v = torch.randn(2, 1, 2, S, D, generator=torch.Generator().manual_seed(1))
    cache.write(0, (k, v), torch.tensor(cache.slots(table, 0, S)))
    q = torch.randn(1, 4, 1, D, generator=torch.Generator().manual_seed(2))
    given_, _ = attend_over_blocks(q, *cache.layers[0], table, S - 1)
    assert torch.allclose(given_, F.scaled_dot_product_attention(q, k, v, enable_gqa=True), atol=1e-6)


def test_a_step_reads_each_key_and_value_of_its_text_once_and_no_more_of_the_last_block_than_is_filled() -> None:
    chip, S = Chip(), 10
    keys, values = torch.zeros(2, 2, 6, 4, D)
    attend_over_blocks(torch.zeros(1, 4, 1, D), keys, values, [4, 1, 3], S - 1, chip=chip)
    assert chip.read == 4 * D + 2 * 2 * S * D
    assert chip.written == 4 * D + 4


@pytest.mark.parametrize(
    ("q", "table", "says"),
    [
        ((1, 4, 3, D), [0, 1], "2 blocks of 4 have no room for 10 tokens"),
        ((1, 3, 3, D), [0, 1, 2], r"q \[1, 3, 3, 4\] needs one text, and n_heads a multiple of n_kv_heads=2"),
        ((2, 4, 3, D), [0, 1, 2], r"q \[2, 4, 3, 4\] needs one text, and n_heads a multiple of n_kv_heads=2"),
    ],
)
def test_what_does_not_fit_is_told(q: tuple[int, ...], table: list[int], says: str) -> None:
    keys, values = torch.zeros(2, 2, 6, 4, D)
    with pytest.raises(ValueError, match=says):
        attend_over_blocks(torch.zeros(q), keys, values, table, 7)
