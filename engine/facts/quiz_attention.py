"""Questions about attention and its alternatives: the right value beside what each named mistake gives."""

from __future__ import annotations

import math

from engine.cost.parameters import Parameters, attention_parameters, parameters
from engine.fact import computed
from engine.presets import preset
from engine.units import Bytes, Count, Number, Series

GPTS = {"GPT-2 small": "gpt2-124m", "GPT-2 medium": "gpt2-355m", "GPT-2 large": "gpt2-774m", "GPT-2 XL": "gpt2-1558m"}
SCALED = {"GPT-2 small": "gpt2-124m", "Llama 3 8B": "llama-3-8b", "SmolLM2-135M": "smollm2-135m"}
EXPERTS = {"Mixtral 8x7B": "mixtral-8x7b", "Qwen3-30B-A3B": "qwen3-30b-a3b"}
WORDS = {"6 words": 6, "10 words": 10, "12 words": 12}
RUNS = {"a prompt of 4 tokens and 3 steps": (4, 3), "a prompt of 10 tokens and 5 steps": (10, 5),
        "a prompt of 100 tokens and 20 steps": (100, 20)}  # fmt: skip
FP32 = 4
MIB_IN_MB = 2**20 / 1e6


@computed()
def quiz_scores() -> Series:
    """Scores of a layer in fp32 for the longest text of a GPT-2; by mistake: one head, tokens once, fp16, MiB."""
    models = [preset(name) for name in GPTS.values()]
    cells = [model.n_heads * model.max_seq_len**2 * FP32 for model in models]
    lines = {
        "right": tuple(map(float, cells)),
        "one head": tuple(cell / model.n_heads for cell, model in zip(cells, models, strict=True)),
        "tokens once": tuple(cell / model.max_seq_len for cell, model in zip(cells, models, strict=True)),
        "two bytes": tuple(cell / 2 for cell in cells),
        "MiB for MB": tuple(cell / MIB_IN_MB for cell in cells),
    }
    return Series("model", tuple(GPTS), Bytes, lines)


@computed()
def quiz_gpt_shape() -> Series:
    """The shapes of the GPT-2 family: width, heads, numbers a head, and the longest text."""
    models = [preset(name) for name in GPTS.values()]
    lines = {
        "width": tuple(model.d_model for model in models),
        "heads": tuple(model.n_heads for model in models),
        "numbers a head": tuple(model.head_dim for model in models),
        "tokens": tuple(model.max_seq_len for model in models),
        "bytes": (FP32,) * len(models),
    }
    return Series("model", tuple(GPTS), Count, lines)


@computed()
def quiz_attention_weights() -> Series:
    """Weights of one attention layer of a GPT-2; by mistake: no output, one projection, a full square for each head."""
    models = [preset(name) for name in GPTS.values()]
    lines = {
        "right": tuple(attention_parameters(model, "full") for model in models),
        "no output": tuple(3 * model.d_model**2 for model in models),
        "one projection": tuple(model.d_model**2 for model in models),
        "a square a head": tuple(4 * model.n_heads * model.d_model**2 for model in models),
    }
    return Series("model", tuple(GPTS), Count, lines)


@computed()
def quiz_root() -> Series:
    """What scores are divided by; by mistake: no root, the root of the width, the heads' root."""
    models = [preset(name) for name in SCALED.values()]
    lines = {
        "right": tuple(math.sqrt(model.head_dim) for model in models),
        "no root": tuple(float(model.head_dim) for model in models),
        "of the width": tuple(math.sqrt(model.d_model) for model in models),
        "of the heads": tuple(math.sqrt(model.n_heads) for model in models),
    }
    return Series("model", tuple(SCALED), Number, lines)


@computed()
def quiz_root_shape() -> Series:
    """The shapes of `quiz_root`: width, heads, numbers a head."""
    models = [preset(name) for name in SCALED.values()]
    lines = {
        "width": tuple(model.d_model for model in models),
        "heads": tuple(model.n_heads for model in models),
        "numbers a head": tuple(model.head_dim for model in models),
    }
    return Series("model", tuple(SCALED), Count, lines)


@computed()
def quiz_causal() -> Series:
    """Cells that a causal mask leaves; by mistake: all cells, without the diagonal, the hidden ones of a row."""
    lines = {
        "right": tuple(n * (n + 1) // 2 for n in WORDS.values()),
        "all cells": tuple(n * n for n in WORDS.values()),
        "no diagonal": tuple(n * (n - 1) // 2 for n in WORDS.values()),
    }
    return Series("words", tuple(WORDS), Count, lines)


@computed()
def quiz_positions() -> Series:
    """Positions computed without a cache; by mistake: as with one, the prompt once, all as the last, steps alone."""
    names = ("right", "with a cache", "prompt once", "as the last", "steps alone")
    lines: dict[str, list[float]] = {name: [] for name in names}
    for prompt, steps in RUNS.values():
        lines["right"].append(sum(prompt + step for step in range(steps + 1)))
        lines["with a cache"].append(prompt + steps)
        lines["prompt once"].append(prompt + sum(range(1, steps + 1)))
        lines["as the last"].append((steps + 1) * (prompt + steps))
        lines["steps alone"].append(sum(prompt + step for step in range(1, steps + 1)))
    return Series("run", tuple(RUNS), Count, {name: tuple(line) for name, line in lines.items()})


@computed()
def quiz_active() -> Series:
    """Parameters that a token meets in a mixture of experts; by mistake: all, the share of experts, experts alone."""
    lines: dict[str, list[float]] = {"right": [], "all": [], "share of experts": [], "experts alone": []}
    for name in EXPERTS.values():
        model = preset(name)
        counted = parameters(model)
        assert model.moe is not None
        lines["right"].append(counted.active)
        lines["all"].append(counted.total)
        at_work = model.moe.top_k / model.moe.n_experts
        lines["share of experts"].append(counted.total * at_work)
        lines["experts alone"].append(_in_experts(counted, at_work) * at_work)
    return Series("model", tuple(EXPERTS), Count, {name: tuple(line) for name, line in lines.items()})


def _in_experts(counted: Parameters, at_work: float) -> float:
    """Parameters that are in experts: those that rest for a token are all but the share at work."""
    return (counted.total - counted.active) / (1 - at_work)


@computed()
def quiz_experts() -> Series:
    """Experts of each layer of the models of `quiz_active`, how many work for a token, and all their parameters."""
    models = [preset(name) for name in EXPERTS.values()]
    experts = [model.moe for model in models if model.moe]
    lines = {
        "experts": tuple(moe.n_experts for moe in experts),
        "at work": tuple(moe.top_k for moe in experts),
        "parameters": tuple(
            _in_experts(parameters(model), moe.top_k / moe.n_experts)
            for model, moe in zip(models, experts, strict=True)
        ),
    }
    return Series("model", tuple(EXPERTS), Count, lines)
