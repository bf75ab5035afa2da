"""How many bytes an element of each type takes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.did_you_mean import unknown

DTYPE_BYTES: Mapping[str, float] = MappingProxyType(
    {"fp32": 4, "bf16": 2, "fp16": 2, "fp8": 1, "int8": 1, "int4": 0.5},
)
"""Elements only: a quantised type's scales come on top and depend on its block size."""


def element_bytes(dtype: str) -> float:
    """Bytes of one element. Raises ValueError with the likely name for an unknown type."""
    if dtype not in DTYPE_BYTES:
        raise unknown("dtype", dtype, DTYPE_BYTES)
    return DTYPE_BYTES[dtype]


def require_positive(**sizes: int) -> None:
    """Raises ValueError for a size that is not a positive whole number."""
    for name, size in sizes.items():
        if size != int(size) or size < 1:
            raise ValueError(f"{name}={size!r} is not a positive whole number")
