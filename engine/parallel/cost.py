"""What a step takes on several accelerators at best: split by heads, by layers, or not at all but in copies.

Lower bounds like those of `engine.cost.roofline`, and what the ranks say to one another on top; nothing of that is
hidden behind computing. The head is whole on each rank, as in `engine.parallel.shards`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.config import ModelConfig
from engine.cost.dtypes import element_bytes, require_positive
from engine.cost.kv_cache import kv_cache_bytes
from engine.cost.roofline import decode_time
from engine.cost.weights import weight_bytes
from engine.parallel.interconnect import Link
from engine.parallel.share import layers_of, share
from engine.presets import Hardware
from engine.units import Bytes, Count, Seconds, TokensPerSecond

STREAM = "bf16"
"""The type of the numbers that go from rank to rank, however narrow the weights are."""


@dataclass(frozen=True, kw_only=True)
class SplitStep:
    """One decode step of `texts` texts on several accelerators: the wait for a token, and tokens a second of all."""

    seconds: Seconds
    computing: Seconds
    talking: Seconds
    rate: TokensPerSecond


def tensor_step(
    config: ModelConfig, card: Hardware, link: Link, *, size: int, context: int, texts: int = 1, dtype: str = "bf16"
) -> SplitStep:
    """Heads and units shared by `size` cards: 2 all-reduces a layer. Raises ValueError for a model that can't be."""
    own = decode_time(share(config, 0, size).own, card, context=context, batch=texts, dtype=dtype)
    talking = sums(config, link, size=size, tokens=texts)
    seconds = Seconds(own.seconds + talking)
    return SplitStep(seconds=seconds, computing=own.seconds, talking=talking, rate=TokensPerSecond(texts / seconds))


def sums(config: ModelConfig, link: Link, *, size: int, tokens: int) -> Seconds:
    """What ranks that share heads and units say to one another for so many tokens: two sums a layer."""
    return Seconds(2 * config.n_layers * link.all_reduce(stream_bytes(config, tokens), size))


def pipeline_step(
    config: ModelConfig, card: Hardware, link: Link, *, size: int, context: int, texts: int = 1, dtype: str = "bf16"
) -> SplitStep:
    """Layers shared by `size` cards; as many texts in each of `size` micro-batches, so that all cards work.

    A token passes all cards one after another. With fewer texts than cards some wait.
    """
    layers_of(config, 0, size)
    rows = math.ceil(texts / size)
    whole = decode_time(config, card, context=context, batch=rows, dtype=dtype).seconds
    talking = Seconds((size - 1) * link.message(stream_bytes(config, rows)))
    seconds = Seconds(whole + talking)
    return SplitStep(seconds=seconds, computing=whole, talking=talking, rate=TokensPerSecond(texts / seconds))


def copies_step(
    config: ModelConfig, card: Hardware, *, size: int, context: int, texts: int = 1, dtype: str = "bf16"
) -> SplitStep:
    """A whole model on each of `size` cards, which share the texts and say nothing to one another."""
    require_positive(size=size, texts=texts)
    seconds = decode_time(config, card, context=context, batch=math.ceil(texts / size), dtype=dtype).seconds
    return SplitStep(seconds=seconds, computing=seconds, talking=Seconds(0), rate=TokensPerSecond(texts / seconds))


def break_even(config: ModelConfig, card: Hardware, *, size: int, context: int, dtype: str = "bf16") -> Seconds:
    """How long one all-reduce may take before a single text is no faster on `size` cards than on one."""
    one = decode_time(config, card, context=context, dtype=dtype).seconds
    own = decode_time(share(config, 0, size).own, card, context=context, dtype=dtype).seconds
    return Seconds((one - own) / (2 * config.n_layers))


def cards_needed(
    config: ModelConfig, card: Hardware, *, context: int, texts: int = 1, dtype: str = "bf16", reserve: float = 0.1
) -> Count:
    """The fewest cards whose memory holds weights and caches, all shared evenly; `reserve` of it is the runtime's."""
    held = weight_bytes(config, dtype=dtype) + kv_cache_bytes(config, seq_len=context, batch=texts, dtype=dtype)
    return Count(math.ceil(held / (card.memory * (1 - reserve))))


def stream_bytes(config: ModelConfig, texts: int = 1) -> Bytes:
    """What a layer adds to the stream for one token of each text: d_model numbers."""
    return Bytes(texts * config.d_model * element_bytes(STREAM))
