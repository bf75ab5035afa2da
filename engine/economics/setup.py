"""What a model is served with: cards, link, and the types of weights and cache."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config import ModelConfig
from engine.cost.capacity import max_requests
from engine.cost.dtypes import require_positive
from engine.parallel.interconnect import Link
from engine.parallel.share import share
from engine.presets import Hardware
from engine.units import Count


@dataclass(frozen=True, kw_only=True)
class Setup:
    """A model on `cards` cards that share its heads over `link`. Raises ValueError for what cannot be shared so.

    `group` weights of a row share a scale (`engine.cost.narrow`); `reserve` is the share of memory kept free.
    """

    model: ModelConfig
    card: Hardware
    dtype: str = "bf16"
    cache_dtype: str | None = None
    group: int | None = None
    cards: int = 1
    link: Link | None = None
    reserve: float = 0.0

    def __post_init__(self) -> None:
        require_positive(cards=self.cards)
        if self.cards > 1 and self.link is None:
            raise ValueError(f"{self.cards} cards need a link between them, such as nvlink-4 or pcie-5")
        if self.cards == 1 and self.link is not None:
            raise ValueError(f"{self.link.name} joins several cards, and there is one")

    @property
    def part(self) -> ModelConfig:
        """What one card has of the model: a model like any other, but for the sums."""
        return self.model if self.cards == 1 else share(self.model, 0, self.cards).own

    def users(self, seq_len: int, *, shared: int = 0) -> Count:
        """Requests of `seq_len` tokens that fit together, whole blocks of the first `shared` kept once."""
        return max_requests(
            self.part, self.card, seq_len=seq_len, shared=shared, reserve=self.reserve,
            dtype=self.dtype, cache_dtype=self.cache_dtype, group=self.group,
        )  # fmt: skip
