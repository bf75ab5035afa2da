"""Perplexity: how many equally likely tokens a model is as unsure as, on a text that it was not trained on.

exp of the mean negative log-likelihood (NLL) a token. Long texts are read in windows: each begins `stride` tokens after
the last, and what the last has scored is only read again, as context.

```
 window 0   s s s s s s s s                   s scored, c context
 window 1           c c c c s s s s           window 8, stride 4
 window 2                   c c c c s s s s
```
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from engine.cache.kv_cache import KVCache
from engine.model import GPT

NewCache = Callable[[int, int], KVCache]
"""An empty cache, by rows and tokens."""


@dataclass(frozen=True)
class Reading:
    """What a text cost a model: the NLL of each scored token, in the order of the text, [N]."""

    losses: Tensor

    @property
    def loss(self) -> float:
        """Mean NLL a token, in nats."""
        return self.losses.mean().item()

    @property
    def perplexity(self) -> float:
        return math.exp(self.loss)

    def spread(self, pieces: int) -> float:
        """The standard error of the mean NLL, by so many pieces of the text: neighbours are not independent."""
        return _error(_means(self.losses, pieces))

    def beyond(self, other: Reading, pieces: int) -> tuple[float, float]:
        """How much more NLL a token than another model on the same text, and the standard error of that, paired by
        pieces: what makes a piece hard is hard for both, and leaves the difference alone.

        Raises ValueError for readings of unlike length.
        """
        if self.losses.shape != other.losses.shape:
            raise ValueError(f"{len(self.losses)} and {len(other.losses)} scored tokens are not of one text")
        more = self.losses - other.losses
        return more.mean().item(), _error(_means(more, pieces))


@torch.inference_mode()
def read(
    model: GPT, ids: Tensor, *, window: int, stride: int, new_cache: NewCache | None = None, chunk: int | None = None
) -> Reading:
    """The NLL of each token of ids [N] but the first, with up to `window` − 1 tokens before it.

    With `new_cache`, windows are read `chunk` tokens at a time, what stands before a chunk from the cache. Raises
    ValueError for windows that are longer than the text or that leave tokens out.
    """
    if not 1 <= stride < window or len(ids) < window:
        raise ValueError(f"window={window}, stride={stride}: 1 ≤ stride < window ≤ the text's {len(ids)} is needed")
    losses, scored = [], 1
    for start in range(0, len(ids), stride):
        part = ids[start : start + window]
        logits = _logits(model, part[None, :-1], new_cache, chunk)[0]
        fresh = start + len(part) - scored  # what no window before has scored
        losses.append(cross_entropy(logits[-fresh:].float(), part[-fresh:], reduction="none"))
        scored += fresh
        if scored == len(ids):
            break
    return Reading(torch.cat(losses))


def _logits(model: GPT, ids: Tensor, new_cache: NewCache | None, chunk: int | None) -> Tensor:
    """ids [1, T] -> [1, T, V]"""
    if new_cache is None:
        return model(ids)
    cache = new_cache(1, ids.shape[1])
    return torch.cat([model(part, cache) for part in torch.split(ids, chunk or ids.shape[1], dim=1)], dim=1)


def _means(losses: Tensor, pieces: int) -> Tensor:
    """The means of so many neighbouring pieces, [pieces]. Raises ValueError where there are not so many tokens."""
    if not 2 <= pieces <= len(losses):
        raise ValueError(f"pieces={pieces} of {len(losses)} tokens; 2 or more are needed, and a token in each")
    return torch.stack([part.double().mean() for part in losses.tensor_split(pieces)])


def _error(means: Tensor) -> float:
    """The standard error of a mean."""
    return float(means.std() / len(means) ** 0.5)
