"""The questions about money, as the command line asks them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.economics.questions import card_names, choose, offline, tokens
from engine.presets import hardware

ROOT = Path(__file__).parents[3]
LOAD = {"seq_len": 1000, "new_tokens": 200, "reserve": 0.1}


def test_the_bill_of_a_measured_rate_is_arithmetic():
    assert tokens("llama-3-8b", price=1.8, rate=250, utilisation=0.5, cards=2) == {
        "model": "llama-3-8b",
        "tokens_per_s": 250.0,
        "card_s_per_million": 16_000.0,
        "cost": 8.0,
    }


def test_the_bill_by_the_roofline_adds_up():
    bill = tokens("llama-3-8b", price=2, batch=64, utilisation=0.4, **LOAD)
    assert bill["cost"] == pytest.approx(2 * 10**6 / (3600 * 0.4 * bill["tokens_per_s"]))
    assert 200 * bill["cost"] == pytest.approx(200 * bill["cost_of_new"] + 1000 * bill["cost_of_prompt"])


def test_the_batch_is_the_largest_that_fits_or_keeps_the_limit():
    assert tokens("llama-3-8b", price=2, **LOAD)["at_once"] == 389
    kept = tokens("llama-3-8b", price=2, limit=0.05, **LOAD)
    assert kept["gap_s"] <= 0.05
    assert tokens("llama-3-8b", price=2, batch=kept["at_once"] + 1, **LOAD)["gap_s"] > 0.05


def test_narrow_weights_and_a_known_beginning_make_tokens_cheaper():
    usual = tokens("llama-3-8b", price=2, batch=64, **LOAD)["cost"]
    for change in ({"shared": 800}, {"dtype": "int4", "group": 64}, {"cache_dtype": "int8"}):
        assert tokens("llama-3-8b", price=2, batch=64, **LOAD, **change)["cost"] < usual


def test_several_lengths_and_batches_are_asked_at_once():
    both = tokens("llama-3-8b", price=2, seq_len=[500, 1000], new_tokens=200, reserve=0.1)
    assert both["at_once"][1] == 389 < both["at_once"][0]
    jobs = offline("llama-3-8b", batch=[1, 8], utilisation=0.4, job_utilisation=0.8, **LOAD)
    assert jobs["by_utilisation"] == [2.0, 2.0]
    assert jobs["by_batch"][0] > jobs["by_batch"][1] > 1


def test_every_card_is_set_beside_one():
    rows = choose("llama-3-8b", gpu="h100-sxm", limit=0.05, **LOAD)
    assert tuple(rows["users"]) == card_names()
    assert rows["worth"]["h100-sxm"] == 1.0
    assert (rows["users"]["l4"], rows["worth"]["l4"]) == (0, None)
    assert json.loads(json.dumps(rows)) == rows
    assert all(hardware(name).source for name in card_names())


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        ({}, "needs --seq-len and --new-tokens, or a measured --rate"),
        ({"rate": 5, "seq_len": 8}, "only how many and how busy stand beside it"),
        ({"rate": 5, "gpu": "h100-sxm"}, "only how many and how busy stand beside it"),
        ({"seq_len": 8, "new_tokens": 8, "link": "pcie-5"}, "pcie-5 joins several cards, and there is one"),
        ({"seq_len": 8, "new_tokens": 8, "dtype": "int4", "group": 0}, "group=0 is not a positive whole number"),
        ({"rate": 5, "cards": 0}, "cards=0 is not a positive whole number"),
        ({"seq_len": 8, "new_tokens": 8, "batch": 1, "limit": 1}, "--limit finds the batch"),
        ({"seq_len": 8, "new_tokens": 8, "limit": 1e-9}, "not one request of 16 tokens fits"),
        ({"seq_len": 8, "new_tokens": 8, "cards": 2}, "2 cards need a link"),
        ({"seq_len": 8, "new_tokens": 8, "cards": 2, "link": "nvlink"}, "unknown interconnect 'nvlink'"),
        ({"seq_len": 8, "new_tokens": 8, "group": 64}, "weights in bf16 share no scale in groups"),
        ({"seq_len": 8, "new_tokens": 0}, "new_tokens=0 is not a positive whole number"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(ask, message):
    with pytest.raises(ValueError, match=message):
        tokens("llama-3-8b", price=2, **ask)


def test_a_card_that_nobody_knows_is_refused_with_the_likely_one():
    with pytest.raises(ValueError, match="unknown hardware 'h100'; did you mean"):
        choose("llama-3-8b", gpu="h100", **LOAD)


def test_money_needs_no_torch():
    code = "import sys, engine.economics.questions; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout == "False\n"
