"""The facts of chapter 3's first hour: how far words reach, a row of weights, and the checks of a head."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from engine.facts.first_hour import path_checks, projection_weights, score_pairs, toy_reader_powers, toy_reader_weights
from engine.facts.long_reach import STARTS, pull_by_distance, pulls_of, translation_scores
from engine.facts.toy_sentence import EMBEDDINGS, WORDS


def test_a_pull_is_what_a_hand_made_reader_says() -> None:
    def halving(words: Tensor) -> Tensor:
        """Each output is the word plus half of the output before, so a word d steps back counts 1 / 2^d."""
        out = [words[:, 0]]
        for word in words[:, 1:].unbind(dim=1):
            out.append(word + out[-1] / 2)
        return torch.stack(out, dim=1)

    pulls = pulls_of(halving, torch.randn(6, 3))

    expected = [math.sqrt(3) / 2**back for back in range(5, -1, -1)]  # the Jacobian is an identity over 2^back
    assert pulls.tolist() == pytest.approx(expected)


def test_an_old_word_fades_in_recurrent_readers_and_not_in_attention() -> None:
    pulls = pull_by_distance()

    for name in ("Plain RNN", "Gated RNN"):
        line = pulls.lines[name]
        assert line[0] == 1
        assert list(line) == sorted(line, reverse=True)
        assert line[-1] < 0.01
    assert min(pulls.lines["Attention"]) > 0.5
    assert STARTS > 1


def test_the_scores_of_2014_are_those_of_the_paper() -> None:
    scores = translation_scores()

    assert [float(scores[name]) for name in ("fixed", "looking_back", "state")] == [17.82, 26.75, 1000]


def test_the_row_of_sat_by_hand() -> None:
    reader = EMBEDDINGS[WORDS.index("sat")].tolist()
    exponentials = [math.exp(sum(a * b for a, b in zip(reader, word, strict=True))) for word in EMBEDDINGS.tolist()]

    *powers, total = toy_reader_powers().values()
    row = toy_reader_weights()

    assert powers == pytest.approx(exponentials, abs=1e-5)
    assert total == pytest.approx(sum(exponentials), abs=1e-5)
    assert row.x == WORDS
    assert row.lines["weight"] == pytest.approx([e / sum(exponentials) for e in exponentials], abs=1e-6)


def test_the_weights_of_a_head_are_the_product_of_their_factors() -> None:
    *factors, weights = map(float, projection_weights().values())

    assert math.prod(factors) == weights == 18
    assert float(score_pairs()["scores"]) == 1024 * 1024


def test_the_head_of_the_first_hour_agrees_with_pytorch() -> None:
    checks = path_checks()

    assert [float(checks[name]) for name in ("row_sum", "difference")] == [1, 0]
