"""How clients come and what a token's time is called: facts against what must be so of any run."""

import pytest

from engine.facts.arrivals import PIECE, arrival_bursts, arrival_kinds, four_tpots


def test_waits_grow_with_bursts_at_the_same_rate_and_hardly_fewer_tokens_are_made():
    for line in arrival_bursts().lines.values():
        in_bursts, evenly = line[:3], line[3:]
        assert list(in_bursts) == sorted(in_bursts, reverse=True)
        assert max(evenly) < min(in_bursts)
    assert arrival_kinds().throughput_kept == pytest.approx(1, abs=0.02)


def test_tools_that_mean_the_same_by_other_names_agree_and_the_others_do_not():
    fact = four_tpots()
    for suffix in ("", "_pieces"):
        assert fact[f"vllm_tpot{suffix}"] == fact[f"aiperf_itl{suffix}"]
        assert fact[f"vllm_tpot{suffix}"] < fact[f"guidellm_tpot{suffix}"]
    assert fact.guidellm_tpot == fact.llmperf_itl  # a piece is a token


def test_pieces_of_several_tokens_change_whatever_counts_pieces():
    fact = four_tpots()
    assert fact.guidellm_tpot_pieces == pytest.approx(fact.guidellm_tpot)
    assert PIECE - 1 < fact.llmperf_itl_pieces / fact.llmperf_itl < PIECE
    assert fact.vllm_tpot_pieces < fact.vllm_tpot
    assert fact.vllm_itl_pieces > (PIECE - 1) * fact.vllm_itl
