"""Models and accelerators that exist, by name, read from `engine/data`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from engine.config import DeltaConfig, LatentConfig, ModelConfig, MoeConfig, RopeScaling
from engine.did_you_mean import unknown
from engine.units import Bytes, BytesPerSecond, Count, FlopsPerSecond

DATA = Path(__file__).parent / "data"
PARTS: Mapping[str, type[LatentConfig] | type[MoeConfig] | type[DeltaConfig] | type[RopeScaling]] = MappingProxyType(
    {"mla": LatentConfig, "moe": MoeConfig, "delta": DeltaConfig, "rope_scaling": RopeScaling}
)
STATED = ("source", "params", "active", "bytes_per_token")


@dataclass(frozen=True, kw_only=True)
class Published:
    """What is known of a model from outside. `active` counts embedding and head, `bytes_per_token` is of bf16."""

    source: str
    params: Count
    active: Count
    bytes_per_token: Bytes | None


@dataclass(frozen=True, kw_only=True)
class Hardware:
    """One accelerator: speeds by its data sheet, memory as its driver reports it."""

    name: str
    memory: Bytes
    bandwidth: BytesPerSecond
    tflops_bf16: FlopsPerSecond
    source: str


def preset(name: str) -> ModelConfig:
    """The shape of a published model. Raises ValueError with the likely name for one that is not known."""
    entry = {field: value for field, value in _model(name).items() if field not in STATED}
    for field, part in PARTS.items():
        if field in entry:
            entry[field] = part(**entry[field])
    if "layers" in entry:
        entry["layers"] = tuple(entry["layers"])
    return ModelConfig(**entry)


def published(name: str) -> Published:
    """What a model's makers state of it, with the source."""
    entry = _model(name)
    stated = entry.get("bytes_per_token")
    return Published(
        source=entry["source"],
        params=Count(entry["params"]),
        active=Count(entry.get("active", entry["params"])),
        bytes_per_token=None if stated is None else Bytes(stated),
    )


def hardware(name: str) -> Hardware:
    """An accelerator by name. Raises ValueError with the likely name for one that is not known."""
    table = _table("hardware.yaml")
    if name not in table:
        raise unknown("hardware", name, table)
    entry = table[name]
    return Hardware(
        name=name,
        memory=Bytes(entry["memory_mib"] * 2**20),
        bandwidth=BytesPerSecond(entry["bandwidth_gb_s"] * 1e9),
        tflops_bf16=FlopsPerSecond(entry["tflops_bf16"] * 1e12),
        source=entry["source"],
    )


def _model(name: str) -> dict[str, Any]:
    """A model's entry with what it takes over from the one it is `like`; statements are never taken over."""
    table = _table("models.yaml")
    if name not in table:
        raise unknown("model", name, table)
    own = dict(table[name])
    parent = _model(own.pop("like")) if "like" in own else {}
    return {field: value for field, value in parent.items() if field not in STATED} | own


@cache
def _table(file: str) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = yaml.safe_load((DATA / file).read_text(encoding="utf-8"))
    return table


PRESETS: tuple[str, ...] = tuple(_table("models.yaml"))

KV_LAB: ModelConfig = preset("gpt-124m-lab")
"""What the cache measurements run: a GPT of GPT-2's smallest shape whose weights are random."""
