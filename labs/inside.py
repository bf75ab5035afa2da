"""A look into a running script's model: what its cache holds, and how long its parts take."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, Self

from engine.units import Quantity, Ratio, Seconds

SLOTS = -2  # the axis of a cache on which tokens stand, in [B, H, S, D] and in [B, S, c]


class CacheView:
    """The tensors that attention layers keep beside their weights: whatever their design, they are plain attributes."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def layers(self) -> list[dict[str, Any]]:
        from torch import Tensor

        return [
            {name: value for name, value in vars(block.attention).items() if isinstance(value, Tensor)}
            for block in self.model.blocks
        ]

    @property
    def nbytes(self) -> int:
        """Bytes set aside, filled or not."""
        return sum(tensor.nbytes for layer in self.layers() for tensor in layer.values())

    def shapes(self) -> str:
        """`12 × keys [1, 12, 5, 64], values [1, 12, 5, 64]`: what is filled, and in how many layers."""
        lines: Counter[str] = Counter()
        for block, layer in zip(self.model.blocks, self.layers(), strict=True):
            shapes = []
            for name, tensor in layer.items():
                shape = list(tensor.shape)
                if hasattr(block.attention, "length"):
                    shape[SLOTS] = min(shape[SLOTS], block.attention.length)
                shapes.append(f"{name} {shape}")
            lines[", ".join(shapes)] += 1
        return "; ".join(f"{count} × {shapes}" for shapes, count in lines.items())

    def fill(self, tokens: int) -> None:
        """As if so many tokens had been read: random numbers in place of what they would have left."""
        for block, layer in zip(self.model.blocks, self.layers(), strict=True):
            for tensor in layer.values():
                tensor.normal_()
            if hasattr(block.attention, "length"):
                block.attention.length = tokens
        self.model.position = tokens


class ExpertCount:
    """How many experts of a layer run for a step of one token, while this is entered. Nothing where there are none."""

    def __init__(self, model: Any) -> None:
        self.layers = [block.feed_forward for block in model.blocks if hasattr(block.feed_forward, "expert")]
        self.runs, self.steps = 0, 0

    def __enter__(self) -> Self:
        for layer in self.layers:
            layer.register_forward_pre_hook(self._step)
            layer.expert = partial(self._run, layer.expert)
        return self

    def __exit__(self, *_: object) -> None:
        for layer in self.layers:
            del layer.expert  # the method is there again

    def _step(self, _: Any, given: tuple[Any, ...]) -> None:
        self.alone = given[0].shape[:2] == (1, 1)
        self.steps += self.alone

    def _run(self, expert: Callable[..., Any], *given: Any) -> Any:
        self.runs += self.alone
        return expert(*given)

    def rows(self) -> dict[str, Quantity]:
        return {"experts_run_a_token_and_layer": Ratio(self.runs / self.steps)} if self.steps else {}


class PartTimes:
    """Seconds inside the attention and the feed-forward layers while this is entered: the processor's, so that what
    other programs take is not in them.
    """

    def __init__(self, model: Any) -> None:
        self.model, self.taken, self.hooks = model, Counter[str](), []

    def __enter__(self) -> Self:
        for block in self.model.blocks:
            for part in ("attention", "feed_forward"):
                self._time(getattr(block, part), part)
        self.began = time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.whole = time.process_time() - self.began
        for hook in self.hooks:
            hook.remove()

    def _time(self, module: Any, part: str) -> None:
        began = 0.0

        def before(*_: object) -> None:
            nonlocal began
            began = time.process_time()

        def after(*_: object) -> None:
            self.taken[part] += time.process_time() - began

        self.hooks += [module.register_forward_pre_hook(before), module.register_forward_hook(after)]

    def rows(self, passes: int) -> dict[str, Quantity]:
        """The mean of all passes, and the share of the whole time."""
        rows: dict[str, Quantity] = {}
        for part, seconds in self.taken.items():
            rows[f"{part}_alone"] = Seconds(seconds / passes, digits=2)
            rows[f"{part}_share"] = Ratio(seconds / self.whole, digits=2)
        return rows
