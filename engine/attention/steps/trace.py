"""What a step made on its way, kept for whoever asks."""

from __future__ import annotations

from typing import NoReturn

from torch import Tensor


class Trace(dict[str, Tensor]):
    """The tensors of one call by name, in the order in which they were made: `trace["scores"]`.

    ```
    queries, keys, values ─▶ scores ─▶ scaled ─▶ masked ─▶ weights ─▶ dropped ─▶ context
    ```
    A step keeps those of them that it has. They are the tensors of the call themselves, so gradients reach them.
    """

    def __missing__(self, name: str) -> NoReturn:
        raise KeyError(f"nothing is kept as {name!r}; there are: {', '.join(self)}")
