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
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize
from torch import Tensor

from engine.checkpoint_files.boundary import brief
from engine.checkpoint_files.stored import Tensors, check_apart, cut_short, mapped
from engine.kernels.library import PACKED_TYPES
from engine.kernels.packed import Part

NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
VERSIONS = (2, 3)
ALIGNMENT = 32
MOST_KEYS, MOST_TENSORS, MOST_STRINGS, MOST_DIMENSIONS = 65_536, 1_000_000, 10_000_000, 4

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """Where a tensor stands in a GGUF file; without a `kind` where its type has a number that nobody knows."""

    path: Path
    offset: int
    nbytes: int
    kind: GGMLQuantizationType | None
    shape: tuple[int, ...]

    def blocks(self) -> Part | None:
        """The bytes where they stand in the file, to be copied, if they can be multiplied with."""
        if self.kind not in PACKED_TYPES or len(self.shape) != 2:
            return None
        rows = torch.frombuffer(mapped(self.path, self.offset, self.nbytes), dtype=torch.uint8)
        return Part(int(self.kind), rows.view(self.shape[0], -1), self.shape[1])

    @property
    def unreadable(self) -> str:
        if self.kind is not None and _can_be_read(self.kind):
            return ""
        return f"is of type {'?' if self.kind is None else self.kind.name}, which is not read"

    def read(self) -> Tensor:
        """The values in fp32, made from the blocks of the file."""
        assert self.kind is not None
        if (part := self.blocks()) is not None:  # by the kernels, to equal numbers in a third of the time
            return part.unpacked()
        rows = np.frombuffer(mapped(self.path, self.offset, self.nbytes), dtype=np.uint8)
        values = dequantize(rows.reshape(*self.shape[:-1], -1), self.kind)
        return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32)).view(self.shape)


@cache
def _can_be_read(kind: GGMLQuantizationType) -> bool:
    """Whether the package gguf can make numbers of a type's blocks, tried on a block of zeros."""
    try:
        dequantize(np.zeros((1, GGML_QUANT_SIZES[kind][1]), dtype=np.uint8), kind)
    except NotImplementedError:
        return False
    return True


def read_gguf(path: Path) -> tuple[dict[str, Any], Tensors]:
    """What a GGUF file says of its model, and its tensors. Raises ValueError for one that is cut short."""
    header = _Header(path)
    if bytes(header.take(4)) != b"GGUF":
        raise ValueError(f"{path} is no GGUF file")
    version = header.number("I")
    if version not in VERSIONS:
        raise ValueError(f"{path} is GGUF of version {version}; versions {VERSIONS[0]} and {VERSIONS[1]} are read")
    n_tensors, n_keys = header.count("tensors", MOST_TENSORS), header.count("keys", MOST_KEYS)
    known = header.unlike("key", [header.entry() for _ in range(n_keys)])
    places = header.unlike("tensor", [header.place() for _ in range(n_tensors)])
    alignment = known.get("general.alignment", ALIGNMENT)
    if not isinstance(alignment, int) or alignment < 1 or alignment & (alignment - 1):
        raise ValueError(f"{path}: general.alignment={brief(alignment)} is no power of two")
    start = -(-header.at // alignment) * alignment
    tensors = {name: _tensor(path, name, dims, kind, start + at) for name, (dims, kind, at) in places.items()}
    check_apart(path, ((tensor.offset, tensor.offset + tensor.nbytes, name) for name, tensor in tensors.items()))
    return known, tensors


def _tensor(path: Path, name: str, dims: tuple[int, ...], number: int, offset: int) -> GgufTensor:
    shape = tuple(reversed(dims))
    try:
        kind = GGMLQuantizationType(number)
        block, block_bytes = GGML_QUANT_SIZES[kind]
    except (KeyError, ValueError):
        return GgufTensor(path, offset, 0, None, shape)
    if dims[0] % block:
        raise ValueError(f"{path}: tensor {brief(name)} has rows of {dims[0]}, which are no whole blocks of {block}")
    nbytes = math.prod(dims) // block * block_bytes
    if offset + nbytes > path.stat().st_size:
        raise cut_short(path, name, offset + nbytes)
    return GgufTensor(path, offset, nbytes, kind, shape)


class _Header:
    """A reader that goes through the header from the front."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = mapped(path, 0, path.stat().st_size) if path.stat().st_size else memoryview(b"")
        self.at = 0

    def take(self, n: int) -> memoryview:
        if self.at + n > len(self.bytes):
            raise ValueError(f"{self.path} is cut short in its header")
        self.at += n
        return self.bytes[self.at - n : self.at]

    def number(self, form: str) -> Any:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))[0]

    def count(self, what: str, most: int) -> int:
        n = int(self.number("Q"))
        if n > most:
            raise ValueError(f"{self.path} says that it has {n:,} {what}; up to {most:,} are read")
        return n

    def string(self) -> str:
        return bytes(self.take(self.number("Q"))).decode("utf-8", errors="replace")

    def entry(self) -> tuple[str, Any]:
        return self.string(), self.value(self.number("I"))

    def value(self, kind: int) -> Any:
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            return self.values(self.number("I"))
        if kind not in NUMBERS:
            raise ValueError(f"{self.path}: its header has a value of type {kind}, which is not read")
        return self.number(NUMBERS[kind])

    def values(self, kind: int) -> list[Any]:
        """An array; llama.cpp reads none within another."""
        if kind == STRING:
            return self.strings(self.count("strings in a list", MOST_STRINGS))
        if kind not in NUMBERS:
            raise ValueError(f"{self.path}: its header has a list of values of type {kind}, which is not read")
        n = int(self.number("Q"))
        taken = self.take(n * struct.calcsize(f"<{NUMBERS[kind]}"))
        found: list[Any] = np.frombuffer(taken, dtype=np.dtype(NUMBERS[kind]).newbyteorder("<")).tolist()
        return found

    def strings(self, n: int) -> list[str]:
        """Strings one after another: a vocabulary has a hundred thousand."""
        found, at, length_of, data = [], self.at, struct.Struct("<Q").unpack_from, self.bytes
        try:
            for _ in range(n):
                (length,) = length_of(data, at)
                at += 8 + length
                found.append(str(data[at - length : at], "utf-8", "replace"))
        except (struct.error, OverflowError):  # the latter beyond what an address can be
            at = len(data) + 1
        self.take(at - self.at)  # raises where one reaches beyond the file
        return found

    def place(self) -> tuple[str, tuple[tuple[int, ...], int, int]]:
        """A tensor's name, dimensions, type and offset."""
        name, n_dims = self.string(), self.number("I")
        if not 1 <= n_dims <= MOST_DIMENSIONS:
            raise ValueError(
                f"{self.path}: tensor {brief(name)} has {n_dims} dimensions; 1 to {MOST_DIMENSIONS} are read"
            )
        return name, (tuple(self.number("Q") for _ in range(n_dims)), self.number("I"), self.number("Q"))

    def unlike(self, what: str, entries: list[tuple[str, V]]) -> dict[str, V]:
        """Entries by their names. Raises ValueError for a name that comes twice."""
        found = dict(entries)
        if len(found) < len(entries):
            twice = Counter(name for name, _ in entries).most_common(1)[0][0]
            raise ValueError(f"{self.path} has {what} {brief(twice)} twice")
        return found
