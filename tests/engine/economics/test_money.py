"""Cost of tokens: arithmetic on paper, what a bill adds up to, and a job beside a service."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.economics.jobs import cheaper
from engine.economics.money import card_seconds, cost, shares
from engine.economics.pace import Load, pace
from engine.economics.setup import Setup
from engine.presets import hardware, preset

SETUP = Setup(model=preset("llama-3-8b"), card=hardware("a100-80gb-sxm"), reserve=0.1)
LOAD = Load(prompt=1000, new_tokens=200)


def test_a_million_tokens_on_paper():
    seconds = card_seconds(1000, utilisation=0.5)  # 10⁶ / 1,000 = 1,000 s of work in 2,000 paid ones
    assert seconds == 2000
    assert cost(1.80, seconds) == pytest.approx(1.00)
    assert card_seconds(1000, utilisation=0.5, cards=4) == 8000


@given(st.integers(1, 300), st.integers(16, 4000), st.integers(1, 800), st.floats(0.01, 100))
def test_a_request_costs_its_prompt_and_its_tokens_and_nothing_else(batch, prompt, new_tokens, price):
    load = Load(prompt=prompt, new_tokens=new_tokens)
    found = pace(SETUP, load, batch)
    of_prompt, of_new = shares(found, load)
    assert of_prompt + of_new == pytest.approx(1)
    request = cost(price, card_seconds(found.rate)) * new_tokens / 10**6
    on_the_card = found.prompt + new_tokens * found.step / batch
    assert request == pytest.approx(price / 3600 * on_the_card)


@given(st.floats(1, 1e6), st.floats(0.01, 1), st.integers(1, 64))
def test_idle_cards_are_paid(rate, utilisation, cards):
    assert card_seconds(rate, utilisation=utilisation, cards=cards) * utilisation == pytest.approx(cards * 10**6 / rate)


@given(st.integers(1, 300), st.floats(0.05, 1), st.floats(0.05, 1))
def test_a_job_is_cheaper_by_its_hours_times_its_batch(batch, utilisation, job_utilisation):
    found = cheaper(SETUP, LOAD, batch=batch, utilisation=utilisation, job_utilisation=job_utilisation)
    assert found.together == pytest.approx(found.by_utilisation * found.by_batch)
    assert found.by_batch >= 1
    assert found.job.batch == SETUP.users(1200)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: card_seconds(0), "rate=0 is not a number of tokens a second"),
        (lambda: card_seconds(float("nan")), "rate=nan is not"),
        (lambda: card_seconds(1, utilisation=0), "utilisation=0 is not a share of the paid time"),
        (lambda: card_seconds(1, utilisation=40), "utilisation=40 is not a share"),
        (lambda: cost(-1, 1), "price=-1 is not a price"),
        (lambda: cheaper(SETUP, LOAD, batch=390, utilisation=1, job_utilisation=1), "do not fit; 389 do"),
        (
            lambda: cheaper(SETUP, Load(prompt=10**6, new_tokens=1), batch=1, utilisation=1, job_utilisation=1),
            "not one request of 1000001 tokens fits on 1 × a100-80gb-sxm",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
