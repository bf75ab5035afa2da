"""A mixture of experts: a router sends each token to a few of many small feed-forward layers."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import silu

from labs.script import main


@dataclass(frozen=True)
class Shape:
    n_layers: int = 12
    n_heads: int = 12
    head_dim: int = 64
    d_model: int = 768
    d_ff: int = 2048
    n_experts: int = 8  # NEW
    top_k: int = 2  # NEW
    bias: bool = False
    vocab_size: int = 50257
    max_seq_len: int = 1024


class Attention(nn.Module):
    def __init__(self, shape):
        super().__init__()
        C, width = shape.d_model, shape.n_heads * shape.head_dim
        self.n_heads, self.head_dim = shape.n_heads, shape.head_dim
        self.query = nn.Linear(C, width, bias=False)
        self.key = nn.Linear(C, width, bias=False)
        self.value = nn.Linear(C, width, bias=False)
        self.output = nn.Linear(width, C, bias=shape.bias)
        self.reset_cache(1, shape.max_seq_len)

    def forward(self, x, at, use_cache=False):
        """What T tokens at the positions `at` take from the S that they see. [B, T, C] -> [B, T, C]"""
        parts = (self.query(x), self.key(x), self.value(x))  # [B, T, H·D] each
        q, k, v = (part.unflatten(-1, (-1, self.head_dim)).transpose(1, 2) for part in parts)
        keys_at = at
        if use_cache:
            k, v = self.remember(k, v)  # now those of all tokens so far
            keys_at = torch.arange(self.length)
        scores = q @ k.mT * self.head_dim**-0.5  # [B, H, T, S]
        hidden = keys_at > at[:, None]  # [T, S]: the future
        weights = scores.masked_fill(hidden, -torch.inf).softmax(dim=-1)
        y = weights @ v  # [B, H, T, D]
        return self.output(y.transpose(1, 2).flatten(2))

    def reset_cache(self, batch_size, room):
        """Forget everything, and make room for so many tokens."""
        size = (batch_size, self.n_heads, room, self.head_dim)
        self.keys, self.values = torch.zeros(2, *size)
        self.length = 0

    def remember(self, k, v):
        """Store new keys and values behind the old; all of them. [B, H, T, D] -> [B, H, S, D]"""
        new = slice(self.length, self.length + k.shape[2])
        self.keys[:, :, new], self.values[:, :, new] = k, v
        self.length = new.stop
        held = slice(self.length)
        return self.keys[:, :, held], self.values[:, :, held]


# NEW, in place of class FeedForward
class FeedForward(nn.Module):
    def __init__(self, shape):
        super().__init__()
        E, C, width = shape.n_experts, shape.d_model, shape.d_ff // shape.n_experts
        self.top_k = shape.top_k
        self.router = nn.Linear(C, E, bias=False)
        self.gate = nn.Parameter(torch.randn(E, width, C) * 0.02)
        self.up = nn.Parameter(torch.randn(E, width, C) * 0.02)
        self.down = nn.Parameter(torch.randn(E, C, width) * 0.02)

    def forward(self, x):
        """Each token's sum over its experts, by their shares. [B, T, C] -> [B, T, C]"""
        tokens = x.flatten(0, 1)  # [N, C]
        scores = self.router(tokens).softmax(dim=-1)  # [N, E]
        shares, chosen = scores.topk(self.top_k)  # [N, top_k]
        shares = shares / shares.sum(dim=-1, keepdim=True)
        y = torch.zeros_like(tokens)
        for expert in chosen.unique().tolist():
            rows, place = (chosen == expert).nonzero(as_tuple=True)
            found = self.expert(expert, tokens[rows])
            y.index_add_(0, rows, found * shares[rows, place, None])
        return y.view_as(x)

    def expert(self, e, x):
        """One small gated layer. [n, C] -> [n, C]"""
        return (silu(x @ self.gate[e].mT) * (x @ self.up[e].mT)) @ self.down[e].mT


# END NEW
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
        self.positions = nn.Embedding(shape.max_seq_len, shape.d_model)
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
        x = self.tokens(ids) + self.positions(at)  # [B, T, C]
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
    main("moe_run", "moe")  # NEW, was: main("moe_run", "dense")
