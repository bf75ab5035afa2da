"""Facts that films draw as traces of runs: they say what the engine did, and hold what any such run must hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import softmax

from engine.attention.tiles.grid import tile_scores
from engine.decode import generate
from engine.facts import batching_trace, paged_trace, speculation_trace, tile_walk
from engine.facts.real_model import smollm2
from engine.serving.load import requests
from engine.serving.scheduler import Limits
from engine.serving.simulate import StepCost, simulate
from engine.units import Series, Table

EVENTS = ("before", "prompt", "fork", "write")


# ---- batching ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("fact", [batching_trace.batching_static, batching_trace.batching_continuous])
def test_no_two_requests_have_a_slot_at_once_and_each_has_as_many_steps_as_tokens(fact: Callable[[], Series]) -> None:
    lines, tokens = fact().lines, batching_trace.batching_requests().lines["tokens"]
    places = list(zip(lines["slot"], lines["first step"], lines["last step"], strict=True))
    taken = [(slot, step) for slot, first, last in places for step in range(int(first), int(last) + 1)]
    assert len(taken) == len(set(taken)) == sum(tokens)
    assert [last - first + 1 for _, first, last in places] == list(tokens)


@pytest.mark.parametrize("policy", ["static", "continuous"])
def test_busy_and_idle_slots_make_all_slots_in_all_steps_as_many_as_the_simulation_takes(policy: str) -> None:
    total = ints(batching_trace.batching_totals())
    assert total["tokens"] + total[f"idle_{policy}"] == total["slots"] * total[f"steps_{policy}"]
    lengths = list(batching_trace.LENGTHS.values())
    outcome = simulate(
        requests([1] * len(lengths), lengths), StepCost(step=1.0), policy=policy, limits=Limits(max_rows=4)
    )
    assert total[f"steps_{policy}"] == outcome.counts.steps
    if policy == "static":
        assert total["idle_static"] == outcome.counts.held - outcome.counts.rows


@given(st.lists(st.sets(st.sampled_from("abcde"), min_size=1), min_size=1))
@settings(max_examples=50)
def test_a_request_takes_the_first_slot_that_nobody_has_until_it_is_done(steps: list[set[str]]) -> None:
    found = batching_trace.stays([sorted(names) for names in steps])
    for one in found.values():
        others = {other.slot for other in found.values() if other.first <= one.first <= other.last and other is not one}
        assert one.slot not in others
        assert one.slot <= len(found)


# ---- blocks -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("event", EVENTS)
def test_a_block_has_as_many_users_as_tables_and_is_free_only_without_any(event: str) -> None:
    lines = paged_trace.paged_trace().lines
    tables = [lines[f"{event}: {answer}"] for answer in "AB"]
    users, free = lines[f"{event}: users"], lines[f"{event}: free"]
    assert list(users) == [sum(place > 0 for place in places) for places in zip(*tables, strict=True)]
    assert all((place > 0) == (not readers) for place, readers in zip(free, users, strict=True))
    assert sorted(place for place in free if place) == list(range(1, users.count(0) + 1))


def test_what_writes_first_in_a_shared_block_gets_the_oldest_free_one_and_the_other_writes_in_place() -> None:
    lines = paged_trace.paged_trace().lines
    oldest = lines["fork: free"].index(1)
    assert lines["fork: known"][oldest] == 1  # a prefix cache would have found it
    assert lines["write: known"][oldest] == 0
    shared = lines["fork: A"].index(3)
    assert (lines["write: A"][oldest], lines["write: A"][shared], lines["write: B"][shared]) == (3, 0, 3)
    assert lines["write: tokens"][oldest] == lines["write: tokens"][shared] == lines["fork: tokens"][shared] + 1


def test_a_fork_has_the_whole_prompt_and_another_request_finds_whole_blocks() -> None:
    reuse, setting = ints(paged_trace.prefix_reuse()), ints(paged_trace.paged_setting())
    assert reuse["fork_tokens"] == setting["prompt"] == reuse["fork_blocks"] * setting["block_size"] + reuse["copied"]
    assert reuse["found_tokens"] == setting["prompt"] // setting["block_size"] * setting["block_size"]
    assert (reuse["rest"], reuse["evicted"]) == (2, 1)


# ---- tiles ------------------------------------------------------------------------------------------
def test_each_strip_ends_with_the_largest_score_and_the_sum_that_softmax_has() -> None:
    q, k, _ = (part[0, 0].double() for part in tile_walk.head())
    lines = tile_walk.tile_walk().lines
    for number in range(4):
        scores = tile_scores(q[4 * number : 4 * number + 1], k, None)[0]
        highest, total = (lines[f"row {number + 1}: {name}"][-1] for name in ("max", "sum"))
        assert highest == pytest.approx(float(scores.max()), abs=1e-5)
        assert 1 / total == pytest.approx(float(softmax(scores, dim=0).max()), abs=1e-5)


def test_what_a_row_had_is_scaled_down_where_its_largest_score_rises_and_nowhere_else() -> None:
    lines = tile_walk.tile_walk().lines
    for number in range(1, 5):
        highest, factors = lines[f"row {number}: max"], lines[f"row {number}: rescale"]
        assert factors[0] == 0
        for before, after, factor in zip(highest, highest[1:], factors[1:], strict=False):
            assert factor == pytest.approx(float(torch.tensor(before - after).exp()), abs=1e-5)


def test_tiles_give_the_reference_and_move_what_can_be_counted_by_hand() -> None:
    assert tile_walk.tile_equals_reference().difference < 1e-6
    moved, setting = ints(tile_walk.attention_bytes()), ints(tile_walk.attention_bytes_setting())
    vector = setting["tokens"] * setting["head_dim"] * setting["number"]
    scores, row = setting["tokens"] ** 2 * setting["number"], setting["tokens"] * setting["number"]
    assert moved["full"] == 4 * scores + 6 * vector  # scores and weights, written and read; q twice, k, v and output
    assert moved["tiled"] == 2 * vector * setting["tokens"] // setting["queries"] + 2 * vector + row


# ---- guesses ----------------------------------------------------------------------------------------
def test_the_pass_keeps_guesses_until_the_first_that_the_model_would_not_write() -> None:
    trace, passes = speculation_trace.speculation_trace(), ints(speculation_trace.speculation_passes())
    guessed, kept = marked(trace, "guessed"), marked(trace, "kept")
    assert guessed[: len(kept)] == kept
    assert (len(guessed), len(kept), len(marked(trace, "own"))) == (passes["guesses"], passes["kept"], 1)
    assert passes["tokens"] == passes["kept"] + 1 == passes["large_without"]
    assert passes["guesses"] == passes["kept"] + 1 + passes["dropped"]


def test_the_answer_is_what_greedy_decoding_of_the_large_model_gives() -> None:
    trace = speculation_trace.speculation_trace()
    written = "".join(marked(trace, "text") + marked(trace, "kept") + marked(trace, "own"))
    tokenizer = smollm2().tokenizer
    assert tokenizer is not None
    ids = speculation_trace.asked_ids()
    plain = tokenizer.decode(generate(smollm2(), torch.tensor([ids]), speculation_trace.NEW)[0].tolist())
    assert written in plain
    assert ints(speculation_trace.speculation_passes())["same"] == 1


def marked(trace: Series, line: str) -> list[str]:
    """The tokens that a line marks."""
    return [str(name).partition(":")[2] for name, mark in zip(trace.x, trace.lines[line], strict=True) if mark]


def ints(table: Table) -> dict[str, int]:
    """A table's fields without their units."""
    return {name: int(value) for name, value in table.items()}
