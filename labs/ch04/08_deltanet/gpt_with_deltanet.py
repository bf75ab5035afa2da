"""Gated DeltaNet: in place of every token one matrix a head is kept, which each token corrects."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import gelu, silu, softplus  # NEW, was: from torch.nn.functional import gelu

from labs.script import main


@dataclass(frozen=True)
class Shape:
    n_layers: int = 12
    n_heads: int = 24
    conv: int = 4  # NEW
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
        C, H, width = shape.d_model, shape.n_heads, shape.n_heads * shape.head_dim
        self.n_heads, self.head_dim, self.conv = H, shape.head_dim, shape.conv
        self.qkv = nn.Linear(C, 3 * width, bias=False)
        self.mix = nn.Conv1d(3 * width, 3 * width, shape.conv, groups=3 * width, bias=False)
        self.write = nn.Linear(C, H, bias=False)
        self.fade = nn.Linear(C, H)
        self.fade_log = nn.Parameter(torch.zeros(H))
        self.gate = nn.Linear(C, width, bias=False)
        self.norm = nn.RMSNorm(shape.head_dim, eps=1e-5)
        self.output = nn.Linear(width, C, bias=False)
        self.reset_cache(1, shape.max_seq_len)

    def forward(self, x, at, use_cache=False):
        """The same contract, and no look at any token but the new. [B, T, C] -> [B, T, C]"""
        state, inputs = (self.state, self.inputs) if use_cache else self.empty(len(x))
        inputs = torch.cat([inputs, self.qkv(x)], dim=1)  # [B, conv + T, 3·H·D]
        mixed = silu(self.mix(inputs[:, 1:].mT)).mT  # each number with its last ones
        q, k, v = mixed.unflatten(-1, (3, self.n_heads, -1)).unbind(dim=2)  # [B, T, H, D]
        q, k = unit(q) * self.head_dim**-0.5, unit(k)
        write = self.write(x).sigmoid()[..., None, None]  # [B, T, H, 1, 1]
        fade = torch.exp(-self.fade_log.exp() * softplus(self.fade(x)))[..., None, None]
        found = []
        for t in range(x.shape[1]):
            key, value = k[:, t, :, None], v[:, t, :, None]  # [B, H, 1, D]
            state = state * fade[:, t]
            error = value - key @ state  # what the state does not have for this key yet
            state = state + write[:, t] * key.mT @ error
            found.append(q[:, t, :, None] @ state)
        if use_cache:
            self.state, self.inputs = state, inputs[:, -self.conv :]
        y = self.norm(torch.stack(found, dim=1)).flatten(2)  # [B, T, H·D]
        return self.output(y * silu(self.gate(x)))

    def reset_cache(self, batch_size, room):
        """Forget everything. What is kept needs the same room for any text."""
        self.state, self.inputs = self.empty(batch_size)

    def empty(self, batch_size):
        """One matrix a head, and the last inputs of the short convolution."""
        state = torch.zeros(batch_size, self.n_heads, self.head_dim, self.head_dim)
        return state, torch.zeros(batch_size, self.conv, self.qkv.out_features)


def unit(x):
    """Vectors of length one."""
    return x * torch.rsqrt(x.square().sum(dim=-1, keepdim=True) + 1e-6)


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
    main()  # NEW, was: main("gqa_run", "mha", "cache_mha")
