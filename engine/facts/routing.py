"""Which experts a trained router sends tokens to: real text through a small mixture of experts."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.config import ModelConfig, MoeConfig
from engine.fact import Settings, measured
from engine.facts.training import quick_shape
from engine.model import GPT
from engine.train import Corpus, Recipe, train
from engine.units import Count, Ratio, Table
from engine.watch.expert_load import ExpertLoad, watch_experts

RECIPE = Recipe(steps=300, batch=16)
WINDOWS = 128  # of unseen text, each as long as the model's context
EXPERTS = MoeConfig(n_experts=8, top_k=2, d_ff_expert=128)
ROUTING = Settings(
    model="4-layer character GPT, d_model 128, 8 experts a layer, no loss for balance",
    dtype="fp32",
    batch=WINDOWS,
    prompt="unseen part of four plays",
    new_tokens=0,
    threads=1,
    seed=RECIPE.seed,
)


def routed_shape(vocab_size: int) -> ModelConfig:
    """The shape of the quick run with experts for its feed-forward layers."""
    return quick_shape(vocab_size).replace(ffn="swiglu", d_ff=0, bias=False, moe=EXPERTS)


@measured(claim=lambda t: t["busiest"] > t["even"] > t["quietest"], settings=ROUTING, repeats=1, warm_up=0)
def expert_load() -> Table:
    """Share of the first layer's picks that each of 8 experts gets on unseen text, after 300 steps of training.

    `even` is what each would get if all were picked alike; `busiest_last` is the busiest share of the last layer.
    """
    corpus = Corpus.read()
    model, _ = train(routed_shape(len(corpus.alphabet)), corpus, RECIPE)
    text = _unseen(corpus, model.config.max_seq_len)
    first, *_, last = _watched(model, text).shares
    return Table(
        n_experts=Count(EXPERTS.n_experts),
        top_k=Count(EXPERTS.top_k),
        tokens=Count(text.numel()),
        even=Ratio(1 / EXPERTS.n_experts),
        busiest=Ratio(first.max().item()),
        quietest=Ratio(first.min().item()),
        busiest_last=Ratio(last.max().item()),
        **{f"expert_{i}": Ratio(share) for i, share in enumerate(first.tolist(), start=1)},
    )


def _unseen(corpus: Corpus, length: int) -> Tensor:
    """The first windows of the text that training never saw, [windows, length]."""
    return corpus.validation[: WINDOWS * length].view(WINDOWS, length)


@torch.inference_mode()
def _watched(model: GPT, text: Tensor) -> ExpertLoad:
    """How often each expert was picked while the model read the text."""
    with watch_experts(model.eval()) as load:
        model(text)
    return load
