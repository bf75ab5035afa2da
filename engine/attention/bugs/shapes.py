"""Bugs of shape and size: heads joined in the wrong order, scores divided by the wrong number."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.attention.bugs.bug import B, Bug, Code, D, H, T, differs_from, heads


# ---- heads joined without turning them back ---------------------------------------------------------
def join_without_transpose(heads: Tensor) -> Tensor:
    """[B, H, T, D] -> [B, T, H·D]"""
    B, H, T, D = heads.shape
    return heads.view(B, T, H * D)  # the shape is right, the order is not: a token gets the numbers of others


def join_with_transpose(heads: Tensor) -> Tensor:
    """[B, H, T, D] -> [B, T, H·D]"""
    B, H, T, D = heads.shape
    return heads.transpose(1, 2).contiguous().view(B, T, H * D)  # without `contiguous`, `view` refuses


def comes_back(join: Code) -> bool:
    """Split into heads and joined again, numbers are where they were."""
    x = torch.arange(B * T * H * D).view(B, T, H * D)
    return torch.equal(join(x.view(B, T, H, D).transpose(1, 2).contiguous()), x)


HEADS_TRANSPOSED = Bug(
    name="heads_transposed",
    says="Heads [B, H, T, D] are joined without turning tokens and heads back first.",
    symptom="`view` stops at transposed heads with an error; leave the transpose out and it runs, and mixes tokens.",
    repair="Transpose first, then make it contiguous, then view: `heads.transpose(1, 2).contiguous().view(B, T, C)`.",
    wrong=join_without_transpose,
    right=join_with_transpose,
    check=comes_back,
    amount=differs_from(join_with_transpose, heads()[2]),
)


# ---- scores divided by the wrong root ---------------------------------------------------------------
def scale_by_the_width(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    d_model = q.shape[1] * q.shape[3]
    scores = q @ k.mT / math.sqrt(d_model)  # a dot product sums D products, whatever the model's width is
    return scores.softmax(dim=-1) @ v


def scale_by_the_head(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    head_dim = q.shape[3]
    scores = q @ k.mT / math.sqrt(head_dim)
    return scores.softmax(dim=-1) @ v


def agrees_with_torch(attend: Code) -> bool:
    """PyTorch's own attention gives the same."""
    return torch.allclose(attend(*heads()), F.scaled_dot_product_attention(*heads()), atol=1e-5)


WRONG_SCALE = Bug(
    name="wrong_scale",
    says="Scores are divided by the root of the model's width, not by that of a head's.",
    symptom="Nothing fails: scores are smaller than they should be, so weights are more even than they should be.",
    repair="Divide by the root of the numbers in one head: `math.sqrt(q.shape[-1])`.",
    wrong=scale_by_the_width,
    right=scale_by_the_head,
    check=agrees_with_torch,
    amount=differs_from(scale_by_the_head, *heads()),
)
