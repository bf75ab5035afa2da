import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cost.capacity import max_requests, max_seq_len, request_bytes, reserve_for
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.narrow import held_bytes, read_bytes
from engine.cost.weights import weight_bytes
from engine.presets import hardware, preset

RTX = hardware("rtx-4090")


@pytest.mark.parametrize(("seq_len", "requests"), [(2048, 11), (4096, 5)])
def test_24_gigabytes_serve_as_many_users_of_a_7b_model_as_fit_beside_its_weights(seq_len, requests):
    assert max_requests(preset("llama-2-7b"), RTX, seq_len=seq_len) == requests


def test_one_request_more_would_not_fit():
    llama, reserve = preset("llama-3-8b"), 0.1
    fit = max_requests(llama, RTX, seq_len=2048, reserve=reserve)
    room = RTX.memory * (1 - reserve) - weight_bytes(llama)
    request = kv_cache_bytes(llama, seq_len=2048)
    assert fit * request <= room < (fit + 1) * request


def test_no_request_fits_beside_weights_that_do_not():
    assert max_requests(preset("llama-2-13b"), RTX, seq_len=1) == 0
    assert max_seq_len(preset("llama-2-13b"), RTX) == 0


def test_the_longest_request_ends_where_memory_does():
    llama = preset("llama-2-7b")
    longest = int(max_seq_len(llama, RTX, batch=6))
    room = RTX.memory - weight_bytes(llama)
    assert kv_cache_bytes(llama, seq_len=longest, batch=6) <= room
    assert kv_cache_bytes(llama, seq_len=longest + 1, batch=6) > room


def test_the_longest_request_is_no_longer_than_the_model_can_read():
    assert max_seq_len(preset("gpt2-124m"), RTX) == 1024


def test_a_reserve_is_a_share():
    with pytest.raises(ValueError, match="reserve=24 is not a share of the memory, from 0 up to 1"):
        max_requests(preset("llama-2-7b"), RTX, seq_len=1, reserve=24)


# ---- both ways round ------------------------------------------------------------------------------------
def test_24_gigabytes_and_four_users_on_paper():
    llama = preset("llama-2-7b")
    weights, request = 13_476_831_232, 2**30
    assert max_requests(llama, RTX, seq_len=2048, reserve=0.1) == (24_564 * 2**20 * 0.9 - weights) // request == 9
    above, up_to = reserve_for(llama, RTX, requests=4, seq_len=2048)
    assert above == pytest.approx(1 - (weights + 5 * request) / (24_564 * 2**20))
    assert up_to == pytest.approx(1 - (weights + 4 * request) / (24_564 * 2**20))


@given(st.integers(1, 11), st.integers(1, 2048), st.integers(0, 2047), st.floats(0.01, 0.99))
def test_what_is_to_be_kept_free_for_so_many_leaves_room_for_just_so_many(requests, seq_len, shared, between):
    ask = {"seq_len": seq_len, "shared": shared if shared < seq_len else 0, "cache_dtype": "int8"}
    llama = preset("llama-2-7b")
    above, up_to = reserve_for(llama, RTX, requests=requests, **ask)
    reserve = above + between * (up_to - above)
    assert max_requests(llama, RTX, reserve=reserve, **ask) == requests


@given(st.integers(2, 4096), st.data())
def test_a_beginning_that_all_share_is_kept_once(seq_len, data):
    shared = data.draw(st.integers(0, seq_len - 1))
    once, each = request_bytes(preset("llama-3-8b"), seq_len=seq_len, shared=shared)
    assert once + each == kv_cache_bytes(preset("llama-3-8b"), seq_len=seq_len)
    assert once == shared // 16 * 16 * 131_072


def test_what_cannot_be_shared_or_fit_is_refused_with_the_reason():
    with pytest.raises(ValueError, match="layers of kind 'window' share no beginning"):
        max_requests(preset("gemma-3-4b"), RTX, seq_len=100, shared=64)
    with pytest.raises(ValueError, match="shared=100 is no beginning of 100 tokens"):
        max_requests(preset("llama-3-8b"), RTX, seq_len=100, shared=100)
    with pytest.raises(ValueError, match="12 requests of 2048 tokens do not fit on rtx-4090; 11 do"):
        reserve_for(preset("llama-2-7b"), RTX, requests=12, seq_len=2048)


@pytest.mark.parametrize(("dtype", "bits"), [("int8", 8), ("int4", 4)])
def test_scales_of_groups_are_counted_and_what_is_not_linear_stays_wide(dtype, bits):
    llama = preset("llama-2-7b")
    linear = llama.n_layers * (4 * 4096 * 4096 + 3 * 4096 * 11_008)
    wide = 2 * (2 * 32_000 * 4096 + 65 * 4096)
    assert held_bytes(llama, dtype=dtype, group=64) == linear * bits / 8 + linear / 64 * 2 + wide
    assert read_bytes(llama, dtype=dtype, group=64) == held_bytes(llama, dtype=dtype, group=64) - 2 * 32_000 * 4096
