"""Who is timed: the engine, the engine on plain torch, transformers, a textbook loop, and llama.cpp.

Each says for itself in which types it keeps weights and cache, and on how many threads it runs.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import torch
from cases import Case
from textbook import forward
from torch import Tensor
from transformers import DynamicCache, PreTrainedModel, StaticCache

from engine.checkpoint import load
from engine.kernels.library import CHOICE, kernels
from engine.kernels.packed import Packed
from engine.model import GPT
from engine.step import Step

ROOM = 128  # slots beyond a case's length, for the tokens of all rounds
CHOSEN = os.environ.get(CHOICE, "")
NAMES = {torch.float32: "F32", torch.bfloat16: "BF16"}


class Contestant(ABC):
    """A model that reads a prompt, or makes one token a row, behind as many cached ones as a case says."""

    weights: str
    cache: str
    decodes_only = False

    @property
    def threads(self) -> int:
        return torch.get_num_threads()

    def ready(self) -> None:  # noqa: B027 - most need nothing
        """What comes before a turn, and is not timed."""

    @abstractmethod
    def start(self, case: Case) -> None:
        """Fill the caches; what stands in them is of no account."""

    @abstractmethod
    def step(self) -> None: ...

    @abstractmethod
    def logits(self, ids: Tensor) -> Tensor:
        """Of the last token of one row, [V]; they tell whether the weights are the same."""


class Ours(Contestant):
    def __init__(self, path: Path, dtype: torch.dtype | None, *, plain: bool = False) -> None:
        self._choice = "off" if plain else CHOSEN
        self.ready()
        self.model = load(path, dtype=dtype)
        matrices = [weight for weight in self.model.parameters() if weight.dim() > 1]
        self.weights = _types(type_ for weight in matrices for type_ in _kept(weight))

    def ready(self) -> None:
        if os.environ.get(CHOICE, "") != self._choice:
            os.environ[CHOICE] = self._choice
            kernels.cache_clear()
        kernels()

    def start(self, case: Case) -> None:
        self._ids, self._reads = case.ids, not case.decodes
        self._cache = self._new(case.rows, case.prompt if self._reads else case.length + ROOM)
        self.cache = _types(NAMES[kept.dtype] for kept in self._cache.tensors())
        if not self._reads:
            for kept in self._cache.tensors():
                kept.normal_()
            starts, lengths = (0,) * case.rows, (case.length,) * case.rows
            self._cache.advance(Step(torch.empty(0), starts, lengths, None, True, None))

    def _new(self, rows: int, room: int) -> Any:
        return self.model.new_cache(batch_size=rows, max_seq_len=room)

    def step(self) -> None:
        if self._reads:
            self.model(self._ids, self._new(*self._ids.shape), last_only=True)
        else:
            self.model(self._ids[:, :1], self._cache, last_only=True)

    def logits(self, ids: Tensor) -> Tensor:
        self.ready()
        return self.model(ids, last_only=True)[0, -1].float()


class Transformers(Contestant):
    """With its dynamic cache, its static one, or the static one and a compiled step."""

    def __init__(self, model: PreTrainedModel, *, static: bool = False, compiled: bool = False) -> None:
        self.model, self._static, self.decodes_only = model, static, static
        self._run = torch.compile(model, dynamic=False) if compiled else model
        self.weights = _types(NAMES[weight.dtype] for weight in model.parameters() if weight.dim() > 1)
        self.cache = self.weights

    def start(self, case: Case) -> None:
        self._ids, self._reads = case.ids, not case.decodes
        if self._reads:
            return
        kept = DynamicCache(config=self.model.config)
        self.model(torch.zeros(1, case.length, dtype=torch.long), past_key_values=kept, logits_to_keep=1)
        if case.rows > 1:
            kept.batch_repeat_interleave(case.rows)
        self._cache = kept
        if self._static:
            self._cache = StaticCache(config=self.model.config, max_cache_len=case.length + ROOM)
            for number, layer in enumerate(kept.layers):
                self._cache.update(layer.keys, layer.values, number)
        self.step()  # where it is compiled, now

    def step(self) -> None:
        if self._reads:
            self.model(self._ids, past_key_values=DynamicCache(config=self.model.config), logits_to_keep=1)
        else:
            self._run(self._ids[:, :1], past_key_values=self._cache, logits_to_keep=1)

    def logits(self, ids: Tensor) -> Tensor:
        return self.model(ids, logits_to_keep=1).logits[0, -1].float()


class Textbook(Contestant):
    """A Llama in plain torch, whose cache grows by concatenation; the matrices are ours."""

    def __init__(self, model: GPT) -> None:
        self._config, self._of = model.config, dict(model.state_dict())
        self.weights = self.cache = NAMES[model.tokens.weight.dtype]

    def start(self, case: Case) -> None:
        self._ids, self._reads = case.ids, not case.decodes
        shape = (case.rows, self._config.n_kv_heads, case.length, self._config.head_dim)
        keys, values = torch.randn(2, *shape, dtype=self._of["tokens.weight"].dtype)
        self._kept = [(keys.clone(), values.clone()) for _ in self._config.kinds]

    def step(self) -> None:
        ids, kept = (self._ids, []) if self._reads else (self._ids[:, :1], self._kept)
        forward(self._config, self._of, ids, kept)

    def logits(self, ids: Tensor) -> Tensor:
        return forward(self._config, self._of, ids, [])[0].float()


class Llama(Contestant):
    """llama.cpp. Its cache is in fp16 as it comes; in fp32 it takes two to three times as long."""

    cache = "F16"

    def __init__(self, path: Path, vocabulary: int) -> None:
        self._model, self._vocabulary = llama_cpp.LlamaCpp(path), vocabulary
        self.weights = _types(_in_file(path))

    @property
    def threads(self) -> int:
        return self._model.threads

    def _open(self, rows: int, room: int) -> None:
        self._model.open(rows=rows, room=room, threads=torch.get_num_threads())

    def start(self, case: Case) -> None:
        self._rows, self._reads = case.ids.tolist(), not case.decodes
        self._open(case.rows, (case.length or case.prompt) + ROOM)
        self._at = case.length
        for first in range(0, case.length, 512):
            self._model.decode([[0] * min(512, case.length - first)], first)
        self._model.spread(case.rows)

    def step(self) -> None:
        if self._reads:
            self._model.clear()
            self._model.decode(self._rows, 0)
        else:
            self._model.decode([row[:1] for row in self._rows], self._at)
            self._at += 1

    def logits(self, ids: Tensor) -> Tensor:
        self._open(1, ROOM)
        self._model.decode(ids.tolist(), 0)
        return torch.from_numpy(self._model.logits(self._vocabulary))


def _types(names: Any) -> str:
    return " + ".join(sorted(set(names)))


def _kept(weight: Tensor) -> list[str]:
    if type(weight) is not Packed:
        return [NAMES[weight.dtype]]
    return [gguf.GGMLQuantizationType(part.kind).name for part in weight.parts]


def _in_file(path: Path) -> list[str]:
    return [tensor.tensor_type.name for tensor in gguf.GGUFReader(path).tensors if len(tensor.shape) > 1]
