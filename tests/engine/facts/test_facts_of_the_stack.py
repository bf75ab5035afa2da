"""What the module's second half shows beside others' facts: layers of the stack, one request in four tools, cards."""

import pytest

from engine.facts.card_table import card_arithmetic, card_load, card_memory, card_sweep, card_texts
from engine.facts.course_cards import card_bandwidth
from engine.facts.money import million_tokens, million_tokens_cost
from engine.facts.stack import request_in_four_tools, request_moments, stack_gains


def test_one_request_on_paper():
    """0.30, 0.36, 0.42, 0.66, 0.72, 0.78 s: five gaps of 0.48 s behind the first wait; the longest is 0.24 s."""
    assert list(request_moments().values()) == pytest.approx([0.30, 0.36, 0.42, 0.66, 0.72, 0.78])
    told = request_in_four_tools()
    assert told["vllm_tpot"] == told["aiperf_itl"] == told["guidellm_itl"] == pytest.approx(0.48 / 5)
    assert told["guidellm_tpot"] == told["llmperf_itl"] == pytest.approx(0.78 / 6)
    assert told["vllm_itl"] == told["longest"] == pytest.approx(0.24)
    assert told["guidellm_over_vllm"] == pytest.approx(0.13 / 0.096)


def test_the_layers_gains_are_those_of_what_a_million_tokens_cost():
    """The same load, reserve and cards: more tokens a second are as many card-seconds fewer."""
    gains, seconds, cost = stack_gains(), million_tokens(), million_tokens_cost()
    a100, h100 = seconds["A100 SXM"], seconds["H100 SXM"]
    assert gains["batch"] == pytest.approx(a100[1] / a100[64])
    assert gains["card"] == pytest.approx(a100[64] / h100[64])
    assert gains["card_one"] == pytest.approx(a100[1] / h100[1])
    assert gains["prefix"] == pytest.approx(1 / cost["prefix"])
    assert gains["narrow"] == pytest.approx(1 / cost["narrow"])


def test_fewer_bits_gain_one_request_more_than_many():
    gains = stack_gains()
    assert 1 < gains["narrow"] < gains["narrow_one"] < 4
    assert 1 < gains["shorter_answer"] < 2
    assert gains["smaller_model"] == pytest.approx(69.5 / 7.5, rel=0.01)  # billions of weights but for the embedding


def test_reading_a_card_once_takes_its_memory_over_its_bandwidth():
    bandwidth = card_bandwidth()["data sheet"]
    for card, memory in card_memory()["memory"].items():
        assert card_sweep()["all of its memory"][card] == pytest.approx(memory / bandwidth[card])
    assert card_arithmetic()["bf16"]["h100-sxm"] == pytest.approx(989.4e12)


def test_one_text_makes_tokens_in_proportion_to_bandwidth():
    """Steps of one text wait for memory on every card, so tokens a second are its bandwidth over the same bytes."""
    bandwidth, rates = card_bandwidth()["data sheet"], card_texts()["one text, int4"]
    assert [rates[card] / bandwidth[card] for card in rates] == pytest.approx([rates["h200"] / 4.8e12] * len(rates))
    assert card_load()["limit"] == pytest.approx(0.05)
