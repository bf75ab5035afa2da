"""Attention in tiles: the same numbers, and far fewer of them carried between memory and chip."""

import argparse
import sys
from math import inf, sqrt

import torch
from torch.nn.functional import scaled_dot_product_attention

from engine.units import Bytes, Count, Number, Quantity, Ratio
from labs.lab import Lab, positive, seed
from labs.report import Report, claimed, joined
from labs.shape import estimate

QUERIES = 64  # rows of a tile
KEYS = 64  # columns of a tile
SAME = 1e-5  # in fp32


class Memory:
    """The large slow memory beside a small fast chip: what is carried between them, and what stands on the chip."""

    def __init__(self):
        self.read = self.written = self.peak = 0
        self.on_chip = {}

    def load(self, name, tensor):
        """Bring something onto the chip, in place of what had that name there."""
        self.read += tensor.numel()
        return self.hold(name, tensor)

    def store(self, into, tensor):
        """Write something back to its place."""
        self.written += tensor.numel()
        into.copy_(tensor)

    def hold(self, name, tensor):
        """Set space aside on the chip."""
        self.on_chip[name] = tensor.numel()
        self.peak = max(self.peak, sum(self.on_chip.values()))
        return tensor


def with_matrix(q, k, v, causal, memory):
    """Three operations, each of which reads all it needs and writes all it makes. [T, D] -> [T, D]"""
    scores, weights, out = torch.empty(len(q), len(k)), torch.empty(len(q), len(k)), torch.empty_like(q)
    memory.store(scores, memory.load("q", q) @ memory.load("k", k).T / sqrt(q.shape[1]))
    if causal:
        scores.masked_fill_(torch.ones_like(scores, dtype=torch.bool).triu(1), -inf)  # fused with the product
    memory.store(weights, memory.load("scores", scores).softmax(dim=-1))
    memory.store(out, memory.load("weights", weights) @ memory.load("v", v))
    return out


def in_tiles(q, k, v, causal, memory, queries, keys):
    """Online softmax: a tile of queries stays while keys and values pass it. [T, D] -> [T, D]"""
    out = torch.empty_like(q)
    for top in range(0, len(q), queries):
        q_i = memory.load("q", q[top : top + queries])
        at = torch.arange(top, top + len(q_i))[:, None]  # where the queries stand
        highest = memory.hold("highest", torch.full((len(q_i), 1), -inf))
        total = memory.hold("total", torch.zeros(len(q_i), 1))
        out_i = memory.hold("out", torch.zeros_like(q_i))
        end = top + len(q_i) if causal else len(k)  # no query of the tile sees a later key
        for left in range(0, end, keys):
            k_j = memory.load("k", k[left : left + keys])
            v_j = memory.load("v", v[left : left + keys])
            scores = memory.hold("scores", q_i @ k_j.T / sqrt(q.shape[1]))
            if causal:
                scores = scores.masked_fill(torch.arange(left, left + len(k_j)) > at, -inf)
            higher = torch.maximum(highest, scores.amax(dim=1, keepdim=True))
            rescale = (highest - higher).exp()  # the sums so far, as if `higher` had been known
            weights = (scores - higher).exp()
            total = rescale * total + weights.sum(dim=1, keepdim=True)
            out_i = rescale * out_i + weights @ v_j
            highest = higher
        memory.store(out[top : top + queries], out_i / total)
    return out


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tokens", type=positive, default=1024)
    parser.add_argument("--head-dim", type=positive, default=64)
    parser.add_argument("--queries", type=positive, default=QUERIES, help="rows of a tile")
    parser.add_argument("--keys", type=positive, default=KEYS, help="columns of a tile")
    parser.add_argument("--causal", action=argparse.BooleanOptionalAction, default=True, help="look at the past only")
    parser.add_argument("--seed", type=seed, default=123, help="of the random queries, keys and values")


def table(args: argparse.Namespace) -> Report:
    """One head both ways: what each carries, what stands on the chip, and that both give what PyTorch gives."""
    shape = (args.tokens, args.head_dim)
    q, k, v = torch.randn(3, *shape, generator=torch.Generator().manual_seed(args.seed))
    expected = scaled_dot_product_attention(q[None], k[None], v[None], is_causal=args.causal)[0]
    whole, tiles = Memory(), Memory()
    plain = with_matrix(q, k, v, args.causal, whole)
    tiled = in_tiles(q, k, v, args.causal, tiles, args.queries, args.keys)
    wide = in_tiles(q, k, v, args.causal, Memory(), args.tokens, args.tokens)
    moved_full, moved = whole.read + whole.written, tiles.read + tiles.written
    counts: dict[str, Quantity] = {
        "moved_with_the_matrix": Bytes(2 * moved_full),
        "moved_in_tiles": Bytes(2 * moved),
        "times_less": Ratio(moved_full / moved),
        "read_in_tiles": Bytes(2 * tiles.read),
        "passes_over_the_matrix": Number(moved_full / args.tokens**2),
        "passes_in_tiles": Number(moved / args.tokens**2),
        "passes_over_keys_and_values": Number((tiles.read - q.numel()) / (k.numel() + v.numel())),
        "on_the_chip": Bytes(2 * tiles.peak),
        "numbers_on_the_chip": Count(tiles.peak),
    }
    title = f"{args.tokens:,} tokens, {args.head_dim} numbers a head, tiles of {args.queries} × {args.keys}, in fp16"
    claims = {
        "matrix_is_right": ("With the matrix the result is PyTorch's.", same(plain, expected)),
        "tiles_are_right": ("In tiles the result is PyTorch's.", same(tiled, expected)),
        "one_tile_is_right": ("In one tile as large as the text it is.", same(wide, expected)),
    }
    return joined(title, [estimate(title, **counts), claimed(claims)])


def same(ours: torch.Tensor, theirs: torch.Tensor) -> bool:
    return bool((ours - theirs).abs().max() < SAME)


LAB = Lab(
    says=__doc__,
    facts=("score_matrix_10k", "tile_of_sram", "gpt2_medium_traffic", "gpt2_medium_flops", "tiles_memory"),
    claims={"tiles_memory": "The full matrix holds all its scores; tiles hold less than a tenth of them."},
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
