"""What a head and multi-head attention are made of, counted on built modules."""

from __future__ import annotations

import torch
from torch import nn

from engine.attention.steps.projected import SelfAttention
from engine.attention.steps.split import MultiHeadAttention
from engine.fact import computed
from engine.facts.toy_sentence import EMBEDDINGS
from engine.presets import preset
from engine.units import Count, Table

TOY_OUT = 2  # numbers in a query, a key and a value of the toy head
GPT2 = preset("gpt2-124m")


@computed()
def projection_shapes() -> Table:
    """A toy head without biases: tokens, numbers a token in and out, and its weights for queries, keys and values."""
    tokens, d_in = EMBEDDINGS.shape
    head = SelfAttention(d_in, TOY_OUT)
    return Table(
        tokens=Count(tokens),
        d_in=Count(d_in),
        d_out=Count(head.query(EMBEDDINGS.float()).shape[-1]),
        parameters_each=_count(head.query),
        parameters=_count(head),
    )


@computed()
def mha_parameters() -> Table:
    """Parameters of multi-head attention of GPT-2 small's size, where the output alone has a bias."""
    with torch.device("meta"):
        attention = MultiHeadAttention(GPT2.d_model, GPT2.d_model, GPT2.max_seq_len, 0.0, GPT2.n_heads)
    return Table(
        d_model=Count(GPT2.d_model),
        heads=Count(attention.n_heads),
        head_dim=Count(attention.head_dim),
        q=_count(attention.query),
        k=_count(attention.key),
        v=_count(attention.value),
        output=_count(attention.output),
        total=_count(attention),
    )


def _count(module: nn.Module) -> Count:
    return Count(sum(weight.numel() for weight in module.parameters()))
