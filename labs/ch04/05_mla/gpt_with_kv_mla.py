"""Latent attention: what is kept of a token is one short vector, which all heads read."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import gelu

from labs.script import main


@dataclass(frozen=True)
class Shape:
    n_layers: int = 12
    n_heads: int = 24
    kv_latent: int = 192  # NEW
    rope_dim: int = 32  # NEW
    head_dim: int = 32
    d_model: int = 768
    d_ff: int = 3072
    bias: bool = False  # NEW, was: bias: bool = True
    vocab_size: int = 50257
    max_seq_len: int = 1024


# NEW, in place of class Attention
class Attention(nn.Module):
    def __init__(self, shape):
        super().__init__()
        C, D, c, r = shape.d_model, shape.head_dim, shape.kv_latent, shape.rope_dim
        self.n_heads, self.widths, self.scale = shape.n_heads, (D, c, r), (D + r) ** -0.5
        self.query = nn.Linear(C, shape.n_heads * (D + r), bias=False)
        self.down = nn.Linear(C, c + r, bias=False)
        self.norm = nn.RMSNorm(c, eps=1e-5)
        self.key = nn.Parameter(torch.randn(shape.n_heads, D, c) * 0.02)  # a latent's key for each head
        self.value = nn.Parameter(torch.randn(shape.n_heads, D, c) * 0.02)
        self.output = nn.Linear(shape.n_heads * D, C, bias=False)
        self.reset_cache(1, shape.max_seq_len)

    def forward(self, x, at, use_cache=False):
        """What T tokens at the positions `at` take from the S that they see. [B, T, C] -> [B, T, C]"""
        D, c, r = self.widths
        # one latent and one rotary key a token, the same for all heads: [B, T, c + r]
        latent, key = self.down(x).split([c, r], dim=-1)
        kept = torch.cat([self.norm(latent), turn(key, at)], 2)
        keys_at = at
        if use_cache:
            kept = self.remember(kept)  # [B, S, c + r]
            keys_at = torch.arange(self.length)
        q = self.query(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)  # [B, H, T, D + r]
        # q · (key latent) is (q key) · latent: queries go down to the latents, so that none is widened
        q = torch.cat([q[..., :D] @ self.key, turn(q[..., D:], at)], dim=-1)  # [B, H, T, c + r]
        scores = (q.flatten(1, 2) @ kept.mT).unflatten(1, (self.n_heads, -1)) * self.scale  # [B, H, T, S]
        hidden = keys_at > at[:, None]  # [T, S]: the future
        weights = scores.masked_fill(hidden, -torch.inf).softmax(dim=-1)
        y = (weights.flatten(1, 2) @ kept[..., :c]).unflatten(1, (self.n_heads, -1))  # [B, H, T, c]
        return self.output((y @ self.value.mT).transpose(1, 2).flatten(2))

    def reset_cache(self, batch_size, room):
        """Forget everything, and make room for so many tokens."""
        self.latents = torch.zeros(batch_size, room, sum(self.widths[1:]))
        self.length = 0

    def remember(self, kept):
        """Store new latents and rotary keys behind the old; all of them. [B, T, c + r] -> [B, S, c + r]"""
        new = slice(self.length, self.length + kept.shape[1])
        self.latents[:, new] = kept
        self.length = new.stop
        return self.latents[:, : self.length]


def turn(x, at):
    """Rotary positions: each pair of numbers turned by an angle that grows with the position. [.., T, r]"""
    pairs = torch.arange(0, x.shape[-1], 2) / x.shape[-1]
    angles = at[:, None] * 10_000.0**-pairs  # [T, r/2]
    a, b = x.chunk(2, dim=-1)
    cos, sin = angles.cos(), angles.sin()
    return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)


# END NEW
class FeedForward(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.up = nn.Linear(shape.d_model, shape.d_ff, bias=shape.bias)
        self.down = nn.Linear(shape.d_ff, shape.d_model, bias=shape.bias)

    def forward(self, x):
        return self.down(gelu(self.up(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(shape.d_model, bias=shape.bias) for _ in range(2))
        self.attention = Attention(shape)
        self.feed_forward = FeedForward(shape)

    def forward(self, x, *how):
        x = x + self.attention(self.norms[0](x), *how)
        return x + self.feed_forward(self.norms[1](x))


class GPT(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.tokens = nn.Embedding(shape.vocab_size, shape.d_model)
        # NEW
        # was: self.positions = nn.Embedding(shape.max_seq_len, shape.d_model)
        # END NEW
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.n_layers))
        self.norm = nn.LayerNorm(shape.d_model, bias=shape.bias)
        self.head = nn.Linear(shape.d_model, shape.vocab_size, bias=False)
        self.position = 0

    def forward(self, ids, use_cache=False):
        """B texts of T token ids -> the logits of the token that follows each text. [B, T] -> [B, V]"""
        start = 0
        if use_cache:
            start = self.position
            self.position += ids.shape[1]
        at = torch.arange(start, start + ids.shape[1])
        x = self.tokens(ids)  # NEW, was: x = self.tokens(ids) + self.positions(at)  # [B, T, C]
        for block in self.blocks:
            x = block(x, at, use_cache)
        return self.head(self.norm(x[:, -1]))

    def reset_cache(self, batch_size, room):
        """A new request: every layer forgets, and positions begin at zero."""
        for layer in self.blocks:
            layer.attention.reset_cache(batch_size, room)
        self.position = 0


@torch.inference_mode()
def generate_text_simple_cached(model, ids, n_new):
    """Each new token as soon as it is made: for each the model reads one, and the cache has the rest."""
    model.reset_cache(len(ids), ids.shape[1] + n_new - 1)
    for _ in range(n_new):
        logits = model(ids, use_cache=True)
        ids = logits.argmax(dim=-1, keepdim=True)
        yield ids


if __name__ == "__main__":
    main("mla_run", "mla", "cache_mla")  # NEW, was: main("gqa_run", "mha", "cache_mha")
