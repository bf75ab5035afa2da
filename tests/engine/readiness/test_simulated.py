"""Simulated users: alone they wait as the roofline says, and together no less."""

from dataclasses import replace

from use_cases import CHAT, NIGHT

from engine.economics.plans import MARGIN
from engine.readiness.options import best
from engine.readiness.simulated import closed, expected, step_cost


def test_one_user_waits_for_a_step_a_token() -> None:
    alone = replace(CHAT, users=1)
    option = best(alone, "llama-3-8b")
    cost = step_cost(option)
    times = closed(option, 3)
    assert all(abs(one.tpot - cost(1, 1)) < 1e-9 for one in times)
    assert cost(1, 1) == MARGIN * (option.pace.step) or abs(cost(1, 1) / (MARGIN * option.pace.step) - 1) < 0.02


def test_more_users_wait_longer_and_get_more_done() -> None:
    few, many = (replace(CHAT, users=users, token=1.0, first=60.0) for users in (4, 40))
    calm, busy = (expected(needs, best(needs, "llama-3-8b")) for needs in (few, many))
    assert calm is not None
    assert busy is not None
    assert calm.token < busy.token
    assert calm.first < busy.first
    assert calm.goodput < busy.goodput


def test_a_job_has_nobody_who_waits() -> None:
    assert expected(NIGHT, best(NIGHT, "llama-3-8b")) is None
