"""The GPT scripts of the labs as modules, and engine models of the same weights."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from engine.config import DeltaConfig, LatentConfig, ModelConfig, MoeConfig
from engine.facts.settings import DENSE, LAB_GQA, LAB_MHA, ROTARY_MLA, SPARSE, WINDOWED
from engine.model import GPT
from engine.presets import KV_LAB

LABS = Path(__file__).resolve().parents[2] / "labs"
PATHS = {path.stem: path for path in sorted(LABS.glob("ch04/*/gpt_*.py"))}
DELTA = LAB_MHA.replace(
    layers=("delta",), bias=False, delta=DeltaConfig(n_k_heads=24, n_v_heads=24, k_dim=32, v_dim=32, conv=4)
)
CONFIGS = {
    "gpt_ch04": KV_LAB,
    "gpt_with_kv_cache": KV_LAB,
    "gpt_with_kv_mha": LAB_MHA,
    "gpt_with_kv_gqa": LAB_GQA,
    "gpt_with_kv_mla": ROTARY_MLA,
    "gpt_with_kv_swa": WINDOWED,
    "gpt_with_kv_ffn": DENSE,
    "gpt_with_kv_moe": SPARSE,
    "gpt_with_deltanet": DELTA,
}


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def config_of(name: str, shape: Any) -> ModelConfig:
    """The engine's config of a script's shape."""
    sizes = dataclasses.asdict(shape)
    config = CONFIGS[name]
    known = {field.name for field in dataclasses.fields(ModelConfig)}
    changes = {key: value for key, value in sizes.items() if key in known}
    heads, width = sizes["n_heads"], sizes["head_dim"]
    changes["n_kv_heads"] = sizes.get("n_kv_heads", heads)
    if "n_local" in sizes:
        changes["layers"] = ("window",) * sizes["n_local"] + ("full",)
    if "kv_latent" in sizes:
        changes["mla"] = LatentConfig(
            kv_latent=sizes["kv_latent"], rope_dim=sizes["rope_dim"], nope_dim=width, v_dim=width
        )
    if "n_experts" in sizes:
        experts, changes["d_ff"] = sizes["n_experts"], 0
        changes["moe"] = MoeConfig(n_experts=experts, top_k=sizes["top_k"], d_ff_expert=sizes["d_ff"] // experts)
    if "conv" in sizes:
        changes["delta"] = DeltaConfig(n_k_heads=heads, n_v_heads=heads, k_dim=width, v_dim=width, conv=sizes["conv"])
    return config.replace(**changes)


def twins(name: str, shape: Any, script: ModuleType) -> tuple[Any, GPT]:
    """The script's model and the engine's with the same random weights, large enough that an error shows."""
    torch.manual_seed(7)
    engine = GPT(config_of(name, shape)).eval()
    with torch.no_grad():
        for weight in engine.parameters():
            weight.add_(0.15 * torch.randn_like(weight))
    model = script.GPT(shape).eval()
    model.load_state_dict(dict(translated(engine)))
    return model, engine


def translated(engine: GPT) -> dict[str, Tensor]:
    """The engine's weights under the scripts' names."""
    found: dict[str, Tensor] = {}
    config = engine.config
    for name, weight in engine.named_parameters():
        head, _, part = name.partition(".attention.")
        if part == "qkv.weight" and config.delta is None:
            sizes = [heads * config.head_dim for heads in (config.n_heads, config.n_kv_heads, config.n_kv_heads)]
            for own, rows in zip(("query", "key", "value"), weight.split(sizes), strict=True):
                found[f"{head}.attention.{own}.weight"] = rows
        elif part == "kv_up.weight" and config.mla is not None:
            up = weight.view(config.n_heads, -1, config.mla.kv_latent)
            keys, values = up.split([config.mla.nope_dim, config.mla.v_dim], dim=1)
            found |= {f"{head}.attention.key": keys, f"{head}.attention.value": values}
        elif part == "rates.weight":
            write, fade = weight.chunk(2)
            found |= {f"{head}.attention.write.weight": write, f"{head}.attention.fade.weight": fade}
        else:
            for theirs, ours in NAMES.items():
                name = name.replace(theirs, ours)
            found[name] = weight
    return found


NAMES = {
    "attention_norm": "norms.0",
    "feed_forward_norm": "norms.1",
    "attention.q_up": "attention.query",
    "attention.kv_down": "attention.down",
    "attention.kv_norm": "attention.norm",
    "attention.convolution": "attention.mix.weight",
    "attention.fade_bias": "attention.fade.bias",
}
