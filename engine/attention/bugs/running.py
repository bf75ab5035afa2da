"""Bugs that show when a model is used: dropout that stays on, a position off by one, a tensor that is left behind."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.attention.bugs.bug import Bug, Code, D, H, T, differs_from, heads

DRAWS = 200  # of dropout: so many that their mean is the same whoever draws


# ---- dropout that nobody switches off ---------------------------------------------------------------
def dropout_always(q: Tensor, k: Tensor, v: Tensor, training: bool) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(dim=-1)
    weights = F.dropout(weights, p=0.5)  # a function is in no module: `model.eval()` does not reach it
    return weights @ v


def dropout_while_training(q: Tensor, k: Tensor, v: Tensor, training: bool) -> Tensor:
    """q, k, v [B, H, T, D] -> [B, H, T, D]"""
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(dim=-1)
    weights = F.dropout(weights, p=0.5, training=training)
    return weights @ v


def gives_the_same_twice(attend: Code) -> bool:
    """Outside training two calls give the same."""
    return torch.equal(attend(*heads(), False), attend(*heads(), False))


def _differs_when_evaluated(code: Code) -> float:
    """In the mean over draws, since from one seed torch without MKL drops other weights than torch with it."""
    apart = differs_from(dropout_while_training, *heads(), False)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(11)
        return sum(apart(code) for _ in range(DRAWS)) / DRAWS


DROPOUT_EVAL = Bug(
    name="dropout_eval",
    says="Dropout is called as a function without being told whether the model trains.",
    symptom="The same prompt gives another answer each time although sampling is off, and evaluation is worse.",
    repair="Use `nn.Dropout`, which `eval()` switches off, or pass `training=self.training`.",
    wrong=dropout_always,
    right=dropout_while_training,
    check=gives_the_same_twice,
    amount=_differs_when_evaluated,
    measures="largest difference of an output, in the mean over draws",
)


# ---- where a token stands that comes after a cache --------------------------------------------------
PLACES = torch.randn(T + 1, H * D, generator=torch.Generator().manual_seed(12))  # added to a token by where it stands


def _look(new: Tensor, kept: Tensor) -> Tensor:
    """The last tokens look at all up to themselves, no weights: new [B, T, C], kept [B, S, C] -> [B, T, C]"""
    may_look = torch.ones(new.shape[1], kept.shape[1], dtype=torch.bool).tril(kept.shape[1] - new.shape[1])
    return F.scaled_dot_product_attention(new, kept, kept, attn_mask=may_look)


def position_counted_from_one(x: Tensor, prompt: int) -> Tensor:
    """The prompt at once, then a token at a time beside what is kept of the others. x [B, T, C] -> [B, T, C]"""
    kept = x[:, :prompt] + PLACES[:prompt]
    outputs = [_look(kept, kept)]
    for t in range(prompt, x.shape[1]):
        position = kept.shape[1] + 1  # how many tokens there will be; the first of them stands at 0
        new = x[:, t : t + 1] + PLACES[position]
        kept = torch.cat([kept, new], dim=1)
        outputs.append(_look(new, kept))
    return torch.cat(outputs, dim=1)


def position_counted_from_zero(x: Tensor, prompt: int) -> Tensor:
    """The prompt at once, then a token at a time beside what is kept of the others. x [B, T, C] -> [B, T, C]"""
    kept = x[:, :prompt] + PLACES[:prompt]
    outputs = [_look(kept, kept)]
    for t in range(prompt, x.shape[1]):
        position = kept.shape[1]  # as many as are kept stand before it
        new = x[:, t : t + 1] + PLACES[position]
        kept = torch.cat([kept, new], dim=1)
        outputs.append(_look(new, kept))
    return torch.cat(outputs, dim=1)


def _text() -> Tensor:
    """[B, T, H·D]"""
    return heads()[0].transpose(1, 2).flatten(2)


def cached_equals_whole(read: Code) -> bool:
    """A token at a time gives what the whole text gives at once."""
    return torch.allclose(read(_text(), 2), read(_text(), T), atol=1e-5)


CACHE_POSITION = Bug(
    name="cache_position",
    says="Behind a cache the new token's position is counted from one, in the prompt from zero.",
    symptom="Nothing fails: the prompt is read well; from the first new token on, outputs are not those of one pass.",
    repair="The new token's position is the number of tokens that are kept before it is added.",
    wrong=position_counted_from_one,
    right=position_counted_from_zero,
    check=cached_equals_whole,
    amount=differs_from(position_counted_from_zero, _text(), 2),
)


# ---- a tensor that stays where it was made ----------------------------------------------------------
class MaskAsAttribute(nn.Module):
    """A layer that keeps its mask beside its weights."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(H * D, H * D)
        self.may_look = torch.ones(T, T, dtype=torch.bool).tril()  # `to` and `state_dict` do not know of it


class MaskAsBuffer(nn.Module):
    """A layer that keeps its mask beside its weights."""

    may_look: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(H * D, H * D)
        self.register_buffer("may_look", torch.ones(T, T, dtype=torch.bool).tril(), persistent=False)


def _left_behind(layer: Code) -> float:
    moved = layer().to("meta")  # a device without memory: what can move to it can move to a GPU
    return float(moved.may_look.device != moved.query.weight.device)


def moves_whole(layer: Code) -> bool:
    """After `to(device)` nothing of a layer is left behind."""
    return _left_behind(layer) == 0


DEVICE = Bug(
    name="device",
    says="A mask is a plain attribute, so moving the model leaves it on the old device.",
    symptom="On a CPU all is well; on a GPU the first pass stops: tensors are expected to be on the same device.",
    repair="Register it: `register_buffer('may_look', …, persistent=False)` moves with the model and is not saved.",
    wrong=MaskAsAttribute,
    right=MaskAsBuffer,
    check=moves_whole,
    amount=_left_behind,
    measures="tensors left behind",
)
