"""The passes of a small request, counted one by one without and with a cache: tokens, work, and bytes in use.

The request is that of `cache_reuse_example`, the model the one that our runs time. Pass 0 reads the prompt.
"""

from __future__ import annotations

from engine.cost.flops import decode_flops, forward_flops
from engine.cost.kv_cache import bytes_per_token, kv_cache_bytes
from engine.fact import computed
from engine.facts.cache_reuse import cache_reuse_example
from engine.facts.settings import DECODE_124M
from engine.presets import KV_LAB
from engine.units import Bytes, Count, Flops, Series, Table

DTYPE = DECODE_124M.dtype
NEXT_PROMPT = 3
WITHOUT, CACHED = "without a cache", "with a cache"


@computed()
def cache_step_tokens() -> Series:
    """Tokens that each pass of a small request computes, its prompt and its steps, without and with a cache."""
    first, *later = lengths = _lengths()
    return _by_pass(Count, {WITHOUT: lengths, CACHED: (first, *(1 for _ in later))})


@computed()
def cache_step_flops() -> Series:
    """FLOPs of each pass of a small request, the head for one token: GPT-2 124M's shape, own output head."""
    first, *later = lengths = _lengths()
    steps = (decode_flops(KV_LAB, context=length).total for length in later)
    return _by_pass(Flops, {WITHOUT: tuple(map(_whole_text, lengths)), CACHED: (_whole_text(first), *steps)})


@computed()
def cache_step_bytes() -> Series:
    """Bytes of the cache in use after each pass of a small request: GPT-2 124M's shape, fp32."""
    held = tuple(kv_cache_bytes(KV_LAB, seq_len=length, dtype=DTYPE) for length in _lengths())
    return _by_pass(Bytes, {CACHED: held})


@computed()
def cache_request() -> Table:
    """A small request: FLOPs of a token of its prompt and of the head, a token's bytes of cache, and the cache in use.

    In use at the request's end, after the reset, and behind the next prompt.
    """
    return Table(
        token_flops=Flops((_whole_text(_lengths()[0]) - _head()) / _lengths()[0]),
        head_flops=_head(),
        token_bytes=bytes_per_token(KV_LAB, dtype=DTYPE),
        before_reset=kv_cache_bytes(KV_LAB, seq_len=_lengths()[-1], dtype=DTYPE),
        after_reset=Bytes(0),
        next_prompt=Count(NEXT_PROMPT),
        behind_next=kv_cache_bytes(KV_LAB, seq_len=NEXT_PROMPT, dtype=DTYPE),
    )


def _lengths() -> tuple[int, ...]:
    """The length of the text in each pass."""
    example = cache_reuse_example()
    return tuple(range(int(example.prompt), int(example.prompt + example.steps) + 1))


def _whole_text(length: int) -> Flops:
    """A pass that reads a whole text: every pair of a query and a key that it may see, the head at the last token."""
    return Flops(forward_flops(KV_LAB, seq_len=length, causal=True, head=False).total + _head())


def _head() -> Flops:
    return decode_flops(KV_LAB, context=1).head


def _by_pass(unit: type[Count] | type[Flops] | type[Bytes], lines: dict[str, tuple[float, ...]]) -> Series:
    return Series("pass", tuple(range(len(_lengths()))), unit, lines)
