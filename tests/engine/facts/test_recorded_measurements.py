"""What the committed ledger says of measured facts, against formulas and against its own samples."""

from __future__ import annotations

import statistics

import pytest
from recorded_facts import recorded

from engine.cost.kv_cache import kv_cache_bytes
from engine.fact import marks_of
from engine.facts import decode_speed
from engine.facts.settings import DECODE_124M, PROMPT_TOKENS
from engine.ledger import read_ledger
from engine.presets import KV_LAB

MEASURED = ("decode_cache", "gqa_run", "cache_gain")


@pytest.mark.parametrize("name", MEASURED)
def test_the_recorded_run_keeps_the_claim_of_its_fact(name: str) -> None:
    marks = marks_of(getattr(decode_speed, name))
    assert marks is not None
    assert marks.claim is not None
    assert marks.claim(recorded(name))


@pytest.mark.parametrize("name", MEASURED)
def test_every_field_is_the_median_of_its_samples(name: str) -> None:
    record = read_ledger()[name]
    for field, quantity in recorded(name).items():
        assert quantity == pytest.approx(statistics.median(record.samples[field]))


def test_the_cache_that_was_held_is_the_one_that_the_formula_gives() -> None:
    tokens = PROMPT_TOKENS + DECODE_124M.new_tokens - 1  # the last token made is never read
    assert recorded("decode_cache").kv_cache == kv_cache_bytes(KV_LAB, seq_len=tokens, dtype="fp32")


def test_fewer_sets_hold_less_in_proportion() -> None:
    run = recorded("gqa_run")
    assert run.cache_ratio == run.kv_heads_mha / run.kv_heads_gqa


def test_the_cached_run_makes_the_same_tokens() -> None:
    assert recorded("decode_cache").same_tokens == 1


def test_the_gain_of_a_step_grows_with_its_context() -> None:
    run = recorded("cache_gain")
    assert run.gain_32 < run.gain_256 < run.gain_1023
