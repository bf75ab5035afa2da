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
