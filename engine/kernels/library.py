"""The compiled C++ of this folder, where `engine.kernels.compile` has put it beside this Python."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import struct
import sys
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import torch
from torch import Tensor
from torch.autograd import forward_ad

from engine.did_you_mean import unknown

SOURCES = tuple(Path(__file__).with_name(name) for name in ("matvec.cpp", "attend.cpp", "vectors.cpp"))
HEADERS = tuple(Path(__file__).with_name(name) for name in ("formats.h", "wide.h", "rounded.h", "blocks.h"))
COMPILER = ("g++", "-std=c++17", "-O3", "-fPIC", "-shared", "-fopenmp", "-mavx2", "-mfma", "-mf16c")
VARIANTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"avx512": ("-mavx512f", "-mavx512vl", "-mavx512bw", "-mavx512dq", "-mavx512vnni"), "avx2": ()}
)
"""What each is compiled for beyond AVX2, the fastest first."""

CHOICE = "COURSEWRIGHT_KERNELS"
"""The environment variable that chooses a variant, or "off"; without it the fastest that runs here."""

PLAIN = (Tensor, torch.nn.Parameter)

FP32 = 0
PACKED_TYPES = frozenset({2, 3, 6, 7, 8, 12, 13, 14})
"""The types by the numbers that ggml gives them: Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K."""


class Kernels:
    """The functions of one compiled file. Raises OSError for a file that is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        _check_whole(path)
        library = ctypes.CDLL(str(path))
        number, whole, pointer = ctypes.c_int, ctypes.c_int64, ctypes.c_void_p
        try:
            self.runs_here = bool(library.supported())
            self._multiply, self._multiply_bf16 = library.multiply_few, library.multiply_few_bf16
            self._unpack, self._attend = library.unpack, library.attend_one
            self._rms_norm, self._rotate = library.rms_norm, library.rotate
        except AttributeError as error:
            raise OSError(str(error)) from None
        self._multiply.argtypes = [number, *[pointer] * 4, *[whole] * 4, number]
        self._multiply_bf16.argtypes = [*[pointer] * 4, *[whole] * 3, number]
        self._unpack.argtypes = [number, pointer, pointer, whole, number]
        self._attend.argtypes = [*[pointer] * 6, *[whole] * 5, number]
        self._rms_norm.argtypes = [*[pointer] * 3, whole, whole, ctypes.c_float, number]
        self._rotate.argtypes = [*[pointer] * 4, ctypes.POINTER(whole), number]

    def multiply(self, kind: int, blocks: Tensor, x: Tensor, bias: Tensor | None, y: Tensor, first: int) -> None:
        """Fills columns of y [.., n] from the `first` on: x [.., k] times the rows of `blocks`, in fp32.

        x and y are contiguous, and bias [n] is for all of y.
        """
        n, k = y.shape[-1], x.shape[-1]
        added = None if bias is None else bias.data_ptr() + 4 * first
        at = blocks.data_ptr(), x.data_ptr(), added, y.data_ptr() + 4 * first
        self._multiply(kind, *at, x.numel() // k, blocks.shape[0], k, n, torch.get_num_threads())

    def multiply_bf16(self, weight: Tensor, x: Tensor, bias: Tensor | None) -> Tensor:
        """x [.., k] times weight [n, k], all contiguous bf16, summed in fp32: [.., n]. k is a multiple of 32."""
        n, k = weight.shape
        y = x.new_empty((*x.shape[:-1], n))
        added = None if bias is None else bias.data_ptr()
        at = weight.data_ptr(), x.data_ptr(), added, y.data_ptr()
        self._multiply_bf16(*at, x.numel() // k, n, k, torch.get_num_threads())
        return y

    def unpack(self, kind: int, blocks: Tensor, columns: int) -> Tensor:
        """Rows of blocks [n, bytes] as fp32 [n, columns]."""
        values = torch.empty(len(blocks), columns)
        self._unpack(kind, blocks.data_ptr(), values.data_ptr(), values.numel(), torch.get_num_threads())
        return values

    def attend(self, q: Tensor, keys: tuple[Tensor, Tensor | None], values: tuple[Tensor, Tensor | None]) -> Tensor:
        """What queries, scaled and in fp32, read of cached vectors in int8 with scales, or in bf16 without.

        q [B, heads, queries, D]; vectors [B, heads, S, D] in memory of more slots, scales [B, heads, S, 1]
        -> [B, heads, queries, D].
        """
        y = torch.empty_like(q)
        B, heads, queries, D = q.shape
        tokens, slots = keys[0].shape[2], keys[0].stride(1) // D
        at = [None if part is None else part.data_ptr() for part in (*keys, *values)]
        self._attend(q.data_ptr(), *at, y.data_ptr(), B * heads, queries, tokens, slots, D, torch.get_num_threads())
        return y

    def rms_norm(self, x: Tensor, weight: Tensor, eps: float) -> Tensor:
        """x [.., k] over the root of its mean square, times weight [k]; both contiguous, of fp32 or of bf16."""
        y, k = torch.empty_like(x), x.shape[-1]
        at = x.data_ptr(), weight.data_ptr(), y.data_ptr()
        self._rms_norm(*at, x.numel() // k, k, eps, x.dtype == torch.bfloat16)
        return y

    def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """Heads x [B, H, T, D], each contiguous, turned by contiguous cos and sin [B or 1, 1, T, width]."""
        y = x.new_empty(x.shape)
        sizes = (ctypes.c_int64 * 9)(*x.shape, cos.shape[-1], *x.stride()[:3], cos.shape[0])
        self._rotate(x.data_ptr(), cos.data_ptr(), sin.data_ptr(), y.data_ptr(), sizes, x.dtype == torch.bfloat16)
        return y


def _check_whole(path: Path) -> None:
    """Raises OSError for a file that ends before its own table of contents: loading one would end the process."""
    with path.open("rb") as file:
        head = file.read(64)
    if len(head) == 64 and head.startswith(b"\x7fELF"):
        (table,), (entry, n) = struct.unpack_from("<Q", head, 40), struct.unpack_from("<HH", head, 58)
        if path.stat().st_size < table + entry * n:
            raise OSError(f"{path}: it is cut short")


def compiled(variant: str) -> Path:
    """Where a variant's file is, if it is: a new source, other options or another processor have another name."""
    said = (*COMPILER, *VARIANTS[variant], platform.machine())
    sources = b"".join(source.read_bytes() for source in (*SOURCES, *HEADERS))
    digest = hashlib.sha256(sources + "\n".join(said).encode()).hexdigest()[:16]
    return Path(sys.prefix) / "kernels" / f"{variant}-{digest}.so"


@cache
def kernels() -> Kernels | None:
    """What this process multiplies with, or None where that is plain torch."""
    choice = os.environ.get(CHOICE) or "fastest"
    if choice not in ("fastest", "off", *VARIANTS):
        raise unknown(CHOICE, choice, ("off", *VARIANTS))
    if choice == "off":
        return None
    for variant in VARIANTS if choice == "fastest" else (choice,):
        path = compiled(variant)
        if not path.exists():
            continue
        try:
            found = Kernels(path)
        except OSError as error:
            warnings.warn(f"{path} cannot be used, so torch multiplies: {error}", stacklevel=2)
            return None
        if found.runs_here:
            return found
    return None


def is_watched() -> bool:
    """Whether somebody looks at torch's operations one by one, or changes them, and must see them all.

    To count, compile or trace them, to vectorise or differentiate them forwards, or to narrow them by autocast.
    """
    return (
        torch.compiler.is_compiling()
        or torch._C._len_torch_dispatch_stack() > 0
        or torch.is_autocast_enabled("cpu")
        or torch._C._functorch.peek_interpreter_stack() is not None
        or torch._C._get_tracing_state() is not None
        or forward_ad._current_level >= 0
    )


def lies_plain(tensor: Tensor) -> bool:
    """Whether a tensor's numbers stand in this machine's memory: no wrapper's, none of a sparse or foreign layout."""
    return type(tensor) in PLAIN and tensor.is_cpu and tensor.layout is torch.strided and not tensor.is_neg()


def kernels_for(*tensors: Tensor) -> Kernels | None:
    """The kernels, if these can be read as they lie in memory and nobody watches or learns; else torch's work it is."""
    here = kernels()
    if here is None or is_watched():
        return None
    learns = torch.is_grad_enabled()
    for tensor in tensors:
        if not lies_plain(tensor) or (learns and tensor.requires_grad):
            return None
    return here


@cache
def multiplies_bf16() -> bool:
    """Whether the processor itself multiplies bf16, so that torch's product of two matrices is faster in it."""
    known: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(known.get("avx512_bf16") or known.get("amx_bf16"))
