"""What two times must have in common before one is divided by the other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields

import torch


class UnlikeError(ValueError):
    """Two times are not compared, since they were not taken alike."""


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How a time was taken. `weights` are the types of the matrices as they stand in memory meanwhile."""

    shape: str
    weights: str
    rows: int
    prompt: str
    new_tokens: int
    seed: int
    threads: int
    warm_up: int
    machine: str
    contended: bool

    def require(self, other: Conditions) -> None:
        """Raises UnlikeError with all that differs."""
        pairs = {field.name: (getattr(self, field.name), getattr(other, field.name)) for field in fields(self)}
        unlike = [f"{name} {mine!r} and {theirs!r}" for name, (mine, theirs) in pairs.items() if mine != theirs]
        if unlike:
            raise UnlikeError("; ".join(unlike))


def said(ids: torch.Tensor) -> str:
    """A prompt's length and a digest of its tokens."""
    return f"{ids.shape[1]} tokens {hashlib.sha256(ids.numpy().tobytes()).hexdigest()[:8]}"
