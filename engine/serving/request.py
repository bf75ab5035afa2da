"""What is asked of the loop: a prompt, and how its answers are to be made."""

from __future__ import annotations

from dataclasses import dataclass

from engine.reply import GREEDY, Sampling

MOST_LOGPROBS = 20
"""Likeliest tokens that may be asked for beside each token drawn."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One prompt, and `n` answers to it. Raises ValueError for what no loop could answer.

    The prompt is token ids. `stop_ids` and `stop` (texts) end an answer before `max_new_tokens`. `logprobs` asks for
    the log-probability of each token drawn, and for so many of the likeliest beside it. The request of the lowest
    `priority` is served first, then the one that `arrives` first, in seconds of the loop's clock. Requests of unlike
    `salt` share no cached prefix.
    """

    id: str
    prompt: tuple[int, ...]
    max_new_tokens: int
    sampling: Sampling = GREEDY
    n: int = 1
    stop: tuple[str, ...] = ()
    stop_ids: frozenset[int] = frozenset()
    logprobs: int | None = None
    priority: int = 0
    salt: str = ""
    arrives: float = 0.0

    def __post_init__(self) -> None:
        if not self.prompt:
            raise ValueError("the prompt is empty: there is nothing to go on from")
        for name in ("max_new_tokens", "n"):
            if (value := getattr(self, name)) < 1:
                raise ValueError(f"{name}={value}: 1 or more is needed")
        if self.logprobs is not None and not 0 <= self.logprobs <= MOST_LOGPROBS:
            raise ValueError(f"logprobs={self.logprobs} is not from 0 to {MOST_LOGPROBS}")

    @property
    def positions(self) -> int:
        """Tokens of one answer that are ever read: all but the last, which nothing follows."""
        return len(self.prompt) + self.max_new_tokens - 1
