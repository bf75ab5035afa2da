"""Pipeline parallelism (GPipe, arXiv 1811.06965): every rank has some of the layers, and hands the stream on.

```
 rank 0   0 1 2 3 · · ·      micro-batch 0 reaches rank 3 when rank 0 is at the fourth:
 rank 1   · 0 1 2 3 · ·      the first and last p − 1 ticks leave ranks idle
 rank 2   · · 0 1 2 3 ·
 rank 3   · · · 0 1 2 3      idle: (p − 1) of m + p − 1 ticks of each rank
```
Between two ranks goes one vector of d_model numbers a token, once. One text alone is no faster than on one machine: its
token passes one rank after another.
"""

from __future__ import annotations

import time
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.cache.kv_cache import KVCache
from engine.config import ModelConfig
from engine.kernels.kept import unpacked
from engine.model import GPT
from engine.parallel.run import Part, Run, check_asked, together
from engine.parallel.shards import built
from engine.parallel.share import layers_of
from engine.parallel.team import Team
from engine.parallel.wire import Wire
from engine.parallel.worker import Rank
from engine.plan import plan
from engine.sampling import greedy


class Stage(nn.Module):
    """The layers of one rank. The first stage reads tokens, the last one makes logits; between them are vectors."""

    def __init__(self, model: GPT, *, first: bool, last: bool) -> None:
        super().__init__()
        self.model, self.first, self.last = model, first, last
        self.width, self.dtype = model.config.d_model, model.tokens.weight.dtype
        if not first:
            del model.tokens, model.positions
        if not last:
            del model.norm, model.head

    def forward(self, x: Tensor, cache: KVCache) -> Tensor:
        """Tokens [B, T] or vectors [B, T, C] -> vectors [B, T, C], or logits of the last position [B, 1, V]"""
        model, tokens = self.model, x if self.first else x.new_zeros(x.shape[:2], dtype=torch.long)
        step = plan(model.config, tokens, cache, None, self.dtype)["full"]
        if self.first:
            x = model.embed(x, step.positions)
        for block in model.blocks:
            x = block(x, step, cache)
        cache.advance(step)
        if not self.last:
            return x
        logits: Tensor = model.head(model.norm(x[:, -1:]))
        cap = model.config.logit_cap
        return logits if cap is None else cap * torch.tanh(logits / cap)


class PipelineParallel:
    """A model whose layers a team shares: `PipelineParallel(team, model).generate(ids, 20, micro_batches=4)`."""

    def __init__(self, team: Team, model: GPT) -> None:
        self.team, self.model = team, model
        parts = []
        for rank in range(team.size):
            own, path = layers_of(model.config, rank, team.size), team.folder / f"stage-{rank}.pt"
            torch.save(stage_weights(model, own), path)
            parts.append((model.config.replace(n_layers=len(own)), str(path)))
        team.call_each(_load, parts)

    def generate(self, ids: Tensor, n_new: int, *, micro_batches: int = 1) -> Run:
        """`n_new` likeliest tokens behind the prompts ids [B, T], whose rows go through in so many parts.

        Raises ValueError where the tokens do not fit, or where there are fewer rows than parts.
        """
        check_asked(self.model, ids, n_new)
        if not 1 <= micro_batches <= len(ids):
            raise ValueError(f"micro_batches={micro_batches} is not from 1 to the {len(ids)} rows of the batch")
        return together(self.team.call(_generate, ids, n_new, micro_batches))


def stage_weights(model: GPT, own: range) -> dict[str, Tensor]:
    """The weights of some layers, numbered from 0, of the embedding if the first is among them, of norm and head if
    the last is."""
    first, last = own.start == 0, own.stop == model.config.n_layers
    weights = {}
    for name, weight in model.state_dict().items():
        part, _, rest = name.partition(".")
        if part == "blocks":
            layer, _, rest = rest.partition(".")
            name = f"blocks.{int(layer) - own.start}.{rest}"
            wanted = int(layer) in own
        else:
            wanted = first if part in ("tokens", "positions") else last
        if wanted:
            weights[name] = unpacked(weight).clone()
    return weights


def _load(rank: Rank, config: ModelConfig, path: str) -> None:
    weights = torch.load(path, mmap=True, weights_only=True)
    place = rank.wire.rank
    rank.kept["stage"] = Stage(built(config, weights), first=place == 0, last=place == rank.wire.size - 1)
    Path(path).unlink()


@torch.inference_mode()
def _generate(rank: Rank, ids: Tensor, n_new: int, micro_batches: int) -> Part:
    """A rank's work: each micro-batch in turn, each token of it once."""
    own, wire, began = rank.kept["stage"], rank.wire, time.perf_counter()
    sent, messages = wire.sent, wire.messages
    parts, room = ids.tensor_split(micro_batches), ids.shape[1] + n_new - 1
    caches = [KVCache(own.model.config, batch_size=len(part), max_seq_len=room, dtype=own.dtype) for part in parts]
    made: list[tuple[int, ...]] = []
    at: list[float] = []
    for step in range(n_new):
        new = [_pass(own, wire, part, cache, step, n_new) for part, cache in zip(parts, caches, strict=True)]
        if own.last:
            made.append(tuple(torch.cat(new)[:, 0].tolist()))
            at.append(time.perf_counter() - began)
    wire.settle()
    return Part(
        tokens=made,
        at=at,
        sent=wire.sent - sent,
        messages=wire.messages - messages,
        cache=sum(cache.nbytes for cache in caches),
    )


def _pass(own: Stage, wire: Wire, prompt: Tensor, cache: KVCache, step: int, n_new: int) -> Tensor:
    """One micro-batch through one rank: from the rank before it, through its layers, to the next."""
    rows, width = len(prompt), prompt.shape[1] if step == 0 else 1
    if not own.first:
        x = wire.receive((rows, width, own.width), own.dtype, wire.before)
    elif step == 0:
        x = prompt
    else:  # the last rank's new tokens
        x = wire.receive((rows, 1), torch.long, wire.before)
    y: Tensor = own(x, cache)
    if own.last:
        y = greedy(y)
    if not own.last or step < n_new - 1:
        wire.send(y, wire.after)
    return y
