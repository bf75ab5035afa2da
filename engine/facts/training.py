"""A small model trained for real: what a minute on a CPU buys."""

from __future__ import annotations

import math

from engine.config import ModelConfig
from engine.cost.flops import decode_flops
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.parameters import parameters
from engine.decode import stream
from engine.fact import Settings, measured
from engine.measure import token_times
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
    """A small GPT after 300 steps on four plays: its loss a character, and what a character will cost to make."""
    corpus = Corpus.read()
    shape = quick_shape(len(corpus.alphabet))
    model, losses = train(shape, corpus, QUICK)
    return Table(
        uniform=Nats(math.log(len(corpus.alphabet)), digits=3),
        training=losses.training,
        validation=losses.validation,
        steps=Count(QUICK.steps),
        parameters=parameters(shape).total,
        cache=kv_cache_bytes(shape, seq_len=shape.max_seq_len, dtype="fp32"),
        work=decode_flops(shape, context=shape.max_seq_len).total,
        tpot=token_times(stream(model, corpus.training[None, :1], shape.max_seq_len)).tpot,
    )
