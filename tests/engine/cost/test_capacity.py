import pytest

from engine.cost.capacity import max_requests, max_seq_len, page_waste_bytes
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.speculative import expected_tokens, speculative_speedup
from engine.cost.weights import weight_bytes
from engine.presets import hardware, preset

RTX = hardware("rtx-4090")


@pytest.mark.parametrize(("seq_len", "requests"), [(2048, 9), (4096, 4)])
def test_24_gigabytes_serve_as_many_users_of_a_7b_model_as_fit_beside_its_weights(seq_len, requests):
    assert max_requests(preset("llama-2-7b"), RTX, seq_len=seq_len) == requests


def test_one_request_more_would_not_fit():
    llama, reserve = preset("llama-3-8b"), 0.1
    fit = max_requests(llama, RTX, seq_len=2048, reserve=reserve)
    room = RTX.memory * (1 - reserve) - weight_bytes(llama)
    one = kv_cache_bytes(llama, seq_len=2048)
    assert fit * one <= room < (fit + 1) * one


def test_no_request_fits_beside_weights_that_do_not():
    assert max_requests(preset("llama-2-13b"), RTX, seq_len=1) == 0
    assert max_seq_len(preset("llama-2-13b"), RTX) == 0


def test_the_longest_request_ends_where_memory_does():
    llama = preset("llama-2-7b")
    longest = int(max_seq_len(llama, RTX, batch=5))
    room = RTX.memory - weight_bytes(llama)
    assert kv_cache_bytes(llama, seq_len=longest, batch=5) <= room
    assert kv_cache_bytes(llama, seq_len=longest + 1, batch=5) > room


def test_the_longest_request_is_no_longer_than_the_model_can_read():
    assert max_seq_len(preset("gpt2-124m"), RTX) == 1024


def test_a_reserve_is_a_share():
    with pytest.raises(ValueError, match="reserve=24 is not a share of the memory, from 0 up to 1"):
        max_requests(preset("llama-2-7b"), RTX, seq_len=1, reserve=24)


@pytest.mark.parametrize(("seq_len", "wasted"), [(15, 1), (16, 0), (17, 15)])
def test_pages_waste_less_than_one_page(seq_len, wasted):
    llama = preset("llama-3-8b")
    assert page_waste_bytes(llama, seq_len=seq_len, block=16) == wasted * 131_072


@pytest.mark.parametrize(("draft_len", "tokens"), [(4, 3.36), (8, 4.33)])
def test_a_draft_that_is_right_four_times_of_five_yields_the_published_tokens_a_pass(draft_len, tokens):
    assert round(float(expected_tokens(acceptance=0.8, draft_len=draft_len)), 2) == tokens


def test_expected_tokens_are_the_sum_over_how_many_are_accepted():
    a, n = 0.7, 5
    by_hand = sum((k + 1) * a**k * (1 - a) for k in range(n)) + (n + 1) * a**n
    assert expected_tokens(acceptance=a, draft_len=n) == pytest.approx(by_hand)
    assert expected_tokens(acceptance=1, draft_len=n) == n + 1
    assert expected_tokens(acceptance=0, draft_len=n) == 1


@pytest.mark.parametrize(
    ("cost", "draft_len", "speedup"), [(0.0175, 4, 3.1), (0.0175, 8, 3.8), (0.25, 4, 1.7), (0.25, 8, 1.4)]
)
def test_the_gain_depends_on_what_the_draft_costs(cost, draft_len, speedup):
    gain = speculative_speedup(acceptance=0.8, draft_len=draft_len, draft_cost=cost)
    assert round(float(gain), 1) == speedup


def test_chances_and_costs_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match=r"acceptance=1\.5 is not a chance, from 0 to 1"):
        expected_tokens(acceptance=1.5, draft_len=4)
    with pytest.raises(ValueError, match="draft_cost=-1 is negative"):
        speculative_speedup(acceptance=0.5, draft_len=4, draft_cost=-1)
