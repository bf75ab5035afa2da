"""Keys and values in few bits: numpy's rounding, what KIVI says of large channels, and a cache that keeps them so."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cache.store import Store
from engine.quantise.kv import error, narrow_keys, narrow_values, wide_keys, wide_values
from engine.quantise.kv_cache import narrow_cache
from engine.quantise.perplexity import read


def vectors(seed: int, tokens: int = 64, width: int = 32) -> torch.Tensor:
    return torch.randn(2, 3, tokens, width, generator=torch.Generator().manual_seed(seed))


def plain(x: np.ndarray, bits: int, axis: int) -> np.ndarray:
    """Groups of 32 along an axis, each to its own range, as the paper's equation has it; here in fp64."""
    x = np.moveaxis(x.astype(np.float64), axis, -1)
    groups = x.reshape(*x.shape[:-1], -1, 32)
    low = groups.min(-1, keepdims=True)
    step = (groups.max(-1, keepdims=True) - low) / (2**bits - 1)
    made = np.round((groups - low) / step) * step + low
    return np.moveaxis(made.reshape(x.shape), -1, axis)


@given(st.integers(0, 10**6), st.sampled_from([2, 4, 8]))
@settings(max_examples=20)
def test_keys_are_rounded_down_the_columns_and_values_along_the_rows(seed, bits):
    """As numpy rounds, but for the scales' bf16: a 256th of the range at the most, and then another code at times."""
    x = vectors(seed)
    step = (x.amax() - x.amin()).item() / (2**bits - 1)
    for made, axis in ((wide_keys(narrow_keys(x, bits)), -2), (wide_values(narrow_values(x, bits)), -1)):
        wanted = torch.from_numpy(plain(x.numpy(), bits, axis))
        assert (made - wanted).abs().max() <= 1.01 * step + x.abs().max() / 64
        assert abs(error(x, made) - error(x, wanted.float())) < 0.1 * error(x, wanted.float()) + 0.005


@given(st.integers(0, 10**6))
@settings(max_examples=15)
def test_a_channel_that_is_large_in_every_token_spoils_the_token_and_not_the_channel(seed):
    keys = vectors(seed)
    keys[..., 5] += 20.0
    by_channel, by_token = wide_keys(narrow_keys(keys, 4)), wide_values(narrow_values(keys, 4))
    others = torch.arange(32) != 5
    assert error(keys[..., others], by_channel[..., others]) < 0.3 * error(keys[..., others], by_token[..., others])
    assert error(keys, by_channel) < error(keys, by_token)


def test_four_bits_take_a_quarter_of_sixteen_and_their_scales_an_eighth_of_a_number():
    held = narrow_keys(vectors(0), 4)
    assert held.nbytes == vectors(0).numel() * (4 / 8 + 4 / 32)


def test_by_channel_beats_the_engines_int8_by_token_where_keys_have_large_channels():
    keys = vectors(1)
    keys[..., 5] += 40.0
    store = Store(2, 3, 64, 32, dtype=torch.int8)
    store.put(keys, slice(64))
    by_token = store.get(slice(64), torch.float32).unpacked()
    assert error(keys, wide_keys(narrow_keys(keys, 8))) < 0.5 * error(keys, by_token)


@pytest.fixture
def wide(build):
    return build(head_dim=32, max_seq_len=160)


def test_a_pass_over_an_empty_cache_reads_its_tokens_as_they_came(wide):
    ids = torch.arange(100)[None] % 61
    cache = narrow_cache(wide, bits=2, batch_size=1, max_seq_len=160)
    assert torch.allclose(wide(ids, cache), wide(ids), atol=1e-4)


def test_older_tokens_are_read_narrow_and_the_newest_as_they_came(wide):
    ids = torch.arange(70)[None] % 61
    cache = narrow_cache(wide, bits=4, batch_size=1, max_seq_len=160)
    wide(ids, cache)
    wide(ids[:, :1], cache)
    for layer in cache.layers:
        keys, values = layer.parts
        assert len(keys.groups) == len(values.groups) == 2
        assert keys.newest.shape[2] == 70 - 64 + 1
    held = 2 * 2 * 2 * (64 * 32 * 5 // 8 + 7 * 32 * 4)  # layers, keys and values, heads: 5 bits a number, then fp32
    assert cache.nbytes == held
    plain = wide.new_cache(batch_size=1, max_seq_len=71)
    assert cache.nbytes < plain.nbytes / 4


def test_more_bits_bring_a_text_nearer_to_what_it_costs_without(wide):
    ids = torch.randint(0, 61, (150,), generator=torch.Generator().manual_seed(2))

    def off(bits):
        losses = read(wide, ids, window=150, stride=149, chunk=32, new_cache=lambda rows, tokens: narrow_cache(
            wide, bits=bits, batch_size=rows, max_seq_len=tokens)).losses  # fmt: skip
        return (losses - read(wide, ids, window=150, stride=149).losses).abs().mean()

    eight, four, two = (off(bits) for bits in (8, 4, 2))
    assert eight < four < two
    assert eight < 0.1 * two


@given(st.lists(st.integers(1, 50), min_size=1, max_size=4), st.data())
@settings(max_examples=15)
def test_forgetting_and_forking_leave_what_a_shorter_text_would_hold(wide, steps, data):
    """In eight bits, so that a group rounded twice is nearly what it was."""
    cache = narrow_cache(wide, bits=8, batch_size=1, max_seq_len=160)
    ids = torch.randint(0, 61, (1, 160), generator=torch.Generator().manual_seed(3))
    length = 0
    for step in steps:
        step = min(step, 159 - length)
        if step:
            wide(ids[:, length : length + step], cache)
        length = data.draw(st.integers(0, length + step))
        cache.truncate(length)
    other = cache.fork()
    y = wide(ids[:, length : length + 1], cache)
    assert torch.allclose(y, wide(ids[:, : length + 1])[:, -1:], atol=0.1 * y.std().item())
    assert torch.equal(wide(ids[:, length : length + 1], other), y)


def test_what_cannot_be_kept_so_is_said(build, wide):
    with pytest.raises(ValueError, match="head_dim=8 is no multiple of the 32 channels"):
        narrow_cache(build(), bits=4, batch_size=1, max_seq_len=8)
    with pytest.raises(ValueError, match="layers of window attention"):
        narrow_cache(build(layers=("window",), window=5), bits=4, batch_size=1, max_seq_len=8)
    with pytest.raises(ValueError, match="rows of one length"):
        wide(torch.zeros(2, 3).long(), narrow_cache(wide, bits=4, batch_size=2, max_seq_len=9), lengths=(3, 1))
