"""The safetensors format: the length of a header, the header as JSON, and the bytes of all tensors.

```
 8 bytes     n bytes                                                          the rest
 n           {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}   0 … 24 …
```
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from engine.checkpoint_files.stored import Tensors, cut_short, mapped

LENGTH = struct.Struct("<Q")
DTYPES: Mapping[str, torch.dtype] = MappingProxyType(
    {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
)


@dataclass(frozen=True, slots=True)
class SafeTensor:
    """Where a tensor stands in a safetensors file."""

    path: Path
    offset: int
    dtype: torch.dtype
    shape: tuple[int, ...]

    def read(self) -> Tensor:
        """A view of the file, in the file's own dtype."""
        nbytes = math.prod(self.shape) * self.dtype.itemsize
        return torch.frombuffer(mapped(self.path, self.offset, nbytes), dtype=self.dtype).view(self.shape)


def read_safetensors(path: Path) -> Tensors:
    """The tensors of one file. Raises ValueError for a file that is cut short or is something else."""
    header, start = _header(path)
    size = path.stat().st_size
    found = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        try:
            kind, shape, (begin, end) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"{path}: the header's entry of tensor {name!r} is {entry!r}") from None
        if kind not in DTYPES:
            raise ValueError(f"{path}: tensor {name!r} is {kind}, which is not read; {', '.join(DTYPES)} are")
        if end - begin != math.prod(shape) * DTYPES[kind].itemsize:
            raise ValueError(f"{path}: tensor {name!r} takes {end - begin} bytes, which is not {kind} {list(shape)}")
        if start + end > size:
            raise cut_short(path, name, start + end)
        found[name] = SafeTensor(path, start + begin, DTYPES[kind], shape)
    return found


def read_sharded(index: Path) -> Tensors:
    """The tensors of all files that an index lists, each checked to be where the index says."""
    try:
        places: dict[str, str] = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{index} is not an index with a weight_map") from None
    shards: dict[str, Tensors] = {}
    for name, file in sorted(places.items()):
        if Path(file).name != file:
            raise ValueError(f"{index}: tensor {name!r} is said to be in {file!r}, outside the checkpoint's folder")
        if not (index.parent / file).is_file():
            raise ValueError(f"{index.parent / file} is missing; tensor {name!r} is said to be in it")
        shards[file] = shards.get(file) or read_safetensors(index.parent / file)
        if name not in shards[file]:
            raise ValueError(f"{index.parent / file} holds no tensor {name!r}, though {index.name} says so")
    listed = {name: tensor for shard in shards.values() for name, tensor in shard.items()}
    if unlisted := sorted(listed.keys() - places.keys()):
        raise ValueError(f"{index} does not list tensor {unlisted[0]!r}, which one of its files holds")
    return {name: shards[file][name] for name, file in places.items()}


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """The header and where it ends."""
    size = path.stat().st_size
    with path.open("rb") as file:
        begun = file.read(LENGTH.size)
        length = LENGTH.unpack(begun)[0] if len(begun) == LENGTH.size else size
        if LENGTH.size + length > size:
            raise ValueError(f"{path} is cut short in its header, or is no safetensors file")
        try:
            header = json.loads(file.read(length))
        except ValueError:
            raise ValueError(f"{path} is no safetensors file: its header is not JSON") from None
    if not isinstance(header, dict):
        raise ValueError(f"{path} is no safetensors file: its header lists no tensors")
    return header, LENGTH.size + length
