"""The GGUF format of llama.cpp: what is known of a model as keys and values, then its tensors, mostly quantised.

```
 "GGUF" version n_tensors n_keys │ key type value … │ name dims type offset … │ padding │ tensors
```
Dimensions stand with the fastest first. Blocks of quantised values are made floating-point again by the package
gguf, which comes from the makers of the format.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize
from torch import Tensor

from engine.checkpoint_files.stored import Tensors, cut_short, mapped

NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
VERSIONS = (2, 3)
ALIGNMENT = 32


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """Where a tensor stands in a GGUF file."""

    path: Path
    offset: int
    nbytes: int
    kind: GGMLQuantizationType
    shape: tuple[int, ...]

    def read(self) -> Tensor:
        """The values in fp32, made from the blocks of the file."""
        rows = np.frombuffer(mapped(self.path, self.offset, self.nbytes), dtype=np.uint8)
        values = dequantize(rows.reshape(*self.shape[:-1], -1), self.kind)
        return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32)).view(self.shape)


def read_gguf(path: Path) -> tuple[dict[str, Any], Tensors]:
    """What a GGUF file says of its model, and its tensors. Raises ValueError for one that is cut short."""
    header = _Header(path)
    if header.take(4) != b"GGUF":
        raise ValueError(f"{path} is no GGUF file")
    version = header.number("I")
    if version not in VERSIONS:
        raise ValueError(f"{path} is GGUF of version {version}; versions {VERSIONS[0]} and {VERSIONS[1]} are read")
    n_tensors, n_keys = header.number("Q"), header.number("Q")
    known = dict(header.entry() for _ in range(n_keys))
    places = [header.place() for _ in range(n_tensors)]
    alignment = known.get("general.alignment", ALIGNMENT)
    start = -(-header.at // alignment) * alignment
    return known, {name: _tensor(path, name, dims, kind, start + offset) for name, dims, kind, offset in places}


def _tensor(path: Path, name: str, dims: tuple[int, ...], kind: int, offset: int) -> GgufTensor:
    try:
        block, block_bytes = GGML_QUANT_SIZES[GGMLQuantizationType(kind)]
    except (KeyError, ValueError):
        raise ValueError(f"{path}: tensor {name!r} is of type {kind}, which is not read") from None
    if dims[0] % block:
        raise ValueError(f"{path}: tensor {name!r} has rows of {dims[0]}, which are no whole blocks of {block}")
    nbytes = math.prod(dims) // block * block_bytes
    if offset + nbytes > path.stat().st_size:
        raise cut_short(path, name, offset + nbytes)
    return GgufTensor(path, offset, nbytes, GGMLQuantizationType(kind), tuple(reversed(dims)))


class _Header:
    """A reader that goes through the header from the front."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = mapped(path, 0, path.stat().st_size) if path.stat().st_size else memoryview(b"")
        self.at = 0

    def take(self, n: int) -> bytes:
        if self.at + n > len(self.bytes):
            raise ValueError(f"{self.path} is cut short in its header")
        self.at += n
        return bytes(self.bytes[self.at - n : self.at])

    def number(self, form: str) -> Any:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))[0]

    def string(self) -> str:
        return self.take(self.number("Q")).decode("utf-8", errors="replace")

    def entry(self) -> tuple[str, Any]:
        return self.string(), self.value(self.number("I"))

    def value(self, kind: int) -> Any:
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            of, n = self.number("I"), self.number("Q")
            return [self.value(of) for _ in range(n)]
        if kind not in NUMBERS:
            raise ValueError(f"{self.path}: its header has a value of type {kind}, which GGUF does not have")
        return self.number(NUMBERS[kind])

    def place(self) -> tuple[str, tuple[int, ...], int, int]:
        """A tensor's name, dimensions, type and offset."""
        name, n_dims = self.string(), self.number("I")
        return name, tuple(self.number("Q") for _ in range(n_dims)), self.number("I"), self.number("Q")
