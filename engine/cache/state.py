"""A layer's memory that does not grow: a state that every token changes, and the last inputs of a convolution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import torch
from torch import Tensor

from engine.cache.store import Store
from engine.step import Step


class State:
    """One matrix a value head, in fp32 since small changes add up in it, and the last K inputs of the convolution.

    What a token has changed cannot be taken back, so a state goes back to nothing or not at all; `fork()` the cache
    to keep a point to return to.
    """

    resumable = False
    """A pass that was broken off has changed the state already."""

    def __init__(self, inputs: Store, matrices: Tensor) -> None:
        self.inputs = inputs  # [B, 1, K, channels]
        self.matrices = matrices  # [B, Hv, dk, dv]

    def recall(self, new: Tensor, step: Step) -> tuple[Tensor, Tensor]:
        """Takes in new inputs [B, T, channels]; returns them behind the K before, and the state before them.

        [B, K + T, channels] and [B, Hv, dk, dv]. A row that begins finds zeros, whatever a truncated one has left.
        """
        begins = torch.tensor([start == 0 for start in step.starts], device=new.device)[:, None, None]
        before = self.inputs.get(slice(None), new.dtype)[:, 0].masked_fill(begins, 0)
        inputs = torch.cat([before, new], dim=1)
        lengths = torch.tensor(step.lengths, device=new.device)
        last = lengths[:, None] + torch.arange(before.shape[1], device=new.device)  # [B, K]
        self.inputs.put(inputs.take_along_dim(last[..., None], dim=1)[:, None], slice(None))
        return inputs, self.matrices.masked_fill(begins[..., None], 0)

    def keep(self, matrices: Tensor) -> None:
        """The state behind a step's tokens, [B, Hv, dk, dv]."""
        self.matrices.copy_(matrices)

    def check_truncate(self, length: int, n: int) -> None:
        """Raises ValueError unless all tokens stay or none."""
        if 0 < n < length:
            raise ValueError(
                f"a row of {length} tokens cannot go back to {n}: its recurrent state has taken them in; "
                "fork() the cache before the tokens that may be taken back"
            )

    def tensors(self) -> Iterator[Tensor]:
        yield from self.inputs.tensors()
        yield self.matrices

    def clone(self) -> Self:
        return type(self)(self.inputs.clone(), self.matrices.clone())
