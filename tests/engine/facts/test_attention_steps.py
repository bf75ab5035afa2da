"""The facts of chapter 3's steps: by hand, by theory, and as they follow from each other."""

from __future__ import annotations

import pytest
import torch
from recorded_facts import cells, matrix, recorded

from engine.attention.steps.block import PostNormBlock, PreNormBlock
from engine.facts import (
    causal_mask,
    dropout_rows,
    mha_shape,
    norm_places,
    order,
    scaling,
    stacked_heads,
    toy_sentence,
)


# ---- the toy sentence
def test_a_toy_score_is_what_one_computes_by_hand() -> None:
    scores = matrix("toy_scores")
    sat, cat = scores.rows.index("sat"), scores.columns.index("cat")
    assert scores.values[sat][cat] == pytest.approx(0.7 * 1.4 + 1.3 * 0.5 + 0.1 * 0.2)
    assert toy_sentence.toy_scores().values == scores.values


def test_the_toy_matrices_follow_from_each_other() -> None:
    embeddings, scores, weights, context = map(cells, ("toy_embeddings", "toy_scores", "toy_weights", "toy_context"))
    assert torch.allclose(scores, embeddings @ embeddings.T, atol=1e-6)
    assert torch.allclose(weights, scores.exp() / scores.exp().sum(dim=-1, keepdim=True), atol=1e-5)
    assert torch.allclose(context, weights @ embeddings, atol=1e-5)


def test_words_of_the_toy_sentence_that_belong_together_match() -> None:
    weights = matrix("toy_weights")
    others = dict(zip(weights.columns, weights.values[weights.rows.index("sat")], strict=True))
    others.pop("sat")
    assert max(others, key=lambda word: others[word]) == "cat"
    assert len(set(weights.rows)) == 6


# ---- scaling
def test_scores_have_the_variance_that_theory_gives() -> None:
    variance = scaling.score_variance()
    for d, before, after in zip(variance.x, variance.lines["before"], variance.lines["after"], strict=True):
        assert before == pytest.approx(d, rel=0.03)
        assert after == pytest.approx(1, rel=0.03)


def test_scaling_keeps_softmax_from_saturating_and_dividing_by_d_from_choosing() -> None:
    shown = scaling.softmax_scaling().lines
    for line in shown.values():
        assert sum(line) == pytest.approx(1, abs=1e-5)
    assert max(shown["not scaled"]) > max(shown["scaled"])
    assert shown["not scaled"].index(max(shown["not scaled"])) == shown["scaled"].index(max(shown["scaled"]))
    of, by = scaling.softmax_saturation(), scaling.score_scaling()
    assert of.largest_unscaled > 0.8 > 0.5 > of.largest_scaled
    assert of.gradient_ratio == pytest.approx(of.gradient_scaled / of.gradient_unscaled)
    assert of.gradient_ratio > 2
    assert (by.none, by.root) == (of.largest_unscaled, of.largest_scaled)
    assert by.uniform < by.full < 1.25 * by.uniform < by.root < by.none


# ---- mask, dropout, order, norm
def test_the_causal_toy_head_sees_the_past_only_and_all_of_it() -> None:
    weights = cells("causal_weights")
    assert not weights.triu(1).any()
    assert torch.allclose(weights.sum(dim=-1), torch.ones(5, dtype=torch.float64), atol=1e-5)
    assert (weights[torch.ones(5, 5).tril().bool()] > 0).all()


def test_both_ways_to_mask_agree_and_give_the_future_nothing() -> None:
    ways = causal_mask.mask_ways()
    assert (ways.difference, ways.future_weight) == (0, 0)


def test_only_the_right_mask_keeps_the_past_still() -> None:
    leak = causal_mask.causal_leak()
    assert leak.masked == 0
    assert min(leak.unmasked, leak.swapped) > 0.01


def test_rows_behind_dropout_add_up_to_one_on_average_only() -> None:
    rows = dropout_rows.dropout_rows()
    assert rows.mean_sum == pytest.approx(1, abs=0.01)
    assert (rows.lowest_sum, rows.highest_sum) == (0, pytest.approx(2, abs=1e-6)), "all six dropped, and all kept"
    assert rows.kept_scale * (1 - rows.rate) == 1


def test_order_is_felt_with_positions_only() -> None:
    felt = order.order_blind()
    assert felt.none < 1e-5
    assert min(felt.sinusoidal, felt.learned, felt.rotary) > 0.01


def test_the_last_blocks_gradient_shrinks_with_depth_in_pre_norm_models_only() -> None:
    """As theorem 1 of arXiv:2002.04745 has it."""
    pre, post = ([norm_places.ends(kind, n)[1] for n in (3, 12, 48)] for kind in (PreNormBlock, PostNormBlock))
    assert pre[0] > pre[1] > pre[2]
    assert pre[0] > 1.5 * pre[2]
    assert post[0] < post[1] < post[2]
    recorded_places = recorded("norm_places")
    assert recorded_places.last_post_over_pre > 1.5
    assert all(1 / 3 < recorded_places[kind] < 3 for kind in ("pre", "post")), "both reach the first block"


# ---- shapes
def test_parameters_are_those_that_one_counts_by_hand() -> None:
    toy, gpt2 = mha_shape.projection_shapes(), mha_shape.mha_parameters()
    assert toy.parameters == 3 * toy.parameters_each == 3 * toy.d_in * toy.d_out
    assert gpt2.q == gpt2.k == gpt2.v == 768 * 768
    assert gpt2.output == 768 * 768 + 768
    assert gpt2.total == gpt2.q + gpt2.k + gpt2.v + gpt2.output == 2_360_064
    assert gpt2.heads * gpt2.head_dim == gpt2.d_model


def test_split_heads_take_six_products_and_stacked_ones_five_a_head() -> None:
    heads = stacked_heads.stacked_split()
    assert heads.products_stacked == 5 * heads.heads
    assert heads.products_split == 3 + 2 + 1
    assert heads.difference < 1e-5
