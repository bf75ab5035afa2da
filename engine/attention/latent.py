"""Multi-head latent attention: what is kept of a token is one short vector, from which all heads read."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.attention.full import attend
from engine.cache.kv_cache import KVCache
from engine.config import LatentConfig, ModelConfig
from engine.layers import Linear
from engine.norms import RmsNorm
from engine.step import Step


class LatentAttention(nn.Module):
    """MLA with decoupled rotary positions (DeepSeek-V2, arXiv 2405.04434, section 2.1).

    ```
                  ┌─ latent [c]      kept ─▶ up ─▶ a key [nope] and a value [v] for each head
    x ─▶ down ────┤
                  └─ rotary key [r]  kept, turned, the same for all heads
    ```
    A query's score is its product with the key plus that of its rotary part with the rotary key. A prompt expands
    its latents to keys and values; a new token reads the latents as they are (`absorbed`). Latent and rotary key
    of a token stand side by side, so that one pass over the cache reads both.
    """

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        mla = _sizes(config)
        self.layer, self.mla, self.n_heads = layer, mla, config.n_heads
        stretched = config.rope_scaling.score_factor if config.rope_scaling is not None else 1.0
        self.scale = config.query_scale or (mla.nope_dim + mla.rope_dim) ** -0.5 * stretched
        q_width = config.n_heads * (mla.nope_dim + mla.rope_dim)
        self.q_down = None if mla.q_latent is None else Linear(config.d_model, mla.q_latent, bias=False)
        self.q_norm = None if mla.q_latent is None else RmsNorm(mla.q_latent, eps=config.norm_eps)
        self.q_up = Linear(mla.q_latent or config.d_model, q_width, bias=False)
        self.kv_down = Linear(config.d_model, mla.kv_latent + mla.rope_dim, bias=False)
        self.kv_norm = RmsNorm(mla.kv_latent, eps=config.norm_eps)
        self.kv_up = Linear(mla.kv_latent, config.n_heads * (mla.nope_dim + mla.v_dim), bias=False)
        self.output = Linear(config.n_heads * mla.v_dim, config.d_model, bias=False)

    def forward(self, x: Tensor, step: Step, cache: KVCache | None) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        q, q_rotary = self.queries(x)
        kept = self.compress(x, step)
        if cache is not None:
            (kept,) = cache.append(self.layer, (kept,), step)
        read = self.absorbed if self.absorbing_pays(step, x.shape[1]) else self.expanded
        heads = read(q, step.rotate(q_rotary), kept, step)  # [B, H, T, v]
        x = self.output(heads.transpose(1, 2).flatten(2))
        return x

    def queries(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x [B, T, C] -> what is compared with keys [B, H, T, nope] and with rotary keys [B, H, T, r]"""
        if self.q_down is not None and self.q_norm is not None:
            x = self.q_norm(self.q_down(x))
        q = self.q_up(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
        plain, rotary = q.split([self.mla.nope_dim, self.mla.rope_dim], dim=-1)
        return plain, rotary

    def compress(self, x: Tensor, step: Step) -> Tensor:
        """x [B, T, C] -> all that is kept [B, 1, T, c + r]: latents, and rotary keys turned to their positions"""
        latents, keys = self.kv_down(x)[:, None].split([self.mla.kv_latent, self.mla.rope_dim], dim=-1)
        return torch.cat([self.kv_norm(latents), step.rotate(keys)], dim=-1)

    def expanded(self, q: Tensor, q_rotary: Tensor, kept: Tensor, step: Step) -> Tensor:
        """As the definition has it: every latent becomes a key and a value for each head. [B, H, T, v]"""
        latents, keys = torch.split(kept, [self.mla.kv_latent, self.mla.rope_dim], dim=-1)
        up = self.kv_up(latents[:, 0]).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
        k, v = up.split([self.mla.nope_dim, self.mla.v_dim], dim=-1)  # [B, H, S, nope], [B, H, S, v]
        q = torch.cat([q, q_rotary], dim=-1)
        k = torch.cat([k, keys.expand(-1, self.n_heads, -1, -1)], dim=-1)
        return attend(q, k, v, mask=step.mask, causal=step.causal, scale=self.scale)

    def absorbed(self, q: Tensor, q_rotary: Tensor, kept: Tensor, step: Step) -> Tensor:
        """The same without expanding anything that is kept (section 2.1.2, end). [B, H, T, v]

        q · (W_k latent) is (W_kᵀ q) · latent: the query goes down to the latents, what it reads comes up again. All
        heads read one vector a token, as in MQA. What they read of rotary keys is let go: fused kernels want keys
        and values of one width.
        """
        up = self.kv_up.weight.view(self.n_heads, -1, self.mla.kv_latent)  # [H, nope + v, c]
        w_k, w_v = up[:, : self.mla.nope_dim], up[:, self.mla.nope_dim :]
        q = torch.cat([q @ w_k, q_rotary], dim=-1)  # [B, H, T, c + r]
        seen = attend(q, kept, kept, mask=step.mask, scale=self.scale)
        return seen[..., : self.mla.kv_latent] @ w_v.mT

    def absorbing_pays(self, step: Step, new: int) -> bool:
        """Whether few new tokens meet a history: wider products for them, but none to expand what is kept.

        Expanding one kept token for a head takes c · (nope + v) multiply-adds, reading it absorbed 2c − nope − v
        more for each new token.
        """
        c, expands = self.mla.kv_latent, self.mla.nope_dim + self.mla.v_dim
        return not step.causal and new * (2 * c - expands) <= c * expands


def _sizes(config: ModelConfig) -> LatentConfig:
    if config.mla is None:
        raise ValueError("latent attention needs mla=…")
    return config.mla
