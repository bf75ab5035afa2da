"""The shell that every variant shares: tokens in, logits out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from engine.attention.attention_table import ATTENTION
from engine.cache.kv_cache import KVCache
from engine.config import ModelConfig
from engine.feed_forward.feed_forward_table import feed_forward
from engine.kernels.pages import settle
from engine.layers import Embedding, Linear
from engine.norms import norm
from engine.plan import plan
from engine.positions import sinusoids
from engine.step import Step

if TYPE_CHECKING:
    from engine.checkpoint_files.tokenizer import Tokenizer


ADDING = ("attention.output.weight", "feed_forward.down.weight", "feed_forward.down", "feed_forward.shared.down.weight")
"""The weights of a block whose products are added to the stream."""


class Block(nn.Module):
    """One layer: each half reads a normed copy of the stream and adds to it."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.attention_norm = norm(config)
        self.attention = ATTENTION[config.kinds[layer]](config, layer)
        self.feed_forward_norm = norm(config)
        self.feed_forward = feed_forward(config, layer)

    def forward(self, x: Tensor, step: Step, cache: KVCache | None) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        seen = self.attention_norm(x)
        x = x + self.attention(seen, step, cache)
        seen = self.feed_forward_norm(x)
        x = x + self.feed_forward(seen)
        return x


class SandwichBlock(Block):
    """A block whose halves are normed behind too, before they add to the stream (Gemma 2, arXiv 2408.00118)."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__(config, layer)
        self.attention_post_norm, self.feed_forward_post_norm = norm(config), norm(config)

    def forward(self, x: Tensor, step: Step, cache: KVCache | None) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        seen = self.attention_norm(x)
        x = x + self.attention_post_norm(self.attention(seen, step, cache))
        seen = self.feed_forward_norm(x)
        x = x + self.feed_forward_post_norm(self.feed_forward(seen))
        return x


class GPT(nn.Module):
    """A decoder-only transformer of the shape that `config` gives, with random weights.

    Raises ValueError for a shape that the formulas in `engine.cost` know but that has no layers here.
    """

    tokenizer: Tokenizer | None = None  # a checkpoint's own

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        _check_it_runs(config)
        self.config = config
        self.tokens = Embedding(config.vocab_size, config.d_model)
        self.positions = Embedding(config.max_seq_len, config.d_model) if config.position == "learned" else None
        block = SandwichBlock if config.post_norm else Block
        self.blocks = nn.ModuleList(block(config, layer) for layer in range(config.n_layers))
        self.norm = norm(config)
        self.head = Linear(config.d_model, config.vocab_size, bias=False, device="meta" if config.tied else None)
        if config.tied:
            self.head.weight = self.tokens.weight
        self._narrow_what_adds_to_the_stream()
        settle(self)

    if TYPE_CHECKING:  # nn.Module's own says Any

        def __call__(
            self,
            token_ids: Tensor,
            cache: KVCache | None = None,
            *,
            lengths: Sequence[int] | Tensor | None = None,
            last_only: bool = False,
        ) -> Tensor: ...

    def forward(
        self,
        token_ids: Tensor,
        cache: KVCache | None = None,
        *,
        lengths: Sequence[int] | Tensor | None = None,
        last_only: bool = False,
    ) -> Tensor:
        """Logits of the token that follows each token, or with `last_only` each row's last one.

        token_ids [B, T] -> [B, T or 1, V]. With a cache the tokens go on where its rows end. `lengths` [B] says
        how many tokens of each row count; the rest is padding behind them, and its logits mean nothing.
        """
        steps = plan(self.config, token_ids, cache, lengths, self.tokens.weight.dtype)
        step = steps[self.config.layers[0]]
        x = self.embed(token_ids, step.positions)  # [B, T, C]
        for block, kind in zip(self.blocks, self.config.kinds, strict=True):
            x = block(x, steps[kind], cache)
        if last_only:
            x = _last(x, step.lengths)  # [B, 1, C]
        if cache is not None:
            cache.advance(step)
        logits: Tensor = self.head(self.norm(x))
        cap = self.config.logit_cap
        return logits if cap is None else cap * torch.tanh(logits / cap)

    def embed(self, token_ids: Tensor, positions: Tensor) -> Tensor:
        """Token ids [B, T] at positions [B or 1, T] as vectors [B, T, C]."""
        x: Tensor = self.tokens(token_ids)
        if self.config.scaled_embedding:
            x = x * self.config.d_model**0.5
        if self.positions is not None:
            x = x + self.positions(positions)
        elif self.config.position == "sinusoidal":
            x = x + sinusoids(positions, self.config.d_model).to(x.dtype)
        return x

    def new_cache(self, *, batch_size: int, max_seq_len: int, dtype: torch.dtype | None = None) -> KVCache:
        """An empty cache for `batch_size` requests of up to `max_seq_len` tokens, in the model's dtype by default."""
        weight = self.tokens.weight
        return KVCache(
            self.config,
            batch_size=batch_size,
            max_seq_len=max_seq_len,
            dtype=dtype or weight.dtype,
            device=weight.device,
        )

    @torch.no_grad()
    def _narrow_what_adds_to_the_stream(self) -> None:
        """GPT-2's start: 2 · n_layers sums would otherwise widen the stream with depth."""
        for block in self.blocks:
            for name, weight in block.named_parameters():
                if name in ADDING:
                    weight.mul_((2 * self.config.n_layers) ** -0.5)


def _last(x: Tensor, lengths: tuple[int, ...]) -> Tensor:
    """The last counted position of each row: [B, T, C] -> [B, 1, C]."""
    if len(set(lengths)) == 1:
        return x[:, -1:]
    rows = torch.arange(len(lengths), device=x.device)
    return x[rows, torch.tensor(lengths, device=x.device) - 1][:, None]


def _check_it_runs(config: ModelConfig) -> None:
    mixed, kinds = config.n_moe_layers > 0, config.kinds
    lacking = {
        "experts with biases": mixed and config.bias,
        f"experts without a gate (ffn={config.ffn!r})": mixed and config.ffn == "gelu",
        "capped scores in latent layers": config.score_cap is not None and "latent" in kinds,
        "biases in latent layers": (config.bias or config.qkv_bias) and "latent" in kinds,
        "biases in delta layers": (config.bias or config.qkv_bias) and "delta" in kinds,
    }
    if any(lacking.values()):
        found = ", ".join(what for what, there in lacking.items() if there)
        raise ValueError(f"GPT cannot run {found}; engine.cost can still count this shape")
