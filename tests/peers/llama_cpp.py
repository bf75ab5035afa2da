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
    c_uint32,
    c_uint64,
    c_void_p,
)
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

_LOG = CFUNCTYPE(None, c_int, c_char_p, c_void_p)
_quiet = _LOG(lambda level, text, data: None)


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
    lib.llama_set_n_threads.argtypes = [c_void_p, c_int32, c_int32]
    lib.llama_batch_init.restype, lib.llama_batch_init.argtypes = _Batch, [c_int32] * 3
    lib.llama_decode.argtypes = [c_void_p, _Batch]
    lib.llama_log_set(_quiet, None)
    lib.llama_backend_init()
    return lib


class LlamaCpp:
    """A GGUF file opened by llama.cpp, with room for `rows` sequences of `longest` tokens."""

    def __init__(self, path: Path, *, rows: int, longest: int, threads: int) -> None:
        lib = library()
        assert lib is not None
        self._lib = lib
        model = lib.llama_model_load_from_file(str(path).encode(), lib.llama_model_default_params())
        wanted = lib.llama_context_default_params()
        wanted.n_ctx, wanted.n_batch, wanted.n_ubatch, wanted.n_seq_max = rows * longest, 2048, 512, rows
        self._context = lib.llama_init_from_model(model, wanted)
        lib.llama_set_n_threads(self._context, threads, threads)
        self._batch = lib.llama_batch_init(2048, 0, 1)
        self._memory = lib.llama_get_memory(self._context)

    def clear(self) -> None:
        self._lib.llama_memory_clear(self._memory, False)

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
