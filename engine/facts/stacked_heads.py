"""Heads one after another against heads in one product: the same numbers, from fewer multiplications of matrices."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from engine.attention.steps.split import with_the_weights_of
from engine.attention.steps.stacked import StackedHeads
from engine.fact import computed
from engine.presets import preset
from engine.units import Count, Number, Table

GPT2 = preset("gpt2-124m")
BATCH, TOKENS = 2, 64
SEED = 123
PRODUCTS = frozenset({"mm", "addmm", "bmm", "baddbmm"})


class CountedProducts(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own base has no types
    """Counts the products of matrices that torch is asked for; a batched one counts once."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.count = 0

    def __torch_dispatch__(self, called: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += called.overloadpacket.__name__ in PRODUCTS
        return called(*args, **(kwargs or {}))


@computed(atol=1e-5)
@torch.no_grad()
def stacked_split() -> Table:
    """Stacked heads against split ones of the same weights, of GPT-2 small's size: largest difference, and products.

    The difference is to six decimals; of the split heads' products one is the output projection, which stacked heads
    do not have.
    """
    torch.manual_seed(SEED)
    stacked = StackedHeads(GPT2.d_model, GPT2.d_model, TOKENS, 0.0, GPT2.n_heads)
    split = with_the_weights_of(stacked)
    x = torch.randn(BATCH, TOKENS, GPT2.d_model)
    (one, products_stacked), (other, products_split) = (_counted(module, x) for module in (stacked, split))
    return Table(
        heads=Count(GPT2.n_heads),
        difference=Number(round((one - other).abs().max().item(), 6)),
        products_stacked=Count(products_stacked),
        products_split=Count(products_split),
    )


def _counted(module: nn.Module, x: Tensor) -> tuple[Tensor, int]:
    with CountedProducts() as products:
        y = module(x)
    return y, products.count
