"""A leak that the loss gives away: no model can foresee random tokens, so a loss below their entropy is a bug."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.attention.bugs.bug import Bug, Code

TOKENS, LENGTH, WIDTH, TEXTS, STEPS = 16, 8, 32, 32, 150
ENTROPY = math.log(TOKENS)  # nats a token: each of them is equally likely, whatever came before
TOO_GOOD = 0.9 * ENTROPY  # a loss of so few is no accident


def may_look_one_too_far(length: int) -> Tensor:
    """[T, T], True where a token (row) may look"""
    return torch.ones(length, length, dtype=torch.bool).tril(1)  # the next token, its answer, is among them


def may_look_back(length: int) -> Tensor:
    """[T, T], True where a token (row) may look"""
    return torch.ones(length, length, dtype=torch.bool).tril()


class _Small(nn.Module):
    """Tokens and their places, one head of attention, and a guess at the next token."""

    def __init__(self, may_look: Tensor) -> None:
        super().__init__()
        self.may_look = may_look
        self.token, self.place = nn.Embedding(TOKENS, WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.qkv, self.guess = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, TOKENS)

    def forward(self, ids: Tensor) -> Tensor:
        """ids [B, T] -> logits [B, T, V]"""
        x = self.token(ids) + self.place.weight
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        return self.guess(F.scaled_dot_product_attention(q, k, v, attn_mask=self.may_look))  # type: ignore[no-any-return]


def trained_loss(may_look: Code) -> float:
    """The loss on random tokens, nats a token, of a small model that was trained on others with that mask."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        model = _Small(may_look(LENGTH))
        optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(STEPS):  # fresh texts at every step, so none is known by heart
            optimiser.zero_grad()
            _loss(model).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            optimiser.step()
        with torch.no_grad():
            return float(_loss(model))


def _loss(model: _Small) -> Tensor:
    ids = torch.randint(TOKENS, (TEXTS, LENGTH + 1))
    return F.cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())


def is_not_too_good(may_look: Code) -> bool:
    """On random tokens the loss does not fall clearly below their entropy."""
    return trained_loss(may_look) > TOO_GOOD


def _nats_too_good(may_look: Code) -> float:
    return max(0.0, TOO_GOOD - trained_loss(may_look))


LEAK_LOSS = Bug(
    name="leak_loss",
    says="A mask is one diagonal too wide, so each token sees the next one, which it is to foretell.",
    symptom="The loss is far better than it should be, and the text that the model then writes is bad.",
    repair="`tril()` without a number; train on random tokens: no loss can stay below their entropy, log V.",
    wrong=may_look_one_too_far,
    right=may_look_back,
    check=is_not_too_good,
    amount=_nats_too_good,
    measures="nats a token below nine tenths of what is possible",
)
