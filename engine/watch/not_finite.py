"""Where in a model numbers first stop being finite: no token can be chosen from what comes of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import torch
from torch import Tensor, nn

from engine.model import GPT
from engine.sampling import Sampler

P = ParamSpec("P")
R = TypeVar("R")


def from_finite_logits(make: Callable[P, R]) -> Callable[P, R]:
    """A function of `model`, `ids` and `sampler` that ends with the layer's name where logits are not finite."""
    signature = inspect.signature(make)

    @wraps(make)
    def watched(*args: P.args, **kwargs: P.kwargs) -> R:
        given = signature.bind(*args, **kwargs)
        given.apply_defaults()
        model, ids, sampler = (given.arguments[name] for name in ("model", "ids", "sampler"))
        given.arguments["sampler"] = _finite(sampler, model, ids)
        return make(*given.args, **given.kwargs)

    return watched


def _finite(sampler: Sampler, model: GPT, ids: Tensor) -> Sampler:
    drawn = [ids]

    def draw(logits: Tensor) -> Tensor:
        if not bool(logits.amax(dim=-1).isfinite().all()):
            layer = first_not_finite(model, torch.cat(drawn, dim=1))
            where = f"layer {layer} of the model gives" if layer else "the cache that the text goes on from holds"
            raise ValueError(f"{where} numbers that are not finite, so no token can be chosen; look at its weights")
        new = sampler(logits)
        drawn.append(new)
        return new

    return draw


@torch.inference_mode()
def first_not_finite(model: GPT, ids: Tensor) -> str:
    """The name of the first part, in the order of a pass over `ids` [B, T], that gives NaN or infinity; "" if none."""
    found: list[str] = []

    def look(name: str) -> Callable[..., None]:
        def hook(module: nn.Module, taken: Any, given: Any) -> None:
            if isinstance(given, Tensor) and not bool(given.isfinite().all()):
                found.append(name)

        return hook

    hooks = [part.register_forward_hook(look(name)) for name, part in model.named_modules() if name]
    try:
        model(ids)
    finally:
        for hook in hooks:
            hook.remove()
    return found[0] if found else ""
