"""Readiness packets: decisions that the evidence bears, properties of options, and what moves with a requirement."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from use_cases import A100, BAR, CHAT, H100, NIGHT, OURS, PASSED

from engine.answers import answer, as_text
from engine.economics.pace import pace
from engine.economics.plans import MARGIN
from engine.readiness.compare import compare
from engine.readiness.decisions import card_hours
from engine.readiness.levels import Expected
from engine.readiness.needs import Grade, Job, Needs, Offer
from engine.readiness.options import best, option
from engine.readiness.packet import packet
from engine.units import Seconds

NUMBER = re.compile(r"[\d.,]*\d (?:GB|MB|kB|ms|s|tokens/s)\b|(?<=\$)[\d.]+(?= at best)")


def chosen(needs: Needs, name: str) -> tuple[str, bool]:
    decision = next(one for one in packet(needs).decisions if one.name == name)
    return decision.choice, decision.decided


# ---- what the evidence bears ------------------------------------------------------------------------
def test_a_model_that_nobody_has_graded_is_undecided_and_must_not_go_live() -> None:
    made = packet(CHAT)
    assert chosen(CHAT, "Model") == ("Llama 3 8B, if it passes", False)
    assert made.not_yet == "answer quality is not measured, and no load test has been run."
    assert made.open_points[0].says == "Grade 100 answers of Llama 3 8B; the bar is 90% right. Decides the model."
    assert made.undecided == 2


def test_few_grades_say_how_little_they_say_of_all_answers() -> None:
    likely = Grade(model="llama-3-8b", bits=16, right=193, of=200).likely
    assert likely == pytest.approx((0.92952939, 0.98294446))  # scipy 1.17: binomtest(193, 200), method "wilson"
    said = [one.says for one in packet(replace(CHAT, quality=PASSED)).decisions[0].evidence]
    assert said == [
        "95 of 100 graded answers were right; 90% are asked.",
        "Of all answers that is 88.8% to 97.8%, 19 times in 20: the bar is within that, so more grades would tell "
        "more.",
    ]
    sure = replace(PASSED, grades=(Grade(model="llama-3-8b", bits=16, right=99, of=100),))
    assert packet(replace(CHAT, quality=sure)).decisions[0].evidence[1].says == (
        "Of all answers that is 94.6% to 99.8%, 19 times in 20: the bar is below that."
    )


def test_a_model_is_decided_by_enough_right_answers_and_not_by_few() -> None:
    assert chosen(replace(CHAT, quality=PASSED), "Model") == ("Llama 3 8B", True)
    few = replace(BAR, grades=(Grade(model="llama-3-8b", bits=16, right=99, of=99),))
    assert chosen(replace(CHAT, quality=few), "Model")[1] is False


def test_a_model_that_fails_gives_way_to_the_next_that_does_not() -> None:
    failed = Grade(model="llama-3-8b", bits=16, right=50, of=100)
    passed = Grade(model="llama-3-70b", bits=16, right=97, of=100)
    two = replace(CHAT, models=("llama-3-8b", "llama-3-70b"), quality=replace(BAR, grades=(failed, passed)))
    assert chosen(two, "Model") == ("Llama 3 70B", True)
    alone = replace(CHAT, quality=replace(BAR, grades=(failed,)))
    assert chosen(alone, "Model") == ("None yet", False)
    assert packet(alone).not_yet == "answer quality does not pass."


def test_fewer_bits_are_taken_only_where_they_were_graded() -> None:
    fast = replace(CHAT, offers=(OURS,), users=8, token=0.025, quality=PASSED)
    assert chosen(fast, "Card") == ("None of those offered", False)
    eight = Grade(model="llama-3-8b", bits=8, right=94, of=100)
    graded = replace(fast, quality=replace(PASSED, grades=(*PASSED.grades, eight)))
    assert chosen(graded, "Weights") == ("8 bits, int8", True)


def test_private_data_stay_on_cards_of_our_own_whatever_the_others_cost() -> None:
    private = replace(CHAT, users=4, offers=(replace(A100, price=0.0), OURS), private=True)
    assert chosen(private, "Card")[0] == "1 × RTX 4090, ours"
    with pytest.raises(ValueError, match="private data needs cards of our own, and no offer is 'ours'"):
        replace(CHAT, private=True)


def test_what_costs_more_than_there_is_is_undecided() -> None:
    assert chosen(CHAT, "Card") == ("1 × A100 80 GB SXM", True)
    poor = packet(replace(CHAT, budget=100.0))
    assert chosen(poor.needs, "Card") == ("1 × A100 80 GB SXM", False)
    assert poor.not_yet == "no card is decided."


def test_a_job_takes_all_that_fit_and_as_many_cards_as_its_hours_need() -> None:
    one, hurried = best(NIGHT, "llama-3-8b"), best(replace(NIGHT, job=Job(requests=50_000, hours=0.5)), "llama-3-8b")
    assert one.cards == 1
    assert hurried.cards > 1
    tokens = 50_000 * 300
    assert tokens / (one.pace.rate / MARGIN) <= one.cards * 8 * 3600 * 0.9
    assert packet(NIGHT).levels == ()


def test_a_job_is_held_against_a_service_on_its_own_card_with_its_own_lengths() -> None:
    one = best(NIGHT, "llama-3-8b")
    few = pace(one.setup, one.use.load, 8).rate
    made = packet(NIGHT)
    batching = next(decision for decision in made.decisions if decision.name == "Batching")
    assert [evidence.says for evidence in batching.evidence] == [
        f"8 at once make {few} at best.",
        f"All that fit, {one.at_once:,}, make {one.pace.rate}: {one.pace.rate / few:.2f}× as many.",
    ]
    assert [point.says for point in made.open_points if point.name == "Rehearsal"] == [
        "Run one night’s job. Decides whether 8 hours will do."
    ]
    none_fits = replace(NIGHT, models=("llama-3-70b",), offers=(OURS,))
    assert [one.says for one in packet(none_fits).decisions[4].evidence] == ["How many fit is settled with the card."]


def test_a_run_whose_prompts_are_nearly_all_known_speaks_for_no_other() -> None:
    for needs, told in ((CHAT, True), (replace(CHAT, shared=200), False), (NIGHT, False)):
        prefix = next(decision for decision in packet(needs).decisions if decision.name == "Prefix cache")
        assert any("prefix_run" in evidence.says for evidence in prefix.evidence) == told
        assert prefix.risk == "Nothing is found once a date or a name stands first"


def test_a_prefix_cache_needs_a_whole_block_and_somebody_who_counted() -> None:
    assert chosen(CHAT, "Prefix cache") == ("On: 896 tokens", True)
    assert chosen(replace(CHAT, shared=15), "Prefix cache") == ("Off", True)
    assert chosen(replace(CHAT, shared=None), "Prefix cache") == ("Off for now", False)


def test_guessing_is_on_only_with_a_measured_acceptance_that_pays() -> None:
    assert chosen(CHAT, "Guessing ahead") == ("Off for now", False)
    assert chosen(replace(CHAT, acceptance=0.8), "Guessing ahead")[0].startswith("On, from the prompt: ")
    assert chosen(replace(CHAT, acceptance=0.0), "Guessing ahead") == ("Off", True)
    assert chosen(NIGHT, "Guessing ahead") == ("Off", True)


# ---- numbers ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("needs", [CHAT, NIGHT, replace(CHAT, models=("llama-3-70b",), offers=(H100,), users=4)])
def test_every_estimate_is_what_its_command_prints(needs: Needs) -> None:
    asked = {"50 ms", "1,500", "300"}
    commands = 0
    for decision in packet(needs).decisions:
        for evidence in decision.evidence:
            if not evidence.command.startswith("coursewright estimate"):
                continue
            what, model, *flags = shlex.split(evidence.command)[2:]
            given = {
                name.removeprefix("--").replace("-", "_"): int(value) if value.isdecimal() else _number(value)
                for name, value in zip(flags[::2], flags[1::2], strict=True)
            }
            printed = as_text(answer(what, model, given))
            for number in re.findall(
                r"[\d.,]*\d (?:GB|MB|kB|ms|s|tokens/s)\b|(?<=\$)[\d.]+(?= at best)", evidence.says
            ):
                assert number in printed or number in asked, (evidence.says, evidence.command, printed)
            commands += 1
    assert commands > 4


def _number(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


# ---- properties -------------------------------------------------------------------------------------
USERS = st.integers(1, 300)
LIMITS = st.floats(0.012, 0.2)


@given(few=USERS, more=USERS, token=LIMITS)
@settings(max_examples=40)
def test_more_users_never_need_fewer_cards(few: int, more: int, token: float) -> None:
    few, more = sorted((few, more))
    offer = replace(H100, cards=1000, link=None)
    less, most = (option(replace(CHAT, users=users, token=token), "llama-3-8b", offer) for users in (few, more))
    if most.plan:
        assert less.plan
        assert less.cards <= most.cards
        assert less.month <= most.month


@given(users=USERS, one=LIMITS, other=LIMITS)
@settings(max_examples=40)
def test_a_looser_limit_never_costs_more(users: int, one: float, other: float) -> None:
    tight, loose = sorted((one, other))
    offers = tuple(replace(offer, cards=1000, link=None) for offer in (A100, H100))
    dear, cheap = (
        best(replace(CHAT, users=users, token=token, offers=offers), "llama-3-8b") for token in (tight, loose)
    )
    assert cheap.month <= dear.month


@given(offers=st.permutations([A100, H100, OURS]), users=st.integers(1, 60))
@settings(max_examples=20)
def test_the_cheapest_offer_is_taken_in_whatever_order_they_stand(offers: list[Offer], users: int) -> None:
    needs = replace(CHAT, offers=tuple(offers), users=users)
    found = best(needs, "llama-3-8b")
    holding = [one for one in (option(needs, "llama-3-8b", offer) for offer in offers) if one.plan]
    assert found.month == min(one.month for one in holding)


@given(users=USERS, requests=st.integers(1, 10**6))
@settings(max_examples=20)
def test_a_job_of_more_requests_never_costs_less(users: int, requests: int) -> None:
    offer = replace(A100, cards=10**5)
    small, large = (
        option(replace(NIGHT, job=Job(requests=n, hours=8.0)), "llama-3-8b", offer) for n in (requests, 2 * requests)
    )
    assert small.cards <= large.cards
    assert small.month < large.month


# ---- differences ------------------------------------------------------------------------------------
def test_a_limit_halved_moves_the_card_and_says_why() -> None:
    found = compare(packet(CHAT), packet(replace(CHAT, token=0.025)))
    assert [(one.name, one.before, one.after) for one in found.asked] == [("each token, P95", "50 ms", "25 ms")]
    assert [(one.name, one.before, one.after) for one in found.moved] == [
        ("Card", "1 × A100 80 GB SXM", "1 × H100 SXM")
    ]
    assert found.moved[0].why[0].says == (
        "A100 80 GB SXM: one card, 16 bits: 30.7 ms a token at 2 times the least time, 25 ms allowed."
    )
    assert found.stayed == ("Model", "Weights", "Cache", "Batching", "Prefix cache", "Guessing ahead")


def test_grades_move_the_model_from_undecided() -> None:
    found = compare(packet(CHAT), packet(replace(CHAT, quality=PASSED)))
    assert [(one.name, one.before, one.after) for one in found.moved] == [
        ("Model", "undecided: Llama 3 8B, if it passes", "Llama 3 8B")
    ]
    assert found.moved[0].why[0].says == "95 of 100 graded answers were right; 90% are asked."


def test_each_requirement_that_differs_is_said_in_words() -> None:
    changed = replace(
        CHAT, offers=(OURS,), budget=None, private=True, users=4, shared=None, quality=PASSED, models=("llama-3-70b",),
        job=Job(requests=5000, hours=8.0),
    )  # fmt: skip
    assert [(one.name, one.before, one.after) for one in compare(packet(CHAT), packet(changed)).asked] == [
        ("users", "40", "4"),
        ("models", "Llama 3 8B", "Llama 3 70B"),
        (
            "cards on offer",
            "8 × A100 80 GB SXM at 1.64 an hour, 8 × H100 SXM at 2.9 an hour",
            "2 × RTX 4090 at 0.25 an hour",
        ),
        ("quality bar and grades", "90% of 100 answers, 0 graded", "90% of 100 answers, 100 graded"),
        ("shared", "900", "not stated"),
        ("job", "not stated", "5,000 requests in 8 hours"),
        ("private", "no", "yes"),
        ("budget", "3,000", "not stated"),
    ]


def told(before: Needs, after: Needs) -> dict[str, tuple[str, list[str]]]:
    """By decision that moved: what it is now, and why."""
    moved = compare(packet(before), packet(after)).moved
    return {one.name: (one.after, [evidence.says for evidence in one.why]) for one in moved}


def test_a_card_that_moves_says_what_it_costs_and_what_there_is() -> None:
    found = told(CHAT, replace(CHAT, budget=500.0))
    assert found["Card"][0] == "undecided: 1 × A100 80 GB SXM"
    assert found["Card"][1] == [f"$1,197 a month at $1.64 an hour; $500 are there. Price: {A100.source}."]


def test_more_users_and_a_shorter_night_say_why_more_cards_are_needed() -> None:
    alone = replace(CHAT, offers=(A100,))
    users = told(alone, replace(alone, users=120))
    assert users["Card"][1][0] == (
        "A100 80 GB SXM: one card, 16 bits: 62.8 ms a token at 2 times the least time, 50 ms allowed."
    )
    assert users["Batching"] == ("Continuous, 120 at most", ["120 users at once, on 1 server."])
    assert NIGHT.job is not None
    night = told(NIGHT, replace(NIGHT, job=replace(NIGHT.job, hours=0.5)))
    hours = card_hours(NIGHT, best(NIGHT, "llama-3-8b"))
    assert night["Card"][1][0] == (
        f"The job takes {hours:.1f} card-hours at 2 times the least time, and a card works 90% of 0.5 hours."
    )
    assert night["Batching"][1] == ["513 fit at once, on 2 servers."]


def test_guesses_that_are_right_say_what_they_gain() -> None:
    found = told(CHAT, replace(CHAT, acceptance=0.8))["Guessing ahead"]
    assert found[0] == "On, from the prompt: 5 a pass"
    assert found[1][0] == "80% of guesses were right on our own prompts."
    assert found[1][1].startswith("With 5 a pass the steps of 40 at once are ")


def test_shares_that_differ_are_said_as_percent() -> None:
    asked = compare(packet(CHAT), packet(replace(CHAT, utilisation=0.8, reserve=0.4))).asked
    assert [(one.before, one.after) for one in asked] == [
        (f"{CHAT.utilisation:.0%}", "80%"),
        ("10%", "40%"),
    ]


def test_nothing_moves_between_a_packet_and_itself() -> None:
    found = compare(packet(CHAT), packet(CHAT))
    assert (found.asked, found.moved) == ((), ())


# ---- load tests -------------------------------------------------------------------------------------
def test_a_load_test_that_misses_a_limit_stops_a_packet_and_one_that_keeps_all_does_not() -> None:
    needs = replace(CHAT, quality=PASSED, spare="a colleague")
    seen = {"completed": 100, "failed": 0, "p95_ttft_ms": 820.0, "p95_tpot_ms": 41.0, "request_goodput": 2.6}
    kept = packet(needs, seen=seen)
    assert [(row.name, row.limit, row.seen, row.kept) for row in kept.levels] == [
        ("First token, P95", "1 s", "820 ms", True),
        ("Each token, P95", "50 ms", "41.0 ms", True),
        ("Goodput, requests/s", "2.5", "2.6", True),
    ]
    assert kept.not_yet == ""
    missed = packet(needs, seen=seen | {"p95_tpot_ms": 51.0})
    assert missed.not_yet == "the load test misses a limit."
    assert packet(needs).not_yet == "no load test has been run."


def test_what_a_load_test_has_seen_outweighs_a_simulation() -> None:
    needs = replace(CHAT, quality=PASSED, spare="a colleague")
    seen = {"p95_ttft_ms": 820.0, "p95_tpot_ms": 41.0, "request_goodput": 2.6}
    slow = Expected(calls=200, first=Seconds(9), token=Seconds(1), goodput=0.1)
    assert packet(needs, simulated=lambda *_: slow).not_yet == "a simulation of the load misses a limit."
    assert packet(needs, simulated=lambda *_: slow, seen=seen).not_yet == ""
