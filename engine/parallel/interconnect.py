"""What connects accelerators, by name, read from `engine/data`, and what a sum over it takes.

Hockney's model of a message (Parallel Computing 20(3), 1994): α + n/β, a time that it takes whatever its size, and its
bytes over the bandwidth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from engine.did_you_mean import unknown
from engine.presets import DATA
from engine.units import BytesPerSecond, Seconds

FILE = "interconnect.yaml"


@dataclass(frozen=True, kw_only=True)
class Link:
    """One way from an accelerator to the next. `launch` is what a sum takes before anything is sent."""

    name: str
    bandwidth: BytesPerSecond
    hop: Seconds
    launch: Seconds
    source: str

    def message(self, nbytes: float) -> Seconds:
        """Seconds until a message has arrived."""
        return Seconds(self.hop + nbytes / self.bandwidth)

    def all_reduce(self, nbytes: float, size: int) -> Seconds:
        """Seconds of a sum over a ring of `size`: 2(p − 1) messages one after another, each of 1/p of the tensor."""
        return Seconds(self.launch * (size > 1) + 2 * (size - 1) * self.message(nbytes / size))


def link(name: str) -> Link:
    """An interconnect by name. Raises ValueError with the likely name for one that is not known."""
    if name not in _table():
        raise unknown("interconnect", name, _table())
    entry = _table()[name]
    return Link(
        name=name,
        bandwidth=BytesPerSecond(entry["bandwidth_gb_s"] * 1e9),
        hop=Seconds(entry["hop_us"] * 1e-6),
        launch=Seconds(entry["launch_us"] * 1e-6),
        source=entry["source"],
    )


@cache
def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = yaml.safe_load((DATA / FILE).read_text(encoding="utf-8"))
    return table


LINKS: tuple[str, ...] = tuple(_table())
