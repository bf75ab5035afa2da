"""What a model has read of one text: it reads guesses ahead, and goes back to what turned out to be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from engine.cache.every_token import EveryToken
from engine.model import GPT
from engine.watch.not_finite import first_not_finite


class Reads(Protocol):
    """How `engine.speculate.decode` has a text read."""

    @property
    def length(self) -> int:
        """Tokens read."""
        ...

    def settle(self, text: Sequence[int]) -> None:
        """Keep of what was read what stands in the text, its last token left out, so that there is one to read."""
        ...

    def read(self, text: Sequence[int], *, behind: int = 1) -> Tensor:
        """Read what of the text was not, and give the logits behind its last tokens, [behind, V].

        Raises ValueError where they are not finite.
        """
        ...


class Reading:
    """A model, its cache, and the tokens in it.

    A cache of every token forgets the rejected ones by its length alone. A window's ring has overwritten what it would
    see again, and a state has taken the tokens in: of such a cache a fork is kept before each pass, and what stays of
    the pass is read once more.
    """

    def __init__(self, model: GPT, room: int) -> None:
        self._model = model
        self._cache = model.new_cache(batch_size=1, max_seq_len=room)
        self._goes_back = all(isinstance(layer, EveryToken) for layer in self._cache.layers)
        self._kept = self._cache
        self._ids: list[int] = []

    @property
    def length(self) -> int:
        return len(self._ids)

    def settle(self, text: Sequence[int]) -> None:
        same = alike(self._ids, text[:-1])
        if self._goes_back:
            self._cache.truncate(same)
            del self._ids[same:]
            return
        if same < self.length:
            self._cache = self._kept
            del self._ids[int(self._cache.lengths) :]
            if same > self.length:
                self.read(text[:same])
        self._kept = self._cache.fork()

    @torch.inference_mode()
    def read(self, text: Sequence[int], *, behind: int = 1) -> Tensor:
        new = torch.tensor([text[self.length :]], device=self._model.tokens.weight.device)
        logits = self._model(new, self._cache, last_only=behind == 1)[0, -behind:]
        self._ids = list(text)
        check_finite(self._model, logits, self._ids)
        return logits


def check_finite(model: GPT, logits: Tensor, text: Sequence[int]) -> None:
    """Raises ValueError with the layer's name for logits [T, V] that no token can be chosen from."""
    if not bool(logits.amax(dim=-1).isfinite().all()):
        layer = first_not_finite(model, torch.tensor([text], device=logits.device))
        raise ValueError(f"layer {layer} of the model gives numbers that are not finite; look at its weights")


def alike(a: Sequence[int], b: Sequence[int]) -> int:
    """With how many equal tokens two texts begin."""
    return next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
