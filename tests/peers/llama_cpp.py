"""llama.cpp through the C functions of the package xllamacpp, which brings it built."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import (
    CDLL,
    CFUNCTYPE,
    POINTER,
    Structure,
    c_bool,
    c_char_p,
    c_float,
    c_int,
    c_int8,
    c_int32,
    c_int64,
    c_uint32,
    c_uint64,
    c_void_p,
)
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, quant_shape_to_byte_shape

_LOG = CFUNCTYPE(None, c_int, c_char_p, c_void_p)
_quiet = _LOG(lambda level, text, data: None)

BATCH = 2048  # tokens that are read at once, at most


class _Model(Structure):
    """What a model is loaded with, as the library fills it in: nothing of it is changed here."""

    _fields_ = [("unread", c_uint64 * 64)]


class _Context(Structure):
    _fields_ = [
        ("n_ctx", c_uint32), ("n_batch", c_uint32), ("n_ubatch", c_uint32), ("n_seq_max", c_uint32),
        ("unread", c_uint32 * 124),
    ]  # fmt: skip


class _Batch(Structure):
    _fields_ = [
        ("n_tokens", c_int32), ("token", POINTER(c_int32)), ("embd", POINTER(c_float)), ("pos", POINTER(c_int32)),
        ("n_seq_id", POINTER(c_int32)), ("seq_id", POINTER(POINTER(c_int32))), ("logits", POINTER(c_int8)),
        ("unread", c_uint64 * 8),
    ]  # fmt: skip


@cache
def library() -> CDLL | None:
    """The library, or None where the package is not installed."""
    found = find_spec("xllamacpp")
    if found is None or found.origin is None:
        return None
    lib = CDLL(str(next(Path(found.origin).parent.glob("xllamacpp*.so"))))
    lib.llama_model_default_params.restype, lib.llama_context_default_params.restype = _Model, _Context
    lib.llama_model_load_from_file.restype = lib.llama_init_from_model.restype = c_void_p
    lib.llama_model_load_from_file.argtypes = [c_char_p, _Model]
    lib.llama_init_from_model.argtypes = [c_void_p, _Context]
    lib.llama_get_logits_ith.restype, lib.llama_get_logits_ith.argtypes = POINTER(c_float), [c_void_p, c_int32]
    lib.llama_get_memory.restype, lib.llama_get_memory.argtypes = c_void_p, [c_void_p]
    lib.llama_memory_clear.argtypes = [c_void_p, c_bool]
    lib.llama_memory_seq_cp.argtypes = [c_void_p, *[c_int32] * 4]
    lib.llama_set_n_threads.argtypes = [c_void_p, c_int32, c_int32]
    lib.llama_n_threads.argtypes = lib.llama_free.argtypes = lib.llama_model_free.argtypes = [c_void_p]
    lib.ggml_quantize_chunk.argtypes = [c_int, c_void_p, c_void_p, c_int64, c_int64, c_int64, c_void_p]
    lib.llama_batch_init.restype, lib.llama_batch_init.argtypes = _Batch, [c_int32] * 3
    lib.llama_decode.argtypes = [c_void_p, _Batch]
    lib.llama_log_set(_quiet, None)
    lib.llama_backend_init()
    return lib


class LlamaCpp:
    """A GGUF file opened by llama.cpp, with room for one context at a time."""

    def __init__(self, path: Path) -> None:
        lib = library()
        assert lib is not None
        self._lib, self._context = lib, None
        self._model = lib.llama_model_load_from_file(str(path).encode(), lib.llama_model_default_params())
        self._batch = lib.llama_batch_init(BATCH, 0, 1)

    def open(self, *, rows: int, room: int, threads: int) -> None:
        """A context of so many sequences of `room` tokens."""
        self.close()
        wanted = self._lib.llama_context_default_params()
        wanted.n_ctx, wanted.n_batch, wanted.n_ubatch, wanted.n_seq_max = rows * -(-room // 256) * 256, BATCH, 512, rows
        self._context = self._lib.llama_init_from_model(self._model, wanted)
        self._lib.llama_set_n_threads(self._context, threads, threads)
        self._memory = self._lib.llama_get_memory(self._context)

    def close(self) -> None:
        if self._context is not None:
            self._lib.llama_free(self._context)
            self._context = None

    def __del__(self) -> None:
        self.close()
        self._lib.llama_model_free(self._model)

    @property
    def threads(self) -> int:
        return int(self._lib.llama_n_threads(self._context))

    def clear(self) -> None:
        self._lib.llama_memory_clear(self._memory, False)

    def spread(self, rows: int) -> None:
        """Copy what the first sequence holds to all others."""
        for row in range(1, rows):
            self._lib.llama_memory_seq_cp(self._memory, 0, row, -1, -1)

    def decode(self, rows: Sequence[Sequence[int]], start: int) -> None:
        """Read new tokens of each sequence, which stand from `start` on; logits of each last one are made."""
        batch, n = self._batch, 0
        for sequence, row in enumerate(rows):
            for i, token in enumerate(row):
                batch.token[n], batch.pos[n] = token, start + i
                batch.n_seq_id[n], batch.seq_id[n][0] = 1, sequence
                batch.logits[n] = int(i == len(row) - 1)
                n += 1
        batch.n_tokens = n
        if self._lib.llama_decode(self._context, batch):
            raise RuntimeError("llama.cpp could not read the tokens")

    def logits(self, vocabulary: int) -> np.ndarray:
        """Of the last token read, [V]."""
        return np.ctypeslib.as_array(self._lib.llama_get_logits_ith(self._context, -1), (vocabulary,)).copy()


def quantize(values: np.ndarray, kind: GGMLQuantizationType) -> np.ndarray:
    """Rows of fp32 as blocks of a type that the package gguf only reads."""
    lib, values = library(), np.ascontiguousarray(values, np.float32)
    if lib is None:
        raise ValueError(f"gguf writes no {kind.name}; xllamacpp does, and is not installed")
    blocks = np.empty(quant_shape_to_byte_shape(values.shape, kind), np.uint8)
    lib.ggml_quantize_chunk(kind, values.ctypes.data, blocks.ctypes.data, 0, *values.shape, None)
    return blocks
