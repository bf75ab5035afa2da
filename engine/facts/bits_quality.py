"""Bits and quality of a real model: SmolLM2-135M, whose file holds weights of four bits already.

Its weights stand on a grid of 16 values in each 32 (Q4_1, the embedding finer). What is rounded here is that file
widened to fp32, so a rise in loss is what rounding a second time costs, not what the first cost. Source of the model:
Ben Allal et al., "SmolLM2", 2025, arXiv:2502.02737. Text: the last tenth of the plays.
"""

from __future__ import annotations

import math
from functools import cache, partial

import torch
from torch import Tensor

from engine.cache.every_token import EveryToken
from engine.cache.kv_cache import KVCache
from engine.fact import computed
from engine.facts.real_model import smollm2
from engine.model import GPT
from engine.quantise.floats import bf16, fp8
from engine.quantise.grid import Scheme, nearest
from engine.quantise.kv import GROUP, error, narrow_keys, narrow_values, wide_keys, wide_values
from engine.quantise.kv_cache import narrow_cache
from engine.quantise.model import Narrow, mapped, quantised, quantised_by_gptq
from engine.quantise.perplexity import NewCache, Reading, read
from engine.quantise.prune import two_of_four
from engine.train import PLAYS, VALIDATION_SHARE
from engine.units import Bytes, Count, Nats, Number, Ratio, Table

WINDOW, WINDOWS, PIECES = 256, 4, 8
CALIBRATION = 7
"""Windows that GPTQ is shown, from the beginning of the plays: more tokens than the widest layer has columns."""

FOUR_BITS = Scheme(bits=4, share=64, symmetric=False)
CHUNK = 32
"""Tokens read at a time behind a narrow cache: what stands before them has been made narrow by then."""

SOURCE = "SmolLM2, arXiv:2502.02737, from a 4-bit file; text: The Tempest"


@computed(source=SOURCE, atol=0.01)
def bits_quality() -> Table:
    """Perplexity of SmolLM2-135M, its 4-bit file widened, with its linear layers rounded to nearest, by bits and group.

    By name: the rise over the file's, and the loss beyond it with its standard error over pieces of the text, paired.
    `int4_g32_offset` has the file's own groups, so nearly the file's own values are found again.
    """
    by: dict[str, Narrow] = {
        "bf16": bf16,
        "fp8_channel": fp8,
        "int8_tensor": partial(nearest, scheme=Scheme(bits=8, share="tensor")),
        "int8_channel": partial(nearest, scheme=Scheme(bits=8)),
        "int8_g64": partial(nearest, scheme=Scheme(bits=8, share=64)),
        "int4_g32_offset": partial(nearest, scheme=Scheme(bits=4, share=32, symmetric=False)),
        "int4_channel": partial(nearest, scheme=Scheme(bits=4)),
    }
    fields = beyond("int4_g64_offset", four_bits(), file_reading())
    for name, narrow in by.items():
        fields |= beyond(name, cost(quantised(smollm2(), narrow)), file_reading())
    return Table(
        tokens=Count(WINDOW * WINDOWS),
        pieces=Count(PIECES),
        perplexity=Number(round(file_reading().perplexity, 3)),
        spread=Nats(round(file_reading().spread(PIECES), 4)),
        **fields,
    )


@computed(source=f"{SOURCE}; GPTQ, arXiv:2210.17323", atol=0.05)
def gptq_quality() -> Table:
    """SmolLM2-135M, its 4-bit file widened, in four bits by GPTQ, groups of 64 with an offset, beside rounding."""
    wise = cost(quantised_by_gptq(smollm2(), FOUR_BITS, calibration()))
    plain = four_bits()
    won, give_or_take = plain.beyond(wise, PIECES)
    return Table(
        calibration=Count(calibration().numel()),
        perplexity=Number(round(file_reading().perplexity, 3)),
        **beyond("nearest", plain, file_reading()),
        **beyond("gptq", wise, file_reading()),
        won=Nats(round(won, 4)),
        won_error=Nats(round(give_or_take, 4)),
    )


@computed(source=f"{SOURCE}; KIVI, arXiv:2402.02750", atol=0.02)
def kv_bits_quality() -> Table:
    """SmolLM2-135M, weights as its 4-bit file has them, with a cache in few bits: keys by channel, values by token.

    `int8_token` is the engine's own cache: both by token, eight bits, symmetric. Read 32 tokens at a time.
    """
    kept: dict[str, NewCache] = {
        "int8_token": lambda rows, tokens: smollm2().new_cache(batch_size=rows, max_seq_len=tokens, dtype=torch.int8),
        "int8": partial(_narrow, bits=8),
        "int4": partial(_narrow, bits=4),
        "int2": partial(_narrow, bits=2),
    }
    fields: dict[str, Number | Ratio | Nats] = {}
    for name, new_cache in kept.items():
        reading = read(smollm2(), text(), window=WINDOW + 1, stride=WINDOW, new_cache=new_cache, chunk=CHUNK)
        fields |= beyond(name, reading, file_reading())
    return Table(tokens=Count(WINDOW * WINDOWS), chunk=Count(CHUNK), **fields)


@computed(source="SmolLM2, arXiv:2502.02737, from a 4-bit file; KIVI, arXiv:2402.02750", atol=0.002)
def kv_bits_error() -> Table:
    """SmolLM2-135M's keys and values of 256 tokens in four bits, by channel and by token: how far off, and their bytes.

    ‖x − x̂‖ / ‖x‖, groups of 32, mean of all layers. Bytes are those of a token in all layers, scales and offsets too.
    """
    found: dict[str, list[float]] = {}
    for keys, values in _keys_and_values():
        for what, x in (("keys", keys), ("values", values)):
            found.setdefault(f"{what}_by_channel", []).append(error(x, wide_keys(narrow_keys(x, 4))))
            found.setdefault(f"{what}_by_token", []).append(error(x, wide_values(narrow_values(x, 4))))
    config = smollm2().config
    numbers = 2 * config.n_layers * config.n_kv_heads * config.head_dim
    return Table(
        **{name: Ratio(round(sum(errors) / len(errors), 4)) for name, errors in found.items()},
        bf16=Bytes(numbers * 2),
        int8_token=Bytes(numbers + numbers / config.head_dim * 4),
        int4=Bytes(numbers * (4 / 8 + 4 / GROUP)),
        int2=Bytes(numbers * (2 / 8 + 4 / GROUP)),
    )


@computed(source=f"{SOURCE}; 2:4, arXiv:2104.08378", atol=0.1)
def pruned_quality() -> Table:
    """SmolLM2-135M, its 4-bit file widened, with two of each four weights of its linear layers zero, not trained on."""
    return Table(
        perplexity=Number(round(file_reading().perplexity, 3)),
        **beyond("two_of_four", cost(mapped(smollm2(), two_of_four)), file_reading()),
    )


def beyond(name: str, reading: Reading, base: Reading) -> dict[str, Number | Ratio | Nats]:
    """A reading as fields: perplexity, its rise over another's, the loss beyond it, and the error of that."""
    more, give_or_take = reading.beyond(base, PIECES)
    return {
        name: Number(round(reading.perplexity, 3)),
        f"{name}_rise": Ratio(round(math.expm1(more), 5)),
        f"{name}_loss": Nats(round(more, 5)),
        f"{name}_error": Nats(round(give_or_take, 5)),
    }


def cost(model: GPT) -> Reading:
    """What the text costs a model, in windows that do not overlap."""
    return read(model, text(), window=WINDOW + 1, stride=WINDOW)


@cache
def file_reading() -> Reading:
    """What the text costs the model as its file has it, in fp32."""
    return cost(smollm2())


@cache
def four_bits() -> Reading:
    """What it costs the model in four bits, rounded to nearest."""
    return cost(quantised(smollm2(), partial(nearest, scheme=FOUR_BITS)))


@torch.inference_mode()
def _keys_and_values() -> list[tuple[Tensor, Tensor]]:
    """What each layer keeps of the text's first window: [1, Hkv, S, D] each."""
    kept = smollm2().new_cache(batch_size=1, max_seq_len=WINDOW)
    smollm2()(text()[None, :WINDOW], kept, last_only=True)
    layers = [layer.parts for layer in kept.layers if isinstance(layer, EveryToken)]
    return [(keys.elements, values.elements) for keys, values in layers]


def _narrow(rows: int, tokens: int, *, bits: int) -> KVCache:
    return narrow_cache(smollm2(), bits=bits, batch_size=rows, max_seq_len=tokens)


@cache
def text() -> Tensor:
    """Tokens of the last tenth of the plays, [N]: a first one, and those that are scored."""
    plays = PLAYS.read_text(encoding="utf-8")
    return _tokens(plays[int(len(plays) * (1 - VALIDATION_SHARE)) :], WINDOW * WINDOWS + 1)


@cache
def calibration() -> Tensor:
    """Tokens of the beginning of the plays, [windows, T]"""
    return _tokens(PLAYS.read_text(encoding="utf-8"), CALIBRATION * WINDOW).view(CALIBRATION, WINDOW)


def _tokens(words: str, n: int) -> Tensor:
    tokenizer = smollm2().tokenizer
    assert tokenizer is not None, "the package carries its vocabulary"
    return torch.tensor(tokenizer.encode(words[: n * 8])[:n])
