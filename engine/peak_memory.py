"""The peak of live tensor bytes while something runs, counted from what torch allocates.

The resident set of the process would be the other way, but freed memory stays in it, so a second run
seems to need none. Tensors are counted by their storage: two views of one storage count once. What a
kernel takes and returns inside one operation is not seen. Counting slows each operation, so a peak is
taken in a run of its own, never in one that is timed.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from engine.units import Bytes

T = TypeVar("T")


def peak_bytes(function: Callable[[], T]) -> tuple[T, Bytes]:
    """What a function returns, and the most bytes of tensors it held at once beyond those that stood before."""
    with _Counter() as counter:
        result = function()
    return result, Bytes(counter.peak)


class _Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves it untyped
    """Sees every operation's tensors: storages that an operation makes are counted until they are freed."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.live = 0
        self.peak = 0
        self._known: dict[int, weakref.ref[torch.UntypedStorage]] = {}

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        for storage in _storages((args, kwargs)):
            self._note(storage, 0)
        result = operation(*args, **(kwargs or {}))
        for storage in _storages(result):
            self._note(storage, storage.nbytes())
        return result

    def _note(self, storage: torch.UntypedStorage, size: int) -> None:
        """Count a storage once, until it goes. Those first seen as an operation's input were there before."""
        key = id(storage)
        if key in self._known:
            return

        def freed(_: object) -> None:
            del self._known[key]
            self.live -= size

        self._known[key] = weakref.ref(storage, freed)
        self.live += size
        self.peak = max(self.peak, self.live)


def _storages(values: object) -> Iterator[torch.UntypedStorage]:
    for value in tree_leaves(values):
        if isinstance(value, torch.Tensor):
            yield value.untyped_storage()
