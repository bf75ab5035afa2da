"""What kind of head is which, found by measuring every head of a model on a text.

Each kind is a mean over the text's tokens but the first, which can look at nothing but itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from torch import Tensor

from engine.model import GPT
from engine.watch.attention_pattern import weights_of_layers


def every_head(model: GPT, token_ids: Tensor) -> Tensor:
    """The attention weights of all heads for one text: token_ids [1, T] -> [L, H, T, T]"""
    return weights_of_layers(model, token_ids, range(len(model.blocks)))


def at_previous(weights: Tensor) -> Tensor:
    """The weight that a token gives the one before it. [..., T, T] -> [...]"""
    return weights.diagonal(-1, dim1=-2, dim2=-1).mean(dim=-1)


def at_itself(weights: Tensor) -> Tensor:
    """The weight that a token gives itself. [..., T, T] -> [...]"""
    return weights.diagonal(dim1=-2, dim2=-1)[..., 1:].mean(dim=-1)


def at_first(weights: Tensor) -> Tensor:
    """The weight that a token gives the text's first. [..., T, T] -> [...]"""
    return weights[..., 1:, 0].mean(dim=-1)


def at_its_favourite(weights: Tensor) -> Tensor:
    """The largest weight that a token gives any: the smaller, the more evenly a head looks. [..., T, T] -> [...]"""
    return weights[..., 1:, :].amax(dim=-1).mean(dim=-1)


KINDS: Mapping[str, Callable[[Tensor], Tensor]] = MappingProxyType(
    {
        "previous": at_previous,
        "self": at_itself,
        "first": at_first,
        "spread": lambda weights: -at_its_favourite(weights),
    }
)
"""By name what is largest for the head that is most of that kind."""


def most(kind: str, weights: Tensor) -> tuple[int, int]:
    """Layer and head, counted from 0, that are most of a kind among all. weights [L, H, T, T]"""
    return largest(KINDS[kind](weights))


def largest(found: Tensor) -> tuple[int, int]:
    """Layer and head, counted from 0, with the largest number. found [L, H]"""
    layer, head = divmod(int(found.argmax()), found.shape[1])
    return layer, head
