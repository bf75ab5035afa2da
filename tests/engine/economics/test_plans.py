"""Plans for a use case: one path, one end, and no looser need that leads to a dearer plan."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cost.capacity import max_requests
from engine.cost.roofline import decode_time
from engine.economics.pace import Load
from engine.economics.plans import DAY, MARGIN, PLANS, UseCase, chosen, path, trial
from engine.parallel.interconnect import link
from engine.presets import hardware, preset

CHAT = UseCase(
    name="chat", model=preset("llama-3-8b"), card=hardware("rtx-4090"), users=8,
    load=Load(prompt=1500, new_tokens=100), token=0.1, first=1.0, deadline=10.0, tested=4, link=link("pcie-4"),
    reserve=0.1,
)  # fmt: skip
ORDER = [plan.name for plan in PLANS]
USE_CASES = st.builds(
    lambda users, token, first, tested, shared, linked, card: replace(
        CHAT, users=users, token=token, first=first, tested=tested, card=hardware(card),
        load=replace(CHAT.load, shared=shared), link=link("nvlink-4") if linked else None,
    ),
    st.integers(1, 500), st.floats(1e-3, 1), st.floats(1e-2, 5), st.sampled_from([16, 8, 4]),
    st.integers(0, 1499), st.booleans(), st.sampled_from(["rtx-4090", "a100-80gb-sxm", "h200"]),
)  # fmt: skip


def place(use):
    """How far down a use case ends; behind the last plan where none holds."""
    end = chosen(use)
    return ORDER.index(end.plan.name) if end else len(ORDER)


def test_what_can_wait_a_day_is_a_job_however_many_ask():
    assert [tried.plan.name for tried in path(replace(CHAT, deadline=float(DAY), users=10**6))] == ["job"]


def test_one_card_in_16_bits_is_taken_with_the_users_that_fit_and_twice_the_rooflines_step():
    alone = replace(CHAT, users=1, load=Load(prompt=1, new_tokens=1000))
    end = chosen(alone)
    assert end.plan.name == "bf16"
    assert end.fit == max_requests(alone.model, alone.card, seq_len=1001, reserve=0.1)
    step = decode_time(alone.model, alone.card, context=501).seconds
    assert step * MARGIN <= end.gap < step * MARGIN * 1.01  # and a thousandth of one token's prompt


def test_the_bits_that_were_not_tested_are_passed_over():
    slow = replace(CHAT, token=0.02, load=Load(prompt=16, new_tokens=1000), users=1, link=None)
    assert [(tried.plan.name, tried.refused) for tried in path(slow)] == [
        ("job", "somebody waits"), ("bf16", "too slow"), ("int8", None),
    ]  # fmt: skip
    assert [tried.refused for tried in path(replace(slow, tested=16))] == [
        "somebody waits", "too slow", "not tested", "not tested", "no link",
    ]  # fmt: skip
    assert chosen(replace(slow, tested=16)) is None


def test_as_few_cards_are_taken_as_serve():
    large = replace(
        CHAT, model=preset("llama-3-70b"), card=hardware("h100-sxm"), link=link("nvlink-4"), tested=16, token=0.1
    )
    assert chosen(large).cards == 2
    assert chosen(replace(large, users=60, token=1.0)).cards == 4


@given(USE_CASES)
def test_a_path_ends_at_the_first_plan_that_holds_and_says_why_each_before_it_does_not(use):
    tried = path(use)
    assert [one.plan.name for one in tried] == ORDER[: len(tried)]
    assert all(one.refused for one in tried[:-1])
    if tried[-1].refused:
        assert len(tried) == len(PLANS)
        assert chosen(use) is None
    else:
        assert chosen(use) == tried[-1] == trial(use, tried[-1].plan)


@given(USE_CASES, st.floats(1, 4), st.integers(0, 400))
def test_longer_waits_and_fewer_users_never_lead_to_a_dearer_plan(use, times, fewer):
    looser = replace(use, token=use.token * times, first=use.first * times, users=max(1, use.users - fewer))
    assert place(looser) <= place(use)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"users": 0}, "users=0 is not a positive whole number"),
        ({"token": 0.0}, "token=0.0 is not a time above 0 s"),
        ({"first": -1.0}, "first=-1.0 is not a time above 0 s"),
        ({"deadline": float("nan")}, "deadline=nan is not a time above 0 s"),
        ({"tested": 5}, "tested=5 is none of the bits that plans have: 16, 8, 4"),
    ],
)
def test_needs_that_cannot_be_are_refused_with_the_reason(changed, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        replace(CHAT, **changed)
