"""A small model trained for real: what a minute on a CPU buys."""

from __future__ import annotations

import math

from engine.config import ModelConfig
from engine.fact import Settings, measured
from engine.train import Corpus, Recipe, train
from engine.units import Count, Nats, Table

QUICK = Recipe(steps=300, batch=16)
TRAINING = Settings(
    model="4-layer character GPT, d_model 128",
    dtype="fp32",
    batch=16,
    prompt="four plays",
    new_tokens=0,
    threads=1,
    seed=123,
)


def quick_shape(vocab_size: int) -> ModelConfig:
    """The shape of the quick run: large enough to learn words, small enough for a minute on one core."""
    return ModelConfig(
        n_layers=4, n_heads=4, n_kv_heads=2, head_dim=32, d_model=128, d_ff=512, vocab_size=vocab_size, max_seq_len=64,
        position="learned", norm="layer", ffn="gelu", bias=True, tied=True,
    )  # fmt: skip


@measured(claim=lambda t: t["validation"] < t["uniform"], settings=TRAINING, repeats=1, warm_up=0)
def quick_training() -> Table:
    """Loss a character of a small GPT after 300 steps on four plays, beside a uniform guess."""
    corpus = Corpus.read()
    _, losses = train(quick_shape(len(corpus.alphabet)), corpus, QUICK)
    return Table(
        uniform=Nats(math.log(len(corpus.alphabet)), digits=3),
        training=losses.training,
        validation=losses.validation,
        steps=Count(QUICK.steps),
    )
