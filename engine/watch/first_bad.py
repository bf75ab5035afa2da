"""The first tensor of a run that is not as it should be, named by the part of the model that makes it.

`not_finite` names the first layer of a GPT that gives such numbers; here every operation of any module is looked at,
and every gradient, and what is about to go wrong is named too. A fused kernel shows what it gives, no scores within.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

NAN, INFINITE, EXPLODED, SATURATED = "NaN", "infinity", "exploded", "saturated softmax"
VANISHED_GRADIENT, EXPLODED_GRADIENT = "vanished gradient", "exploded gradient"
OUTSIDE = "outside the model"
BARRED = -1e8  # a score below it is a mask's


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From where on a number counts as bad, beside NaN and infinity."""

    exploded: float = 1e5  # what a part gives, or a score; far below zero are masks, so those are left alone
    saturated: float = 0.8  # the largest weight of a row that has a choice, in the mean over a softmax's rows
    vanished_gradient: float = 1e-6  # the largest gradient there, as a share of the largest at the model's end
    exploded_gradient: float = 1e4


@dataclass(frozen=True, slots=True)
class Bad:
    """What is wrong, in which part, at which operation. `number`: how many of NaN and infinity, else how large."""

    what: str
    where: str
    operation: str
    number: float

    def __str__(self) -> str:
        return f"{self.where}: {self.what} ({self.operation}, {self.number:.3g})"


def first_bad(model: nn.Module, run: Callable[[], object], limits: Limits | None = None) -> Bad | None:
    """What goes wrong first while `run` runs, a pass of the model forward and, if wanted, backward; None if nothing."""
    with watched(model, limits) as found:
        run()
    return found[0] if found else None


@contextmanager
def watched(model: nn.Module, limits: Limits | None = None) -> Iterator[list[Bad]]:
    """A list that fills while the model runs inside: each kind of trouble once, where it first comes up, in order."""
    watch = _Watch(limits or Limits())
    handles = []
    for name, part in model.named_modules():
        handles.append(part.register_forward_pre_hook(partial(watch.enter, name or "the model")))
        handles.append(part.register_forward_hook(watch.leave))
    try:
        with watch:
            yield watch.found
    finally:
        for handle in handles:
            handle.remove()


class _Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves it untyped
    def __init__(self, limits: Limits) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.limits = limits
        self.found: list[Bad] = []
        self._inside: list[str] = []
        self._at_the_end: float | None = None  # the largest gradient that the loss sends into the model
        self._looks = False  # what a look itself computes is no part of the run

    # ---- where we are -------------------------------------------------------------------------------
    def enter(self, name: str, module: nn.Module, given: Any) -> None:
        if not self._inside:
            self._at_the_end = None
        self._inside.append(name)

    def leave(self, module: nn.Module, given: Any, made: Any) -> None:
        with self._looking():
            for value in _numbers(made):
                self._look_at_size("output", value)
        name = self._inside.pop()
        for value in _numbers(made):
            if value.requires_grad:
                value.register_hook(partial(self._look_at_gradient, name))  # type: ignore[no-untyped-call]

    @contextmanager
    def _looking(self) -> Iterator[None]:
        self._looks = True
        try:
            yield
        finally:
            self._looks = False

    # ---- what is made there -------------------------------------------------------------------------
    def __torch_dispatch__(
        self, operation: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        made = operation(*args, **(kwargs or {}))
        name = str(operation).split(".")[1].strip("_")
        is_backward = not self._inside and self._at_the_end is not None  # then gradients are looked at, by name
        is_made = "empty" not in name  # what is empty holds whatever was in memory before
        if is_made and not is_backward and not self._looks:
            if name == "softmax":
                self._look_at_size("scores", args[0])
                self._look_at_softmax(args[0], made, args[1])
            for value in _numbers(made):
                self._look_for_infinite(name, value, infinite=value.isposinf())
        return made

    def _look_at_size(self, operation: str, value: Tensor) -> None:
        """Note what is too large. Numbers on the way are left alone: a norm squares what it is given."""
        largest = float(value.detach().max())
        if self.limits.exploded < largest < torch.inf:
            self._note(EXPLODED, operation, largest)

    def _look_for_infinite(self, operation: str, value: Tensor, infinite: Tensor, where: str = "") -> bool:
        """Note NaN and infinity. −∞ is no fault of a number that is made, since masks are made of it."""
        unknown = value.isnan()
        if unknown.any():
            self._note(NAN, operation, float(unknown.sum()), where)
        if infinite.any():
            self._note(INFINITE, operation, float(infinite.sum()), where)
        return bool(unknown.any() or infinite.any())

    def _look_at_softmax(self, scores: Tensor, weights: Tensor, dim: int) -> None:
        floor = max(BARRED, torch.finfo(scores.dtype).min / 2)
        has_choice = (scores > floor).sum(dim) > 1
        largest = weights.amax(dim)[has_choice]
        if largest.numel() and float(largest.mean()) > self.limits.saturated:
            self._note(SATURATED, "softmax", float(largest.mean()))

    def _look_at_gradient(self, where: str, gradient: Tensor) -> None:
        with self._looking():
            self._weigh_gradient(where, gradient)

    def _weigh_gradient(self, where: str, gradient: Tensor) -> None:
        largest = float(gradient.abs().max()) if gradient.numel() else 0.0
        if self._at_the_end is None:
            self._at_the_end = largest
        if self._look_for_infinite("gradient", gradient, gradient.isinf(), where) or not self._at_the_end:
            return
        share = largest / self._at_the_end
        if share < self.limits.vanished_gradient:
            self._note(VANISHED_GRADIENT, "gradient", share, where)
        if share > self.limits.exploded_gradient:
            self._note(EXPLODED_GRADIENT, "gradient", share, where)

    def _note(self, what: str, operation: str, number: float, where: str = "") -> None:
        if all(bad.what != what for bad in self.found):
            self.found.append(Bad(what, where or (self._inside[-1] if self._inside else OUTSIDE), operation, number))


def _numbers(made: Any) -> list[Tensor]:
    """The tensors of floating-point numbers in what a part or an operation gives."""
    tensors = [value for value in tree_leaves(made) if isinstance(value, Tensor)]
    return [value for value in tensors if value.is_floating_point() and value.numel() and not value.is_meta]
