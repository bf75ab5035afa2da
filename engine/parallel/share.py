"""What each of several ranks has of a model, as numbers: its heads and units, or its layers."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config import ModelConfig


@dataclass(frozen=True, kw_only=True)
class Share:
    """What of each layer a rank has: query heads, K/V heads, units of the feed-forward layer."""

    config: ModelConfig  # of the whole model
    queries: slice
    kv_heads: slice
    units: slice

    @property
    def own(self) -> ModelConfig:
        """The shape of a rank's part, which is a model like any other but for the sums."""
        n_heads, n_kv_heads = _length(self.queries), _length(self.kv_heads)
        return self.config.replace(n_heads=n_heads, n_kv_heads=n_kv_heads, d_ff=_length(self.units))

    @property
    def q(self) -> slice:
        """The numbers of the query heads among those of all."""
        return self._numbers(self.queries)

    @property
    def kv(self) -> slice:
        """The numbers of the K/V heads among those of all keys, or values."""
        return self._numbers(self.kv_heads)

    @property
    def widths(self) -> list[int]:
        """Numbers of all queries, keys and values."""
        heads = (self.config.n_heads, self.config.n_kv_heads, self.config.n_kv_heads)
        return [n * self.config.head_dim for n in heads]

    def _numbers(self, heads: slice) -> slice:
        return slice(heads.start * self.config.head_dim, heads.stop * self.config.head_dim)


def share(config: ModelConfig, rank: int, size: int) -> Share:
    """The share of one rank of `size`. Raises ValueError for a model that cannot be shared so.

    Where there are fewer K/V heads than ranks, each is copied to those whose query heads look at it.
    """
    check(config)
    n_kv = config.n_kv_heads
    for name in ("n_heads", "d_ff"):
        if (n := getattr(config, name)) % size:
            raise ValueError(f"{name}={n} cannot be shared evenly by {size} ranks; {_fitting(config)}")
    if n_kv % size and size % n_kv:
        raise ValueError(f"n_kv_heads={n_kv} cannot be shared or copied evenly to {size} ranks; {_fitting(config)}")
    first_kv = rank * n_kv // size
    return Share(
        queries=_even(config.n_heads, rank, size),
        kv_heads=slice(first_kv, first_kv + max(1, n_kv // size)),
        units=_even(config.d_ff, rank, size),
        config=config,
    )


def layers_of(config: ModelConfig, rank: int, size: int) -> range:
    """The layers of a rank, as evenly as they go. Raises ValueError for a model that cannot be shared so."""
    check(config)
    if not 2 <= size <= config.n_layers:
        raise ValueError(f"n_layers={config.n_layers} make no pipeline of {size} ranks; 2 to {config.n_layers} do")
    return range(rank * config.n_layers // size, (rank + 1) * config.n_layers // size)


def check(config: ModelConfig) -> None:
    """Raises ValueError for a model whose layers are none that are shared here."""
    others = sorted(set(config.kinds) - {"full"})
    if others:
        raise ValueError(f"layers of kind {others[0]!r} are not shared by ranks; models with full attention are")
    if config.moe is not None:
        raise ValueError("a mixture of experts is not shared by ranks; models with dense feed-forward layers are")


def _even(n: int, rank: int, size: int) -> slice:
    return slice(rank * n // size, (rank + 1) * n // size)


def _length(part: slice) -> int:
    return int(part.stop - part.start)


def _fitting(config: ModelConfig) -> str:
    """The numbers of ranks that a model can be shared by."""
    n_kv = config.n_kv_heads
    fits = [
        size
        for size in range(1, config.n_heads + 1)
        if not config.n_heads % size and not config.d_ff % size and (not n_kv % size or not size % n_kv)
    ]
    return f"{', '.join(map(str, fits))} would do"
