"""Fewer bits: what weights take, what others have published of the loss, and how long a step takes here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

import torch

from engine.cost.narrow import linear_shapes, narrow_weight_bytes
from engine.cost.parameters import parameters
from engine.cost.weights import weight_bytes
from engine.fact import Settings, computed, measured, published
from engine.facts.real_model import MODEL
from engine.measure import quickest
from engine.model import GPT
from engine.presets import preset
from engine.pretrained import pretrained
from engine.quantise.floats import bf16
from engine.quantise.grid import Scheme, nearest
from engine.quantise.model import quantised
from engine.units import Bytes, Count, Number, Ratio, Seconds, Table

CONTEXT, PROMPT = 64, 128
GROUP = 64
BITS_STEP = Settings(
    model="SmolLM2-135M, whose file has 4 bits", dtype="32 to 4 bits", batch=1, prompt="any 64 tokens", new_tokens=1,
    threads=1, seed=0,
)  # fmt: skip


@computed()
def bits_bytes() -> Table:
    """Weights of SmolLM2-135M by how its linear layers are kept; embedding, which is the head, and norms in bf16.

    `linear_share` of the weights is narrowed. Scales and offsets are bf16, one of each a `group` in `bits_a_weight`.
    """
    size = partial(narrow_weight_bytes, preset(MODEL))
    whole = weight_bytes(preset(MODEL), dtype="bf16")
    linear = sum(rows * columns for rows, columns in linear_shapes(preset(MODEL)))
    return Table(
        fp32=weight_bytes(preset(MODEL), dtype="fp32"),
        bf16=whole,
        int8_channel=size(bits=8),
        int8_g64=size(bits=8, group=GROUP),
        fp8_channel=size(bits=8),
        int4_channel=size(bits=4),
        int4_g64=size(bits=4, group=GROUP),
        int4_g64_offset=size(bits=4, group=GROUP, offsets=True),
        int4_g32_offset=size(bits=4, group=32, offsets=True),
        linear_share=Ratio(linear / parameters(preset(MODEL)).total),
        int4_g64_offset_less=Ratio(1 - size(bits=4, group=GROUP, offsets=True) / whole),
        group=Count(GROUP),
        bits_a_weight=Number((4 * GROUP + 2 * 16) / GROUP),
    )


@published(source="huggingface.co/nettib/smollm2-135m-quantized: WikiText-2, 40 × 512 tokens; not from a 4-bit file")
def bits_smollm2_stated() -> Table:
    """Rise of SmolLM2-135M's perplexity by rounding its own bf16 weights to nearest, and its bytes before and after."""
    return Table(
        perplexity=Number(19.91),
        int8_tensor=Ratio(20.89 / 19.91 - 1, digits=2),
        int8_channel=Ratio(19.96 / 19.91 - 1, digits=2),
        int8_g64=Ratio(19.94 / 19.91 - 1, digits=2),
        int4_g64_offset=Ratio(26.1 / 19.91 - 1, digits=2),
        bf16_bytes=Bytes(269e6),
        int4_bytes=Bytes(115e6),
    )


@published(source="Frantar et al., GPTQ, 2022, arXiv:2210.17323, OPT-125M on WikiText-2, as two others quote it")
def gptq_opt_stated() -> Table:
    """Perplexity of OPT-125M in fp16, and in 4 and 3 bits by rounding and by GPTQ, with the rise of each in 4."""
    return Table(
        fp16=Number(27.65),
        nearest_4=Number(37.28),
        gptq_4=Number(31.12),
        nearest_3=Number(1.3e3),
        gptq_3=Number(53.85),
        nearest_4_rise=Ratio(37.28 / 27.65 - 1, digits=3),
        gptq_4_rise=Ratio(31.12 / 27.65 - 1, digits=3),
    )


@measured(
    claim=lambda t: t["bf16_over_int4"] > 1.2 and t["bf16_over_int8"] > 1,
    settings=BITS_STEP,
    repeats=5,
)
def bits_step() -> Table:
    """A step of one token behind 64, and a prompt of 128, of SmolLM2-135M with its linear layers in 32 to 4 bits.

    bf16, int8 (by channel) and int4 (groups of 64) by torch's kernels, the rest of the model in bf16: steps follow the
    bytes, a prompt does not. `own_` are the engine's own kernels, the last with the file's blocks as they are.
    """
    models = narrow_models()
    with torch.inference_mode():
        steps = _by_turns({name: _step(model) for name, model in models.items()}, turns=8)
        prompts = _by_turns({name: _prompt(models[name]) for name in ("bf16", "int8", "int4")}, turns=2)
    return Table(
        context=Count(CONTEXT),
        prompt=Count(PROMPT),
        **steps,
        **{f"{name}_prompt": took for name, took in prompts.items()},
        bf16_over_int8=Ratio(steps["bf16"] / steps["int8"]),
        bf16_over_int4=Ratio(steps["bf16"] / steps["int4"]),
        int8_prompt_over_bf16=Ratio(prompts["int8"] / prompts["bf16"]),
        int4_prompt_over_bf16=Ratio(prompts["int4"] / prompts["bf16"]),
        own_bf16_over_int4=Ratio(steps["own_bf16"] / steps["int4"]),
        own_fp32_over_blocks=Ratio(steps["own_fp32"] / steps["own_blocks"]),
    )


@cache
def narrow_models() -> dict[str, GPT]:
    """The same model with weights of less and less."""
    own = pretrained(MODEL, dtype=torch.bfloat16)
    four = Scheme(bits=4, share=GROUP, symmetric=False)
    return {
        "bf16": quantised(own, bf16),
        "int8": quantised(own, partial(nearest, scheme=Scheme(bits=8)), fast=True),
        "int4": quantised(own, partial(nearest, scheme=four), fast=True),
        "own_fp32": pretrained(MODEL, dtype=torch.float32),
        "own_bf16": own,
        "own_blocks": pretrained(MODEL),
    }


def _by_turns(work: Mapping[str, Callable[[], object]], *, turns: int) -> dict[str, Seconds]:
    """What each takes, all one after another and so again: what disturbs one disturbs the others. Its quickest."""
    taken = [{name: quickest(run, 1) for name, run in work.items()} for _ in range(turns)]
    return {name: min(turn[name] for turn in taken) for name in work}


def _step(model: GPT) -> Callable[[], object]:
    """One token behind the context, each time from the same cache."""
    ids = torch.arange(CONTEXT + 1)[None]
    cache = model.new_cache(batch_size=1, max_seq_len=CONTEXT + 1)
    model(ids[:, :-1], cache, last_only=True)

    def step() -> None:
        cache.truncate(CONTEXT)
        model(ids[:, -1:], cache, last_only=True)

    return step


def _prompt(model: GPT) -> Callable[[], object]:
    return partial(model, torch.arange(PROMPT)[None], last_only=True)
