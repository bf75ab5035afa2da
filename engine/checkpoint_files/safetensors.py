"""The safetensors format: the length of a header, the header as JSON, and the bytes of all tensors.

```
 8 bytes     n bytes                                                          the rest
 n           {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}   0 … 24 …
```
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from torch import Tensor

from engine.checkpoint_files.boundary import LARGEST, brief, parse_json, read_json
from engine.checkpoint_files.stored import Tensors, check_apart, cut_short, mapped

LENGTH = struct.Struct("<Q")
DTYPES: Mapping[str, torch.dtype] = MappingProxyType(
    {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
)
Natural = Annotated[int, Field(ge=0, lt=2**63)]


class _Entry(BaseModel):
    """What the header says of one tensor."""

    model_config = ConfigDict(strict=True)

    dtype: str
    shape: list[Natural]
    data_offsets: Annotated[list[Natural], Field(min_length=2, max_length=2)]


@dataclass(frozen=True, slots=True)
class SafeTensor:
    """Where a tensor stands in a safetensors file."""

    path: Path
    offset: int
    kind: str
    shape: tuple[int, ...]

    @property
    def unreadable(self) -> str:
        return "" if self.kind in DTYPES else f"is {self.kind}, which is not read; {', '.join(DTYPES)} are"

    def blocks(self) -> None:
        """Nothing: no type of this format is quantised in blocks."""

    def read(self) -> Tensor:
        """A view of the file, in the file's own dtype."""
        dtype = DTYPES[self.kind]
        nbytes = math.prod(self.shape) * dtype.itemsize
        return torch.frombuffer(mapped(self.path, self.offset, nbytes), dtype=dtype).view(self.shape)


def read_safetensors(path: Path) -> Tensors:
    """The tensors of one file. Raises ValueError for a file that is cut short or is something else."""
    header, start = _header(path)
    size = path.stat().st_size
    found, spans = {}, []
    for name, said in header.items():
        if name == "__metadata__":
            continue
        try:
            entry = _Entry.model_validate(said)
        except ValidationError:
            raise ValueError(f"{path}: the header's entry of tensor {brief(name)} is {brief(said)}") from None
        (begin, end), shape = entry.data_offsets, tuple(entry.shape)
        known = DTYPES.get(entry.dtype)
        if begin > end or (known is not None and end - begin != math.prod(shape) * known.itemsize):
            raise ValueError(
                f"{path}: tensor {brief(name)} takes {end - begin} bytes, which is not {entry.dtype} {list(shape)}"
            )
        if start + end > size:
            raise cut_short(path, name, start + end)
        found[name] = SafeTensor(path, start + begin, entry.dtype, shape)
        spans.append((start + begin, start + end, name))
    check_apart(path, spans)
    return found


def read_sharded(index: Path) -> Tensors:
    """The tensors of all files that an index lists, each checked to be where the index says."""
    places = read_json(index, unique=True).get("weight_map")
    if not isinstance(places, dict) or not all(isinstance(file, str) for file in places.values()):
        raise ValueError(f"{index} is not an index with a weight_map of names to files")
    shards: dict[str, Tensors] = {}
    for name, file in sorted(places.items()):
        if Path(file).name != file:
            raise ValueError(
                f"{index}: tensor {brief(name)} is said to be in {brief(file)}, outside the checkpoint's folder"
            )
        if not (index.parent / file).is_file():
            raise ValueError(f"{index.parent / file} is missing; tensor {brief(name)} is said to be in it")
        shards[file] = shards.get(file) or read_safetensors(index.parent / file)
        if name not in shards[file]:
            raise ValueError(f"{index.parent / file} holds no tensor {brief(name)}, though {index.name} says so")
    listed = {name: tensor for shard in shards.values() for name, tensor in shard.items()}
    if unlisted := sorted(listed.keys() - places.keys()):
        raise ValueError(f"{index} does not list tensor {brief(unlisted[0])}, which one of its files holds")
    return {name: shards[file][name] for name, file in places.items()}


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """The header and where it ends."""
    size = path.stat().st_size
    with path.open("rb") as file:
        begun = file.read(LENGTH.size)
        length = LENGTH.unpack(begun)[0] if len(begun) == LENGTH.size else size
        if LENGTH.size + length > size:
            raise ValueError(f"{path} is cut short in its header, or is no safetensors file")
        if length > LARGEST:
            raise ValueError(f"{path} has a header of {length:,} bytes; up to {LARGEST:,} are read")
        header = parse_json(file.read(length), f"{path} is no safetensors file: its header", unique=True)
    return header, LENGTH.size + length
