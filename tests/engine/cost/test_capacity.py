import pytest

from engine.cost.capacity import max_requests, max_seq_len
from engine.cost.kv_cache import kv_cache_bytes
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
