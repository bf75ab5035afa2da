"""Estimates of split models, held to formulas, to published figures, and to what they must not promise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cost.roofline import decode_time
from engine.facts.parallel import (
    parallel_bytes,
    pipeline_bubble,
    split_or_copies,
    split_pays,
    split_published,
    split_published_why,
    split_step,
)
from engine.parallel.cost import break_even, cards_needed, copies_step, pipeline_step, tensor_step
from engine.parallel.interconnect import LINKS, Link, link
from engine.parallel.schedule import bubble, timeline
from engine.presets import hardware, preset
from engine.units import BytesPerSecond, Seconds

H100 = hardware("h100-sxm")
LLAMA = preset("llama-3-8b")
FREE = Link(name="free", bandwidth=BytesPerSecond(1e30), hop=Seconds(0), launch=Seconds(0), source="")


@given(p=st.integers(1, 12), m=st.integers(1, 40))
def test_the_bubble_counted_is_gpipes(p: int, m: int) -> None:
    assert bubble(p, m) == pytest.approx((p - 1) / (m + p - 1))
    for row in timeline(p, m):
        assert [batch for batch in row if batch is not None] == list(range(m))


def test_published_bubble_of_four_stages_and_eight_micro_batches() -> None:
    assert f"{pipeline_bubble()['idle'][8]:percent.1}" == "27.3%"


def test_a_pipelines_ticks_are_those_of_the_picture() -> None:
    assert timeline(3, 2) == [[0, 1, None, None], [None, 0, 1, None], [None, None, 0, 1]]


@pytest.mark.parametrize("nothing", [(0, 1), (1, 0)])
def test_a_pipeline_of_nothing_is_told(nothing: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a positive whole number"):
        timeline(*nothing)


def test_a_sum_takes_a_ring_of_messages() -> None:
    by = Link(name="", bandwidth=BytesPerSecond(1e9), hop=Seconds(1e-6), launch=Seconds(5e-6), source="")
    assert by.all_reduce(4000, 4) == pytest.approx(5e-6 + 6 * (1e-6 + 1000 / 1e9))
    assert by.all_reduce(4000, 1) == 0


@pytest.mark.parametrize("name", LINKS)
def test_links_cost_something_and_say_where_it_is_from(name: str) -> None:
    by = link(name)
    assert by.hop > 0
    assert by.bandwidth > 0
    assert by.source


def test_a_link_that_is_misspelt_is_answered_with_the_likely_one() -> None:
    with pytest.raises(ValueError, match="nvlink-4"):
        link("nvlink4")


@pytest.mark.parametrize("size", [2, 4, 8])
@pytest.mark.parametrize("texts", [1, 8, 64])
def test_no_split_is_faster_than_its_cards_together_or_than_talking_for_nothing(size: int, texts: int) -> None:
    one = decode_time(LLAMA, H100, context=2048, batch=texts).seconds
    free = tensor_step(LLAMA, H100, FREE, size=size, context=2048, texts=texts)
    assert one / size <= free.seconds <= one
    for name in LINKS:
        step = tensor_step(LLAMA, H100, link(name), size=size, context=2048, texts=texts)
        assert step.seconds == pytest.approx(free.seconds + step.talking)
        assert step.talking > 0
        layers = pipeline_step(LLAMA, H100, link(name), size=size, context=2048, texts=texts)
        copies = copies_step(LLAMA, H100, size=size, context=2048, texts=texts)
        assert layers.seconds > copies.seconds
        assert layers.rate < copies.rate


def test_at_the_break_even_a_split_is_as_fast_as_one_card() -> None:
    even = break_even(LLAMA, H100, size=4, context=4096)
    by = Link(name="", bandwidth=BytesPerSecond(1e30), hop=Seconds(even / 6), launch=Seconds(0), source="")
    one = copies_step(LLAMA, H100, size=1, context=4096).seconds
    assert tensor_step(LLAMA, H100, by, size=4, context=4096).seconds == pytest.approx(one)


def test_seventy_billion_weights_need_two_cards_and_eight_billion_one() -> None:
    assert cards_needed(preset("llama-3-70b"), H100, context=4096) == 2
    assert cards_needed(LLAMA, H100, context=4096) == 1


# ---- what the facts say, in words -------------------------------------------------------------------
def test_heads_cost_two_sums_a_layer_and_layers_one_message_a_border() -> None:
    told = parallel_bytes()
    assert told["sums"] == 2 * 32
    assert told["by_heads"] == 64 * 2 * 3 / 4 * 4096 * 2
    assert told["by_layers_all"] == 3 * 4096 * 2


def test_splitting_pays_by_nvlink_and_not_by_ethernet() -> None:
    step, pays, many = split_step(), split_pays(), split_or_copies()
    assert step["nvlink_speedup"] > step["pcie_speedup"] > 1 > step["ethernet_speedup"]
    assert pays["nvlink"] < pays["pcie"] < pays["break_even"] < pays["ethernet"]
    assert many["nvlink"] > many["copies"] > many["ethernet"]
    assert step["pipeline_ethernet"] < step["ethernet"]


def test_the_published_split_was_slow_for_want_of_quick_messages_not_of_bandwidth() -> None:
    told, why = split_published(), split_published_why()
    assert told["copies"] > told["one"] > told["split_4"]
    assert why["a_sum"] > why["break_even"]
    assert why["bytes_alone"] < why["a_sum"] / 10
