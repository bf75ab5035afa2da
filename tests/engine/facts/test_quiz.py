"""What quizzes ask for, by hand; and no mistake gives the right value."""

from __future__ import annotations

import math

import pytest

from engine.facts import quiz_attention, quiz_cache, quiz_serving
from engine.units import Series

ASKED = (
    *(quiz_cache.quiz_cache, quiz_cache.quiz_token, quiz_cache.quiz_window, quiz_cache.quiz_users),
    quiz_cache.quiz_gqa_saving,
    *(quiz_serving.quiz_step, quiz_serving.quiz_step_rate, quiz_serving.quiz_guesses, quiz_serving.quiz_prefix),
    quiz_serving.quiz_four_bits,
    *(quiz_attention.quiz_scores, quiz_attention.quiz_attention_weights, quiz_attention.quiz_root),
    *(quiz_attention.quiz_causal, quiz_attention.quiz_positions, quiz_attention.quiz_active),
)


@pytest.mark.parametrize("fact", ASKED, ids=lambda fact: fact.__name__)
def test_no_mistake_gives_the_right_value_or_that_of_another(fact: object) -> None:
    series = fact()  # type: ignore[operator]
    assert isinstance(series, Series)
    assert next(iter(series.lines)) == "right"
    for at in range(len(series.x)):
        values = [line[at] for line in series.lines.values()]
        for place, value in enumerate(values):
            assert all(abs(value / other - 1) > 0.02 for other in values[place + 1 :])


def test_the_right_values_by_hand() -> None:
    assert quiz_cache.quiz_cache()["right"]["Llama 3 70B"] == 2 * 80 * 8 * 128 * 2048 * 2
    assert quiz_cache.quiz_token()["right"]["SmolLM2-135M"] == 2 * 30 * 3 * 64 * 2
    assert quiz_cache.quiz_gqa_saving()["right"]["Llama 3 8B"] == 0.75
    assert quiz_attention.quiz_root()["right"]["Llama 3 8B"] == pytest.approx(math.sqrt(128))
    assert quiz_attention.quiz_causal()["right"]["6 words"] == 6 + 5 + 4 + 3 + 2 + 1
    assert quiz_attention.quiz_positions()["right"]["a prompt of 4 tokens and 3 steps"] == 4 + 5 + 6 + 7
    assert quiz_serving.quiz_guesses()["right"]["second"] == pytest.approx(1 + 0.7 + 0.7**2 + 0.7**3)
    assert quiz_serving.quiz_prefix()["right"]["16 requests"] == pytest.approx(15 * 240 / (16 * 290))
    users, of = quiz_cache.quiz_users(), quiz_cache.quiz_users_bytes()
    for name in map(str, users.x):
        room = of["memory"][name] * 0.9 - of["weights"][name]
        assert users["right"][name] == room // of["each"][name]


def test_a_cache_in_mib_is_told_apart_from_one_in_mb() -> None:
    cache = quiz_cache.quiz_cache()
    assert cache["MiB for MB"]["Llama 3 8B"] == pytest.approx(512e6)
    assert cache["MiB for MB"]["Llama 3 70B"] == pytest.approx(640e6)


def test_users_are_as_many_by_the_rounded_sizes_that_the_question_tells() -> None:
    users, of = quiz_cache.quiz_users(), quiz_cache.quiz_users_bytes()
    for name in map(str, users.x):
        memory, weights = (round(of[line][name] / 1e9, 1) for line in ("memory", "weights"))
        for each in (round(of["each"][name] / 1e9, digits) for digits in (2, 3)):
            assert (memory * 0.9 - weights) // each == users["right"][name], name


def test_every_sixth_layer_of_the_window_question_is_global() -> None:
    layers, cache = quiz_cache.quiz_window_layers(), quiz_cache.quiz_window()
    assert (layers["layers"], layers["local"], layers["whole"]) == (32, 27, 5)
    token = 2 * 32 * 128 * 2  # keys and values of a layer
    assert cache["right"]["Llama 2 7B's shape at 16,384"] == token * (27 * 1024 + 5 * 16384)
    assert cache["mixed up"]["Llama 2 7B's shape at 16,384"] == token * (5 * 1024 + 27 * 16384)


def test_active_parameters_follow_from_what_the_question_tells() -> None:
    active, experts = quiz_attention.quiz_active(), quiz_attention.quiz_experts()
    assert experts["parameters"]["Mixtral 8x7B"] == 32 * 8 * 3 * 4096 * 14336
    assert experts["parameters"]["Qwen3-30B-A3B"] == 48 * 128 * 3 * 2048 * 768
    for name in map(str, active.x):
        without = active["all"][name] - experts["parameters"][name]
        at_work = experts["at work"][name] / experts["experts"][name] * experts["parameters"][name]
        assert active["right"][name] == without + at_work


def test_many_texts_turn_the_order_of_copies_and_sharing_over_pcie_alone() -> None:
    many = quiz_serving.quiz_split_many()
    assert many["nvlink"] > many["copies"] > many["pcie"] > many["ethernet"]
