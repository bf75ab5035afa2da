"""The gated delta rule: by loops, token by token, and in chunks."""

import pytest
import torch

from engine.attention.delta import chunked, recurrent, unit
from engine.attention.reference import delta_rule
from engine.config import DeltaConfig

DELTA = DeltaConfig(n_k_heads=2, n_v_heads=4, k_dim=8, v_dim=6, conv=4, chunk=5)


def some_tokens(count: int, *, began: bool = True, seed: int = 0):
    torch.manual_seed(seed)
    q, k = unit(torch.randn(2, 2, 3, count, 8))
    v, state = torch.randn(2, 3, count, 6), torch.randn(2, 3, 8, 6) * began
    return q, k, v, torch.rand(2, 3, count), -torch.rand(2, 3, count), state


@pytest.mark.parametrize("count", [1, 4, 5, 6, 10, 23])
@pytest.mark.parametrize("began", [False, True])
def test_chunks_give_what_one_token_after_another_gives_and_both_what_the_loops_give(count, began):
    given = some_tokens(count, began=began)
    plain, state = delta_rule(*given)
    for found, after in (recurrent(*given), chunked(*given, 5), chunked(*given, 64)):
        assert torch.allclose(found, plain, atol=1e-5)
        assert torch.allclose(after, state, atol=1e-5)


def test_a_token_written_whole_is_recalled_by_its_key_and_replaced_under_it():
    _, k, v, _, _, state = some_tokens(1)
    write, keep = torch.ones(2, 3, 1), torch.zeros(2, 3, 1)
    found, after = recurrent(k, k, v, write, keep, state)
    assert torch.allclose(found, v, atol=1e-5)
    found, _ = recurrent(k, k, -v, write, keep, after)
    assert torch.allclose(found, -v, atol=1e-5)  # a sum of both, without the correction, would be zero


def test_strong_fading_overflows_nothing():
    q, k, v, write, _, state = some_tokens(40)
    fade = torch.full_like(write, -30.0)
    plain, last = delta_rule(q, k, v, write, fade, state)
    found, after = chunked(q, k, v, write, fade, state, 16)
    assert torch.allclose(found, plain, atol=1e-5)
    assert torch.allclose(after, last, atol=1e-5)


def test_padding_changes_neither_state_nor_convolution(build):
    model = build(layers=("delta",), delta=DELTA, norm_eps=1e-2)
    ids = torch.randint(61, (2, 9), generator=torch.Generator().manual_seed(0))
    padded, alone = model.new_cache(batch_size=2, max_seq_len=20), model.new_cache(batch_size=1, max_seq_len=20)
    model(ids, padded, lengths=[9, 2])
    model(ids[1:, :2], alone)
    for layer in range(2):
        assert torch.allclose(padded.layers[layer].matrices[1:], alone.layers[layer].matrices, atol=1e-6)
        both = [cache.layers[layer].inputs.get(slice(None), torch.float32)[-1] for cache in (padded, alone)]
        assert torch.allclose(*both, atol=1e-6)


def test_what_is_kept_does_not_grow_with_the_text(build):
    model = build(layers=("delta",), delta=DELTA)
    short, long = (model.new_cache(batch_size=1, max_seq_len=n) for n in (1, 48))
    assert short.nbytes == long.nbytes
    assert {tensor.shape for tensor in long.tensors()} == {(1, 1, 4, 56), (1, 4, 8, 6)}


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.int8])
def test_the_state_is_kept_in_fp32_whatever_the_cache_is_in(build, dtype):
    cache = build(layers=("delta",), delta=DELTA).new_cache(batch_size=1, max_seq_len=4, dtype=dtype)
    assert cache.layers[0].matrices.dtype == torch.float32
    assert cache.layers[0].inputs.elements.dtype == dtype
