"""The pace of a server: arithmetic on paper, a simulation with slots, and what must hold of any load."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cost.roofline import decode_time, prefill_time
from engine.economics.pace import Load, largest, pace, prompt_time, step_time
from engine.economics.setup import Setup
from engine.parallel.cost import tensor_step
from engine.parallel.interconnect import link
from engine.presets import hardware, preset

A100, H100 = hardware("a100-80gb-sxm"), hardware("h100-sxm")
LLAMA = preset("llama-3-8b")
SETUP = Setup(model=LLAMA, card=A100, reserve=0.1)
LOADS = st.builds(Load, prompt=st.integers(32, 3000), new_tokens=st.integers(1, 500), shared=st.integers(0, 31))
SETUPS = st.sampled_from(
    [
        SETUP,
        Setup(model=LLAMA, card=H100, dtype="int4", group=64, cache_dtype="int8"),
        Setup(model=LLAMA, card=A100, cards=4, link=link("nvlink-3"), reserve=0.2),
        Setup(model=preset("mixtral-8x7b"), card=hardware("h200")),
        Setup(model=preset("gemma-3-4b"), card=hardware("l4")),
    ]
)


def test_a_step_on_paper():
    step, bound = step_time(SETUP, context=1100, batch=8)
    weights = (8_030_261_248 - 128_256 * 4096) * 2  # all but the embedding
    caches = 8 * 1100 * 131_072
    assert step == pytest.approx((weights + caches) / 2039e9, rel=1e-12)
    assert bound == "memory"


def test_a_prompt_on_paper():
    per_token = 2 * (8_030_261_248 - 2 * 128_256 * 4096 - 65 * 4096)  # neither embedding nor head nor norms
    scores = 32 * 4 * 4096 * 1000 * 1001 // 2
    head = 2 * 128_256 * 4096
    seconds = (1000 * per_token + scores + head) / 312e12
    assert prompt_time(SETUP, Load(prompt=1000, new_tokens=1)) == pytest.approx(seconds, rel=1e-9)


def test_whole_blocks_of_what_is_found_are_not_computed_again():
    known = Load(prompt=1000, new_tokens=1, shared=815)
    assert known.found == 800
    rest = prompt_time(SETUP, Load(prompt=1000, new_tokens=1)) - prompt_time(SETUP, known)
    head = 2 * 128_256 * 4096 / 312e12
    assert rest == pytest.approx(prompt_time(SETUP, Load(prompt=800, new_tokens=1)) - head, rel=1e-9)


def test_a_step_in_the_middle_of_an_answer_is_what_its_steps_take_on_average():
    load = Load(prompt=700, new_tokens=51)
    each = [step_time(SETUP, load.prompt + made, 8)[0] for made in range(load.new_tokens)]
    assert step_time(SETUP, load.context, 8)[0] == pytest.approx(sum(each) / len(each), rel=1e-12)


@pytest.mark.parametrize("batch", [1, 7, 40])
def test_the_rate_is_that_of_slots_that_are_filled_again_one_by_one(batch):
    load = Load(prompt=700, new_tokens=50)
    left = [1 + slot * 50 // batch for slot in range(batch)]
    clock, tokens = 0.0, 0
    for _ in range(50 * 4):
        clock += step_time(SETUP, load.context, batch)[0]
        tokens += batch
        left = [n - 1 for n in left]
        clock += prompt_time(SETUP, load) * left.count(0)
        left = [n or 50 for n in left]
    assert pace(SETUP, load, batch).rate == pytest.approx(tokens / clock, rel=1e-9)


@given(SETUPS, LOADS, st.integers(1, 300))
def test_more_requests_at_once_make_more_tokens_and_longer_waits(setup, load, batch):
    fewer, more = pace(setup, load, batch), pace(setup, load, batch + 1)
    assert more.rate >= fewer.rate * (1 - 1e-12)
    assert more.gap >= fewer.gap
    assert fewer.rate == pytest.approx(batch / fewer.gap)


@given(SETUPS, st.integers(64, 3000), st.integers(1, 63))
def test_a_prompt_of_which_more_is_found_takes_no_longer(setup, prompt, shared):
    without, found = (prompt_time(setup, Load(prompt=prompt, new_tokens=1, shared=s)) for s in (0, shared))
    assert found <= without


@given(LOADS, st.floats(0.001, 0.5))
def test_the_largest_batch_is_the_last_that_keeps_the_limit(load, limit):
    most = int(largest(SETUP, load, limit=limit))
    fit = int(SETUP.users(load.length, shared=load.shared))
    assert most <= fit
    assert most == 0 or pace(SETUP, load, most).gap <= limit
    assert most == fit or pace(SETUP, load, most + 1).gap > limit


def test_one_card_with_plain_weights_is_the_roofline():
    assert step_time(SETUP, 2000, 16)[0] == decode_time(LLAMA, A100, context=2000, batch=16).seconds
    plain = prefill_time(LLAMA, A100, seq_len=2000).seconds
    assert prompt_time(SETUP, Load(prompt=2000, new_tokens=1)) == pytest.approx(plain)


@pytest.mark.parametrize("cards", [2, 4, 8])
def test_several_cards_are_the_split_step(cards):
    setup = Setup(model=LLAMA, card=H100, cards=cards, link=link("nvlink-4"))
    split = tensor_step(LLAMA, H100, link("nvlink-4"), size=cards, context=2000, texts=16)
    assert step_time(setup, 2000, 16)[0] == pytest.approx(split.seconds)


def test_what_cannot_be_is_refused_with_the_reason():
    with pytest.raises(ValueError, match="4 cards need a link between them"):
        Setup(model=LLAMA, card=A100, cards=4)
    with pytest.raises(ValueError, match="shared=10 of 10 tokens: the last one at least is computed"):
        Load(prompt=10, new_tokens=1, shared=10)
    with pytest.raises(ValueError, match="cards=0 is not a positive whole number"):
        Setup(model=LLAMA, card=A100, cards=0)
