"""SmolLM2's heads on the chapter's sentence: what is recorded agrees with itself, and is what a search finds."""

from __future__ import annotations

import math

import pytest
import torch
from recorded_facts import cells, matrix, recorded
from torch import Tensor

from engine.facts.head_kinds import sentence_ids, sentence_weights
from engine.facts.real_model import smollm2
from engine.facts.score_flow import found_head

KINDS = ("previous", "self", "first", "spread")
FLOW = ("queries", "keys", "values", "scores", "scaled", "weights", "context")


@pytest.mark.parametrize("name", [*(f"head_{kind}" for kind in KINDS), "flow_weights"])
def test_a_recorded_pattern_reads_the_past_only_and_all_of_it(name: str) -> None:
    weights = cells(name)
    assert torch.allclose(weights.sum(dim=-1), torch.ones(len(weights), dtype=torch.float64), atol=0.005)
    assert not weights.triu(1).any()


def test_each_kind_of_head_is_what_its_pattern_shows() -> None:
    kinds = recorded("head_kinds")
    mean = {
        "previous": cells("head_previous").diagonal(-1).mean(),
        "self": cells("head_self").diagonal()[1:].mean(),
        "first": cells("head_first")[1:, 0].mean(),
        "spread": cells("head_spread")[1:].amax(dim=-1).mean(),
    }
    for kind, weight in mean.items():
        assert kinds[f"{kind}_weight"] == pytest.approx(weight.item(), abs=2e-3), kind
    assert len({(kinds[f"{kind}_layer"], kinds[f"{kind}_head"]) for kind in KINDS}) == 4
    assert min(kinds.previous_weight, kinds.self_weight, kinds.first_weight) > 0.5
    assert kinds.spread_even < kinds.spread_weight < 0.6


def test_the_heads_split_the_models_width() -> None:
    shapes = recorded("split_shapes")
    assert shapes.heads * shapes.head_dim == shapes.d_model
    assert shapes.tokens == sentence_ids().shape[1] == 6
    assert (recorded("head_kinds").layers, recorded("head_kinds").heads) == (30, shapes.heads)


def test_the_flow_goes_from_one_matrix_to_the_next() -> None:
    """Each step once more from the recorded ones before it, in plain arithmetic."""
    scores, scaled, weights = (matrix(f"flow_{name}").values for name in ("scores", "scaled", "weights"))
    root = recorded("flow_setting").root
    assert root == math.sqrt(recorded("flow_setting").head_dim) == 8
    for t in range(5):
        assert scaled[t] == pytest.approx([score / root for score in scores[t]], abs=1e-3)
        shares = [math.exp(score - max(scaled[t][: t + 1])) for score in scaled[t][: t + 1]]
        assert weights[t] == pytest.approx([share / sum(shares) for share in shares] + [0] * (4 - t), abs=1e-3)
    context = cells("flow_weights") @ cells("flow_values")
    assert torch.allclose(cells("flow_context"), context, atol=2e-3)


def test_every_word_behind_the_noun_looks_most_at_it_in_the_head_of_the_flow() -> None:
    setting, weights = recorded("flow_setting"), matrix("flow_weights")
    given = []
    for reader in ("sat", "on", "the"):
        row = dict(zip(weights.columns, weights.values[weights.rows.index(reader)], strict=True))
        assert max(row, key=lambda word: row[word]) == "cat"
        given.append(row["cat"])
    assert setting.weight == pytest.approx(sum(given) / 3, abs=1e-3)


def test_no_other_head_of_that_model_looks_so_much_at_the_noun() -> None:
    """The same search in plain loops over the whole model, and the next best is far behind."""
    weights, setting, means = sentence_weights(), recorded("flow_setting"), {}
    for layer in range(weights.shape[0]):
        for head in range(weights.shape[1]):
            w = weights[layer, head].tolist()
            means[layer, head] = (w[2][1] + w[3][1] + w[4][1]) / 3
    best, second = sorted(means, key=lambda at: means[at], reverse=True)[:2]
    assert best == found_head(weights) == (setting.layer, setting.head)
    assert means[best] > 1.5 * means[second]


@pytest.mark.parametrize("name", FLOW)
def test_the_recorded_flow_is_what_the_models_layer_computes(name: str) -> None:
    """By the layer's own parts, caught in a pass of the model, with torch's attention for the context."""
    setting, model = recorded("flow_setting"), smollm2()
    layer, head = int(setting.layer), int(setting.head)
    attention = model.blocks[layer].attention
    caught: list[tuple[Tensor, ...]] = []
    handle = attention.register_forward_pre_hook(lambda _, given: caught.append(given))
    with torch.inference_mode():
        model(sentence_ids()[:, :5])
        handle.remove()
        x, step, _ = caught[0]
        q, k, v = attention.heads(x)
        q, k = step.rotate(q), step.rotate(k)
        k, v = (part.repeat_interleave(q.shape[1] // part.shape[1], dim=1) for part in (k, v))
        scores = (q @ k.mT)[0, head]
        found = {
            "queries": q[0, head],
            "keys": k[0, head],
            "values": v[0, head],
            "scores": scores,
            "scaled": scores / 8,
        }
        if name == "weights":
            found[name] = (scores / 8).masked_fill(torch.ones(5, 5).triu(1).bool(), -torch.inf).softmax(dim=-1)
        if name == "context":
            y = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            found[name] = y[0, head]
    columns = len(matrix(f"flow_{name}").columns)
    tolerance = 0.1 if name == "scores" else 0.02  # as the facts themselves
    assert torch.allclose(cells(f"flow_{name}"), found[name][:, :columns].double(), atol=tolerance)
