"""Tensor parallelism (Megatron-LM, arXiv 1909.08053): every rank has a part of each layer, and all work on each token.

A rank's part is a model of fewer heads and a narrower feed-forward layer. Its two halves of a block end in a sum over
all ranks, so a token costs two all-reduces of d_model numbers a layer. Every rank then has the same stream, makes the
same logits and takes the same token; its cache holds the keys and values of its own heads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from secrets import randbits

import torch
from torch import Tensor, nn

from engine.config import ModelConfig
from engine.decode import room_for, stream
from engine.kernels.linear import linear
from engine.model import GPT
from engine.parallel.ring import all_gather, all_reduce
from engine.parallel.run import Part, Run, check_asked, together
from engine.parallel.shards import built, shard
from engine.parallel.share import share
from engine.parallel.team import Team
from engine.parallel.wire import Wire
from engine.parallel.worker import Rank
from engine.reply import GREEDY, Sampling


class RowSplit(nn.Module):
    """A linear layer that narrows, of which a rank has the columns that its own heads or units meet."""

    def __init__(self, weight: nn.Parameter, bias: nn.Parameter | None, wire: Wire) -> None:
        super().__init__()
        self.weight, self.bias, self.wire = weight, bias, wire

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C/p] -> [B, T, C], the same on every rank"""
        y = all_reduce(linear(x, self.weight), self.wire)
        return y if self.bias is None else y + self.bias


class HeadSplit(nn.Module):
    """A head of which each rank has some words; their logits are handed round, so that all ranks have all."""

    def __init__(self, weight: Tensor, wire: Wire) -> None:
        super().__init__()
        self.vocab_size, self.wire = len(weight), wire
        self.weight = weight.tensor_split(wire.size)[wire.rank].clone()

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, V], the same on every rank"""
        logits = x.new_empty(*x.shape[:-1], self.vocab_size)
        parts = list(logits.tensor_split(self.wire.size, dim=-1))
        parts[self.wire.rank].copy_(linear(x, self.weight))
        all_gather(parts, self.wire)
        return logits


def assemble(config: ModelConfig, weights: Mapping[str, Tensor], wire: Wire, *, split_head: bool = False) -> GPT:
    """A rank's part as a model: its own shape and weights, and sums where blocks add to the stream."""
    model = built(config, weights)
    for block in model.blocks:
        for half, last in ((block.attention, "output"), (block.feed_forward, "down")):
            whole = getattr(half, last)
            setattr(half, last, RowSplit(whole.weight, whole.bias, wire))
    if split_head:
        model.add_module("head", HeadSplit(model.head.weight.data, wire))
    return model


class TensorParallel:
    """A model spread over a team: `TensorParallel(team, model).generate(ids, 20)`.

    With `split_head` the ranks share the vocabulary too: each reads less, and all logits go round once a step.
    """

    def __init__(self, team: Team, model: GPT, *, split_head: bool = False) -> None:
        self.team, self.model = team, model
        parts = []
        for rank in range(team.size):
            path = team.folder / f"part-{rank}.pt"
            torch.save(dict(shard(model, rank, team.size)), path)
            parts.append((share(model.config, rank, team.size).own, str(path), split_head))
        team.call_each(_load, parts)

    def logits(self, ids: Tensor) -> list[Tensor]:
        """Every rank's logits [B, T, V] of a pass without a cache: they are the same."""
        check_asked(self.model, ids)
        return self.team.call(_logits, ids)

    def generate(self, ids: Tensor, n_new: int, sampling: Sampling = GREEDY) -> Run:
        """`n_new` tokens behind the prompt ids [B, T], each read once. Raises ValueError for what cannot be."""
        check_asked(self.model, ids, n_new)
        sampling.sampler(ids[0].tolist())
        if len(ids) > 1 and sampling.repetition_penalty != 1:
            raise ValueError(f"a repetition penalty belongs to one text, and ids has {len(ids)} rows")
        if sampling.seed is None:
            sampling = replace(sampling, seed=randbits(63))  # the ranks must draw alike
        return together(self.team.call(_generate, ids, n_new, sampling))


def _load(rank: Rank, config: ModelConfig, path: str, split_head: bool) -> None:
    weights = torch.load(path, mmap=True, weights_only=True)
    rank.kept["model"] = assemble(config, weights, rank.wire, split_head=split_head)
    Path(path).unlink()


@torch.inference_mode()
def _logits(rank: Rank, ids: Tensor) -> Tensor:
    logits: Tensor = rank.kept["model"](ids)
    return logits


def _generate(rank: Rank, ids: Tensor, n_new: int, sampling: Sampling) -> Part:
    model: GPT = rank.kept["model"]
    before = rank.wire.sent, rank.wire.messages
    cache = room_for(model, ids, n_new, None)
    made = list(stream(model, ids, n_new, cache, sampling.sampler(ids[0].tolist())))
    return Part(
        tokens=[new.ids for new in made],
        at=[new.at for new in made],
        sent=rank.wire.sent - before[0],
        messages=rank.wire.messages - before[1],
        cache=cache.nbytes,
    )
