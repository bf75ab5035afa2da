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
import torch.nn.functional as F
from conditions import Case
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

    def ready(self) -> None:
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
        self._ids, self._reads = case.ids, not case.new_tokens
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
        self._ids, self._reads = case.ids, not case.new_tokens
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
        self._ids, self._reads = case.ids, not case.new_tokens
        shape = (case.rows, self._config.n_kv_heads, case.length, self._config.head_dim)
        dtype = self._of["tokens.weight"].dtype
        self._kept = [(torch.randn(shape).to(dtype), torch.randn(shape).to(dtype)) for _ in self._config.kinds]

    def step(self) -> None:
        if self._reads:
            self._forward(self._ids, [])
        else:
            self._forward(self._ids[:, :1], self._kept)

    def logits(self, ids: Tensor) -> Tensor:
        return self._forward(ids, [])[0].float()

    def _forward(self, ids: Tensor, kept: list[tuple[Tensor, Tensor]]) -> Tensor:
        """Logits of each row's last token, [B, V]; what is `kept` of each layer grows by the new tokens."""
        config, of, D = self._config, self._of, self._config.head_dim
        heads = [config.n_heads, config.n_kv_heads, config.n_kv_heads]
        past, T = kept[0][0].shape[2] if kept else 0, ids.shape[1]
        angles = torch.arange(past, past + T)[:, None] / config.rope_base ** (torch.arange(0, D, 2) / D)
        cos, sin = (part.repeat(1, 2).to(of["tokens.weight"].dtype) for part in (angles.cos(), angles.sin()))
        hidden = torch.full((T, past + T), -torch.inf, dtype=cos.dtype).triu(past + 1)

        def normed(x: Tensor, name: str) -> Tensor:
            return F.rms_norm(x, x.shape[-1:], of[f"{name}.weight"], config.norm_eps)

        def turned(x: Tensor) -> Tensor:
            return x * cos + torch.cat((-x[..., D // 2 :], x[..., : D // 2]), dim=-1) * sin

        x = F.embedding(ids, of["tokens.weight"])
        for layer, name in enumerate(f"blocks.{layer}" for layer in range(config.n_layers)):
            qkv = F.linear(normed(x, f"{name}.attention_norm"), of[f"{name}.attention.qkv.weight"])
            q, k, v = qkv.unflatten(-1, (-1, D)).transpose(1, 2).split(heads, dim=1)
            q, k = turned(q), turned(k)
            if layer < len(kept):
                k, v = torch.cat((kept[layer][0], k), dim=2), torch.cat((kept[layer][1], v), dim=2)
            kept[layer : layer + 1] = [(k, v)]
            k, v = (part.repeat_interleave(config.queries_per_kv_head, dim=1) for part in (k, v))
            seen = (q @ k.transpose(2, 3) / D**0.5 + hidden).softmax(-1) @ v
            x = x + F.linear(seen.transpose(1, 2).flatten(2), of[f"{name}.attention.output.weight"])
            y, W = normed(x, f"{name}.feed_forward_norm"), f"{name}.feed_forward"
            opened = F.silu(F.linear(y, of[f"{W}.gate.weight"])) * F.linear(y, of[f"{W}.up.weight"])
            x = x + F.linear(opened, of[f"{W}.down.weight"])
        return F.linear(normed(x[:, -1], "norm"), of["tokens.weight" if config.tied else "head.weight"])


class Llama(Contestant):
    """llama.cpp, its cache in the type of ours."""

    def __init__(self, path: Path, cache: str, vocabulary: int) -> None:
        self._model, self._vocabulary = llama_cpp.LlamaCpp(path), vocabulary
        self.weights, self.cache = _types(_in_file(path)), cache

    @property
    def threads(self) -> int:
        return self._model.threads

    def _open(self, rows: int, room: int) -> None:
        self._model.open(rows=rows, room=room, cache=self.cache, threads=torch.get_num_threads())

    def start(self, case: Case) -> None:
        self._rows, self._reads = case.ids.tolist(), not case.new_tokens
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

