"""A matrix whose rows stay in the quantised blocks of their file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils._pytree import tree_leaves

from engine.kernels.kept import Kept
from engine.kernels.library import kernels

HANDED_ON = frozenset({torch.ops.aten.detach.default, torch.ops.aten.alias.default, torch.ops.aten.clone.default})
"""What gives the same matrix again: nothing changes one, so a copy may share its bytes."""

FIXED = "a weight in its file's blocks cannot be changed; load the model with dtype=torch.float32 or another"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one type. `kind` is ggml's number of it; `blocks` are [rows, bytes]."""

    kind: int
    blocks: Tensor
    columns: int

    def unpacked(self, rows: slice | Tensor = slice(None)) -> Tensor:
        """Some of the rows as fp32, [n, columns]."""
        blocks = self.blocks[rows]
        if (here := kernels()) is not None:
            return here.unpack(self.kind, blocks.contiguous(), self.columns)
        if not len(blocks):
            return torch.empty(0, self.columns)
        from gguf import GGMLQuantizationType
        from gguf.quants import dequantize

        values = dequantize(blocks.numpy(), GGMLQuantizationType(self.kind))
        return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))

    def moved(self, change: Callable[[Tensor], Tensor]) -> Part:
        """The same with its rows elsewhere, or in another order."""
        return Part(self.kind, change(self.blocks), self.columns)


class Packed(Kept):
    """A matrix [rows, columns] in fp32, kept as blocks; `engine.kernels.linear` multiplies with them as they are.

    What would change one in place is refused.
    """

    parts: tuple[Part, ...]

    @staticmethod
    def __new__(cls, parts: Sequence[Part]) -> Packed:
        shape = (sum(len(part.blocks) for part in parts), parts[0].columns)
        packed: Packed = torch.Tensor._make_wrapper_subclass(cls, shape, dtype=torch.float32)
        packed.parts = tuple(_joined(parts))
        return packed

    @classmethod
    def __torch_dispatch__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # type: ignore[override]
        if function in HANDED_ON:
            return cls(args[0].parts)
        if function._schema.is_mutable and any(isinstance(part, Packed) for part in _changed(function, args, kwargs)):
            raise ValueError(FIXED)
        return super().__torch_dispatch__(function, types, args, kwargs)

    @property
    def data(self) -> Tensor:
        """The same matrix. Modules set it when they are converted, which would leave bytes of another type."""
        return self.detach()

    @data.setter
    def data(self, new: Tensor) -> None:
        if not isinstance(new, Packed) or new.shape != self.shape:
            raise ValueError(FIXED)
        self.parts = new.parts

    def share_memory_(self) -> Packed:
        """Puts the blocks where other processes can read them."""
        for part in self.parts:
            part.blocks.share_memory_()  # type: ignore[no-untyped-call]
        return self

    def moved(self, copy: Callable[[Tensor], Tensor]) -> Packed:
        """The same with its bytes where `copy` puts them."""
        return Packed([part.moved(copy) for part in self.parts])

    def unpacked(self) -> Tensor:
        """All values in fp32."""
        return torch.cat([part.unpacked() for part in self.parts])

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self)._again, (self.parts, isinstance(self, torch.nn.Parameter))

    @classmethod
    def _again(cls, parts: Sequence[Part], is_parameter: bool) -> Packed:
        packed = cls(parts)
        packed._is_param = is_parameter  # the mark by which torch knows one
        return packed

    def __repr__(self, **_: Any) -> str:  # type: ignore[override]
        return f"Packed({list(self.shape)}, types {[part.kind for part in self.parts]})"


def _changed(function: Any, args: Any, kwargs: Any) -> list[Any]:
    """The arguments, and members of lists among them, that an operation writes to."""
    given = dict(zip((argument.name for argument in function._schema.arguments), args, strict=False)) | (kwargs or {})
    written = [
        given.get(argument.name)
        for argument in function._schema.arguments
        if argument.alias_info is not None and argument.alias_info.is_write
    ]
    return tree_leaves(written)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """The parts with neighbours of one type as one."""
    joined = [parts[0]]
    for part in parts[1:]:
        last = joined[-1]
        if part.kind == last.kind:
            joined[-1] = Part(last.kind, torch.cat([last.blocks, part.blocks]), last.columns)
        else:
            joined.append(part)
    return joined
