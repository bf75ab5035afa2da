"""Facts about capacity and cost against arithmetic on paper, and against what the course's documents say."""

import pytest

from engine.facts.course_cards import best_for_users, card_bandwidth, card_bandwidth_wrong
from engine.facts.four_users import four_users, more_users
from engine.facts.money import (
    batch_discount,
    card_rent,
    card_users,
    card_worth,
    job_or_service,
    million_tokens,
    million_tokens_cost,
    split_cost,
)

CARD = 24_564 * 2**20
WEIGHTS, REQUEST = 13_476_831_232, 2**30


def test_nine_fit_where_the_document_has_four():
    fact = four_users()
    assert fact.users == (CARD - WEIGHTS) // REQUEST == 11
    assert fact.users_reserve == (0.9 * CARD - WEIGHTS) // REQUEST == 9
    assert fact.users_makers_gb == (24e9 - WEIGHTS) // REQUEST == 9
    assert fact.users_long == (0.9 * CARD - WEIGHTS) // (2 * REQUEST) == 4


def test_only_four_fit_where_more_than_a_quarter_is_kept_free():
    fact = four_users()
    assert fact.four_above > 0.25
    assert fact.four_above == pytest.approx(1 - (WEIGHTS + 5 * REQUEST) / CARD)
    assert fact.four_up_to == pytest.approx(1 - (WEIGHTS + 4 * REQUEST) / CARD)


def test_what_is_narrow_or_shared_seats_more():
    fact = more_users()
    assert fact.as_it_is == 9
    assert fact.gqa == 26
    assert fact.prefix == (0.9 * CARD - WEIGHTS - REQUEST / 2) // (REQUEST / 2)
    assert fact.int4 == (0.9 * CARD - fact.weights_int4) // REQUEST
    assert fact.int4_int8 == (0.9 * CARD - fact.weights_int4) // (REQUEST / 2)


def test_the_rows_of_the_table_of_cards_that_are_wrong():
    rows = card_bandwidth()
    wrong = {n for n, right in rows["data sheet"].items() if abs(rows["document"][n] / right - 1) > 0.05}
    assert wrong == {"a100-40gb", "rtx-4090", "h100-pcie"}
    assert card_bandwidth_wrong().a100_40gb == pytest.approx(2000 / 1555)


def test_no_card_holds_the_size_that_it_is_called_best_for_in_16_bits():
    users = best_for_users()
    assert set(users.lines["bf16"]) == {0}
    assert all(narrow > 0 for narrow in users.lines["int8"])
    assert all(four > eight for four, eight in zip(users.lines["int4"], users.lines["int8"], strict=True))


def test_a_million_tokens_cost_what_their_seconds_do():
    seconds, dollars, rent = million_tokens(), million_tokens_cost(), card_rent()
    for card in ("a100", "h100"):
        for batch in (1, 64):
            paid = rent[card] * seconds[f"{card.upper()} SXM"][batch] / 3600
            assert dollars[f"{card}_{batch}"] == pytest.approx(paid)
    assert dollars.a100_64_idle == pytest.approx(dollars.a100_64 / 0.4)
    assert 0 < dollars.prefix < 1
    assert 0 < dollars.narrow < 1


def test_for_one_request_a_card_is_worth_its_bandwidth_and_for_many_more_than_that():
    worth = card_worth()
    bandwidth = 3350 / 2039
    assert worth["one request"]["h100-sxm"] == pytest.approx(bandwidth, rel=0.02)
    assert worth["full"]["h100-sxm"] > 1.5 * bandwidth
    assert worth["full"]["a100-80gb-sxm"] == 1
    assert list(card_users()["at once"].values()) == sorted(card_users()["at once"].values())


def test_the_documents_own_hours_do_not_make_a_job_three_to_five_times_cheaper():
    fact = job_or_service()
    assert fact.hours_least == pytest.approx(0.8 / 0.5)
    assert fact.hours_most == pytest.approx(0.95 / 0.3)
    assert fact.together == pytest.approx(fact.hours * fact.batch)
    assert fact.together_of_one > fact.together > batch_discount()
    assert fact.job_gap > fact.gap


def test_splitting_over_more_cards_costs_more_a_token_and_waits_less():
    fact = split_cost()
    assert fact.one_int4 < fact.two < fact.four < fact.eight
    assert fact.gap_eight < fact.gap_two
