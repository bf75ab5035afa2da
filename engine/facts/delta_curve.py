"""A cache that grows beside a state that does not, from texts so short that the state is the larger one."""

from __future__ import annotations

from engine.fact import computed
from engine.facts.delta import memory_at
from engine.units import Series

LENGTHS = (32, 128, 512, 2048, 8192, 32768, 131072)


@computed()
def delta_curve() -> Series:
    """Memory of 48 layers from 32 to 131,072 tokens: full attention, three delta layers to one full, delta alone."""
    return memory_at(LENGTHS)
