"""What the questions about money say of the cards, once for all of them: each field is a flag of the command line."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import wraps
from typing import Any, Concatenate

from engine.economics.setup import Setup
from engine.estimate import GPU, shape
from engine.parallel.interconnect import link as link_named
from engine.presets import hardware
from engine.sweep import Answer


@dataclass(frozen=True, kw_only=True)
class Service:
    """Cards and types by their names, the share of memory kept free, and first tokens that all requests share."""

    gpu: str = GPU
    cards: int = 1
    link: str | None = None
    dtype: str = "bf16"
    cache_dtype: str | None = None
    group: int | None = None
    reserve: float = 0.0
    shared: int = 0

    def setup(self, model: str, changes: Mapping[str, Any]) -> Setup:
        """The same for a model, looked up."""
        return Setup(
            model=shape(model, **changes),
            card=hardware(self.gpu),
            cards=self.cards,
            link=None if self.link is None else link_named(self.link),
            dtype=self.dtype,
            cache_dtype=self.cache_dtype,
            group=self.group,
            reserve=self.reserve,
        )


def of_service(question: Callable[Concatenate[str, Service, ...], Answer]) -> Callable[..., Answer]:
    """Lets the fields of `Service` be given one by one, and be found in the signature behind the question's own."""
    model, _, *own, changes = inspect.signature(question).parameters.values()
    shared = [
        inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default)
        for field in fields(Service)
    ]

    @wraps(question)
    def ask(model: str, **given: Any) -> Answer:
        service = Service(**{field.name: given.pop(field.name) for field in shared if field.name in given})
        return question(model, service, **given)

    ask.__signature__ = inspect.Signature([model, *own, *shared, changes])  # type: ignore[attr-defined]
    return ask
