"""A model whose linear layers are kept narrow. Embeddings, norms and the head, which is often the embedding, stay.

So do what is no linear layer: experts stacked in one tensor, a router, a recurrent layer's convolution.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn

from engine.kernels.pages import Pages
from engine.layers import Linear
from engine.model import GPT
from engine.plan import plan
from engine.quantise.gptq import gptq
from engine.quantise.grid import Scheme
from engine.quantise.linear import PackedLinear, QuantisedLinear, packs
from engine.quantise.quantised import Quantised

Narrow = Callable[[Tensor], Quantised]
"""How a weight matrix [n, k] is made narrow."""


def quantised(model: GPT, narrow: Narrow, *, fast: bool = False) -> GPT:
    """The model once more, each linear layer of its blocks made narrow; what stays is shared with the first.

    With `fast`, layers that torch has kernels for multiply with them, and the others plainly.
    """
    other = copied(model)
    for block in other.blocks:
        for owner, name, layer in linear_layers(block):
            replace(owner, name, layer, narrow(layer.weight), fast=fast)
    _settle(other)
    return other


@torch.inference_mode()
def quantised_by_gptq(model: GPT, scheme: Scheme, ids: Tensor, *, fast: bool = False) -> GPT:
    """As `quantised`, by GPTQ with a calibration text ids [B, T]: block after block, each shown what those before it,
    already rounded, give (arXiv:2210.17323, section 4)."""
    other = copied(model)
    steps = plan(other.config, ids, None, None, other.tokens.weight.dtype)
    x = other.embed(ids, next(iter(steps.values())).positions)  # [B, T, C]
    for block, kind in zip(other.blocks, other.config.kinds, strict=True):
        hessians = _hessians(block, partial(block, x, steps[kind], None))
        for owner, name, layer in linear_layers(block):
            replace(owner, name, layer, gptq(layer.weight, hessians[layer], scheme), fast=fast)
        x = block(x, steps[kind], None)
    _settle(other)
    return other


def mapped(model: GPT, change: Callable[[Tensor], Tensor]) -> GPT:
    """The model once more with other values in the linear layers of its blocks, as wide as before."""
    other = copied(model)
    for block in other.blocks:
        for _, _, layer in linear_layers(block):
            layer.weight = nn.Parameter(change(layer.weight.detach()), requires_grad=False)
    return other


def copied(model: GPT) -> GPT:
    """A model of its own layers that shares all weights."""
    shared: dict[int, object] = {id(weight): weight for weight in model.parameters()}
    shared[id(model.tokenizer)] = model.tokenizer
    return copy.deepcopy(model, shared).eval()


def linear_layers(block: nn.Module) -> Iterator[tuple[nn.Module, str, Linear]]:
    """Each linear layer, with the module and the name that it stands by."""
    for owner in block.modules():
        for name, layer in list(owner.named_children()):
            if isinstance(layer, Linear):
                yield owner, name, layer


def replace(owner: nn.Module, name: str, layer: Linear, held: Quantised, *, fast: bool) -> None:
    """Puts narrow weights in a linear layer's place."""
    kind = PackedLinear if fast and packs(held) else QuantisedLinear
    setattr(owner, name, kind(held, layer.bias))


def bytes_held(model: GPT) -> int:
    """Bytes of all weights as they are held, each once: the narrow ones with their scales."""
    narrow = sum(part.nbytes for part in model.modules() if isinstance(part, QuantisedLinear | PackedLinear))
    tensors = {weight.data_ptr(): weight.nbytes for weight in model.parameters()}
    return narrow + sum(tensors.values())


def _settle(model: GPT) -> None:
    """Moves the codes that kernels read into large pages, as a model's other weights are."""
    pages = Pages()
    for part in model.modules():
        if isinstance(part, PackedLinear):
            part.codes = pages.copy(part.codes)


def _hessians(block: nn.Module, run: Callable[[], object]) -> dict[Linear, Tensor]:
    """H = 2 XXᵀ of each linear layer's inputs X while the block runs, [k, k]."""
    sums: dict[Linear, Tensor] = {}

    def look(layer: nn.Module, given: tuple[Tensor, ...]) -> None:
        assert isinstance(layer, Linear)
        x = given[0].flatten(0, -2).float()  # [tokens, k]
        sums[layer] = sums.get(layer, torch.zeros(())) + 2 * x.T @ x

    watched = [layer.register_forward_pre_hook(look) for _, _, layer in linear_layers(block)]
    try:
        run()
    finally:
        for hook in watched:
            hook.remove()
    return sums
