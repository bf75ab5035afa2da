"""What all layers of one kind share in a forward pass: where its tokens stand, and which keys they may see."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from engine.positions import Turn, rotate


@dataclass(frozen=True, slots=True)
class Step:
    """One pass of T new tokens in each of B rows, as the layers of one kind see it.

    ```
    row 0   k k k k k k | n n .        starts 6, lengths 2      k cached, n new, . padding
    row 1   k k k | n n n              starts 3, lengths 3
    ```
    `mask` is True where a query sees a key. Without one, `causal` says whether a query sees what stands before
    it (the cache was empty) or everything (one new token in rows of equal length). A window layer reads chunks by
    `window` and `history` instead, the number of keys it is given from before the chunk; rows with fewer begin
    with `absent` ones.
    """

    positions: Tensor  # [B, T], or [1, T] where all rows begin alike
    starts: tuple[int, ...]
    lengths: tuple[int, ...]
    mask: Tensor | None  # [B or 1, 1, T, S]
    causal: bool
    turn: Turn | None
    window: int | None = None
    history: int = 0
    absent: Tensor | None = None  # [B]

    @property
    def level(self) -> bool:
        """Whether all rows begin alike."""
        return len(set(self.starts)) == 1

    @property
    def end(self) -> int:
        """The length of the longest row after this step."""
        return max(start + new for start, new in zip(self.starts, self.lengths, strict=True))

    def rotate(self, x: Tensor) -> Tensor:
        """Queries or keys [B, H, T, D], turned to their positions; as they are if positions are not rotary."""
        return x if self.turn is None else rotate(x, self.turn)
