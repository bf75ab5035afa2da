"""Gated DeltaNet: instead of every token, one matrix is kept, which each token corrects."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.cache.kv_cache import KVCache
from engine.config import DeltaConfig, ModelConfig
from engine.layers import INITIAL_STD, Linear
from engine.norms import RmsNorm
from engine.step import Step


class GatedDeltaNet(nn.Module):
    """The gated delta rule (arXiv 2412.06464) behind a short convolution, as Qwen3-Next has it.

    ```
    x ─▶ q k v ─▶ convolution over the last K tokens ─▶ silu ─▶ q, k, v a head
                                                                 │
         state S [dk, dv]  ─▶  S fades  ─▶  S += kᵀ · write · (v − k S)  ─▶  y = q S  ─▶  norm, gate, output
    ```
    k S is what the state has for the key so far: only the difference is written. One token takes one such step
    (`recurrent`); a prompt takes many at once (`chunked`). Value heads share the key heads evenly.
    """

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.delta = delta = _sizes(config)
        keys, values = delta.n_k_heads * delta.k_dim, delta.n_v_heads * delta.v_dim
        self.widths = [keys, keys, values]
        self.qkv = Linear(config.d_model, delta.conv_channels, bias=False)
        self.gate = Linear(config.d_model, values, bias=False)
        self.rates = Linear(config.d_model, 2 * delta.n_v_heads, bias=False)  # of writing, then of fading
        self.convolution = nn.Parameter(torch.empty(delta.conv_channels, 1, delta.conv))
        self.fade_log = nn.Parameter(torch.zeros(delta.n_v_heads))
        self.fade_bias = nn.Parameter(torch.zeros(delta.n_v_heads))
        self.norm = RmsNorm(delta.v_dim, eps=config.norm_eps)
        self.output = Linear(values, config.d_model, bias=False)
        nn.init.normal_(self.convolution, std=INITIAL_STD)

    def forward(self, x: Tensor, step: Step, cache: KVCache | None) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        inputs = self.qkv(x)  # [B, T, channels]
        memory = None if cache is None else cache.state(self.layer)
        if memory is None:
            inputs, state = F.pad(inputs, (0, 0, self.delta.conv, 0)), self.empty(x)
        else:
            inputs, state = memory.recall(inputs, step)  # [B, K + T, channels], [B, Hv, dk, dv]
        q, k, v = self.heads(self.convolve(inputs))
        write, fade = self.how_much(x, step)
        if x.shape[1] == 1:
            y, state = recurrent(q, k, v, write, fade, state)
        else:
            y, state = chunked(q, k, v, write, fade, state, self.delta.chunk)
        if memory is not None:
            memory.keep(state)
        y = self.norm(y.to(x.dtype).transpose(1, 2)).flatten(2)  # [B, T, Hv·dv]
        x = self.output(y * F.silu(self.gate(x)))
        return x

    def convolve(self, inputs: Tensor) -> Tensor:
        """Each channel mixed over its last K tokens. [B, K + T, channels] -> [B, T, channels]"""
        x = F.conv1d(inputs[:, 1:].mT, self.convolution, groups=inputs.shape[2])
        return F.silu(x).mT

    def heads(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[B, T, channels] -> q and k [B, Hv, T, dk] of length one, v [B, Hv, T, dv], all in fp32"""
        parts = torch.split(x.float(), self.widths, dim=-1)
        widths = (self.delta.k_dim, self.delta.k_dim, self.delta.v_dim)
        q, k, v = (
            part.reshape(*part.shape[:2], -1, width).transpose(1, 2) for part, width in zip(parts, widths, strict=True)
        )
        shared = self.delta.n_v_heads // self.delta.n_k_heads
        q, k = (unit(part).repeat_interleave(shared, dim=1) for part in (q, k))
        return q * self.delta.k_dim**-0.5, k, v

    def how_much(self, x: Tensor, step: Step) -> tuple[Tensor, Tensor]:
        """How much each token writes, 0 to 1, and the log of what it leaves of the state: [B, Hv, T], fp32.

        Padding writes nothing and leaves all.
        """
        rates = self.rates(x).float().mT  # [B, 2·Hv, T]
        write, fade = rates.chunk(2, dim=1)
        write = write.sigmoid()
        fade = -self.fade_log.float().exp()[:, None] * F.softplus(fade + self.fade_bias.float()[:, None])
        if len(set(step.lengths)) > 1:
            lengths = torch.tensor(step.lengths, device=x.device)[:, None, None]
            padding = torch.arange(x.shape[1], device=x.device) >= lengths  # [B, 1, T]
            write, fade = write.masked_fill(padding, 0), fade.masked_fill(padding, 0)
        return write, fade

    def empty(self, x: Tensor) -> Tensor:
        """The state before any token, [B, Hv, dk, dv]."""
        delta = self.delta
        return torch.zeros(x.shape[0], delta.n_v_heads, delta.k_dim, delta.v_dim, device=x.device)


def recurrent(q: Tensor, k: Tensor, v: Tensor, write: Tensor, fade: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    """Token by token. q, k [B, H, T, dk], v [B, H, T, dv], write, fade [B, H, T], state [B, H, dk, dv] -> [B, H, T, dv]
    and the state behind them (arXiv 2412.06464, equation 10)."""
    found = []
    for t in range(q.shape[2]):
        key, rate = k[:, :, t, None], write[:, :, t, None, None]  # [B, H, 1, dk]
        state = state * fade[:, :, t, None, None].exp()
        state = state + key.mT @ (rate * (v[:, :, t, None] - key @ state))
        found.append(q[:, :, t, None] @ state)
    return torch.cat(found, dim=2), state


def chunked(
    q: Tensor, k: Tensor, v: Tensor, write: Tensor, fade: Tensor, state: Tensor, chunk: int
) -> tuple[Tensor, Tensor]:
    """As `recurrent`, `chunk` tokens at once (arXiv 2412.06464, section 3.3)."""
    found = []
    for first in range(0, q.shape[2], chunk):
        part = slice(first, first + chunk)
        y, state = _chunk(q[:, :, part], k[:, :, part], v[:, :, part], write[:, :, part], fade[:, :, part], state)
        found.append(y)
    return torch.cat(found, dim=2), state


def _chunk(q: Tensor, k: Tensor, v: Tensor, write: Tensor, fade: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    """What token i adds to the state, n_i, is what it writes of v_i less what is there already for its key: from the
    state before the chunk, and from the n_j of the tokens before it. That is a triangular system, solved at once.
    """
    logs = fade.cumsum(dim=-1)  # [B, H, n]
    left = logs.exp()[..., None]  # of the state before the chunk, at each token
    later = torch.ones(q.shape[2], q.shape[2], dtype=torch.bool, device=q.device).triu(1)
    between = (logs[..., :, None] - logs[..., None, :]).masked_fill(later, -torch.inf).exp()  # left of j's at i

    written = k * write[..., None]
    system = written @ k.mT * between
    wanted = v * write[..., None] - (written * left) @ state
    new = torch.linalg.solve_triangular(system, wanted, upper=False, unitriangular=True)  # [B, H, n, dv]

    y = (q * left) @ state + (q @ k.mT * between) @ new
    at_end = (logs[..., -1:] - logs).exp()[..., None]
    return y, state * left[:, :, -1:] + (k * at_end).mT @ new


def unit(x: Tensor) -> Tensor:
    """Vectors of length one, or shorter where they are next to nothing."""
    return x * torch.rsqrt(x.square().sum(dim=-1, keepdim=True) + 1e-6)


def _sizes(config: ModelConfig) -> DeltaConfig:
    if config.delta is None:
        raise ValueError("a delta layer needs delta=…")
    return config.delta
