"""One head traced and all heads measured, from outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from engine.model import GPT
from engine.watch.attention_pattern import attention_weights
from engine.watch.head_kinds import KINDS, at_first, at_its_favourite, at_itself, at_previous, every_head, most
from engine.watch.head_trace import trace_head

TEXT = torch.arange(3, 14)[None]


@pytest.mark.parametrize("changes", [{}, {"n_kv_heads": 4, "position": "learned"}, {"qk_norm": True}], ids=str)
@pytest.mark.parametrize("layer", [0, 1])
def test_the_traced_heads_joined_are_what_the_layer_gives(
    build: Callable[..., GPT], changes: dict[str, object], layer: int
) -> None:
    model = build(**changes)
    given: list[Tensor] = []
    attention = model.blocks[layer].attention
    handle = attention.register_forward_hook(lambda _, __, y: given.append(y))
    with torch.inference_mode():
        model(TEXT)
        handle.remove()
        heads = [trace_head(model, TEXT, layer, head)["context"] for head in range(model.config.n_heads)]
        assert torch.allclose(attention.output(torch.cat(heads, dim=-1))[None], given[0], atol=1e-5)


def test_the_trace_of_a_head_has_the_weights_that_are_watched_and_what_leads_to_them(
    build: Callable[..., GPT],
) -> None:
    model = build()
    for head in range(4):
        trace = trace_head(model, TEXT, 1, head)
        assert torch.allclose(trace["weights"], attention_weights(model, TEXT, 1)[head], atol=1e-6)
        assert torch.equal(trace["scores"], trace["queries"] @ trace["keys"].mT)
        assert torch.allclose(trace["scaled"], trace["scores"] / 8**0.5)
        assert torch.equal(trace["masked"].isinf(), torch.ones(11, 11, dtype=torch.bool).triu(1))


def test_looking_changes_nothing(build: Callable[..., GPT]) -> None:
    model = build()
    with torch.inference_mode():
        before = model(TEXT)
        trace_head(model, TEXT, 0, 0)
        assert torch.equal(model(TEXT), before)


@pytest.mark.parametrize(
    ("changes", "layer", "head", "message"),
    [
        ({}, 2, 0, "layer=2 is not one of the model's 0 to 1"),
        ({}, 0, 4, "head=4 is not one of the layer's 0 to 3"),
        (
            {"layers": ("window",), "window": 5},
            0,
            0,
            "layer 0 has WindowAttention; weights are shown for full attention",
        ),
        ({"score_cap": 3.0}, 0, 0, "layer 0 bends its scores, score_cap=3.0; a head is traced without"),
    ],
)
def test_a_head_that_cannot_be_traced_is_refused(
    build: Callable[..., GPT], changes: dict[str, object], layer: int, head: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        trace_head(build(**changes), TEXT, layer, head)


def test_two_texts_at_once_are_refused(build: Callable[..., GPT]) -> None:
    with pytest.raises(ValueError, match="token_ids has 2 rows; weights are shown for one text"):
        trace_head(build(), TEXT.expand(2, -1), 0, 0)


def test_every_head_is_there(build: Callable[..., GPT]) -> None:
    model = build()
    weights = every_head(model, TEXT)
    assert weights.shape == (2, 4, 11, 11)
    assert torch.equal(weights[1], attention_weights(model, TEXT, 1))


def planted(tokens: int) -> dict[str, Tensor]:
    """A pattern of each kind, [T, T]."""
    first = torch.zeros(tokens, tokens)
    first[:, 0] = 1
    previous = torch.eye(tokens).roll(-1, dims=1).tril()
    previous[0, 0] = 1
    even = torch.ones(tokens, tokens).tril()
    return {
        "previous": previous, "self": torch.eye(tokens), "first": first, "spread": even / even.sum(-1, keepdim=True)
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_head_is_found_among_noise(kind: str) -> None:
    torch.manual_seed(5)
    weights = torch.randn(3, 4, 6, 6).masked_fill(torch.ones(6, 6, dtype=torch.bool).triu(1), -torch.inf).softmax(-1)
    for at, pattern in zip([(0, 1), (1, 3), (2, 0), (2, 2)], planted(6).values(), strict=True):
        weights[at] = 0.9 * pattern + 0.1 * weights[at]
    expected = dict(zip(planted(6), [(0, 1), (1, 3), (2, 0), (2, 2)], strict=True))
    assert most(kind, weights) == expected[kind]


def test_the_measures_of_pure_heads_are_one_and_none_counts_the_first_token() -> None:
    heads = planted(6)
    assert (at_previous(heads["previous"]), at_itself(heads["self"]), at_first(heads["first"])) == (1, 1, 1)
    assert at_itself(heads["previous"]) == 0
    assert at_itself(heads["first"]) == 0
    even = sum(1 / n for n in range(2, 7)) / 5
    for measure in (at_its_favourite, at_first, at_itself):
        assert float(measure(heads["spread"])) == pytest.approx(even)
