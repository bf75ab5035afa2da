"""Questions about caches for several models: the right value beside what each named mistake gives.

Every line of a series is one way to reckon, so a quiz draws a model and knows the mistake behind a wrong answer. Only
models are taken for which no mistake gives the right value.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.cost.capacity import max_requests
from engine.cost.kv_cache import bytes_per_token, kv_cache_bytes
from engine.cost.narrow import held_bytes
from engine.fact import computed
from engine.facts.window import WINDOW, windowed
from engine.presets import hardware, preset
from engine.units import Bytes, Count, Ratio, Series, Table

MODELS = {
    "Llama 3 8B": ("llama-3-8b", 4096),
    "Llama 3 70B": ("llama-3-70b", 2048),
    "Llama 3.2 1B": ("llama-3.2-1b", 8192),
    "Llama 3.2 3B": ("llama-3.2-3b", 16384),
    "SmolLM2-135M": ("smollm2-135m", 2048),
    "Qwen3-30B-A3B": ("qwen3-30b-a3b", 8192),
}
CARDS = {  # a model, its text, and a card: lengths at which the sizes of the question, rounded, give the same count
    "Llama 3 8B on an RTX 4090": ("llama-3-8b", 4096, "rtx-4090"),
    "Llama 3 8B on an A100 40 GB": ("llama-3-8b", 7000, "a100-40gb"),
    "Llama 3.2 3B on an RTX 3060 12 GB": ("llama-3.2-3b", 8192, "rtx-3060-12gb"),
    "Qwen3-30B-A3B on an H100": ("qwen3-30b-a3b", 16384, "h100-sxm"),
}
RESERVE = 0.1
WINDOW_LENGTHS = {"Llama 2 7B's shape at 16,384": 16384, "Llama 2 7B's shape at 32,768": 32768}
MIB_IN_MB = 2**20 / 1e6
KIB_IN_KB = 2**10 / 1e3


@computed()
def quiz_cache() -> Series:
    """KV cache of one text in bf16 by model; and by mistake: query heads, no values, one layer, fp32, MiB for MB."""
    right = {name: kv_cache_bytes(preset(model), seq_len=length) for name, (model, length) in MODELS.items()}
    return _series(
        "model",
        Bytes,
        {
            **_miscounted(right),
            "four bytes": {name: right[name] * 2 for name in MODELS},
            "MiB for MB": {name: right[name] / MIB_IN_MB for name in MODELS},
        },
    )


@computed()
def quiz_cache_shape() -> Series:
    """The factors of `quiz_cache`: layers, query heads, K/V heads, numbers a head, tokens, bytes a number."""
    shapes = {name: preset(model) for name, (model, _) in MODELS.items()}
    return _series(
        "model",
        Count,
        {
            "layers": {name: shape.n_layers for name, shape in shapes.items()},
            "query heads": {name: shape.n_heads for name, shape in shapes.items()},
            "K/V heads": {name: shape.n_kv_heads for name, shape in shapes.items()},
            "numbers a head": {name: shape.head_dim for name, shape in shapes.items()},
            "tokens": {name: length for name, (_, length) in MODELS.items()},
            "bytes": dict.fromkeys(MODELS, 2),
            "both": dict.fromkeys(MODELS, 2),
            "sharing": {name: shape.queries_per_kv_head for name, shape in shapes.items()},
        },
    )


@computed()
def quiz_token() -> Series:
    """What one more token adds to the cache in bf16, by model and by mistake, as in `quiz_cache`; KiB for kB."""
    right = {name: bytes_per_token(preset(model)) for name, (model, _) in MODELS.items()}
    return _series(
        "model",
        Bytes,
        {
            **_miscounted(right),
            "KiB for kB": {name: right[name] / KIB_IN_KB for name in MODELS},
        },
    )


@computed()
def quiz_window() -> Series:
    """Cache with five local layers to each global one, by length; by mistake: all local, none local, shares mixed."""
    shape = preset("llama-2-7b").replace(max_seq_len=max(WINDOW_LENGTHS.values()))
    full = {name: kv_cache_bytes(shape, seq_len=length) for name, length in WINDOW_LENGTHS.items()}
    local = {name: full[name] * WINDOW / length for name, length in WINDOW_LENGTHS.items()}
    right = {name: kv_cache_bytes(windowed(shape), seq_len=length) for name, length in WINDOW_LENGTHS.items()}
    return _series(
        "shape and length",
        Bytes,
        {
            "right": right,
            "all local": local,
            "none local": full,
            "mixed up": {name: full[name] + local[name] - right[name] for name in WINDOW_LENGTHS},
        },
    )


@computed()
def quiz_window_layers() -> Table:
    """Layers of the shape of `quiz_window`, and how many of them are local and global."""
    kinds = windowed(preset("llama-2-7b")).kinds
    return Table(layers=Count(len(kinds)), local=Count(kinds.count("window")), whole=Count(kinds.count("full")))


@computed()
def quiz_users() -> Series:
    """Texts that fit beside the weights in bf16, 10% kept free; by mistake: no weights, none free, query heads."""
    right: dict[str, float] = {}
    shapes = {name: (preset(model), length, hardware(card)) for name, (model, length, card) in CARDS.items()}
    lines: dict[str, dict[str, float]] = {"right": right, "no weights": {}, "nothing free": {}, "query heads": {}}
    for name, (shape, length, card) in shapes.items():
        right[name] = max_requests(shape, card, seq_len=length, reserve=RESERVE)
        each = kv_cache_bytes(shape, seq_len=length)
        lines["no weights"][name] = int(card.memory * (1 - RESERVE) // each)
        lines["nothing free"][name] = max_requests(shape, card, seq_len=length)
        every_head = shape.replace(n_kv_heads=shape.n_heads)
        kept = right[name] * each / kv_cache_bytes(every_head, seq_len=length)
        lines["query heads"][name] = int(kept)
    return _series("model and card", Count, lines)


@computed()
def quiz_users_bytes() -> Series:
    """What `quiz_users` is reckoned from: the card's memory, the weights in bf16, and one text's cache."""
    shapes = {name: (preset(model), length, hardware(card)) for name, (model, length, card) in CARDS.items()}
    return _series(
        "model and card",
        Bytes,
        {
            "memory": {name: card.memory for name, (_, _, card) in shapes.items()},
            "weights": {name: held_bytes(shape) for name, (shape, _, _) in shapes.items()},
            "each": {name: kv_cache_bytes(shape, seq_len=length) for name, (shape, length, _) in shapes.items()},
        },
    )


@computed()
def quiz_users_tokens() -> Series:
    """Tokens of each text in `quiz_users`."""
    return _series("model and card", Count, {"tokens": {name: length for name, (_, length, _) in CARDS.items()}})


@computed()
def quiz_gqa_saving() -> Series:
    """Share of the cache that shared K/V heads save, by model; by mistake: what is left."""
    shapes = {name: preset(model) for name, (model, _) in MODELS.items()}
    return _series(
        "model",
        Ratio,
        {
            "right": {name: 1 - shape.n_kv_heads / shape.n_heads for name, shape in shapes.items()},
            "what is left": {name: shape.n_kv_heads / shape.n_heads for name, shape in shapes.items()},
        },
    )


def _miscounted(right: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """The right bytes by model, and what each mistake about a cache's factors gives for them."""
    shapes = {name: preset(model) for name, (model, _) in MODELS.items()}
    return {
        "right": {**right},
        "query heads": {name: right[name] * shape.n_heads / shape.n_kv_heads for name, shape in shapes.items()},
        "keys alone": {name: right[name] / 2 for name in MODELS},
        "one layer": {name: right[name] / shape.n_layers for name, shape in shapes.items()},
    }


def _series(axis: str, unit: type[Bytes | Count | Ratio], lines: Mapping[str, Mapping[str, float]]) -> Series:
    """Lines over the names that they all have."""
    names = tuple(next(iter(lines.values())))
    return Series(axis, names, unit, {line: tuple(values[name] for name in names) for line, values in lines.items()})
