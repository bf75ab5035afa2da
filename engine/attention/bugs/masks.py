"""Bugs of masks: broadcast along the wrong axis, read the wrong way round, applied too late, or of the wrong type."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.attention.bugs.bug import Bug, Code, T, differs_from, heads
from engine.attention.future import past_moves

# Of two texts the second is shorter: its last two places hold padding.
REAL = torch.tensor([[True] * T, [True] * (T - 2) + [False] * 2])  # [B, S]


# ---- padding: which axis the mask bars --------------------------------------------------------------
def padding_bars_queries(q: Tensor, k: Tensor, v: Tensor, real: Tensor) -> Tensor:
    """q, k, v [B, H, T, D], real [B, S] -> [B, H, T, D]"""
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    scores = scores.masked_fill(~real[:, None, :, None], -1e9)  # [B, 1, T, 1]: rows, where T happens to equal S
    return scores.softmax(dim=-1) @ v


def padding_bars_keys(q: Tensor, k: Tensor, v: Tensor, real: Tensor) -> Tensor:
    """q, k, v [B, H, T, D], real [B, S] -> [B, H, T, D]"""
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    scores = scores.masked_fill(~real[:, None, None, :], -1e9)  # [B, 1, 1, S]: columns
    return scores.softmax(dim=-1) @ v


def padding_is_not_seen(attend: Code) -> bool:
    """What stands in the padding moves no real token."""
    q, k, v = heads()
    others = [x.masked_fill(~REAL[:, None, :, None], 1.0) for x in (k, v)]
    return torch.equal(attend(q, k, v, REAL)[1, :, : T - 2], attend(q, *others, REAL)[1, :, : T - 2])


MASK_AXIS = Bug(
    name="mask_axis",
    says="A padding mask is broadcast over the queries' axis in place of the keys'.",
    symptom="No error, since both axes are equally long: real tokens look at padding, and answers change with it.",
    repair="Keys are the last axis of the scores: `real[:, None, None, :]`.",
    wrong=padding_bars_queries,
    right=padding_bars_keys,
    check=padding_is_not_seen,
    amount=differs_from(padding_bars_keys, *heads(), REAL),
)


# ---- which of the two `True` means ------------------------------------------------------------------
def true_means_barred(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    future = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).triu(1)  # as nn.MultiheadAttention wants it
    return F.scaled_dot_product_attention(q, k, v, attn_mask=future)


def true_means_may_look(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    future = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).triu(1)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=~future)


def looks_at_no_future(attend: Code) -> bool:
    """A changed future moves no past."""
    return past_moves(attend, *heads()) == 0


MASK_INVERTED = Bug(
    name="mask_inverted",
    says="A mask in which True means 'must not look' is given to a function where True means 'may look'.",
    symptom="Each token sees the future alone, its answer too, so the loss is far too good; the last one sees nothing.",
    repair="`nn.MultiheadAttention` bars where True, `scaled_dot_product_attention` where False: turn it with `~`.",
    wrong=true_means_barred,
    right=true_means_may_look,
    check=looks_at_no_future,
    amount=differs_from(true_means_may_look, *heads()),
)


# ---- before the softmax, or after -------------------------------------------------------------------
def mask_after_softmax(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(dim=-1)
    weights = weights * torch.ones(q.shape[2], k.shape[2]).tril()  # rows add up to less than 1 now
    return weights @ v


def mask_before_softmax(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    future = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).triu(1)
    scores = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(future, -torch.inf)
    return scores.softmax(dim=-1) @ v


def mixes_to_one(attend: Code) -> bool:
    """Where all values are 1, every mix of them is 1."""
    q, k, v = heads()
    return torch.allclose(attend(q, k, torch.ones_like(v)), torch.ones_like(v))


MASK_LATE = Bug(
    name="mask_late",
    says="Weights are set to zero after the softmax, and their rows are not divided by their sums again.",
    symptom="Early tokens come out small, and every weight depends on scores of the future through the softmax's sum.",
    repair="Fill the scores with −∞ before the softmax.",
    wrong=mask_after_softmax,
    right=mask_before_softmax,
    check=mixes_to_one,
    amount=differs_from(mask_before_softmax, *heads()),
)


# ---- the mask's type --------------------------------------------------------------------------------
def mask_in_the_queries_type(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    may_look = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).tril()
    return F.scaled_dot_product_attention(q, k, v, attn_mask=may_look.to(q.dtype))  # now 0 and 1 are added to scores


def mask_in_bool(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    may_look = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).tril()
    return F.scaled_dot_product_attention(q, k, v, attn_mask=may_look)


DTYPE = Bug(
    name="dtype",
    says="A boolean mask is cast to the queries' type, often to silence an error about types.",
    symptom="No error: a mask of numbers is added to the scores, so the past gains 1 and the future stays visible.",
    repair="Keep the mask boolean, or make it one to be added: 0 where a token may look, −∞ where not.",
    wrong=mask_in_the_queries_type,
    right=mask_in_bool,
    check=looks_at_no_future,
    amount=differs_from(mask_in_bool, *heads()),
)
