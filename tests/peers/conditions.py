"""What two times must have in common before one is divided by the other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields

import torch

SEED = 0


class UnlikeError(ValueError):
    """Two times are not compared, since they were not taken alike."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is asked for: the token behind a prompt and `new_tokens` more in each row, or a prompt's first (0)."""

    rows: int
    prompt: int
    new_tokens: int = 0

    @property
    def ids(self) -> torch.Tensor:
        """The prompt, the same for all: [rows, prompt]. No vocabulary is smaller than what it is drawn from."""
        return torch.randint(4096, (self.rows, self.prompt), generator=torch.Generator().manual_seed(SEED))

    @property
    def length(self) -> int:
        """Tokens cached before the first that is timed."""
        return self.prompt + self.new_tokens if self.new_tokens else 0

    def __str__(self) -> str:
        rows = f"{self.rows} row{'s' * (self.rows > 1)}"
        return f"{rows}, {self.prompt} + {self.new_tokens} tokens" if self.new_tokens else f"{rows}, prompt {self.prompt}"


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How a time was taken. Of types, those of the matrices and of the cache, as they stand in memory meanwhile."""

    shape: str
    weights: str
    cache: str
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
