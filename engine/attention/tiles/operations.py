"""What PyTorch's operations read and write, each by itself: the traffic of code that nobody has fused.

Without fusion every operation is a kernel of its own, which reads all its inputs from the large memory and writes what
it makes to it. Autograd's operations are seen too, so a backward pass is counted as PyTorch does it. What caches catch
between two operations is not taken off.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from engine.units import Bytes

UNREAD = frozenset({"empty", "empty_like", "empty_strided", "new_empty"})  # set memory aside and touch none


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bytes from the large memory and to it."""

    read: Bytes
    written: Bytes

    @property
    def moved(self) -> Bytes:
        return Bytes(self.read + self.written)


def traffic_of(function: Callable[[], object]) -> Traffic:
    """The traffic of all operations of one call."""
    with _Counter() as counter:
        function()
    return Traffic(Bytes(counter.read), Bytes(counter.written))


class _Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves it untyped
    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.read = 0
        self.written = 0

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        result = operation(*args, **(kwargs or {}))
        given, made = _tensors((args, kwargs)), _tensors(result)
        if operation.is_view or operation.overloadpacket.__name__ in UNREAD:
            return result
        self.read += sum(_size(tensor) for tensor in given)
        self.written += sum(_size(tensor) for tensor in made)
        return result


def _tensors(values: object) -> list[Tensor]:
    return [value for value in tree_leaves(values) if isinstance(value, Tensor)]


def _size(tensor: Tensor) -> int:
    """Bytes that a kernel touches: what a broadcast repeats is one place."""
    apart = (size for size, step in zip(tensor.shape, tensor.stride(), strict=True) if step)
    return math.prod(apart) * tensor.element_size()
