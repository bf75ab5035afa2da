"""How evenly tokens spread over experts, watched from outside: layers count nothing themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from engine.feed_forward.moe import Router
from engine.model import GPT


@dataclass(slots=True)
class ExpertLoad:
    """Visits to each expert of each mixture layer, [layers, E], since the watch began; padding is not counted."""

    visits: Tensor = field(default_factory=lambda: torch.zeros(0, 0, dtype=torch.long))

    @property
    def shares(self) -> Tensor:
        """Each expert's share of its layer's visits, [layers, E]."""
        return self.visits / self.visits.sum(dim=-1, keepdim=True).clamp(min=1)

    @property
    def imbalance(self) -> Tensor:
        """The busiest expert's visits over the mean, [layers]: 1 where all are alike, E where one gets everything."""
        return self.shares.amax(dim=-1) * self.visits.shape[-1]

    @property
    def reached(self) -> Tensor:
        """Experts that any token has come to, [layers]: those whose weights were read."""
        return (self.visits > 0).sum(dim=-1)


@contextmanager
def watch_experts(model: GPT) -> Iterator[ExpertLoad]:
    """Counts visits while the model runs inside `with watch_experts(model) as load:`.

    Raises ValueError for a model without experts.
    """
    routers = [module for module in model.modules() if isinstance(module, Router)]
    if not routers:
        raise ValueError("the model has no mixture of experts to watch")
    load = ExpertLoad(torch.zeros(len(routers), routers[0].moe.n_experts, dtype=torch.long))
    given: list[Sequence[int] | Tensor | None] = [None]

    def begin(_: nn.Module, args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        given[0] = keywords.get("lengths")

    def count(layer: int) -> Any:
        def hook(_: nn.Module, args: tuple[Any, ...], routed: tuple[Tensor, Tensor]) -> None:
            chosen = routed[1]  # [B, T, k]
            if given[0] is not None:
                lengths = torch.as_tensor(given[0], device=chosen.device)
                chosen = chosen[torch.arange(chosen.shape[1], device=chosen.device) < lengths[:, None]]
            load.visits[layer] += chosen.flatten().bincount(minlength=load.visits.shape[1]).cpu()

        return hook

    handles = [model.register_forward_pre_hook(begin, with_kwargs=True)]
    handles += [router.register_forward_hook(count(layer)) for layer, router in enumerate(routers)]
    try:
        yield load
    finally:
        for handle in handles:
            handle.remove()
